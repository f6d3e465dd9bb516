"""The ranks of a formation, set together: who is ranked, save an order, read one from a spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.decisions import Decision, current, draft, published
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.ranking import inserted, real_ranks
from ecandidat.models.application import Application
from ecandidat.models.offer import Formation
from ecandidat.register import ApplicationRow, fold, waiting
from ecandidat.services import effects
from ecandidat.services.decisions import turn
from ecandidat.work import Work

NUMBER, RANK = "N° de dossier", "Rang"
"""Titles of the two columns that an imported table must have."""


@dataclass(frozen=True)
class Ranked:
    """Somebody of the list. ``real`` is None for who was not told yet; ``state``: draft, validated or published."""

    row: ApplicationRow
    rank: int
    real: int | None
    state: str


@dataclass(frozen=True)
class Fault:
    """A line of a table that cannot be used: its number from 1, what it says, why."""

    line: int
    said: str
    refused: Refused


@dataclass(frozen=True)
class Reading:
    """What a table would change: key → rank typed there, and the lines at fault."""

    typed: dict[str, int]
    faults: tuple[Fault, ...]


def ranked(formation: Formation) -> list[Ranked]:
    """Everybody who bears a rank, the first first; read from the rows alone."""
    rows = [row for row in formation.rows.values() if row.ranks]
    real = real_ranks({row.key: rank for row in rows if (rank := waiting(row)) is not None})
    found = [Ranked(row, _rank(row), real.get(row.key), _state(row)) for row in rows]
    return sorted(found, key=lambda one: (one.rank, one.row.last_name, one.row.key))


def version(formation: Formation) -> str:
    """A fingerprint of the list and of its ranks."""
    text = repr([(one.row.key, one.row.ranks) for one in ranked(formation)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save(work: Work, formation: Formation, wanted: Mapping[str, int], seen: str) -> int:
    """Give the ranks wanted (key → rank), others making way; how many applications changed.

    Refuses ``ranks_changed`` when the list is no more the one seen, ``rank_range``, ``rank_twice``.
    """
    if seen != version(formation):
        raise Refused("ranks_changed")
    people = {one.row.key: one for one in ranked(formation)}
    now = {key: one.rank for key, one in people.items()}
    ranks = inserted(now, {key: rank for key, rank in wanted.items() if key in now})
    turn(formation)
    changed = 0
    for key, rank in ranks.items():
        if people[key].row.ranks != (rank,):
            _give(work, formation[key], now[key], rank)
            changed += 1
    return changed


def read(formation: Formation, table: Sequence[Sequence[str]], shown: Container[str]) -> Reading:
    """What a table says of the ranks of those whose keys are ``shown``, others are as if unknown.

    Refuses ``table_columns`` without its two columns.
    An empty rank changes nothing, nor does somebody whom the table leaves out.
    """
    head = [fold(title) for title in table[0]] if table else []
    columns = []
    for title in (NUMBER, RANK):
        if fold(title) not in head:
            raise Refused("table_columns", column=title)
        columns.append(head.index(fold(title)))
    people = {one.row.number: one.row.key for one in ranked(formation) if one.row.key in shown}
    here = {row.number for row in formation.rows.values() if row.key in shown}
    typed: dict[str, int] = {}
    lines: dict[int, int] = {}
    faults: list[Fault] = []
    for line, cells in enumerate(table[1:], start=2):
        number, rank = (cells[column] if column < len(cells) else "" for column in columns)
        if not rank:
            continue
        refused = _fault(number.upper(), rank, people, here)
        if refused is None and people[number.upper()] in typed:
            refused = Refused("table_number_twice", number=number)
        if refused is None and int(rank) in lines:
            refused = Refused("table_rank_twice", rank=rank, line=lines[int(rank)])
        if refused is None:
            typed[people[number.upper()]] = int(rank)
            lines[int(rank)] = line
        else:
            faults.append(Fault(line, f"{number} · {rank}"[:80], refused))
    return Reading(typed, tuple(faults))


def _fault(number: str, rank: str, people: Mapping[str, str], here: set[str]) -> Refused | None:
    if number not in here:
        return Refused("table_number_unknown", number=number)
    if number not in people:
        return Refused("table_not_ranked", number=number)
    if not (rank.isascii() and rank.isdigit() and len(rank) <= 6 and 1 <= int(rank) <= 100_000):
        return Refused("rank_range", rank=rank, maximum=100_000)
    return None


def _give(work: Work, application: Application, before: int, rank: int) -> None:
    """One rank for the draft and for what is in force: a decision is not taken again, only its place changes."""
    bearing = {id(one) for one in (draft(application.decisions), current(application.decisions),
                                   published(application.decisions)) if one is not None}  # fmt: skip
    application.decisions = tuple(
        _at(one, rank) if id(one) in bearing and one.kind is DecisionKind.WAITING_RANKED else one
        for one in application.decisions
    )
    effects.apply(work, application, Fact("classer", str(before), str(rank), public=False))


def _at(decision: Decision, rank: int) -> Decision:
    return replace(decision, rank=rank)


def _rank(row: ApplicationRow) -> int:
    return row.rank if row.rank is not None and row.decision == DecisionKind.WAITING_RANKED else row.ranks[0]


def _state(row: ApplicationRow) -> str:
    if row.unpublished:
        return "validated"
    return "published" if row.waiting_rank is not None else "draft"
