"""The register: one small row per application, the only thing that lists, counts and exports read.

A formation keeps its rows beside its applications (``Formation.rows``); a list at any level chains the registers
below it. Rows are derived data: :func:`rebuild` makes them anew, a test proves that rebuilt equals kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from ecandidat.domain.codes import Answer, Status
from ecandidat.domain.decisions import current, draft
from ecandidat.domain.moments import civil
from ecandidat.models.application import Application
from ecandidat.models.offer import Commission, Component, DiplomaType, Establishment, Formation
from ecandidat.resources import Portal


class ApplicationRow(NamedTuple):
    """What a list shows of an application. Codes, not labels; dates are civil; ``rank`` is the rank typed.

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
    )


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


@dataclass(frozen=True)
class Query:
    """A list: filters (a tuple of accepted codes per column, empty = all), words, sort keys, page of 50.

    ``words`` must all occur in number, names, mail or INE. ``sort`` names columns, ``-`` first for descending.
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


def select(node: Any, query: Query, visible: Callable[[Formation], bool] | None = None) -> list[Listing]:
    """All rows below ``node`` that match, sorted. ``visible`` limits the formations read."""
    words = [word for word in query.words.casefold().split() if word]
    codes = [(name, frozenset(accepted)) for name, accepted in query.codes if accepted]
    found: list[Listing] = []
    for formation in formations_below(node):
        if query.formation and formation.__name__ != query.formation:
            continue
        if visible is not None and not visible(formation):
            continue
        for row in formation.rows.values():
            if (row.cancelled_on is not None) is not query.cancelled:
                continue
            if any(_code(row, name) not in accepted for name, accepted in codes):
                continue
            if words and not _has(row, words):
                continue
            found.append((formation, row))
    for name in reversed(query.sort):
        column, descending = name.removeprefix("-"), name.startswith("-")
        found.sort(key=SORT_KEYS.get(column, SORT_KEYS["last_name"]), reverse=descending)
    return found


def paginate(found: list[Listing], query: Query) -> Page:
    """Cut one page; a page beyond the end is the last one."""
    pages = max(1, -(-len(found) // query.size))
    number = min(max(query.page, 1), pages)
    start = (number - 1) * query.size
    return Page(found[start : start + query.size], len(found), number, pages)


def counts(node: Any) -> dict[str, int]:
    """Live applications below a node, by status code; 'total' for all."""
    result = {status.value: 0 for status in Status}
    result["total"] = 0
    for formation in formations_below(node):
        for row in formation.rows.values():
            if row.cancelled_on is None:
                result[row.status] += 1
                result["total"] += 1
    return result


def _code(row: ApplicationRow, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _has(row: ApplicationRow, words: Iterable[str]) -> bool:
    haystack = f"{row.number} {row.last_name} {row.first_name} {row.mail} {row.ine}".casefold()
    return all(word in haystack for word in words)


SORT_KEYS: dict[str, Callable[[Listing], Any]] = {
    "number": lambda item: item[1].number,
    "last_name": lambda item: item[1].last_name,
    "first_name": lambda item: item[1].first_name,
    "formation": lambda item: item[0].title,
    "status": lambda item: item[1].status,
    "treatment": lambda item: item[1].treatment,
    "decision": lambda item: (item[1].decision, item[1].rank or 0),
    "answer": lambda item: item[1].answer,
    "created_on": lambda item: item[1].created_on,
    "submitted_on": lambda item: item[1].submitted_on or date.min,
    "rank": lambda item: item[1].rank or 1_000_000,
}
"""Column → sort key; unknown columns sort by name."""

ANSWER_CODES = tuple(answer.value for answer in Answer)
