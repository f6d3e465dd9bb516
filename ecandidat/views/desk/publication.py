"""« Publication »: what waits to be published by hand, its rehearsal, the batches: approve, let leave, give up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import instant
from ecandidat.domain.codes import BatchState, DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import PARIS
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.publication import Batch
from ecandidat.models.task import Task
from ecandidat.resources import Formation, find, path_of
from ecandidat.services import promotion, publications
from ecandidat.services import publication as publication_rules
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import ACT, FORM
from ecandidat.views.candidate.parts import say
from ecandidat.views.desk import selection
from ecandidat.views.desk.listing import at_every_level, level_title
from ecandidat.views.layout import flash

SHOWN = 100
"""How many of those who wait a page names; the rehearsal names them all."""

LOOKS = {
    BatchState.PREPARED: "pending", BatchState.APPROVED: "received", BatchState.LEAVING: "waiting",
    BatchState.DONE: "complete", BatchState.CANCELLED: "cancelled",
}  # fmt: skip


@at_every_level("publication", permission=P.DESK_PUBLISH, template="desk/publication.pt", methods=FORM)
def publication(context: Any, request: Request) -> Any:
    """GET shows what waits and the batches; POST rehearses or prepares."""
    said, typed = "", {"jour": "", "heure": ""}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip()[:20] for name in typed}
        try:
            if request.POST.get("acte") == "repeter":
                return HTTPSeeOther(path_of(_rehearse(context, request)))
            return _prepare(context, request, typed)
        except Refused as refused:
            request.response.status_int = 409
            said = say(request, refused)
    shown = _page(context, request)
    return {**shown, "said": said, "typed": typed if request.method == "POST" else shown["typed"]}


def _rehearse(context: Any, request: Request) -> Task:
    kind = KINDS[publications.REHEARSE]
    return publications.rehearse(request.work, kind, context, selection.visible(request, context))


def _prepare(context: Any, request: Request, typed: dict[str, str]) -> HTTPSeeOther:
    visible = selection.visible(request, context)
    elsewhere = _held(context, request, publications.waiting(context, visible))
    made = publications.prepare(request.work, context, _moment(typed), visible)
    left = {path: one for path, one in elsewhere.items() if one is not made}
    if left:
        said = _("${count} décision(s) sont restées dans une autre publication : ${batches}.",
                 mapping={"count": len(left), "batches": publications.named(left.values())})  # fmt: skip
        flash(request, said, "warning")
    if publications.is_due(request.work, made):
        return _leave(context, request, made)
    if made.state is BatchState.LEAVING:
        return HTTPSeeOther(_back(context))
    if made.state is BatchState.PREPARED:
        flash(request, _("La publication est préparée : une seconde personne doit l'approuver."))
    else:
        flash(request, _("La publication est prête : elle partira à son heure."))
    return HTTPSeeOther(_back(context))


def _held(context: Any, request: Request, found: list[publications.Waiting]) -> dict[str, Batch]:
    """Path → the publication that will tell the decision of that application."""
    home = publications.establishment_of(context)
    return publications.held(request.work, map(publications.path, found), home)


def _moment(typed: dict[str, str]) -> datetime | None:
    """Day and hour in Paris, None when neither is typed. Browsers send ISO days; people type « 15/06/2027 »."""
    if not typed["jour"] and not typed["heure"]:
        return None
    try:
        day = "-".join(reversed(typed["jour"].split("/")))
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(typed["heure"]), PARIS).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("publish_at_unreadable") from None


def _leave(context: Any, request: Request, batch: Batch) -> HTTPSeeOther:
    """Begin to publish; whoever approved follows the task."""
    home = publications.establishment_of(context)
    task = publications.launch(request.work, KINDS[publications.PUBLISH], home, batch)
    return HTTPSeeOther(path_of(task))


@at_every_level("publication-approuver", permission=P.DESK_PUBLISH, methods=ACT)
def approve(context: Any, request: Request) -> Any:
    """« Approuver »: by somebody else than who prepared it; it leaves at once when its hour has come."""
    try:
        batch = _batch(context, request)
        publications.approve(request.work, batch)
        if publications.is_due(request.work, batch):
            return _leave(context, request, batch)
    except Refused as refused:
        flash(request, say(request, refused), "danger")
    else:
        flash(request, _("La publication est approuvée : elle partira à son heure."))
    return HTTPSeeOther(_back(context))


@at_every_level("publication-abandonner", permission=P.DESK_PUBLISH, methods=ACT)
def cancel(context: Any, request: Request) -> Any:
    """« Abandonner »: nothing leaves; the decisions still wait."""
    try:
        publications.cancel(request.work, _batch(context, request))
    except Refused as refused:
        flash(request, say(request, refused), "danger")
    else:
        flash(request, _("La publication est abandonnée : les décisions attendent toujours."))
    return HTTPSeeOther(_back(context))


def _batch(context: Any, request: Request) -> Batch:
    try:
        return publications.batch(context, request.POST.get("lot", ""))
    except Refused:
        raise HTTPNotFound from None


def _back(context: Any) -> str:
    return f"{path_of(context)}/@@publication"


def _page(context: Any, request: Request) -> dict[str, Any]:
    t, lang = request.localizer.translate, request.language
    found = publications.waiting(context, selection.visible(request, context))
    formations = list(dict.fromkeys(one.formation for one in found))
    elsewhere = _held(context, request, found)
    batches = publications.batches(context)
    kinds = publications.by_decision(found, lambda row: t(_(DecisionKind(row.decision).label)))
    return {
        "title": t(_("Publication des décisions")),
        "kicker": level_title(context, lang),
        "total": len(found),
        "free": len(found) - len(elsewhere),
        "elsewhere": len(elsewhere),
        "tiles": [{"label": name, "value": count, "url": None, "note": None} for name, count in kinds],
        "formations": [_formation(t, one, sum(w.formation is one for w in found)) for one in formations],
        "several": len(formations) > 1,
        "lines": [
            {
                "name": f"{one.row.last_name} {one.row.first_name}".strip() or one.row.number,
                "number": one.row.number,
                "url": f"{path_of(one.formation)}/{one.row.key}",
                "formation": one.formation.title,
                "decision": one.row.decision_label,
                "batch": elsewhere[path].title if (path := publications.path(one)) in elsewhere else "",
            }
            for one in found[:SHOWN]
        ],
        "more": max(0, len(found) - SHOWN),
        "second": publications.asks_second(request.work, publications.establishment_of(context), formations),
        "typed": _proposed(request, formations),
        "batches": [_told(t, lang, request, one) for one in batches],
        "idle": not found and not any(one.state in publications.OPEN for one in batches),
        "base": path_of(context),
    }


def _proposed(request: Request, formations: list[Formation]) -> dict[str, str]:
    """The day and the hour that the form holds at first, as browsers write them."""
    at = publication_rules.proposed_at(request.work, formations)
    local = at.astimezone(PARIS) if at is not None else None
    return {"jour": f"{local:%Y-%m-%d}", "heure": f"{local:%H:%M}"} if local is not None else {"jour": "", "heure": ""}


def _opens(request: Request, path: str) -> bool:
    """Whether the person may open the application of a line; one that is gone names nobody."""
    try:
        return bool(request.has_permission(P.APPLICATION_VIEW, find(request.portal, path))) if path else True
    except KeyError:
        return False


def _formation(t: Any, formation: Any, waiting: int) -> dict[str, Any]:
    state = promotion.state_of(formation)
    over = state.free is not None and state.free < 0
    counts = {"admitted": state.admitted, "capacity": state.capacity}
    said = t(_("${admitted} admis pour ${capacity} places", mapping=counts)) if state.capacity is not None else "–"
    return {"title": formation.title, "url": f"{path_of(formation)}/@@publication", "waiting": waiting, "said": said,
            "over": over}  # fmt: skip


def _told(t: Any, lang: str, request: Request, batch: Batch) -> dict[str, Any]:
    words = {"who": batch.prepared_name, "when": instant(batch.prepared_at, lang) if batch.prepared_at else ""}
    lines = [t(_("Préparée par ${who} le ${when}", mapping=words))]
    if batch.approved_at is not None and batch.approved_by != batch.prepared_by:
        words = {"who": batch.approved_name, "when": instant(batch.approved_at, lang)}
        lines.append(t(_("Approuvée par ${who} le ${when}", mapping=words)))
    if batch.publish_at is not None:
        lines.append(t(_("Rien ne part avant le ${when}", mapping={"when": instant(batch.publish_at, lang)})))
    if batch.finished_at is not None and batch.state is BatchState.DONE:
        lines.append(t(_("Terminée le ${when}", mapping={"when": instant(batch.finished_at, lang)})))
    task = (work_tasks := request.work.root.tasks) is not None and work_tasks.get(batch.task)
    open_ = batch.state in (BatchState.PREPARED, BatchState.APPROVED)
    return {
        "key": batch.key,
        "title": batch.title,
        "look": LOOKS[batch.state],
        "state": t(_(batch.state.label)),
        "lines": lines,
        "count": f"{batch.done} / {batch.total}" if batch.task else str(batch.total),
        "faults": [
            {"url": line.about, "label": line.label, "why": say(request, Refused(line.code, **dict(line.params)))}
            for line in batch.report.values() if _opens(request, line.about)
        ],
        "approvable": batch.state is BatchState.PREPARED and not publications.is_own(request.work, batch),
        "cancellable": open_,
        "task_url": path_of(task) if task and task.owner == request.current_identity.userid else "",
    }
