"""The register: one small row per application, the only thing that lists, counts and exports read.

A formation keeps its rows beside its applications (``Formation.rows``); a list at any level chains the registers
below it. Rows are derived data: :func:`rebuild` makes them anew, a test proves that rebuilt equals kept.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from ecandidat.domain.codes import DecisionKind, Status
from ecandidat.domain.decisions import current, draft, published, unpublished
from ecandidat.domain.moments import civil
from ecandidat.models.application import Application
from ecandidat.models.offer import Commission, Component, DiplomaType, Establishment, Formation
from ecandidat.resources import Portal


class ApplicationRow(NamedTuple):
    """What a list shows of an application. Codes, not labels; dates are civil; ``rank`` is the rank typed.

    ``return_on`` is the individual return date. ``waiting_rank`` is the rank typed of a published waiting list,
    ``called_rank`` that of whoever was admitted from one: a draft changes neither. ``unpublished`` tells
    that a validated decision waits for its publication.

    New columns are added at the end with a default, so that rows written before still open.
    """

    key: str
    number: str
    last_name: str
    first_name: str
    birth_date: date | None
    status: str
    treatment: str
    treatment_validated: bool
    decision: str
    decision_label: str
    decision_validated: bool
    rank: int | None
    answer: str
    created_on: date
    submitted_on: date | None
    cancelled_on: date | None
    mail: str = ""
    ine: str = ""
    return_on: date | None = None
    waiting_rank: int | None = None
    called_rank: int | None = None
    unpublished: bool = False
    student_id: str = ""
    birth_country: str = ""
    nationality: str = ""
    bac_year: int | None = None
    continuing: bool = False
    motivation: str = ""
    comment: str = ""
    meeting_date: date | None = None
    meeting_time: str = ""
    meeting_place: str = ""
    received_on: date | None = None
    complete_on: date | None = None
    incomplete_on: date | None = None
    confirm_on: date | None = None
    validated_on: date | None = None
    final: bool = False
    regime: str = ""
    exemption: str = ""
    fees: str = ""
    fees_note: str = ""
    registered_on: date | None = None
    registration_code: str = ""
    cancelled_by: str = ""
    tags: tuple[str, ...] = ()
    assignee: str = ""


def row_of(application: Application) -> ApplicationRow:
    """The row that describes an application as it is now."""
    data = application.profile
    personal = data.personal
    newest = draft(application.decisions) or current(application.decisions)
    return ApplicationRow(
        key=application.key,
        number=data.number,
        last_name=personal.name if personal else "",
        first_name=personal.first_name if personal else "",
        birth_date=personal.birth_date if personal else None,
        status=application.status.value,
        treatment=application.treatment.value,
        treatment_validated=application.treatment_validated,
        decision=newest.kind.value if newest else "",
        decision_label=newest.label if newest else "",
        decision_validated=bool(newest and newest.validated_at),
        rank=newest.rank if newest else None,
        answer=application.answer.value,
        created_on=civil(application.created_at) if application.created_at else date.min,
        submitted_on=civil(application.submitted_at) if application.submitted_at else None,
        cancelled_on=civil(application.cancelled_at) if application.cancelled_at else None,
        mail=data.mail,
        ine=f"{personal.ine}{personal.ine_key}" if personal else "",
        return_on=application.return_by,
        waiting_rank=_waiting_rank(application),
        called_rank=_called_rank(application),
        unpublished=unpublished(application.decisions) is not None,
        student_id=application.candidate.student_id,
        birth_country=personal.birth_country if personal else "",
        nationality=personal.nationality if personal else "",
        bac_year=data.baccalaureate.year if data.baccalaureate else None,
        continuing=application.candidate.continuing,
        motivation=newest.motivation if newest else "",
        comment=newest.comment if newest else "",
        meeting_date=newest.meeting_date if newest else None,
        meeting_time=newest.meeting_time if newest else "",
        meeting_place=newest.meeting_place if newest else "",
        received_on=application.received_on,
        complete_on=application.complete_on,
        incomplete_on=application.incomplete_on,
        confirm_on=application.confirm_by,
        validated_on=civil(newest.validated_at) if newest and newest.validated_at else None,
        final=bool(newest and newest.validated_at and newest.final),
        regime=application.regime,
        exemption=application.exemption,
        fees=application.fees,
        fees_note=application.fees_note,
        registered_on=application.registered_on,
        registration_code=application.registration_code,
        cancelled_by=application.cancelled_by,
        tags=application.tags,
        assignee=application.assignee,
    )


def _waiting_rank(application: Application) -> int | None:
    told = published(application.decisions)
    return told.rank if told is not None and told.kind is DecisionKind.WAITING_RANKED else None


def _called_rank(application: Application) -> int | None:
    told = published(application.decisions)
    if told is None or told.kind is not DecisionKind.FAVOURABLE:
        return None
    ranks = [one.rank for one in application.decisions if one.published_at and one.kind is DecisionKind.WAITING_RANKED]
    return ranks[-1] if ranks else None


def waiting(row: ApplicationRow) -> int | None:
    """The rank typed of somebody who waits on a ranked list, None for anybody else.

    Rows written before ``waiting_rank`` was kept say it by their decision.
    """
    if row.cancelled_on is not None:
        return None
    if row.waiting_rank is None and row.decision == DecisionKind.WAITING_RANKED and row.decision_validated:
        return row.rank
    return row.waiting_rank


def refresh(application: Application) -> None:
    """Write the application's row where it changed."""
    rows = application.formation.rows
    row = row_of(application)
    if rows.get(application.key) != row:
        rows[application.key] = row


def rebuild(formation: Formation) -> int:
    """Make all rows of a formation anew; return how many differed."""
    wrong = 0
    wanted = {application.key: row_of(application) for application in formation.values()}
    for key in [key for key in formation.rows if key not in wanted]:
        del formation.rows[key]
        wrong += 1
    for key, row in wanted.items():
        if formation.rows.get(key) != row:
            formation.rows[key] = row
            wrong += 1
    return wrong


Listing = tuple[Formation, ApplicationRow]


def formations_below(node: Any) -> Iterator[Formation]:
    """Formations at or below a node of the offer, or examined by a commission."""
    if isinstance(node, Formation):
        yield node
    elif isinstance(node, Commission):
        yield from (f for f in formations_below(node.component) if f.commission_code == node.__name__)
    elif isinstance(node, DiplomaType | Component | Establishment | Portal):
        for child in node.values():
            yield from formations_below(child)


def code_path(formation: Formation) -> str:
    """How a list names a formation: its path below the establishment, ``droit/master/m1-droit``."""
    return f"{formation.component.__name__}/{formation.type.__name__}/{formation.__name__}"


@dataclass(frozen=True)
class Query:
    """A list: filters (a tuple of accepted codes per column, empty = all), words, sort keys, page of 50.

    ``words`` must all occur in number, names, mail or INE, accents and case apart. ``formation`` is the code of a
    formation or its :func:`code_path`. ``sort`` names columns, ``-`` first for descending.
    """

    words: str = ""
    codes: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    formation: str = ""
    cancelled: bool = False
    sort: tuple[str, ...] = ("last_name", "first_name")
    page: int = 1
    size: int = 50

    CODE_COLUMNS = ("status", "treatment", "treatment_validated", "decision", "decision_validated", "answer")


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

    ``by_status`` counts the live applications of the node, whatever the query filters; ``formations`` are those that
    hold rows.
    """

    page: Page
    by_status: dict[str, int]
    cancelled: int
    formations: list[Formation]


Visible = Callable[[Formation], bool] | None
Columns = tuple[str, ...]


def browse(node: Any, query: Query, visible: Visible = None) -> Overview:
    """The page that ``query`` asks for, with the counts around it; only the part of the list shown is sorted."""
    keep = _matcher(query)
    found: list[Listing] = []
    tally: Counter[str] = Counter()
    cancelled, formations = 0, []
    for formation in formations_below(node):
        if visible is not None and not visible(formation):
            continue
        rows = list(formation.rows.values())
        if not rows:
            continue
        formations.append(formation)
        live = [row[_STATUS] for row in rows if row[_CANCELLED] is None]
        tally.update(live)
        cancelled += len(rows) - len(live)
        if _asked(formation, query):
            found += [(formation, row) for row in keep(rows)]
    number, pages = _bounds(len(found), query)
    start = (number - 1) * query.size
    shown = _slice(found, _columns(query), start, start + query.size)
    by_status = {status.value: tally[status.value] for status in Status}
    return Overview(Page(shown, len(found), number, pages), by_status, cancelled, formations)


_POSITION = {name: position for position, name in enumerate(ApplicationRow._fields)}
_STATUS, _CANCELLED = _POSITION["status"], _POSITION["cancelled_on"]
_FLAGS = ("treatment_validated", "decision_validated")
SMALL = 1_000
"""Lists up to this length are sorted whole: grouping them first would not be faster."""


def _asked(formation: Formation, query: Query) -> bool:
    return not query.formation or query.formation in (formation.__name__, code_path(formation))


def _matcher(query: Query) -> Callable[[list[ApplicationRow]], list[ApplicationRow]]:
    """What keeps the rows that match, one plain loop per filter: rows are read by position, 100,000 at a time."""
    filters: list[tuple[int, frozenset[Any]]] = []
    for name, accepted in query.codes:
        if accepted:
            values = (code == "1" for code in accepted) if name in _FLAGS else accepted
            filters.append((_POSITION[name], frozenset(values)))
    words = [word for word in fold(query.words).split() if word]

    def keep(rows: list[ApplicationRow]) -> list[ApplicationRow]:
        if query.cancelled:
            rows = [row for row in rows if row[_CANCELLED] is not None]
        else:
            rows = [row for row in rows if row[_CANCELLED] is None]
        for position, accepted in filters:
            rows = [row for row in rows if row[position] in accepted]
        for word in words:
            rows = [row for row in rows if word in _haystack(row)]
        return rows

    return keep


WHOLE = str.maketrans({
    "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ı": "i", "Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae",
})  # fmt: skip
"""Letters that no decomposition splits into a plain letter and its accent."""


def fold(text: str) -> str:
    """Case and accents apart: « Élodie » and « ELODIE » are alike, « Łukasz » and « lukasz » too."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.translate(WHOLE))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def _haystack(row: ApplicationRow) -> str:
    return fold(f"{row[1]} {row[2]} {row[3]} {row.mail} {row.ine}")


def _bounds(total: int, query: Query) -> tuple[int, int]:
    pages = max(1, -(-total // query.size))
    return min(max(query.page, 1), pages), pages


def _columns(query: Query) -> Columns:
    """The columns to sort by, those asked for first; names and number settle what they leave equal."""
    asked = tuple(name for name in query.sort if name.removeprefix("-") in SORT_KEYS)
    known = {name.removeprefix("-") for name in asked}
    return asked + tuple(name for name in ("last_name", "first_name", "number") if name not in known)


def _sorted(found: list[Listing], columns: Columns) -> list[Listing]:
    for name in reversed(columns):
        found.sort(key=SORT_KEYS[name.removeprefix("-")], reverse=name.startswith("-"))
    return found


def _slice(found: list[Listing], columns: Columns, start: int, stop: int) -> list[Listing]:
    """``sorted(found)[start:stop]`` without sorting the rest: equal values are grouped, groups shown are sorted."""
    if not columns or len(found) <= SMALL:
        return _sorted(found, columns)[max(start, 0) : max(stop, 0)]
    key, descending = SORT_KEYS[columns[0].removeprefix("-")], columns[0].startswith("-")
    groups: dict[Any, list[Listing]] = {}
    for item in found:
        groups.setdefault(key(item), []).append(item)
    shown: list[Listing] = []
    for value in sorted(groups, reverse=descending):
        group = groups[value]
        if start < len(group) and stop > 0:
            shown += _slice(group, columns[1:], start, stop)
        start, stop = start - len(group), stop - len(group)
        if stop <= 0:
            break
    return shown


@lru_cache(maxsize=65_536)
def _order(text: str) -> str:
    return fold(text)


def _column(name: str) -> Callable[[Listing], Any]:
    position = _POSITION[name]
    return lambda item: item[1][position]


def _words(name: str) -> Callable[[Listing], Any]:
    """The key of a column read by people: « Çelik » stands among the C."""
    position = _POSITION[name]
    return lambda item: _order(item[1][position])


SORT_KEYS: dict[str, Callable[[Listing], Any]] = {
    **{name: _column(name) for name in ("number", "status", "treatment", "answer")},
    **{name: _words(name) for name in ("last_name", "first_name")},
    "formation": lambda item: _order(item[0].title),
    "decision": lambda item: (item[1].decision, item[1].rank or 0),
    "created_on": _column("created_on"),
    "submitted_on": lambda item: item[1].submitted_on or date.min,
    "rank": lambda item: item[1].rank or 1_000_000,
}
"""Column → sort key; unknown columns sort by name."""
