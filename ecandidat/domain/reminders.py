"""When to recall a date: so many days before it, each time once."""

from __future__ import annotations

from datetime import date

Sent = tuple[tuple[date, int], ...]
"""Reminders already sent: the date that each recalled, and its lead in days."""


def leads(*days: int) -> tuple[int, ...]:
    """The leads in days, the longest first; 0 means none."""
    return tuple(sorted({day for day in days if day > 0}, reverse=True))


def due(limit: date, today: date, days: tuple[int, ...], sent: Sent) -> int | None:
    """The lead of the reminder to send today, or None.

    Only the nearest one counts: whoever was not reached a week before is not written to twice two days before. A date
    that was put off is recalled anew.
    """
    remaining = (limit - today).days
    reached = [lead for lead in days if 0 <= remaining <= lead]
    if not reached:
        return None
    lead = min(reached)
    return None if any(day == limit and before <= lead for day, before in sent) else lead
