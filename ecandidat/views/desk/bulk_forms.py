"""Act on many applications → its form: the second half of the table in :mod:`ecandidat.services.bulk`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.request import Request

from ecandidat.domain.codes import DecisionKind
from ecandidat.forms import Lifecycle, desk, typed_values
from ecandidat.forms import bulk as forms
from ecandidat.i18n import _, label
from ecandidat.mails.variables import VARIABLES
from ecandidat.resources import Formation
from ecandidat.services import assignment, correspondence, tags
from ecandidat.services.bulk import Act
from ecandidat.views.desk.decisions import decision_choices, kind_of, usual

Formations = list[Formation]


def lifecycle(act: Act, request: Request, formations: Formations, action: str) -> Lifecycle:
    """The form of an act on applications of these formations."""
    several = list({id(formation): formation for formation in formations}.values())
    if act.code == "decision":
        return _decision(request, several, action)
    schema, button = SCHEMAS[act.code](request, several), label(act.label)
    return Lifecycle(request, schema, values=proposed(act.code, request), buttons=desk.buttons(button), action=action)


def _decision(request: Request, formations: Formations, action: str) -> Lifecycle:
    """The decisions that every component of the selection knows; over several formations each gives its own ranks."""
    components = list({id(one.component): one.component for one in formations}.values())
    found = [decision_choices(request, component) for component in components]
    types, reasons = (
        [choice for choice in found[0][part] if all(choice in other[part] for other in found)] for part in (0, 1)
    )
    kind = kind_typed(request, formations)
    return desk.DecisionLifecycle(
        request, desk.decision(types, reasons, kind, many=True, ranks=len(formations) == 1), usual=usual(formations[0]),
        buttons=desk.decision_buttons(_("Saisir une décision")), action=action,
    )  # fmt: skip


def kind_typed(request: Request, formations: Formations) -> DecisionKind | None:
    """The kind of the decision that is being chosen, None until one is."""
    return kind_of(formations[0].component, typed_values(request).get("decision", ""))


NO_TAGS = _("Aucune étiquette n'est en service ici : créez-en d'abord dans les réglages.")


def offered_tags(formations: Formations) -> list[tuple[str, str]]:
    """The tags in service in any of these formations."""
    return list({tags.uid(tag): tag.label for formation in formations for tag in tags.available(formation)}.items())


def variables(request: Request) -> list[tuple[str, str]]:
    """``${name}`` and what it stands for, for whoever writes a mail."""
    t = request.localizer.translate
    return [(f"${{{name}}}", t(label(VARIABLES[name].description))) for name in correspondence.variables()]


def _people(request: Request, formations: Formations) -> Any:
    """Those who may open the applications of every formation of the selection."""
    found = [{one.userid: one for one in assignment.assignees(request.work, formation)} for formation in formations]
    people = [one for userid, one in found[0].items() if all(userid in other for other in found)]
    return forms.assignment([(one.userid, f"{one.last_name} {one.first_name}".strip()) for one in people])


def listed(request: Request, table: str) -> list[tuple[str, str]]:
    """The codes in service of a nomenclature."""
    return list(request.portal.nomenclatures.table(table).choices(request.language))


SCHEMAS: dict[str, Callable[[Request, Formations], Any]] = {
    "valider-decision": lambda request, formations: forms.nothing(),
    "statut": lambda request, formations: desk.status(request.localizer.translate),
    "traitement": lambda request, formations: desk.treatment(request.localizer.translate),
    "valider-traitement": lambda request, formations: forms.nothing(),
    "etiquettes": lambda request, formations: forms.tags(offered_tags(formations), many=True),
    "attribuer": _people,
    "date-retour": lambda request, formations: forms.return_date(),
    "date-confirmation": lambda request, formations: forms.confirm_date(),
    "regime": lambda request, formations: forms.regime(listed(request, "regimes")),
    "droits": lambda request, formations: forms.fees(listed(request, "exonerations"), many=True),
    "courriel": lambda request, formations: forms.mail(),
    "relancer-formulaires": lambda request, formations: forms.nothing(),
}
"""Act → its form, but for « Saisir une décision », whose fields follow what is chosen."""

VALUES: dict[str, dict[str, Any]] = {
    "courriel": {
        "objet": _("Votre candidature en ${formation.libelle}"),
        "texte": _("Bonjour ${candidat.prenom},\n\n\n\nBien cordialement,\n${commission.libelle}"),
    },
    "etiquettes": {"maniere": forms.ADD},
}
"""What a form proposes at first; texts are translated."""


def proposed(act: str, request: Request) -> dict[str, Any]:
    """What the form of an act proposes at first."""
    return {name: request.localizer.translate(value) for name, value in VALUES.get(act, {}).items()}

FORMS = frozenset(SCHEMAS) | {"decision"}
"""The acts that have a form here: all those of the table that are not done alone."""

