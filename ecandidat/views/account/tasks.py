"""A task of one's own: how far it is, its result, « Arrêter », « Relancer »."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileIter, Response

from ecandidat.dates import moment
from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.codes import TaskState
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.exports.csv import plain
from ecandidat.i18n import _, label
from ecandidat.models.task import Line
from ecandidat.refusals import sentence
from ecandidat.resources import Task, path_of
from ecandidat.services import tasks as service
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import ACT, READ, door
from ecandidat.views.layout import flash

SHOWN = 50
"""Lines of a report on one page."""

REFUSED, DONE = "refusees", "faites"
"""Which lines of a report are asked for."""

BADGES = {
    TaskState.QUEUED: "pending", TaskState.RUNNING: "sent", TaskState.DONE: "valid", TaskState.FAILED: "refused",
    TaskState.CANCELLED: "cancelled",
}  # fmt: skip


@door(Task, permission=P.TASK_VIEW, template="account/task.pt", methods=READ)
def show(context: Task, request: Request) -> dict[str, Any]:
    """Where the task stands, and a page of its report: what was refused first."""
    every, refused = context.reported, context.refused()
    apart = set(refused)
    done = [number for number in range(every) if number not in apart]
    shown = request.GET.get("lignes", "")
    asked = {REFUSED: refused, DONE: done}.get(shown, [*refused, *done])
    number, pages = _bounds(request.GET.get("page", ""), len(asked))
    page = [context.report[line] for line in asked[(number - 1) * SHOWN : number * SHOWN]]
    return {
        **summary(request, context),
        "title": title(request, context),
        "back": context.back,
        "back_label": back_label(request, context),
        "done": len(done),
        "refused": len(refused),
        "reported": every,
        "detailed": any(line.detail for line in page),
        "columns": columns(request, context),
        "lines": [_line(request, line) for line in page],
        "tabs": _tabs(request, context, shown, every, len(refused), len(done)),
        "pager": [
            {"label": str(one), "url": _report_url(context, shown, one), "current": one == number}
            for one in range(max(1, number - 3), min(pages, number + 3) + 1)
        ] if pages > 1 else [],
        "previous_url": _report_url(context, shown, number - 1) if number > 1 else None,
        "next_url": _report_url(context, shown, number + 1) if number < pages else None,
    }  # fmt: skip


def _bounds(typed: str, total: int) -> tuple[int, int]:
    """The page asked for, within those that there are, and how many there are."""
    pages = max(1, -(-total // SHOWN))
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    return min(max(number, 1), pages), pages


def _report_url(task: Task, shown: str, page: int = 1) -> str:
    query = urlencode([*([("lignes", shown)] if shown else []), *([("page", page)] if page > 1 else [])])
    return f"{path_of(task)}?{query}#compte-rendu" if query else f"{path_of(task)}#compte-rendu"


def _tabs(request: Request, task: Task, shown: str, every: int, refused: int, done: int) -> list[dict[str, Any]]:
    """All lines, those refused, those done; nothing to choose from when all are alike."""
    t = request.localizer.translate
    if not refused or not done:
        return []
    return [
        {"label": t(words), "url": _report_url(task, code), "current": shown == code, "count": str(count)}
        for code, words, count in (
            ("", _("Toutes"), every), (REFUSED, _("Refusées"), refused), (DONE, _("Faites"), done)
        )
    ]  # fmt: skip


@door(Task, "compte-rendu.csv", permission=P.TASK_VIEW, methods=READ)
def report(context: Task, request: Request) -> Response:
    """The whole report as a table for a spreadsheet, refusals in words."""
    t = request.localizer.translate
    target = StringIO()
    table = csv.writer(target, delimiter=";", lineterminator="\r\n")
    things, details = columns(request, context)
    table.writerow([things, details, t(_("Résultat")), t(_("Adresse"))])
    done = t(_("Fait"))
    for line in context.report.values():
        said = _say(request, line.code, line.params) if line.code else done
        url = request.application_url + line.about if line.about else ""
        table.writerow([plain(text) for text in (line.label, line.detail, said, url)])
    # Spreadsheets read UTF-8 by its mark.
    response = Response(
        body=b"\xef\xbb\xbf" + target.getvalue().encode(), content_type="text/csv", charset="utf-8",
        content_disposition=content_disposition(f"compte-rendu-{context.__name__}.csv"),
    )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store"
    return response


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


def back_label(request: Request, task: Task) -> str:
    """What leads back to where the task was asked from."""
    listed = "@@candidatures" in task.back
    return str(request.localizer.translate(_("Revenir à la liste") if listed else _("Retour")))


def columns(request: Request, task: Task) -> tuple[str, str]:
    """What the report calls the things acted on, and what tells them apart."""
    t, kind = request.localizer.translate, KINDS.get(task.kind)
    return (t(label(kind.things)), t(label(kind.details))) if kind is not None else (t(_("Candidature")), "")


def _line(request: Request, line: Line) -> dict[str, str]:
    return {"url": line.about, "label": line.label, "detail": line.detail,
            "text": _say(request, line.code, line.params) if line.code else ""}  # fmt: skip


def _say(request: Request, code: str, params: tuple[tuple[str, str], ...]) -> str:
    return sentence(Refused(code, **dict(params)), request.localizer.translate, request.language)
