"""Ranks on a waiting list: the rank that the commission typed, the real one, and how the real one moved.

The real rank counts only those who still wait, so that it goes down as people are called or leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

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
