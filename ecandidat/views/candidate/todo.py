"""What a candidate has to do on one application, before which day: one link for each thing.

Every source below looks at one sort of thing; another sort is another source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyramid.request import Request

from ecandidat.dates import long_date
from ecandidat.domain.codes import DecisionKind, PieceStatus, Status
from ecandidat.domain.workflow.machine import Situation
from ecandidat.i18n import _
from ecandidat.models.application import Application, key_of
from ecandidat.resources import path_of
from ecandidat.services import messages, requests
from ecandidat.services.situation import in_force, piece_views
from ecandidat.views.candidate import countdown, parts
from ecandidat.views.contents import words


@dataclass(frozen=True)
class Task:
    """One thing to do: its words, where it is done, a note below (a reason), an icon of ui['icon']."""

    label: str
    url: str
    note: str = ""
    icon: str = "chevron"


@dataclass(frozen=True)
class Todo:
    """What one application waits for. ``what`` is a key of :data:`.countdown.SENTENCES`; ``limit`` its last day."""

    application: Application
    situation: Situation
    tasks: tuple[Task, ...] = ()
    what: str = ""
    limit: date | None = None

    @property
    def urgency(self) -> tuple[bool, bool, date]:
        """Sorts what is to be done first, by its date, before what only waits."""
        return not self.tasks, self.limit is None, self.limit or date.max


Source = Callable[[Request, Application, Situation], Iterable[Task]]


def todo(request: Request, application: Application, now: Situation) -> Todo:
    """Everything that the candidate may still do about an application, in the order in which it is done."""
    found = countdown.limit_of(request, application, now)
    what, limit = found if found is not None else ("", None)
    tasks = tuple(task for source in SOURCES for task in source(request, application, now))
    return Todo(application, now, tasks, what if tasks else "", limit if tasks else None)


def answer(request: Request, application: Application, now: Situation) -> Iterator[Task]:
    """A favourable decision waits for its answer."""
    if parts.offered(request, application, now, "confirmer"):
        label = request.localizer.translate(_("Confirmer ou se désister"))
        yield Task(label, f"{path_of(application)}#actions", icon="check")


def meeting(request: Request, application: Application, now: Situation) -> Iterator[Task]:
    """A preselection whose day has not passed: when and where one is awaited."""
    decision = in_force(application)
    if decision is None or decision.kind is not DecisionKind.PRESELECTION or now.cancelled:
        return
    day = decision.meeting_date
    if day is not None and day < now.today:
        return
    note = ", ".join(filter(None, (long_date(day, request.language), decision.meeting_time, decision.meeting_place)))
    if note:
        label = request.localizer.translate(_("Se présenter à la présélection"))
        yield Task(label, path_of(application), note, "calendar")


def pieces(request: Request, application: Application, now: Situation) -> Iterator[Task]:
    """Pieces refused, with their reason, then pieces that were never deposited."""
    if not _open(application, now) or not now.digital:
        return
    t, base = request.localizer.translate, path_of(application)
    asked = {state.code for state in now.pieces}
    views = [view for view in piece_views(application) if view.demand.uid in asked]
    refused = [view for view in views if view.status is PieceStatus.REFUSED]
    missing = [view for view in views if view.status is PieceStatus.PENDING]
    for view in (*refused, *missing):
        name = words(request, view.demand.label).text
        url = f"{base}#piece-{key_of(view.demand.uid).replace('~', '-')}"
        if view.status is PieceStatus.REFUSED:
            yield Task(t(_("Remplacer « ${piece} »", mapping={"piece": name})), url, view.comment, "warning")
        else:
            yield Task(t(_("Déposer « ${piece} »", mapping={"piece": name})), url, icon="upload")


def questions(request: Request, application: Application, now: Situation) -> Iterator[Task]:
    """Questionnaires that something has to be answered to, with the questions left."""
    if not _open(application, now):
        return
    base = f"{path_of(application)}/formulaires"
    for form in now.forms:
        if form.owed:
            label = request.localizer.translate(_("Remplir « ${form} »", mapping={"form": form.label}))
            yield Task(label, f"{base}/{key_of(form.uid)}", " ; ".join(form.missing), "edit")


def submission(request: Request, application: Application, now: Situation) -> Iterator[Task]:
    """All is there: submit; or post the paper file."""
    t = request.localizer.translate
    if parts.offered(request, application, now, "transmettre"):
        yield Task(t(_("Transmettre ma candidature")), f"{path_of(application)}/@@transmettre", icon="send")
    elif _open(application, now) and not now.digital:
        yield Task(t(_("Envoyer mon dossier papier")), path_of(application), icon="letter")


def requested(request: Request, application: Application, now: Situation) -> Iterator[Task]:
    """Pieces asked besides, which the file does not wait for: each until its own day."""
    if now.cancelled or not now.digital:
        return
    t, base = request.localizer.translate, path_of(application)
    for demand in requests.waited(application):
        if demand.limit is None or demand.limit >= now.today:
            note = t(_("Au plus tard le ${date}", mapping={"date": long_date(demand.limit, request.language)}))
            url = f"{base}#piece-{key_of(demand.uid).replace('~', '-')}"
            label = t(_("Déposer « ${piece} »", mapping={"piece": words(request, demand.label).text}))
            yield Task(label, url, note if demand.limit else "", "upload")


def unread(request: Request, application: Application, now: Situation) -> Iterator[Task]:
    """Messages of managers that wait to be read."""
    if count := messages.unread(application, staff=False):
        said = _("Lire un message") if count == 1 else _("Lire ${count} messages", mapping={"count": count})
        yield Task(request.localizer.translate(said), f"{path_of(application)}/@@messages", icon="mail")


SOURCES: tuple[Source, ...] = (answer, unread, meeting, requested, pieces, questions, submission)
"""Every sort of thing to do, in the order of the screen."""


def _open(application: Application, now: Situation) -> bool:
    waits = application.status in (Status.PENDING, Status.INCOMPLETE) and now.decision is None and not now.cancelled
    return waits and (now.return_by is None or now.today <= now.return_by)


def by_urgency(found: Iterable[Todo]) -> list[Todo]:
    """What has to be done first, first; applications that only wait stay in the order given."""
    return sorted(found, key=lambda one: one.urgency)


def card(request: Request, one: Todo, milestones: list[dict[str, Any]]) -> dict[str, Any]:
    """One application as the home shows it."""
    application = one.application
    dates = parts.limit_dates(application, request.language)
    near = one.limit is not None and countdown.is_near(request, one.limit)
    return {
        "title": application.formation.title,
        "component": application.formation.component.title,
        "url": path_of(application),
        "status": parts.status_line(request, application),
        "decision": parts.decision_line(request, application) if one.situation.decision else None,
        "before": dates["confirm_by" if one.what == "repondre" else "return_by"] if one.limit else "",
        "countdown": countdown.values(request, one.what, one.limit, application) if near and one.limit else None,
        "tasks": one.tasks,
        "ranks": parts.ranks_told(request, application),
        "milestones": milestones,
    }
