"""Ranks on a waiting list: the real one counts who still waits; its history is small and says how it moved."""

from __future__ import annotations

from datetime import date, timedelta

from ecandidat.domain import ranking
from ecandidat.domain.ranking import Movement

DAY = date(2026, 11, 1)


def test_a_real_rank_counts_those_who_wait_and_ties_share_it() -> None:
    """C067."""
    assert ranking.real_ranks({"a": 3, "b": 7, "c": 7, "d": 20}) == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert ranking.real_ranks({}) == {}
    assert ranking.real_rank(7, [3, 7, 7, 20]) == 2
    assert ranking.real_rank(7, []) == 1


def test_a_history_grows_only_when_the_rank_moves() -> None:
    first = ranking.recorded((), DAY, 15)
    assert ranking.recorded(first, DAY + timedelta(days=1), 15) is first
    moved = ranking.recorded(first, DAY + timedelta(days=2), 12)
    assert moved == ((DAY, 15), (DAY + timedelta(days=2), 12))
    assert ranking.recorded(moved, DAY + timedelta(days=2), 11) == ((DAY, 15), (DAY + timedelta(days=2), 11))


def test_a_long_history_keeps_its_first_rank() -> None:
    history: ranking.History = ()
    for index in range(200):
        history = ranking.recorded(history, DAY + timedelta(days=index), 500 - index)
    assert len(history) == ranking.LONGEST
    assert history[0] == (DAY, 500)
    assert history[-1] == (DAY + timedelta(days=199), 301)


def test_a_movement_is_told_from_the_publication_on() -> None:
    history = ((DAY, 15), (DAY + timedelta(days=9), 12))
    assert ranking.movement(history, 12, DAY) == Movement(15, DAY, 3)
    assert ranking.movement(history, 16, DAY) == Movement(15, DAY, -1)
    assert ranking.movement(history, 15, DAY) is None
    assert ranking.movement((), 4, DAY) is None
    # A decision published again begins another history.
    assert ranking.movement(history, 12, DAY + timedelta(days=5)) is None
