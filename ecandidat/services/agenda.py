"""The dates of a candidate as a calendar file: one feed for all applications, one file for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from urllib.parse import urlsplit

from ecandidat.documents.agenda import Entry, build
from ecandidat.domain.codes import Answer, DecisionKind, Status
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.resources import path_of
from ecandidat.services.situation import confirm_by, in_force, is_digital
from ecandidat.work import Work

_HOUR = re.compile(r"\s*(\d{1,2})\s*[:hH]\s*(\d{2})?")

RECORDED = {
    "opening": ("modifier-opens",),
    "return": ("modifier-return-by",),
    "return_paper": ("modifier-return-by",),
    "publication": ("modifier-publication", "modifier-publication-time"),
    "confirmation": (
        "modifier-confirmation", "modifier-confirmation-delay", "modifier-waiting-confirmation",
        "modifier-waiting-confirmation-delay",
    ),
    "meeting": (),
}  # fmt: skip
"""Kind of date → the lines of the formation's journal that change it."""


def feed(work: Work, candidate: Candidate) -> bytes:
    """Every date to come of the live applications, in the candidate's language."""
    found = [entry for application in candidate.live_applications() for entry in entries(work, application)]
    return build(found, candidate.language, _host(work))


def one(work: Work, application: Application) -> bytes:
    """The dates to come of one application."""
    return build(entries(work, application), application.candidate.language, _host(work))


def entries(work: Work, application: Application) -> Iterator[Entry]:
    """What the candidate should know of an application: what is done, cancelled or given up is not recalled."""
    if application.cancelled_at is not None:
        return
    formation, decision = application.formation, in_force(application)
    calendar = formation.calendar
    if calendar.opens is not None and calendar.opens > work.today:
        yield _entry(application, "opening", calendar.opens)
    limit = calendar.return_for(application.return_by)
    open_ = application.status in (Status.PENDING, Status.INCOMPLETE) and decision is None
    if open_ and limit is not None:
        yield _entry(application, "return" if is_digital(work, application) else "return_paper", limit)
    if decision is None and calendar.publication is not None:
        yield _entry(application, "publication", calendar.publication, hour_of(formation.publication_time))
    if decision is None:
        return
    if decision.kind is DecisionKind.FAVOURABLE and application.answer is Answer.NONE:
        answer_by = confirm_by(application)
        if answer_by is not None:
            yield _entry(application, "confirmation", answer_by)
    if decision.kind is DecisionKind.PRESELECTION and decision.meeting_date is not None:
        hour, place = hour_of(decision.meeting_time), decision.meeting_place
        if hour is None and decision.meeting_time:
            # An hour that no clock reads is told with the place.
            place = ", ".join(part for part in (decision.meeting_time, place) if part)
        yield _entry(application, "meeting", decision.meeting_date, hour, place)


def hour_of(text: str) -> time | None:
    """« 14:30 », « 14h30 », « 9 h » as a civil time; None for anything else."""
    match = _HOUR.match(text)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def filename(application: Application) -> str:
    """The name under which the dates of one application are downloaded."""
    return f"dates-{application.formation.__name__}.ics"


def _entry(application: Application, kind: str, day: date, hour: time | None = None, place: str = "") -> Entry:
    changes = sorted(_changes(application, kind))
    return Entry(
        kind=kind, about=path_of(application), title=application.formation.title, day=day, hour=hour, place=place,
        changes=len(changes) - 1, changed_at=changes[-1],
    )  # fmt: skip


def _changes(application: Application, kind: str) -> Iterator[datetime]:
    """When the date was first known, and each time that it may have changed: counted, they number its versions."""
    if application.created_at is not None:
        yield application.created_at
    formation = application.formation
    if formation.journal is not None:
        for line in formation.journal:
            if line.act in RECORDED[kind] and (application.created_at is None or line.at > application.created_at):
                yield line.at
    if kind in ("return", "return_paper", "confirmation"):
        yield from (line.at for line in application.journal if line.act == "date-individuelle")
    if kind in ("confirmation", "meeting"):
        yield from (made.published_at for made in application.decisions if made.published_at is not None)


def _host(work: Work) -> str:
    return urlsplit(work.base_url).hostname or "localhost"
