"""Ranks on a waiting list: the rank that the commission typed, the real one, and how the real one moved.

The real rank counts only those who still wait, so that it goes down as people are called or leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ecandidat.domain.errors import Refused

History = tuple[tuple[date, int], ...]
"""Real ranks, the oldest first, each with the civil day on which it was first seen."""

LONGEST = 60
"""Most changes that a history keeps, the first one always among them."""


@dataclass(frozen=True)
class Movement:
    """How a real rank moved: what it was on the day ``since``, and the places gained from then (negative: lost)."""

    rank: int
    since: date
    gained: int


def real_ranks(typed: Mapping[str, int]) -> dict[str, int]:
    """Key → real rank, for the typed ranks of those who wait; equal typed ranks share a real one."""
    ranks: dict[int, int] = {}
    for position, rank in enumerate(sorted(typed.values()), start=1):
        ranks.setdefault(rank, position)
    return {key: ranks[rank] for key, rank in typed.items()}


def real_rank(rank: int, typed: Iterable[int]) -> int:
    """The real rank of somebody of that typed rank among the typed ranks of all who wait."""
    return 1 + sum(other < rank for other in typed)


def recorded(history: History, day: date, rank: int) -> History:
    """The history with the rank of that day; the same object when nothing moved. The last rank of a day stands."""
    if history and history[-1][1] == rank:
        return history
    kept = history[:-1] if history and history[-1][0] == day else history
    grown = (*kept, (day, rank))
    return grown if len(grown) <= LONGEST else (grown[0], *grown[-LONGEST + 1 :])


def movement(history: History, rank: int, published_on: date) -> Movement | None:
    """How a rank moved since the first one seen after its publication; None when it did not."""
    first = next(((day, was) for day, was in history if day >= published_on), None)
    if first is None or first[1] == rank:
        return None
    day, was = first
    return Movement(was, day, was - rank)


HIGHEST = 100_000
"""The highest rank that may be typed."""


def inserted(now: Mapping[str, int], typed: Mapping[str, int]) -> dict[str, int]:
    """Key → rank once the ranks typed are given: who was not moved keeps theirs, or the next one that is free.

    Refuses ``rank_range`` and ``rank_twice``, which name the ``rank`` at fault.
    """
    moved = {key: rank for key, rank in typed.items() if now[key] != rank}
    taken: set[int] = set()
    for rank in moved.values():
        if not 1 <= rank <= HIGHEST:
            raise Refused("rank_range", rank=rank, maximum=HIGHEST)
        if rank in taken:
            raise Refused("rank_twice", rank=rank)
        taken.add(rank)
    ranks, last = dict(moved), 0
    for key, rank in sorted(now.items(), key=lambda one: (one[1], one[0])):
        if key in moved:
            continue
        last = max(rank, last + 1)
        while last in taken:
            last += 1
        ranks[key] = last
    return ranks


def renumbered(ranks: Mapping[str, int]) -> dict[str, int]:
    """The same order from 1, without holes or ties."""
    ordered = sorted(ranks, key=lambda key: (ranks[key], key))
    return {key: place for place, key in enumerate(ordered, start=1)}


def swapped(ranks: Mapping[str, int], key: str, step: int) -> dict[str, int]:
    """The ranks once somebody has taken that of their neighbour: ``step`` is -1 upwards, 1 downwards."""
    ordered = sorted(ranks, key=lambda one: (ranks[one], one))
    place = ordered.index(key) + step
    if not 0 <= place < len(ordered):
        return dict(ranks)
    other = ordered[place]
    if ranks[other] == ranks[key]:
        return inserted(ranks, {**ranks, (other if step < 0 else key): ranks[key] + 1})
    return {**ranks, key: ranks[other], other: ranks[key]}
