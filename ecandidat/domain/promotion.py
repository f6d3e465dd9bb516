"""The waiting list fills the places: how many are free, who is called, until when they answer.

A place is held from the moment when a favourable decision is validated until the candidate gives it up, or is told
another decision; a favourable draft holds none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.decisions import Decision, current, draft, published, unpublished


@dataclass(frozen=True)
class Waiting:
    """Somebody on a ranked list: the rank typed, the day of the application and its key settle what ranks leave equal.
    """

    key: str
    rank: int
    since: date


def holds_place(decisions: tuple[Decision, ...], answer: Answer, cancelled: bool) -> bool:
    """Whether an application takes a place: admitted and not withdrawn, or about to be told so."""
    if cancelled:
        return False
    told, coming = published(decisions), unpublished(decisions)
    if coming is not None and coming.kind is DecisionKind.FAVOURABLE:
        return True
    return told is not None and told.kind is DecisionKind.FAVOURABLE and answer is not Answer.WITHDRAWN


def ranks_held(decisions: tuple[Decision, ...]) -> tuple[int, ...]:
    """The ranks that nobody else may bear: those of the draft, of the decision in force and of the one published."""
    found = (draft(decisions), current(decisions), published(decisions))
    return tuple(sorted({one.rank for one in found if one is not None and one.rank is not None}))


def places(capacity: int | None, admitted: int, freed: int) -> int:
    """How many may be called: what the capacity leaves; without a capacity, one for each place that was freed."""
    return max(0, freed if capacity is None else capacity - admitted)


def in_order(people: Iterable[Waiting]) -> list[str]:
    """Keys of those who wait, the next one first."""
    return [one.key for one in sorted(people, key=lambda one: (one.rank, one.since, one.key))]


def answer_by(calendar: Calendar, today: date, shortest: int) -> date | None:
    """The last day to answer of somebody called that day: that of the calendar, but at least ``shortest`` days later.

    None when nothing limits it. A date that is over would have them withdrawn before they know.
    """
    limit = calendar.confirmation_for(today, from_waiting_list=True)
    return None if limit is None else max(limit, today + timedelta(days=shortest))


def next_free(taken: Iterable[int]) -> int:
    """The rank that follows the last one."""
    return max(taken, default=0) + 1
