"""A campaign of applications: when candidates may open an account, and until when they may come back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
