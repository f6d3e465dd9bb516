"""The register: a page of a list is what sorting everything would give; words and codes filter; rows rebuild."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ecandidat.register import (
    SMALL,
    SORT_KEYS,
    ApplicationRow,
    Query,
    browse,
    code_path,
    formations_below,
    rebuild,
)
from ecandidat.services import application as service
from tests import seed


@pytest.fixture
def crowd(portal: Any) -> Any:
    """More rows than are sorted whole, over two formations, with many equal values."""
    chance = random.Random(7)  # noqa: S311 - not a secret
    master = portal["test"]["droit"]["master"]
    for index in range(SMALL * 2 + 300):
        row = ApplicationRow(
            key=f"{index:08d}", number=f"N{index:07d}", last_name=chance.choice(["ÉTÉ", "MARTIN", "ABA", "ZOÉ"]),
            first_name=chance.choice("ABC"), birth_date=None, status=chance.choice(["AT", "RE", "IN", "CO"]),
            treatment="AC", treatment_validated=chance.random() < 0.5, decision=chance.choice(["", "FA", "LC"]),
            decision_label="", decision_validated=False, rank=chance.choice([None, 1, 2]), answer="",
            created_on=date(2026, 1, 1), submitted_on=chance.choice([None, date(2026, 3, 1)]),
            cancelled_on=date(2026, 4, 1) if index % 50 == 0 else None, mail=f"n{index}@exemple.fr",
        )  # fmt: skip
        master[chance.choice(["m1-droit", "m1-papier"])].rows[row.key] = row
    return portal["test"]


def live(node: Any) -> list[Any]:
    """Every row that was not cancelled, with its formation."""
    return [(f, row) for f in formations_below(node) for row in f.rows.values() if row.cancelled_on is None]


def found(node: Any, query: Query) -> list[Any]:
    """The rows of all pages."""
    pages = browse(node, query).page.pages
    return [row for page in range(1, pages + 1) for _f, row in browse(node, replace(query, page=page)).page.rows]


@pytest.mark.parametrize("column", sorted(SORT_KEYS))
@pytest.mark.parametrize("sign", ["", "-"])
def test_each_page_is_cut_from_the_whole_order(crowd: Any, column: str, sign: str) -> None:
    whole = live(crowd)
    for name in ("number", "first_name", "last_name"):
        whole.sort(key=SORT_KEYS[name])
    whole.sort(key=SORT_KEYS[column], reverse=bool(sign))
    pages = -(-len(whole) // 50)
    for asked, shown in ((1, 1), (2, 2), (17, 17), (pages, pages), (999, pages)):
        page = browse(crowd, Query(sort=(f"{sign}{column}",), page=asked)).page
        assert (page.number, page.pages, page.total) == (shown, pages, len(whole))
        assert page.rows == whole[(shown - 1) * 50 : shown * 50]


def test_filters_and_words_keep_what_matches(crowd: Any) -> None:
    every = [row for formation in formations_below(crowd) for row in formation.rows.values()]
    kept = [row for _formation, row in live(crowd)]
    query = Query(
        words="été @EXEMPLE", codes=(("status", ("AT", "CO")), ("treatment_validated", ("0",)), ("decision", ("",)))
    )
    wanted = {
        row.key for row in kept
        if row.last_name == "ÉTÉ" and row.status in ("AT", "CO") and not row.treatment_validated and not row.decision
    }  # fmt: skip
    assert wanted
    assert {row.key for row in found(crowd, query)} == wanted
    assert len(found(crowd, Query(cancelled=True))) == len(every) - len(kept)


def test_counts_ignore_filters_and_the_invisible(crowd: Any) -> None:
    droit = crowd["droit"]["master"]["m1-droit"]
    nothing = browse(crowd, Query(words="introuvable"))
    assert nothing.page.total == 0
    assert nothing.by_status == Counter(row.status for _formation, row in live(crowd))
    mine = browse(crowd, Query(), visible=lambda formation: formation is droit)
    assert mine.formations == [droit]
    assert mine.page.total == sum(row.cancelled_on is None for row in droit.rows.values())
    assert browse(crowd, Query(formation=code_path(droit))).page.total == mine.page.total
    assert browse(crowd, Query(formation="m1-droit")).page.total == mine.page.total


def test_rows_made_anew_equal_those_kept(portal: Any) -> None:
    candidate, formation = portal.candidates["CANDIDAT"], portal["test"]["droit"]["master"]["m1-droit"]
    work = seed.work(portal, candidate.userid)
    application = service.apply(work, formation, candidate)
    assert rebuild(formation) == 0
    row = formation.rows[application.key]
    formation.rows[application.key] = row._replace(status="CO")
    formation.rows["PERDUE22"] = row._replace(key="PERDUE22", submitted_on=seed.TODAY - timedelta(days=1))
    assert rebuild(formation) == 2
    assert dict(formation.rows.items()) == {application.key: row}
