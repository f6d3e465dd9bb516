"""A campaign of applications: when candidates may open an account, and until when they may come back to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ecandidat.domain.errors import Refused


@dataclass(frozen=True)
class Campaign:
    """The campaign of an establishment. Dates are civil and inclusive; ``locks_after`` None keeps accounts open."""

    code: str = ""
    label: str = ""
    opens: date | None = None
    closes: date | None = None
    locks_after: date | None = None

    def is_open(self, today: date) -> bool:
        """Whether accounts may be made on that day; a date that is not set bounds nothing."""
        begun = self.opens is None or self.opens <= today
        return begun and (self.closes is None or today <= self.closes)

    def locked(self, today: date) -> bool:
        """Whether candidates are kept out on that day."""
        return self.locks_after is not None and today > self.locks_after

    def check(self) -> None:
        """Refuse dates out of order."""
        if self.opens is not None and self.closes is not None and self.closes < self.opens:
            raise Refused("campaign_order", field="closes")
        if self.locks_after is not None and self.closes is not None and self.locks_after < self.closes:
            raise Refused("campaign_lock_order", field="locks_after")

    def succeeds(self, former: Campaign) -> bool:
        """Whether it is another campaign than one set before, rather than that one corrected: it begins after the
        other's end, or begins later under another code.
        """
        if self.opens is None or former.opens is None or self.opens <= former.opens:
            return False
        return self.code != former.code or (former.closes is not None and self.opens > former.closes)

    def over(self, following: date | None, today: date) -> Campaign:
        """As it is kept once replaced: its last day is known, and before the first one of the next."""
        last = [day for day in (self.closes, following - timedelta(days=1) if following else None) if day is not None]
        return replace(self, closes=min(last, default=today))


@dataclass(frozen=True)
class Period:
    """The civil days that count for a campaign: from its first one until the first one of the next, which it leaves
    out; ``until`` None goes on. What is done between two campaigns belongs to the one before.
    """

    code: str
    label: str
    first: date
    until: date | None = None

    @property
    def name(self) -> str:
        """What screens call it."""
        return self.label or self.code

    def holds(self, day: date) -> bool:
        """Whether a day counts for it."""
        return self.first <= day and (self.until is None or day < self.until)

    def last(self, today: date) -> date:
        """Its last day so far."""
        return min(today, self.until - timedelta(days=1)) if self.until is not None else today


def periods(campaigns: Iterable[Campaign], today: date) -> tuple[Period, ...]:
    """The campaigns that have begun, the newest first."""
    known = sorted(
        ((one.opens, one) for one in campaigns if one.opens is not None and one.opens <= today),
        key=lambda pair: pair[0],
    )
    ends: list[date | None] = [opens for opens, _one in known[1:]]
    begun = zip(known, [*ends, None], strict=False)
    return tuple(Period(one.code, one.label, opens, until) for (opens, one), until in begun)[::-1]


def check_past(made: Campaign, others: Iterable[Campaign]) -> None:
    """Refuse a former campaign without name or dates, and one that overlaps another or bears its code."""
    for name in ("code", "opens", "closes"):
        if not getattr(made, name):
            raise Refused("campaign_past_incomplete", field=name)
    made.check()
    for other in others:
        if other.code and other.code.casefold() == made.code.casefold():
            raise Refused("campaign_code_taken", field="code", name=other.label or other.code)
        if _overlap(made, other):
            raise Refused("campaign_overlap", field="opens", name=other.label or other.code)


def _overlap(one: Campaign, other: Campaign) -> bool:
    if one.opens is None or other.opens is None:
        return False
    begins_in_time = one.closes is None or other.opens <= one.closes
    return begins_in_time and (other.closes is None or one.opens <= other.closes)
