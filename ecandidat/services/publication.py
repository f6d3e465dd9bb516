"""Validation and publication: when a decision is put in force, and when its candidate is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ecandidat.domain.codes import Publication
from ecandidat.domain.facts import Fact
from ecandidat.domain.moments import PARIS
from ecandidat.domain.workflow import decision as decision_table
from ecandidat.models.application import Application
from ecandidat.models.offer import Formation
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
    """The day when a decision validated now is published; None when that is at once, or by hand."""
    formation = application.formation
    moment = moment_of(formation)
    return formation.calendar.publication if moment is not None and moment > work.now else None


def moment_of(formation: Formation) -> datetime | None:
    """When the decisions of a formation begin to be published by themselves (UTC): on the day of publication, at its
    hour or else when the day begins; None where no day is waited for.
    """
    return _moment(formation.publishes, formation.calendar.publication, formation.publication_time)


def _moment(publishes: Publication, day: date | None, at: str) -> datetime | None:
    if publishes is not Publication.ON_DATE or day is None:
        return None
    return datetime.combine(day, time.fromisoformat(at) if at else time(), PARIS).astimezone(UTC)


def would_leave(work: Work, formation: Formation, values: Mapping[str, Any]) -> bool:
    """Whether decisions that wait would be told by themselves at the next round, once a formation has these values."""
    publishes = values.get("publishes", formation.publishes)
    day = values.get("publication", formation.calendar.publication)
    moment = _moment(publishes, day, values.get("publication_time", formation.publication_time))
    return publishes is not Publication.BY_HAND and (moment is None or moment <= work.now)


def is_held(work: Work, application: Application) -> bool:
    """Whether a decision validated today waits: for its date, or for somebody who publishes it."""
    by_hand = application.formation.publishes is Publication.BY_HAND
    return by_hand or publication_of(work, application) is not None


def proposed_at(work: Work, formations: Iterable[Formation]) -> datetime | None:
    """The hour before which a publication by hand of these formations is proposed not to leave (UTC): theirs, where all
    have the same, on the last of their days of publication, else the next time that it strikes.
    """
    chosen = list(formations)
    hours = {one.publication_time for one in chosen}
    if len(hours) != 1 or "" in hours:
        return None
    days = [one.calendar.publication for one in chosen if one.calendar.publication is not None]
    day, hour = max([work.today, *days]), time.fromisoformat(hours.pop())
    moment = datetime.combine(day, hour, PARIS)
    if moment <= work.now:
        moment = datetime.combine(day + timedelta(days=1), hour, PARIS)
    return moment.astimezone(UTC)


def publish_decision(work: Work, application: Application) -> None:
    """Publish the validated decision that waits for it."""
    decision_table.TRANSITIONS["publier-decision"].check(application.status, situation(work, application))
    with promotion.places(work, application):
        reveal(work, application, "publier-decision")
