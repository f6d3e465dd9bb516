"""Validation and publication: when a decision is put in force, and when its candidate is told."""

from __future__ import annotations

from datetime import date

from ecandidat.domain.codes import Publication
from ecandidat.domain.facts import Fact
from ecandidat.domain.workflow import decision as decision_table
from ecandidat.models.application import Application
from ecandidat.services import effects, promotion
from ecandidat.services.decisions import reveal, validated
from ecandidat.services.situation import situation
from ecandidat.work import Work


def validate_decision(work: Work, application: Application) -> None:
    """Put the draft in force and publish it; until the date of publication where the formation waits for one, the
    decision published before stays what the candidate sees and answers."""
    decision_table.TRANSITIONS["valider-decision"].check(application.status, situation(work, application))
    with promotion.places(work, application):
        decision = validated(work, application.decisions[-1])
        application.decisions = (*application.decisions[:-1], decision)
        if not is_held(work, application):
            reveal(work, application, "valider-decision")
        else:
            effects.apply(work, application, Fact("valider-decision", after=decision.label, public=False))


def publication_of(work: Work, application: Application) -> date | None:
    """The day when a decision validated today is published; None when that is at once, or by hand."""
    formation = application.formation
    day = formation.calendar.publication
    return day if formation.publishes is Publication.ON_DATE and day is not None and day > work.today else None


def is_held(work: Work, application: Application) -> bool:
    """Whether a decision validated today waits: for its date, or for somebody who publishes it."""
    by_hand = application.formation.publishes is Publication.BY_HAND
    return by_hand or publication_of(work, application) is not None


def publish_decision(work: Work, application: Application) -> None:
    """Publish the validated decision that waits for it."""
    decision_table.TRANSITIONS["publier-decision"].check(application.status, situation(work, application))
    with promotion.places(work, application):
        reveal(work, application, "publier-decision")
