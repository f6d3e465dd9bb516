"""Moments and civil dates: moments are stored in UTC, everything civil is in Europe/Paris.

UTC is what the database keeps, because its pickles must open anywhere; people read Paris time, and a deadline is a
civil date there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def civil(at: datetime) -> date:
    """The civil date in Europe/Paris of an aware moment."""
    return at.astimezone(PARIS).date()


def end_of(day: date) -> datetime:
    """When an inclusive civil date is over: the midnight that ends it in Europe/Paris, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), PARIS).astimezone(UTC)


def left(now: datetime, day: date) -> timedelta:
    """The time left from an aware moment to the end of an inclusive civil date; negative once it is over."""
    return end_of(day) - now
