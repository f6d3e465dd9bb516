"""Reminders before the return date, for what was started and not sent: a courtesy, which candidates may stop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ecandidat.domain.codes import Status
from ecandidat.domain.facts import Fact
from ecandidat.domain.moments import civil
from ecandidat.domain.reminders import due, leads
from ecandidat.models.application import Application
from ecandidat.models.offer import Formation
from ecandidat.register import formations_below
from ecandidat.resources import path_of
from ecandidat.services import effects, requests
from ecandidat.services.situation import situation
from ecandidat.work import Work

STARTED = (Status.PENDING, Status.INCOMPLETE)


def days_before(work: Work, formation: Formation) -> tuple[int, ...]:
    """How many days before its return date a formation recalls it, the longest lead first."""
    first, last = formation.return_reminder, formation.return_last_reminder
    university = formation.establishment
    return leads(
        int(work.parameter("CANDIDATURE_NB_JOUR_RAPPEL_RETOUR", university)) if first is None else first,
        int(work.parameter("CANDIDATURE_NB_JOUR_DERNIER_RAPPEL", university)) if last is None else last,
    )


def approaching(work: Work) -> Iterator[str]:
    """Paths of the applications whose return date may have to be recalled today, by their rows alone."""
    for formation in formations_below(work.root, trials=True):
        days = days_before(work, formation)
        if not days:
            continue
        for row in formation.rows.values():
            limit = formation.calendar.return_for(row.return_on)
            started = row.status in STARTED and row.cancelled_on is None and not row.decision
            asked = row.piece_until is not None and 0 <= (row.piece_until - work.today).days <= days[0]
            if asked or (started and limit is not None and 0 <= (limit - work.today).days <= days[0]):
                yield f"{path_of(formation)}/{row.key}"


def act_on(work: Work, application: Application) -> bool:
    """Recall the return date of one application if it is time; whether it was. Safe to repeat."""
    days = days_before(work, application.formation)
    asked = requests.remind(work, application, days) > 0
    limit = _limit(work, application)
    if limit is None:
        return asked
    lead = due(limit, work.today, days, application.return_reminders)
    if lead is None:
        return asked
    application.return_reminders = (*application.return_reminders, (limit, lead))
    effects.apply(work, application, Fact("rappeler", mail="CANDIDATURE_RELANCE_RETOUR"))
    return True


def _limit(work: Work, application: Application) -> date | None:
    """The date to recall; None for who does not want it, has nothing left to send, or has only just applied."""
    now = situation(work, application)
    if not application.candidate.wants_reminders or now.cancelled or now.decision is not None or now.deposit_suspended:
        return None
    if application.status not in STARTED or _began(application) == work.today:
        return None
    return now.return_by


def _began(application: Application) -> date | None:
    return civil(application.created_at) if application.created_at is not None else None
