"""The offer as workbooks, and who may take it away."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
from webtest import TestApp

from tests import seed
from tests.functional.desk.files import applied, commit
from tests.functional.doors import sign_in


def sheets_of(answer: Any) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(answer.body))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_components_leave_with_their_managers(browser: TestApp, portal: Any, connection: Any) -> None:
    """S13."""
    portal["test"]["droit"].quota = 3
    portal["test"]["droit"].title = "=UFR Droit"
    commit(connection)
    sign_in(browser, "central")
    assert "Exporter (Excel)" in browser.get("/test/@@gerer")
    answer = browser.get("/test/@@exporter-composantes")
    assert f"composantes-test-{seed.TODAY:%Y-%m-%d}.xlsx" in answer.headers["Content-Disposition"]
    found = sheets_of(answer)
    assert found["Composantes"][1:] == [
        ["droit", "=UFR Droit", "Oui", 3, "droit@univ.example", 1, 4],
        ["sciences", "UFR Sciences", "Oui", None, "sciences@univ.example", 1, 1],
    ]
    assert found["Gestionnaires"][1:] == [
        ["=UFR Droit", "droit", None, "Droit", "Test", "droit@univ.example", "Gestionnaire de composante", None],
        ["UFR Sciences", "sciences", None, "Sciences", "Test", "sciences@univ.example", "Gestionnaire de composante",
         None],
    ]  # fmt: skip


def test_commissions_leave_with_their_members(browser: TestApp) -> None:
    """D07."""
    sign_in(browser, "droit")
    assert "Exporter (Excel)" in browser.get("/test/droit/commissions")
    found = sheets_of(browser.get("/test/droit/@@exporter-commissions"))
    assert found["Commissions"][1:] == [
        ["commission", "Commission UFR Droit", "Oui", "commission.droit@univ.example", None, None,
         "2 rue Jean Carbonnier\n86073 POITIERS", "La présidente du jury", "Non", "Oui", 4],
    ]  # fmt: skip
    assert found["Membres"][1:] == [
        ["Commission UFR Droit", "membre", None, "Membre", "Test", "membre@univ.example", "Membre de commission",
         "Non", None],
    ]  # fmt: skip


def test_formations_leave_with_their_dates(browser: TestApp, portal: Any, connection: Any) -> None:
    """D30, D24."""
    applied(portal)
    commit(connection)
    sign_in(browser, "droit")
    assert "Exporter (Excel)" in browser.get("/test/droit/@@formations")
    heads, *rows = sheets_of(browser.get("/test/droit/@@exporter-formations"))["Formations"]
    assert [row[0] for row in rows] == ["l3-direct", "m1-droit", "m1-papier", "m2-ferme"]
    found = dict(zip(heads, rows[1], strict=True))
    assert found["Date de fin de dépôt des vœux"].date() == seed.calendar().closes
    assert {name: found[name] for name in ("Formation", "Capacité", "Commission", "Candidatures", "En service")} == {
        "Formation": "M1 Droit privé", "Capacité": 2, "Commission": "Commission UFR Droit", "Candidatures": 1,
        "En service": "Oui",
    }  # fmt: skip


def test_nobody_else_takes_them_away(browser: TestApp) -> None:
    """S13, D07, D30."""
    paths = ("/test/@@exporter-composantes", "/test/droit/@@exporter-commissions", "/test/droit/@@exporter-formations")
    for login in ("membre", "sciences", "CANDIDAT"):
        sign_in(browser, login)
        for path in paths:
            browser.get(path, status=(403, 404))
        browser.reset()
