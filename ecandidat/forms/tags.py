"""The forms of tags and of alerts « silence vaut accord »."""

from __future__ import annotations

from typing import Any

import colander

from ecandidat.forms.edition import checkbox, sheet_schema
from ecandidat.forms.widgets import line, whole
from ecandidat.i18n import _
from ecandidat.services.sheets import MAXIMUM, NUMBERS

HALF = "field-half"
COUNTED: dict[str, Any] = {
    "NO": _("Aucune : les alertes ne colorent rien"), "CRE": _("Création de la candidature"), "ANN": _("Annulation"),
    "ACC": _("Réponse du candidat"), "TRA": _("Transmission du dossier"), "REC": _("Réception du dossier"),
    "COM": _("Dossier complet"), "INC": _("Dossier incomplet"),
}  # fmt: skip
"""Value of ``SVA_ALERT_DAT`` → the date from which the days of an alert are counted."""


def tag() -> colander.SchemaNode:
    """An « étiquette »: its words, its colour, its place."""
    return sheet_schema(
        line("label", _("Libellé"), MAXIMUM["label"]), _colour(),
        whole("order", _("Ordre"), *NUMBERS["order"], css=HALF), checkbox("active", _("En service")),
    )  # fmt: skip


def alert() -> colander.SchemaNode:
    """An alert: after how many days, in which colour."""
    return sheet_schema(
        whole("days", _("Nombre de jours"), *NUMBERS["days"], css=HALF,
              hint=_("À partir de ce nombre de jours sans décision ; l'alerte du plus long délai atteint l'emporte.")),
        _colour(), checkbox("active", _("En service")),
    )  # fmt: skip


def _colour() -> colander.SchemaNode:
    return line("colour", _("Couleur"), MAXIMUM["colour"], css=f"{HALF} field-colour", type="color")
