"""Questions to the register: which rows a list keeps, in which order, one page of them; nothing but rows is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nlargest, nsmallest
from typing import Any, NamedTuple

from ecandidat.domain.codes import Status, Treatment
from ecandidat.domain.ranking import real_ranks
from ecandidat.models.offer import Formation
from ecandidat.register import ApplicationRow, Listing, code_path, fold, formations_below, waiting

RowTest = Callable[[ApplicationRow], bool]
Visible = Callable[[Formation], "bool | RowTest"] | None
"""Formation → whether its rows are seen: all, none, or those that pass a test. None shows everything."""

FORMATION_CODE, FORMATION, REAL_RANK = "formation_code", "formation", "real_rank"
"""Columns that are no field of a row: what the row's formation says, and the rank that is computed."""

LIVE, CANCELLED, ARCHIVED = "live", "cancelled", "archived"


class Condition(NamedTuple):
    """What a column must hold; every part that is given must agree.

    ``among`` are accepted values (for tags: one of them is enough), ``contains`` a text, case and accents apart,
    ``low`` and ``high`` are bounds, both inclusive; ``blank`` True wants it empty, False wants something in it.
    """

    column: str
    among: frozenset[Any] | None = None
    contains: str = ""
    low: Any = None
    high: Any = None
    blank: bool | None = None


@dataclass(frozen=True)
class Query:
    """A list: words, conditions, the formation, the variant, sort keys, a page of 50.

    ``words`` must all occur in number, names, mail, INE or student number, accents and case apart. ``formation`` is
    the code of a formation or its :func:`ecandidat.register.code_path`. ``sort`` names columns, ``-`` first for
    descending. ``since`` is the first day of the current campaign: what was created before is archived.
    """

    words: str = ""
    conditions: tuple[Condition, ...] = ()
    formation: str = ""
    variant: str = LIVE
    since: date | None = None
    sort: tuple[str, ...] = ("last_name", "first_name")
    page: int = 1
    size: int = 50


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, how many match in all, the page's number and how many there are."""

    rows: list[Listing]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class Overview:
    """A page of a list with what surrounds it, read in one pass over the rows.

    ``by_status`` counts the live applications of the node, whatever the query filters, ``unread`` those of them whose
    candidate wrote something that no manager has read; ``formations`` are those that hold rows.
    """

    page: Page
    by_status: dict[str, int]
    cancelled: int
    archived: int
    formations: list[Formation]
    unread: int = 0


def browse(node: Any, query: Query, visible: Visible = None) -> Overview:
    """The page that ``query`` asks for, with the counts around it; only the part of the list shown is sorted."""
    matching = _Matching(query)
    found, owners = list[ApplicationRow](), list[Formation]()
    tally: Counter[str] = Counter()
    cancelled, archived, unread, formations = 0, 0, 0, []
    for formation, rows in _seen(node, visible):
        formations.append(formation)
        parts = _variants(rows, query.since)
        tally.update([row.status for row in parts[LIVE]])
        unread += sum([row.unread > 0 for row in parts[LIVE]])
        cancelled += len(parts[CANCELLED])
        archived += len(parts[ARCHIVED])
        kept = matching.of(formation, parts[query.variant])
        found += kept
        owners += [formation] * len(kept)
    number, pages = _bounds(len(found), query)
    start = (number - 1) * query.size
    places = _Order(found, owners, matching.keys()).cut(
        range(len(found)), columns_of(query), start, min(start + query.size, len(found))
    )
    shown = [(owners[place], found[place]) for place in places]
    by_status = {status.value: tally[status.value] for status in Status}
    return Overview(Page(shown, len(found), number, pages), by_status, cancelled, archived, formations, unread)


def rows(node: Any, query: Query, visible: Visible = None) -> list[Listing]:
    """Every row that ``query`` keeps, in its order, whatever its page."""
    matching = _Matching(query)
    found: list[Listing] = []
    for formation, every in _seen(node, visible):
        found += [(formation, row) for row in matching.of(formation, _variants(every, query.since)[query.variant])]
    keys = matching.keys()
    for name in reversed(columns_of(query)):
        found.sort(key=keys[name.removeprefix("-")], reverse=name.startswith("-"))
    return found


def real(formation: Formation) -> dict[str, int]:
    """Key → real rank of those who wait in a formation."""
    return _real(list(formation.rows.values()))


def columns_of(query: Query) -> tuple[str, ...]:
    """The columns to sort by, those asked for first; names and number settle what they leave equal."""
    asked = tuple(name for name in query.sort if name.removeprefix("-") in SORTABLE)
    known = {name.removeprefix("-") for name in asked}
    return asked + tuple(name for name in ("last_name", "first_name", "number") if name not in known)


_POSITION = {name: position for position, name in enumerate(ApplicationRow._fields)}
_AMOUNTS = frozenset({"fees"})
"""Columns that hold a number as text."""

SMALL = 1_000
"""Lists up to this length are sorted whole: looking for the first of them would not be faster."""

Keys = dict[str, Callable[[Listing], Any]]


def _seen(node: Any, visible: Visible) -> Iterator[tuple[Formation, list[ApplicationRow]]]:
    """The formations that hold rows which the person may see, with those rows."""
    for formation in formations_below(node):
        if every := seen(formation, visible):
            yield formation, every


def seen(formation: Formation, visible: Visible) -> list[ApplicationRow]:
    """The rows of a formation that the person may see."""
    sees = True if visible is None else visible(formation)
    if not sees:
        return []
    every = list(formation.rows.values())
    return [row for row in every if sees(row)] if callable(sees) else every


def _variants(every: list[ApplicationRow], since: date | None) -> dict[str, list[ApplicationRow]]:
    """The rows of a formation by variant; what was created before the campaign is archived, cancelled or not."""
    archived: list[ApplicationRow] = []
    if since is not None:
        archived = [row for row in every if row.created_on < since]
        every = [row for row in every if row.created_on >= since]
    live = [row for row in every if row.cancelled_on is None]
    cancelled = [row for row in every if row.cancelled_on is not None] if len(live) < len(every) else []
    return {LIVE: live, CANCELLED: cancelled, ARCHIVED: archived}


class _Matching:
    """What keeps the rows that match, one plain loop per condition: rows are read by position, 100,000 at a time."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.words = fold(query.words).split()
        self.whole = [one for one in query.conditions if one.column in (FORMATION_CODE, FORMATION)]
        self.ranked = [one for one in query.conditions if one.column == REAL_RANK]
        self.tests = [(_POSITION[one.column], _test(one)) for one in query.conditions if one.column in _POSITION]
        self.needs_ranks = bool(self.ranked) or any(name.removeprefix("-") == REAL_RANK for name in query.sort)
        self.ranks: dict[str, int] = {}

    def of(self, formation: Formation, found: list[ApplicationRow]) -> list[ApplicationRow]:
        """Those of ``found``, rows of a formation, that match."""
        asked = self.query.formation
        if asked and asked not in (formation.__name__, code_path(formation)):
            return []
        if not all(_test(one)(_said(formation, one.column)) for one in self.whole):
            return []
        if self.needs_ranks:
            self.ranks.update(real(formation))
        for position, test in self.tests:
            found = [row for row in found if test(row[position])]
        for condition in self.ranked:
            ranked = _test(condition)
            found = [row for row in found if ranked(self.ranks.get(row.key))]
        for word in self.words:
            found = [row for row in found if word in _haystack(row)]
        return found

    def keys(self) -> Keys:
        """The sort keys, those of the computed columns among them."""
        return {**SORT_KEYS, REAL_RANK: lambda item: self.ranks.get(item[1].key, LAST)}


def _said(formation: Formation, column: str) -> str:
    return code_path(formation) if column == FORMATION_CODE else formation.title


def _test(condition: Condition) -> Callable[[Any], bool]:
    """What a value must pass."""
    among, contains, blank = condition.among, condition.contains, condition.blank
    low, high = condition.low, condition.high
    if condition.column == "tags":
        return lambda value: _among_tags(value, among, blank)
    if among is not None:
        return among.__contains__
    if blank is not None:
        return lambda value: (value in (None, "")) is blank
    if contains:
        wanted = fold(contains)
        return lambda value: wanted in _order(value)
    if condition.column in _AMOUNTS:
        return lambda value: _between(_amount(value), low, high)
    return lambda value: _between(value, low, high)


def _among_tags(tags: tuple[str, ...], among: frozenset[Any] | None, blank: bool | None) -> bool:
    if blank is not None and (not tags) is not blank:
        return False
    return among is None or not among.isdisjoint(tags)


def _between(value: Any, low: Any, high: Any) -> bool:
    return value is not None and (low is None or low <= value) and (high is None or value <= high)


def _amount(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _real(every: list[ApplicationRow]) -> dict[str, int]:
    typed = {row.key: rank for row in every if (rank := waiting(row)) is not None}
    return real_ranks(typed)


def _haystack(row: ApplicationRow) -> str:
    return fold(f"{row[1]} {row[2]} {row[3]} {row.mail} {row.ine} {row.student_id}")


def _bounds(total: int, query: Query) -> tuple[int, int]:
    pages = max(1, -(-total // query.size))
    return min(max(query.page, 1), pages), pages


class _Order:
    """The order of many rows, as far as one page asks for it.

    Rows are handled by their place in a list: making an object for each of 100,000 would cost more than sorting them.
    """

    def __init__(self, found: list[ApplicationRow], owners: list[Formation], keys: Keys) -> None:
        self.found, self.owners, self.keys = found, owners, keys

    def cut(self, places: Sequence[int], columns: tuple[str, ...], start: int, stop: int) -> list[int]:
        """``sorted(places)[start:stop]``: only what may be shown is sorted, and by a further column only equals."""
        if not columns or len(places) < 2:
            return list(places[start:stop])
        key, descending = self.keys[columns[0].removeprefix("-")], columns[0].startswith("-")
        said = [key((self.owners[place], self.found[place])) for place in places]
        order = sorted(self._near(said, stop, descending), key=said.__getitem__, reverse=descending)
        shown: list[int] = []
        first = start
        while 0 < first < len(order) and said[order[first - 1]] == said[order[start]]:
            first -= 1
        while first < min(stop, len(order)):
            last = first + 1
            while last < len(order) and said[order[last]] == said[order[first]]:
                last += 1
            equals = [places[position] for position in order[first:last]]
            shown += self.cut(equals, columns[1:], max(start - first, 0), min(stop, last) - first)
            first = last
        return shown

    @staticmethod
    def _near(said: list[Any], stop: int, descending: bool) -> Sequence[int]:
        """The positions among which the first ``stop`` are, with all that equal the last of them."""
        if len(said) <= SMALL or stop > SMALL:
            return range(len(said))
        edge = (nlargest if descending else nsmallest)(stop, said)[-1]
        if descending:
            return [position for position, value in enumerate(said) if value >= edge]
        return [position for position, value in enumerate(said) if value <= edge]


@lru_cache(maxsize=65_536)
def _order(text: str) -> str:
    return fold(text)


LAST = 1_000_000
"""The rank of whoever has none: after all others."""


def _column(name: str) -> Callable[[Listing], Any]:
    position = _POSITION[name]
    return lambda item: item[1][position]


def _words(name: str) -> Callable[[Listing], Any]:
    """The key of a column read by people: « Çelik » stands among the C."""
    position = _POSITION[name]
    return lambda item: _order(str(item[1][position]))


def _or(name: str, blank: Any) -> Callable[[Listing], Any]:
    """The key of a column that may be empty."""
    position = _POSITION[name]
    return lambda item: blank if item[1][position] is None else item[1][position]


def _ordered(name: str, codes: tuple[str, ...]) -> Callable[[Listing], Any]:
    """The key of a column of codes: the order in which a file goes through them."""
    position = _POSITION[name]
    rank: dict[Any, int] = {code: index for index, code in enumerate(codes)}
    return lambda item: rank.get(item[1][position], -1)


_DATES = ("birth_date", "created_on", "submitted_on", "cancelled_on", "return_on", "answered_on", "meeting_date",
          "received_on", "complete_on", "incomplete_on", "confirm_on", "validated_on", "registered_on")  # fmt: skip
_TEXTS = ("last_name", "first_name", "birth_country", "nationality", "decision_label", "motivation", "comment",
          "meeting_time", "meeting_place", "regime", "exemption", "fees_note", "cancelled_by", "assignee",
          "student_id", "mail", "ine", "registration_code")  # fmt: skip
_PLAIN = ("number", "answer", "treatment_validated", "decision_validated", "continuing", "final", "unpublished",
          "unread")  # fmt: skip

SORT_KEYS: Keys = {
    **{name: _column(name) for name in _PLAIN},
    **{name: _words(name) for name in _TEXTS},
    **{name: _or(name, date.min) for name in _DATES},
    "status": _ordered("status", tuple(status.value for status in Status)),
    "treatment": _ordered("treatment", tuple(treatment.value for treatment in Treatment)),
    FORMATION: lambda item: _order(item[0].title),
    FORMATION_CODE: lambda item: code_path(item[0]),
    "decision": lambda item: (item[1].decision, item[1].rank or 0),
    "rank": _or("rank", LAST),
    "bac_year": _or("bac_year", 0),
    "fees": lambda item: _amount(item[1].fees) or 0.0,
    "tags": lambda item: tuple(sorted(item[1].tags)),
}
"""Column → sort key; unknown columns sort by name."""

SORTABLE = frozenset(SORT_KEYS) | {REAL_RANK}
"""Every column that a list may be sorted by."""
