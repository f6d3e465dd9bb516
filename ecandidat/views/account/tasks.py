"""A task of one's own: how far it is, its result, « Arrêter », « Relancer »."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileIter, Response

from ecandidat.dates import moment
from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.codes import TaskState
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _, label
from ecandidat.models.task import Line
from ecandidat.refusals import sentence
from ecandidat.resources import Task, path_of
from ecandidat.services import tasks as service
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import ACT, READ, door
from ecandidat.views.layout import flash

SHOWN = 500
"""Lines of a report on one page, those that were refused first."""

BADGES = {
    TaskState.QUEUED: "pending", TaskState.RUNNING: "sent", TaskState.DONE: "valid", TaskState.FAILED: "refused",
    TaskState.CANCELLED: "cancelled",
}  # fmt: skip


@door(Task, permission=P.TASK_VIEW, template="account/task.pt", methods=READ)
def show(context: Task, request: Request) -> dict[str, Any]:
    """Where the task stands."""
    lines = list(context.report.values())
    refused = [line for line in lines if line.code]
    return {
        **summary(request, context),
        "title": title(request, context),
        "back": context.back,
        "done": len(lines) - len(refused),
        "lines": [_line(request, line) for line in [*refused, *(line for line in lines if not line.code)][:SHOWN]],
        "hidden": max(0, len(lines) - SHOWN),
        "refused": len(refused),
    }


@door(Task, "etat", permission=P.TASK_VIEW, methods=READ)
def state(context: Task, request: Request) -> Response:
    """What the script of the page asks for every other second."""
    said = summary(request, context)
    return Response(json={name: said[name] for name in ("ended", "value", "total", "words")})


@door(Task, "resultat", permission=P.TASK_VIEW, methods=READ)
def result(context: Task, request: Request) -> Response:
    """The file that the task made; each download leaves a line."""
    document = service.fetched(request.work, context)
    response = Response(
        content_type=document.content_type,
        content_disposition=content_disposition(document.filename),
        app_iter=FileIter(open(document.committed(), "rb")),  # noqa: SIM115 - closed once streamed
    )
    response.charset = None
    response.content_length = document.size
    response.headers["Cache-Control"] = "private, no-store"
    return response


@door(Task, "arreter", permission=P.TASK_VIEW, methods=ACT)
def stop(context: Task, request: Request) -> HTTPSeeOther:
    """« Arrêter »."""
    service.cancel(request.work, context)
    flash(request, _("Le travail est arrêté."), "info")
    return HTTPSeeOther(path_of(context))


@door(Task, "relancer", permission=P.TASK_VIEW, methods=ACT)
def begin_again(context: Task, request: Request) -> HTTPSeeOther:
    """« Relancer »."""
    service.again(request.work, context)
    return HTTPSeeOther(path_of(context))


@door(Task, "supprimer", permission=P.TASK_VIEW, methods=ACT)
def forget(context: Task, request: Request) -> HTTPSeeOther:
    """Remove a task that has ended, and its result, before their time."""
    back = context.back or "/compte"
    service.forget(request.work, context)
    flash(request, _("Le fichier est supprimé du serveur."), "info")
    return HTTPSeeOther(back)


def summary(request: Request, task: Task) -> dict[str, Any]:
    """What every page says of a task: its state in words, its bar, its result or why there is none."""
    t, lang = request.localizer.translate, request.language
    over = task.expires_at is not None and task.expires_at <= request.work.now
    words = t(label(task.state.label))
    if task.state is TaskState.RUNNING and task.total:
        counts = {"done": task.done, "total": task.total}
        words = t(_("En cours : ${done} sur ${total}", mapping=counts))
    found = task.result if not over else None
    return {
        "url": path_of(task),
        "state": {"label": t(label(task.state.label)), "kind": BADGES[task.state]},
        "words": words,
        "ended": task.ended,
        "value": task.done,
        "total": max(task.total, 1),
        "asked": moment(task.asked_at, lang),
        "failure": failure(request, task),
        "may_restart": task.state in (TaskState.FAILED, TaskState.CANCELLED),
        "result": found,
        "expires": moment(task.expires_at, lang) if found is not None else "",
    }


def failure(request: Request, task: Task) -> str:
    """Why it failed, as a sentence; '' when it did not."""
    return _say(request, task.failure, task.failure_params) if task.failure else ""


def title(request: Request, task: Task) -> str:
    """What the task is called."""
    kind = KINDS.get(task.kind)
    return str(request.localizer.translate(label(kind.label))) if kind is not None else task.kind


def _line(request: Request, line: Line) -> dict[str, str]:
    return {"url": line.about, "label": line.label,
            "text": _say(request, line.code, line.params) if line.code else ""}  # fmt: skip


def _say(request: Request, code: str, params: tuple[tuple[str, str], ...]) -> str:
    return sentence(Refused(code, **dict(params)), request.localizer.translate, request.language)
