"""The dates of a formation: which order they obey, which acts they gate.

Dates are civil dates in Europe/Paris and inclusive: an act allowed until the 28th is allowed until 23:59:59 on the
28th. Nothing here reads a clock: ``today`` is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import end_of

GRACE = timedelta(hours=1)
"""How long after a deadline an upload that began before it may still end, and its file be submitted."""


@dataclass(frozen=True)
class Calendar:
    """All dates of a formation. Delays are whole days after the publication of the decision."""

    opens: date | None = None
    closes: date | None = None
    pre_analysis: date | None = None
    return_by: date | None = None
    board: date | None = None
    publication: date | None = None
    confirmation: date | None = None
    confirmation_delay: int | None = None
    waiting_confirmation: date | None = None
    waiting_confirmation_delay: int | None = None

    def faults(self, *, waiting_list: bool = False) -> Iterator[Refused]:
        """Every rule that these dates break, each naming the field at fault in ``params['field']``."""
        for name in ("opens", "closes", "return_by"):
            if getattr(self, name) is None:
                yield Refused("date_required", field=name)
        for name, earlier in ORDER:
            moment, bound = getattr(self, name), getattr(self, earlier)
            if moment is not None and bound is not None and moment < bound:
                yield Refused("date_order", field=name, other=earlier, other_date=bound)
        for name in ("confirmation", "waiting_confirmation"):
            delay = getattr(self, f"{name}_delay")
            if delay is not None and getattr(self, name) is not None:
                yield Refused("date_xor_delay", field=name)
            if delay is not None and not 0 < delay <= 365:
                yield Refused("delay_range", field=f"{name}_delay")
        if waiting_list and self.waiting_confirmation is None and self.waiting_confirmation_delay is None:
            yield Refused("date_required", field="waiting_confirmation")

    def check(self, *, waiting_list: bool = False) -> None:
        """Raise the first fault, if any."""
        for fault in self.faults(waiting_list=waiting_list):
            raise fault

    @property
    def campaign(self) -> str:
        """The university year that these dates lead to, « 2027-2028 »; '' without dates.

        A university year begins in September: who applies in the autumn or later enters the following one.
        """
        if self.closes is None:
            return ""
        start = self.closes.year + (self.closes.month >= 10)
        return f"{start}-{start + 1}"

    def is_open(self, today: date) -> bool:
        """Whether a candidate may apply on that day."""
        return self.opens is not None and self.closes is not None and self.opens <= today <= self.closes

    def shifted(self, days: int) -> Calendar:
        """The same calendar, every date moved by ``days``."""
        moved = {
            field.name: value + timedelta(days=days)
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), date)
        }
        return replace(self, **moved)  # type: ignore[arg-type]

    def confirmation_for(
        self, published_on: date, *, individual: date | None = None, from_waiting_list: bool = False
    ) -> date | None:
        """Last day to confirm a favourable decision published on that day; None when nothing limits it."""
        if individual is not None:
            return individual
        fixed = self.waiting_confirmation if from_waiting_list else self.confirmation
        delay = self.waiting_confirmation_delay if from_waiting_list else self.confirmation_delay
        if delay is not None:
            return published_on + timedelta(days=delay)
        return fixed

    def return_for(self, individual: date | None = None) -> date | None:
        """Last day to deposit and submit: an individual date counts only when it is later."""
        if individual is not None and (self.return_by is None or individual >= self.return_by):
            return individual
        return self.return_by


def in_grace(limit: date | None, begun_at: datetime | None, now: datetime) -> bool:
    """Whether ``now`` is just after the deadline, for what began before it. Moments are aware."""
    if limit is None or begun_at is None:
        return False
    over = end_of(limit)
    return begun_at < over <= now < over + GRACE


ORDER: tuple[tuple[str, str], ...] = (
    ("closes", "opens"),
    ("pre_analysis", "closes"),
    ("return_by", "closes"),
    ("board", "return_by"),
    ("publication", "return_by"),
    ("publication", "board"),
    ("confirmation", "return_by"),
    ("confirmation", "board"),
    ("confirmation", "publication"),
    ("waiting_confirmation", "return_by"),
    ("waiting_confirmation", "board"),
    ("waiting_confirmation", "publication"),
    ("waiting_confirmation", "confirmation"),
)
"""Pairs (date, date that it may not precede)."""

LABELS: dict[str, str] = {
    "opens": "Date de début de dépôt des vœux",
    "closes": "Date de fin de dépôt des vœux",
    "pre_analysis": "Date de pré-analyse",
    "return_by": "Date limite de retour",
    "board": "Date du jury",
    "publication": "Date de publication",
    "confirmation": "Date de confirmation",
    "confirmation_delay": "Délai de confirmation (jours)",
    "waiting_confirmation": "Date de confirmation (liste complémentaire)",
    "waiting_confirmation_delay": "Délai de confirmation (liste complémentaire, jours)",
}
