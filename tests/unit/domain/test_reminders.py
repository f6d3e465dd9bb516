"""When a date is recalled: the nearest lead counts, each once, anew when the date moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ecandidat.domain.reminders import due, leads

LIMIT = date(2026, 11, 28)


def test_leads_are_distinct_days_the_longest_first_and_zero_is_none() -> None:
    assert leads(2, 7) == (7, 2)
    assert leads(0, 2) == (2,)
    assert leads(3, 3) == (3,)
    assert leads(0, 0) == ()


@pytest.mark.parametrize(
    ("left", "expected"), [(8, None), (7, 7), (3, 7), (2, 2), (0, 2), (-1, None)], ids=lambda value: str(value)
)
def test_the_nearest_lead_that_is_reached_is_due(left: int, expected: int | None) -> None:
    assert due(LIMIT, LIMIT - timedelta(days=left), (7, 2), ()) == expected


def test_a_reminder_is_sent_once_and_a_longer_one_never_after_a_shorter() -> None:
    assert due(LIMIT, LIMIT - timedelta(days=6), (7, 2), ((LIMIT, 7),)) is None
    assert due(LIMIT, LIMIT - timedelta(days=1), (7, 2), ((LIMIT, 7),)) == 2
    assert due(LIMIT, LIMIT - timedelta(days=5), (7, 2), ((LIMIT, 2),)) is None


def test_a_date_put_off_is_recalled_anew() -> None:
    later = LIMIT + timedelta(days=10)
    assert due(later, later - timedelta(days=2), (7, 2), ((LIMIT, 7), (LIMIT, 2))) == 2
