"""The list of applications: who sees what, filters, order, pages, hostile addresses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.register import ApplicationRow
from tests.functional.doors import sign_in

FORMATION = "/test/droit/master/m1-droit"
STATUSES, DECISIONS = ("AT", "RE", "IN", "CO"), ("", "FA", "DE")


def row(index: int, **more: Any) -> ApplicationRow:
    """A row of the register, number ``index`` in 0…999."""
    values: dict[str, Any] = {
        "key": f"K{index:07d}", "number": f"NUM{index:05d}", "last_name": f"NOM{index:03d}", "first_name": "ALIX",
        "birth_date": date(2000, 1, 1), "status": STATUSES[index % 4], "treatment": "AC", "treatment_validated": True,
        "decision": DECISIONS[index % 3], "decision_label": "Avis" if index % 3 else "",
        "decision_validated": index % 3 == 1, "rank": None, "answer": "", "created_on": date(2026, 1, 1),
        "submitted_on": date(2026, 1, 1) + timedelta(days=index), "cancelled_on": None,
        "mail": f"alix{index}@exemple.fr", "ine": f"0{index:09d}A",
    }  # fmt: skip
    return ApplicationRow(**{**values, **more})


@pytest.fixture
def listed(connection: Any, portal: Any) -> Any:
    """120 live applications and 2 cancelled ones in one formation, 1 in another component."""
    droit, sciences = portal["test"]["droit"]["master"]["m1-droit"], portal["test"]["sciences"]["master"]["m1-maths"]
    for index in range(120):
        droit.rows[f"K{index:07d}"] = row(index)
    for index in (120, 121):
        droit.rows[f"K{index:07d}"] = row(index, cancelled_on=date(2026, 5, 1))
    sciences.rows["K0000900"] = row(900)
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return droit


def names(page: Any) -> list[str]:
    return [cell.text.strip() for cell in page.html.select("tbody td.cell-title")]


@pytest.mark.usefixtures("listed")
def test_pages_of_fifty_and_their_totals(browser: TestApp) -> None:
    sign_in(browser, "droit")
    page = browser.get(f"{FORMATION}/@@candidatures")
    assert "1–50 sur 120" in page
    assert names(page) == [f"NOM{index:03d}" for index in range(50)]
    last = page.click("3", href="page=3")
    assert "101–120 sur 120" in last
    assert len(names(last)) == 20
    assert "101–120 sur 120" in browser.get(f"{FORMATION}/@@candidatures?page=99")
