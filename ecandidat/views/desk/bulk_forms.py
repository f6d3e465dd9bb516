"""Act on many applications → its form: the second half of the table in :mod:`ecandidat.services.bulk`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.request import Request

from ecandidat.forms import Lifecycle, desk, typed_values
from ecandidat.forms import bulk as forms
from ecandidat.i18n import _
from ecandidat.resources import Formation
from ecandidat.services import tags
from ecandidat.views.desk.decisions import decision_choices, kind_of, meeting

Formations = list[Formation]


def lifecycle(act: str, request: Request, formations: Formations, action: str) -> Lifecycle:
    """The form of an act on applications of these formations."""
    several = list({id(formation): formation for formation in formations}.values())
    if act == "decision":
        return _decision(request, several, action)
    schema = SCHEMAS[act](request, several)
    label = request.localizer.translate(_("Confirmer"))
    return Lifecycle(request, schema, values=VALUES.get(act), buttons=desk.buttons(label), action=action)


def _decision(request: Request, formations: Formations, action: str) -> Lifecycle:
    """The decisions that every component of the selection knows."""
    components = list({id(one.component): one.component for one in formations}.values())
    found = [decision_choices(request, component) for component in components]
    types, reasons = (
        [choice for choice in found[0][part] if all(choice in other[part] for other in found)] for part in (0, 1)
    )
    kind = kind_of(components[0], typed_values(request).get("decision", ""))
    return desk.DecisionLifecycle(
        request, desk.decision(types, reasons, kind, many=True), usual=meeting(formations[0]),
        buttons=desk.decision_buttons(_("Confirmer")), action=action,
    )  # fmt: skip


def _tags(request: Request, formations: Formations) -> Any:
    offered = {tags.uid(tag): tag.label for formation in formations for tag in tags.available(formation)}
    return forms.tags(list(offered.items()), many=True)


def listed(request: Request, table: str) -> list[tuple[str, str]]:
    """The codes in service of a nomenclature."""
    return list(request.portal.nomenclatures.table(table).choices(request.language))


SCHEMAS: dict[str, Callable[[Request, Formations], Any]] = {
    "valider-decision": lambda request, formations: forms.nothing(),
    "statut": lambda request, formations: desk.status(request.localizer.translate),
    "traitement": lambda request, formations: desk.treatment(request.localizer.translate),
    "valider-traitement": lambda request, formations: forms.nothing(),
    "etiquettes": _tags,
    "date-retour": lambda request, formations: forms.return_date(),
    "date-confirmation": lambda request, formations: forms.confirm_date(),
    "regime": lambda request, formations: forms.regime(listed(request, "regimes")),
    "droits": lambda request, formations: forms.fees(listed(request, "exonerations"), many=True),
    "courriel": lambda request, formations: forms.mail(request.localizer.translate),
    "relancer-formulaires": lambda request, formations: forms.nothing(),
}
"""Act → its form, but for « Saisir une décision », whose fields follow what is chosen."""

VALUES: dict[str, dict[str, Any]] = {
    "courriel": {
        "objet": "Votre candidature en ${formation.libelle}",
        "texte": "Bonjour ${candidat.prenom},\n\n\n\nBien cordialement,\n${commission.libelle}",
    },
    "etiquettes": {"maniere": forms.ADD},
}
"""What a form proposes at first."""

FORMS = frozenset(SCHEMAS) | {"decision"}
"""The acts that have a form here: all those of the table that are not done alone."""

