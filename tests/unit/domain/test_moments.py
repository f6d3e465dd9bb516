"""A deadline is a civil date in Paris and lasts until its last second, in winter and in summer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ecandidat.domain.moments import civil, end_of, left


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 11, 28), datetime(2026, 11, 28, 23, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 14, 22, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
    ids=["winter", "summer", "the day of 23 hours", "the day of 25 hours"],
)
def test_a_day_ends_at_midnight_in_paris(day: date, end: datetime) -> None:
    assert end_of(day) == end
    assert civil(end - timedelta(seconds=1)) == day
    assert civil(end) == day + timedelta(days=1)
    assert left(end - timedelta(minutes=47), day) == timedelta(minutes=47)
    assert left(end, day) == timedelta(0)
