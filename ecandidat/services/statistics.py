"""Dashboards: how many applications stand where, by component, commission or formation, and day by day.

Everything is counted from the rows of the register in one pass; no application is loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from ecandidat.domain.campaign import Period
from ecandidat.domain.codes import Answer, DecisionKind, Status
from ecandidat.models.offer import Component, DiplomaType, Establishment, Formation
from ecandidat.register import ApplicationRow, formations_below
from ecandidat.services import campaigns, rights
from ecandidat.work import Work

COMPONENT, FORMATION, COMMISSION = "composante", "formation", "commission"
CURRENT, FORMER, ALL = "", "precedente", "toutes"
"""What may be asked for besides the code of a former campaign."""

YEAR = 365

_AT = {name: position for position, name in enumerate(ApplicationRow._fields)}
_STANDS = itemgetter(_AT["status"], _AT["decision"], _AT["decision_validated"], _AT["answer"])
_CANCELLED = _AT["cancelled_on"]
_DAYS = {"created": _AT["created_on"], "submitted": _AT["submitted_on"], "complete": _AT["complete_on"]}

COUNTS = (
    "active", "cancelled", *(status.value for status in Status), *(kind.value for kind in DecisionKind), "decided",
    "validated", "unvalidated", "confirmed", "withdrawn",
)  # fmt: skip
"""What is counted, in the order of the table: no status bears the code of a decision."""


@dataclass
class Line:
    """One line of a dashboard. ``node`` is what it counts, None for the total and for formations without commission.

    ``capacity`` is the sum of those that are set, None when none is.
    """

    title: str
    node: Any = None
    active: bool = True
    counts: Counter[str] = field(default_factory=Counter)
    capacity: int | None = None

    @property
    def rate(self) -> float | None:
        """Confirmed applications by place, None where no capacity is set."""
        return self.counts["confirmed"] / self.capacity if self.capacity else None

    def add(self, counts: Counter[str], capacity: int | None) -> None:
        """Count a formation in."""
        self.counts.update(counts)
        if capacity is not None:
            self.capacity = (self.capacity or 0) + capacity


@dataclass
class Days:
    """How many applications were begun, submitted, complete on each civil day; ``first`` is where counting starts."""

    first: date | None = None
    created: Counter[date] = field(default_factory=Counter)
    submitted: Counter[date] = field(default_factory=Counter)
    complete: Counter[date] = field(default_factory=Counter)

    def add(self, rows: list[ApplicationRow]) -> None:
        """Count rows in."""
        for name, position in _DAYS.items():
            counter: Counter[date] = getattr(self, name)
            counter.update(map(itemgetter(position), rows))

    def series(self, name: str, first: date, last: date) -> list[int]:
        """The counts of one kind from a day to another, both included."""
        counter: Counter[date] = getattr(self, name)
        return [counter[first + timedelta(days=offset)] for offset in range((last - first).days + 1)]

    def span(self) -> tuple[date, date] | None:
        """The first and the last day on which anything happened; None when nothing ever did."""
        known = [day for name in _DAYS for day in getattr(self, name) if day is not None]
        return (min(known), max(known)) if known else None


@dataclass
class Board:
    """A dashboard: its lines by title, their total, its days, those of the campaign before if there was one.

    ``period`` is the campaign counted, None for all; ``former`` the one that it is compared with.
    """

    lines: list[Line]
    total: Line
    days: Days
    before: Days | None = None
    hidden: int = 0
    period: Period | None = None
    former: Period | None = None


def groupings(node: Any) -> tuple[str, ...]:
    """How the lines of a dashboard may be grouped there, the usual one first."""
    if isinstance(node, Establishment):
        return (COMPONENT, FORMATION)
    return (FORMATION, COMMISSION) if isinstance(node, Component) else (FORMATION,)


def board(
    work: Work, node: Any, userid: str, *, by: str = "", campaign: str = CURRENT, out_of_service: bool = False
) -> Board:
    """Count the applications below a node that the person may know of."""
    by = by if by in groupings(node) else groupings(node)[0]
    period, former = chosen(periods(work, node), campaign)
    lines: dict[int, Line] = {}
    found = Board([], Line(""), Days(first=period.first if period is not None else None))
    found.period, found.former = period, former
    before = Days(first=former.first) if former is not None else None
    for formation in formations_below(node):
        if not (out_of_service or _serves(formation, node)):
            found.hidden += 1
            continue
        rows = _rows(work, userid, formation)
        kept = _during(rows, period)
        counts = count(kept)
        keeper, title, active = _keeper(formation, by)
        line = lines.setdefault(id(keeper), Line(title, keeper, active))
        line.add(counts, formation.capacity)
        found.total.add(counts, formation.capacity)
        found.days.add(kept)
        if before is not None and len(kept) < len(rows):
            before.add(_during(rows, former))
    for days in (found.days, before):
        for name in _DAYS if days is not None else ():
            getattr(days, name).pop(None, None)
    found.lines = sorted(lines.values(), key=lambda line: (line.node is None, line.title.casefold()))
    found.before = before if before is not None and before.created else None
    return found


def count(rows: Iterable[ApplicationRow]) -> Counter[str]:
    """Where some applications stand, by the codes of :data:`COUNTS`; whoever is cancelled is only that."""
    every = list(rows)
    live = [row for row in every if row[_CANCELLED] is None]
    counts: Counter[str] = Counter()
    counts["active"], counts["cancelled"] = len(live), len(every) - len(live)
    for (status, decision, validated, answer), number in Counter(map(_STANDS, live)).items():
        counts[status] += number
        if decision:
            counts[decision] += number
            counts["decided"] += number
            counts["validated" if validated else "unvalidated"] += number
        if answer == Answer.CONFIRMED:
            counts["confirmed"] += number
        elif answer == Answer.WITHDRAWN:
            counts["withdrawn"] += number
    return counts


def periods(work: Work, node: Any) -> tuple[Period, ...]:
    """The campaigns that have begun there, the newest first; none while none is set."""
    while node is not None and not isinstance(node, Establishment):
        node = node.__parent__
    return campaigns.known(node, work.today) if node is not None and node.campaign is not None else ()


def chosen(known: tuple[Period, ...], campaign: str) -> tuple[Period | None, Period | None]:
    """The campaign asked for and the one before it, with which it is compared; None counts everything.

    As long as no former campaign was kept, the one before lasted a year.
    """
    if not known or campaign == ALL:
        return None, None
    earlier = [*known, *([_year_before(known[0])] if len(known) == 1 else [])]
    places = {CURRENT: 0, FORMER: 1, **{one.code: place for place, one in enumerate(known) if one.code}}
    place = places.get(campaign, 0)
    return earlier[place], earlier[place + 1] if place + 1 < len(earlier) else None


def _year_before(period: Period) -> Period:
    return Period("", "", period.first - timedelta(days=YEAR), period.first)


def _rows(work: Work, userid: str, formation: Formation) -> list[ApplicationRow]:
    sees: Callable[[ApplicationRow], bool] | None = rights.sees(work, userid, formation)
    every: Iterator[ApplicationRow] = formation.rows.values()
    return list(every) if sees is None else [row for row in every if sees(row)]


def _during(rows: list[ApplicationRow], period: Period | None) -> list[ApplicationRow]:
    """Those of a campaign, all without one."""
    if period is None:
        return rows
    first, until = period.first, period.until
    if until is None:
        return [row for row in rows if row.created_on >= first]
    return [row for row in rows if first <= row.created_on < until]


def _serves(formation: Formation, node: Any) -> bool:
    """Whether a formation and what it stands in, up to the node asked for, are in service."""
    step: Any = formation
    while step is not None and step is not node:
        if not getattr(step, "active", True):
            return False
        step = step.__parent__ if not isinstance(step, Establishment) else None
    return True


def _keeper(formation: Formation, by: str) -> tuple[Any, str, bool]:
    """What counts a formation in: itself, its component, its commission; with its title, and whether it serves."""
    if by == COMPONENT:
        component = formation.component
        return component, component.title, component.active
    if by == COMMISSION:
        commission = formation.commission
        return commission, commission.title if commission is not None else "", commission is None or commission.active
    kind: DiplomaType = formation.type
    return formation, formation.title, formation.active and kind.active

