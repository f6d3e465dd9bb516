"""Acts on the applications ticked in a list: who is concerned and what leaves, then one line of report for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle, typed_values
from ecandidat.forms import desk as forms
from ecandidat.i18n import _
from ecandidat.models.offer import Establishment
from ecandidat.register import formations_below
from ecandidat.resources import Application, path_of
from ecandidat.services import bulk
from ecandidat.services.bulk import Outcome
from ecandidat.views import FORM
from ecandidat.views.candidate.parts import person, say
from ecandidat.views.desk import versions
from ecandidat.views.desk.decisions import announced, decision_arguments, decision_choices, kind_of, meeting
from ecandidat.views.desk.listing import BULK, at_every_level, level_title
from ecandidat.views.layout import flash


@dataclass(frozen=True)
class Selection:
    """The applications ticked, in their order, each with its version when the page was shown ('' at first)."""

    applications: tuple[Application, ...]
    seen: dict[str, str]


@at_every_level("en-masse", permission=P.DESK_LIST, template="desk/bulk.pt", methods=FORM)
def en_masse(context: Any, request: Request) -> Any:
    """GET asks, with what each application would get; POST acts on each and reports."""
    act = request.params.get("acte", "")
    row = next((row for row in BULK if row[0] == act), None)
    if row is None:
        raise HTTPNotFound()
    if not request.has_permission(row[2], context):
        raise HTTPForbidden()
    selection = _selection(context, request, act, row[2])
    if not selection.applications:
        flash(request, _("Cochez d'abord des candidatures de la liste."), "warning")
        return HTTPSeeOther(_list_url(context, request))
    if len(selection.applications) > bulk.MAXIMUM:
        flash(request, say(request, Refused("too_many_selected", maximum=bulk.MAXIMUM)), "warning")
        return HTTPSeeOther(_list_url(context, request))
    page = {
        "title": request.localizer.translate(row[1]),
        "kicker": level_title(context, request.language),
        "act": act,
        "action": f"{path_of(context)}/@@en-masse",
        "back_url": _list_url(context, request),
        "back": request.params.get("retour", ""),
        "form": "",
        "report": None,
        "lines": _lines(request, selection, act),
    }
    return ACTS[act](context, request, selection, page)


def _list_url(context: Any, request: Request) -> str:
    """The list one came from: always this object's, whatever the page says."""
    query = "".join(char for char in request.params.get("retour", "")[:2000] if char.isascii() and char.isprintable())
    url = f"{path_of(context)}/@@candidatures"
    return f"{url}?{query}" if query else url


def _selection(context: Any, request: Request, act: str, permission: P) -> Selection:
    """The ticked applications that belong to this list and that the person may act on; others are as if unknown."""
    wanted = dict.fromkeys(request.params.getall("c"))
    formations = {path_of(formation): formation for formation in formations_below(context)} if wanted else {}
    home = context
    while not isinstance(home, Establishment):
        home = home.__parent__
    found: list[Application] = []
    for name in wanted:
        path, _slash, key = f"/{home.__name__}/{name}".rpartition("/")
        formation = formations.get(path)
        application = formation.get(key) if formation is not None else None
        if application is not None and request.has_permission(permission, application):
            found.append(application)
    return Selection(tuple(found), _seen(request))


def _seen(request: Request) -> dict[str, str]:
    """Versions shown, by key."""
    pairs = (value.partition(":") for value in request.params.getall("vu"))
    return {key: version for key, _colon, version in pairs}


def identifier(application: Application) -> str:
    """How a list names an application: its path below the establishment."""
    return path_of(application).split("/", 2)[2]


SECTIONS = {"valider-decision": "decision", "decision": "decision", "statut": "statut"}


def _lines(request: Request, selection: Selection, act: str) -> list[dict[str, Any]]:
    """What would become of each application."""
    return [
        {
            "id": identifier(application),
            "url": path_of(application),
            "name": person(application),
            "formation": application.formation.title,
            "version": f"{application.key}:{_version(selection, application, act)}",
            **_prospect(request, application, act),
        }
        for application in selection.applications
    ]


def _version(selection: Selection, application: Application, act: str) -> str:
    """The version seen first: a form shown again still says what its reader saw."""
    return selection.seen.get(application.key) or versions.version(application, SECTIONS[act])


def _act_url(page: dict[str, Any]) -> str:
    """Where a form of the selection is posted: the selection travels in the address."""
    values = [("acte", page["act"]), ("retour", page["back"])]
    for line in page["lines"]:
        values += [("c", line["id"]), ("vu", line["version"])]
    return f"{page['action']}?{urlencode(values)}"


def _prospect(request: Request, application: Application, act: str) -> dict[str, Any]:
    """``says``: what will happen or how things stand; ``refused`` tells that the act will be refused."""
    try:
        if act == "valider-decision":
            said = announced(request, application, bulk.announcement(request.work, application))
            return {"says": said, "refused": False}
        if act == "decision":
            bulk.check_may_be_decided_in_bulk(request.work, application)
        return {"says": [versions.words(request, application, SECTIONS[act])], "refused": False}
    except Refused as refused:
        return {"says": [say(request, refused)], "refused": True}


def _report(request: Request, outcomes: Sequence[Outcome], page: dict[str, Any]) -> dict[str, Any]:
    """One line per application: done, or the sentence of its refusal."""
    t = request.localizer.translate
    done = sum(outcome.refused is None for outcome in outcomes)
    lines = [
        {
            "url": path_of(outcome.application),
            "name": person(outcome.application),
            "formation": outcome.application.formation.title,
            "done": outcome.refused is None,
            "text": say(request, outcome.refused) if outcome.refused else t(_("Fait")),
        }
        for outcome in outcomes
    ]
    summary = t(_("${done} faite(s), ${refused} inchangée(s)", mapping={"done": done, "refused": len(lines) - done}))
    return {**page, "report": lines, "summary": summary, "all_done": done == len(lines)}


def _fresh(
    request: Request, selection: Selection, section: str, act: Callable[[list[Application]], list[Outcome]]
) -> list[Outcome]:
    """Act on those that nobody changed since the page was shown; say what changed in the others."""
    outcomes: dict[str, Outcome] = {}
    fresh: list[Application] = []
    for application in selection.applications:
        seen = selection.seen.get(application.key, "")
        refused = versions.stale(request, application, section, seen, "stale_bulk")
        if refused is None:
            fresh.append(application)
        else:
            outcomes[application.key] = Outcome(application, refused)
    outcomes.update((outcome.application.key, outcome) for outcome in act(fresh))
    return [outcomes[application.key] for application in selection.applications]


def _validate(context: Any, request: Request, selection: Selection, page: dict[str, Any]) -> Any:
    if request.method != "POST":
        return page
    outcomes = _fresh(request, selection, "decision", lambda rows: bulk.validate_decisions(request.work, rows))
    return _report(request, outcomes, page)


def _status(context: Any, request: Request, selection: Selection, page: dict[str, Any]) -> Any:
    schema = forms.status(request.localizer.translate)
    buttons = forms.buttons(_("Enregistrer le statut"))
    lifecycle = Lifecycle(request, schema, buttons=buttons, action=_act_url(page))

    def succeed(values: dict[str, Any]) -> dict[str, Any]:
        status, day = Status(values["statut"]), values["date"] or None
        outcomes = _fresh(request, selection, "statut", lambda rows: bulk.set_status(request.work, rows, status, day))
        return _report(request, outcomes, page)

    return lifecycle.handle(succeed, **_without_form(page))


def _decide(context: Any, request: Request, selection: Selection, page: dict[str, Any]) -> Any:
    typed, formation = typed_values(request), selection.applications[0].formation
    types, reasons = decision_choices(request, formation.establishment)
    kind = kind_of(formation.establishment, typed.get("decision", ""))
    lifecycle = forms.DecisionLifecycle(
        request, forms.decision(types, reasons, kind, many=True), usual=meeting(formation),
        buttons=forms.decision_buttons(_("Enregistrer les décisions")), action=_act_url(page),
    )  # fmt: skip

    def succeed(values: dict[str, Any]) -> dict[str, Any]:
        outcomes = _fresh(
            request, selection, "decision",
            lambda rows: bulk.decide(
                request.work, rows, values["decision"], rank=values.get("rang"), **decision_arguments(values)
            ),
        )  # fmt: skip
        return _report(request, outcomes, page)

    return lifecycle.handle(succeed, **_without_form(page))


def _without_form(page: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in page.items() if name != "form"}


ACTS: dict[str, Callable[[Any, Request, Selection, dict[str, Any]], Any]] = {
    "valider-decision": _validate,
    "decision": _decide,
    "statut": _status,
}
"""Act in the URL → what leads it."""
