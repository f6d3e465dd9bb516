"""Questions to the register: a page of a list is what a naive reading of every row gives."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ecandidat.domain.ranking import real_ranks
from ecandidat.queries import (
    ARCHIVED,
    CANCELLED,
    FORMATION,
    FORMATION_CODE,
    REAL_RANK,
    SMALL,
    SORT_KEYS,
    SORTABLE,
    Condition,
    Query,
    browse,
    rows,
)
from ecandidat.register import ApplicationRow, code_path, fold, formations_below, waiting

NAMES = ("ÉTÉ", "MARTIN", "ABA", "ZOÉ", "")
DAYS = (None, date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 30))
TEXTS = ("", "Été", "un deux", "ZÉRO")


def made(chance: random.Random, index: int) -> ApplicationRow:
    """A row drawn at random, with many values that others have too."""
    return ApplicationRow(
        key=f"{index:08d}", number=f"N{index:07d}", last_name=chance.choice(NAMES), first_name=chance.choice("ABC"),
        birth_date=chance.choice(DAYS), status=chance.choice(["AT", "RE", "IN", "CO"]),
        treatment=chance.choice(["AC", "AD", "AT"]), treatment_validated=chance.random() < 0.5,
        decision=chance.choice(["", "FA", "LC"]), decision_label="", decision_validated=chance.random() < 0.5,
        rank=chance.choice([None, 1, 2]), answer=chance.choice(["", "C", "D"]),
        created_on=date(2026, 1, chance.randint(1, 28)), submitted_on=chance.choice(DAYS),
        cancelled_on=date(2026, 4, 1) if index % 50 == 0 else None, mail=f"n{index}@exemple.fr",
        waiting_rank=chance.choice([None, None, 1, 2, 3]), student_id=chance.choice(["", f"2{index}"]),
        bac_year=chance.choice([None, 2019, 2025]), continuing=chance.random() < 0.2,
        motivation=chance.choice(TEXTS), comment=chance.choice(TEXTS), fees=chance.choice(["", "245.50", "12", "abc"]),
        tags=tuple(chance.sample(["t/a", "t/b", "t/c"], chance.randint(0, 2))),
        assignee=chance.choice(["", "s-droit", "s-membre"]), nationality=chance.choice(["", "100", "350"]),
    )  # fmt: skip


@pytest.fixture
def crowd(portal: Any) -> Any:
    """More rows than are sorted whole, over two formations, with many equal values."""
    chance = random.Random(7)  # noqa: S311 - not a secret
    master = portal["test"]["droit"]["master"]
    for index in range(SMALL * 2 + 300):
        row = made(chance, index)
        master[chance.choice(["m1-droit", "m1-papier"])].rows[row.key] = row
    return portal["test"]


def live(node: Any) -> list[Any]:
    """Every row that was not cancelled, with its formation."""
    return [(f, row) for f in formations_below(node) for row in f.rows.values() if row.cancelled_on is None]


def found(node: Any, query: Query) -> list[Any]:
    """The rows of all pages."""
    pages = browse(node, query).page.pages
    return [row for page in range(1, pages + 1) for _f, row in browse(node, replace(query, page=page)).page.rows]


def ranks(node: Any) -> dict[str, int]:
    """The real rank of whoever waits."""
    every: dict[str, int] = {}
    for formation in formations_below(node):
        every |= real_ranks({r.key: rank for r in formation.rows.values() if (rank := waiting(r)) is not None})
    return every


@pytest.mark.parametrize("column", sorted(SORTABLE))
@pytest.mark.parametrize("sign", ["", "-"])
def test_each_page_is_cut_from_the_whole_order(crowd: Any, column: str, sign: str) -> None:
    """M03."""
    whole, typed = live(crowd), ranks(crowd)
    for name in ("number", "first_name", "last_name"):
        whole.sort(key=SORT_KEYS[name])
    key = SORT_KEYS.get(column, lambda item: typed.get(item[1].key, 1_000_000))
    whole.sort(key=key, reverse=bool(sign))
    pages = -(-len(whole) // 50)
    query = Query(sort=(f"{sign}{column}",))
    for asked, shown in ((1, 1), (2, 2), (17, 17), (pages, pages), (999, pages)):
        page = browse(crowd, replace(query, page=asked)).page
        assert (page.number, page.pages, page.total) == (shown, pages, len(whole))
        assert page.rows == whole[(shown - 1) * 50 : shown * 50]
    assert rows(crowd, query) == whole


def test_several_columns_sort_one_after_the_other(crowd: Any) -> None:
    """M03."""
    whole = live(crowd)
    for name, down in (("number", False), ("first_name", False), ("submitted_on", True), ("status", False)):
        whole.sort(key=SORT_KEYS[name], reverse=down)
    assert rows(crowd, Query(sort=("status", "-submitted_on", "first_name", "number"))) == whole


CONDITIONS = (
    Condition("status", among=frozenset({"AT", "CO"})), Condition("decision", among=frozenset({""})),
    Condition("treatment_validated", among=frozenset({False})), Condition("last_name", contains="ete"),
    Condition("motivation", contains="DEUX"), Condition("comment", blank=True), Condition("comment", blank=False),
    Condition("submitted_on", blank=True), Condition("submitted_on", low=date(2026, 3, 2)),
    Condition("submitted_on", low=date(2026, 3, 1), high=date(2026, 3, 2)), Condition("birth_date", blank=False),
    Condition("bac_year", high=2020.0), Condition("bac_year", blank=True), Condition("fees", low=12.0, high=245.5),
    Condition("tags", among=frozenset({"t/a", "t/c"})), Condition("tags", blank=True),
    Condition("assignee", among=frozenset({""})), Condition("nationality", among=frozenset()),
    Condition("nationality", among=frozenset({"350"})), Condition(REAL_RANK, high=40.0),
    Condition(REAL_RANK, blank=True), Condition(FORMATION, contains="privé"),
    Condition(FORMATION_CODE, contains="papier"),
)  # fmt: skip


def holds(condition: Condition, value: Any) -> bool:
    """The naive meaning of a condition."""
    if condition.column == "tags":
        value = set(value)
        return not value if condition.blank else bool(value & set(condition.among or ()))
    if condition.among is not None:
        return value in condition.among
    if condition.blank is not None:
        return (value is None or value == "") == condition.blank
    if condition.contains:
        return fold(condition.contains) in fold(value)
    if condition.column == "fees":
        value = float(value) if value.replace(".", "").isdigit() else None
    if value is None:
        return False
    return (condition.low is None or value >= condition.low) and (condition.high is None or value <= condition.high)


@pytest.mark.parametrize("seed", range(40))
def test_a_list_is_what_a_naive_reading_gives(crowd: Any, seed: int) -> None:
    """M05. Some conditions at a time, with words or without."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    asked = tuple(chance.sample(CONDITIONS, chance.randint(1, 3)))
    words = chance.choice(["", "", "martin", "N00001 @EXEMPLE", "été 2"])
    typed, wanted = ranks(crowd), []
    for formation, row in live(crowd):
        own = {REAL_RANK: typed.get(row.key), FORMATION: formation.title, FORMATION_CODE: code_path(formation)}
        values = {**row._asdict(), **own}
        text = fold(f"{row.number} {row.last_name} {row.first_name} {row.mail} {row.ine} {row.student_id}")
        if all(holds(one, values[one.column]) for one in asked) and all(w in text for w in fold(words).split()):
            wanted.append(row.key)
    query = Query(words=words, conditions=asked)
    assert sorted(row.key for row in found(crowd, query)) == sorted(wanted)
    assert sorted(row.key for _formation, row in rows(crowd, query)) == sorted(wanted)


def test_a_row_is_live_cancelled_or_archived(crowd: Any) -> None:
    """M35, M36."""
    every = [row for formation in formations_below(crowd) for row in formation.rows.values()]
    since = date(2026, 1, 15)
    overview = browse(crowd, Query(since=since))
    parts = [found(crowd, Query(variant=variant, since=since)) for variant in ("live", CANCELLED, ARCHIVED)]
    assert sorted(row.key for part in parts for row in part) == sorted(row.key for row in every)
    assert all(row.created_on < since for row in parts[2])
    assert all(row.created_on >= since and (row.cancelled_on is None) is (n == 0) for n in (0, 1) for row in parts[n])
    assert (overview.page.total, overview.cancelled, overview.archived) == tuple(len(part) for part in parts)
    assert browse(crowd, Query(variant=ARCHIVED)).page.total == 0


def test_counts_ignore_filters_and_the_invisible(crowd: Any) -> None:
    """M01."""
    droit = crowd["droit"]["master"]["m1-droit"]
    nothing = browse(crowd, Query(words="introuvable"))
    assert nothing.page.total == 0
    assert nothing.by_status == Counter(row.status for _formation, row in live(crowd))
    mine = browse(crowd, Query(), visible=lambda formation: formation is droit)
    assert mine.formations == [droit]
    assert mine.page.total == sum(row.cancelled_on is None for row in droit.rows.values())
    assert browse(crowd, Query(formation=code_path(droit))).page.total == mine.page.total
    assert browse(crowd, Query(formation="m1-droit")).page.total == mine.page.total
    some = browse(crowd, Query(), visible=lambda formation: lambda row: row.status == "CO")
    assert some.by_status == {"AT": 0, "RE": 0, "IN": 0, "CO": some.page.total}
    assert some.page.total == nothing.by_status["CO"]

