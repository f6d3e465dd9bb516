"""What the student system has to be told of an application: recorded with the answer, carried out elsewhere."""

from __future__ import annotations

from ecandidat.domain.codes import Answer, Handover
from ecandidat.domain.facts import Fact
from ecandidat.models.application import Application
from ecandidat.services.decision_types import find
from ecandidat.services.situation import in_force


def follow(application: Application) -> tuple[Fact, ...]:
    """After an answer, a cancellation, or a decision that replaces the one that was answered: record what is to be
    handed over; the line of the journal, none when nothing changes.

    Who confirms a decision whose type says so is handed over; who was, and gives the place up or loses it, is taken
    out.
    """
    before, after = application.handover, _due(application)
    if before is after:
        return ()
    application.handover = after
    return (Fact("scolarite", before, after, public=False),)


def _due(application: Application) -> Handover:
    registered = application.registered_on is not None
    if _comes(application):
        return Handover.NONE if registered else Handover.REGISTER
    return Handover.REMOVE if registered else Handover.NONE


def _comes(application: Application) -> bool:
    decision = in_force(application)
    confirmed = application.answer is Answer.CONFIRMED and application.cancelled_at is None
    return confirmed and decision is not None and find(application.formation.component, decision.type_code).transfers
