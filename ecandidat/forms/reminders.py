"""The reminders of a formation: so many days before each date, where the university's own do not suit it."""

from __future__ import annotations

from typing import Any

from ecandidat.forms.edition import section
from ecandidat.forms.widgets import whole
from ecandidat.i18n import _
from ecandidat.services.sheets import NUMBERS

REMINDERS = (
    ("return_reminder", _("Premier rappel de la date de retour")),
    ("return_last_reminder", _("Dernier rappel de la date de retour")),
    ("confirmation_reminder", _("Rappel de la date de confirmation")),
)
"""Values of a formation, and their labels."""


def reminders() -> Any:
    """« Rappels par courriel »."""
    return section(
        "reminders", _("Rappels par courriel"),
        *(whole(name, title, *NUMBERS[name], required=False, css="field-half") for name, title in REMINDERS),
        hint=_("En jours avant la date. Laissé vide, un rappel suit les paramètres de l'établissement."),
    )  # fmt: skip
