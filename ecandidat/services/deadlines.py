"""What the calendar does by itself: reminders before a confirmation date, withdrawals after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.models.application import Application
from ecandidat.register import formations_below, order_told
from ecandidat.services import application as service
from ecandidat.services.publication import is_held
from ecandidat.services.situation import confirm_by, in_force
from ecandidat.work import Work


def unanswered(work: Work) -> Iterator[tuple[Application, int]]:
    """Applications whose favourable decision waits for an answer, with the days left (negative once passed).

    Rows are read first: only the applications concerned are loaded.
    """
    for formation in formations_below(work.root, trials=True):
        for row in formation.rows.values():
            # The decision of a row may be a draft above the one that waits for its answer: the place tells.
            admitted = row.place or (row.decision == DecisionKind.FAVOURABLE and row.decision_validated)
            if admitted and row.answer == Answer.NONE and row.cancelled_on is None:
                application = formation[row.key]
                decision, limit = in_force(application), confirm_by(application)
                if limit is not None and decision is not None and decision.kind is DecisionKind.FAVOURABLE:
                    yield application, (limit - work.today).days


def unpublished(work: Work) -> Iterator[Application]:
    """Applications whose validated decision has reached its date of publication, from their rows."""
    for formation in formations_below(work.root, trials=True):
        waiting = [row for row in formation.rows.values() if row.unpublished and row.cancelled_on is None]
        for row in sorted(waiting, key=order_told):
            if not is_held(work, one := formation[row.key]):
                yield one


def act_on(work: Work, application: Application, days_left: int) -> str:
    """Withdraw or remind one application if it is time; what was done, or ''. Safe to repeat."""
    if days_left < 0:
        service.withdraw_late(work, application)
        return "desister-auto"
    formation = application.formation
    lead = formation.confirmation_reminder or int(work.parameter("SCOL_NB_JOUR_RELANCE_FAVO", formation.establishment))
    recently = application.reminded_at is not None and work.now - application.reminded_at < timedelta(days=lead + 1)
    if days_left <= lead and not recently:
        service.remind(work, application)
        return "relancer"
    return ""
