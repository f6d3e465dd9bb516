"""The offer as workbooks, and who may take it away."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.roles import Role
from ecandidat.jobs.tasks import Runner
from ecandidat.services import offer_tables
from tests import seed
from tests.functional.desk.files import applied, commit, refresh
from tests.functional.doors import sign_in


def export(page: Any) -> Any:
    """What the button « Exporter (Excel) » of a page answers."""
    form = next(form for form in page.forms.values() if "@@exporter-" in form.action)
    assert "Exporter (Excel)" in form.text
    return form.submit()


def key_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def token(browser: TestApp) -> str:
    """The token of the session, from a form that every page has."""
    return str(browser.get("/compte").html.select_one("input[name=csrf_token]")["value"])


def sheets_of(answer: Any) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(answer.body))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_components_leave_with_their_managers(browser: TestApp, portal: Any, connection: Any) -> None:
    """S13."""
    portal["test"]["droit"].quota = 3
    portal["test"]["droit"].title = "=UFR Droit"
    commit(connection)
    sign_in(browser, "central")
    answer = export(browser.get("/test/@@gerer"))
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
    found = sheets_of(export(browser.get("/test/droit/commissions")))
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
    heads, *rows = sheets_of(export(browser.get("/test/droit/@@formations")))["Formations"]
    assert [row[0] for row in rows] == ["l3-direct", "m1-droit", "m1-papier", "m2-ferme"]
    found = dict(zip(heads, rows[1], strict=True))
    assert found["Date de fin de dépôt des vœux"].date() == seed.calendar().closes
    assert {name: found[name] for name in ("Formation", "Capacité", "Commission", "Candidatures", "En service")} == {
        "Formation": "M1 Droit privé", "Capacité": 2, "Commission": "Commission UFR Droit", "Candidatures": 1,
        "En service": "Oui",
    }  # fmt: skip
    refresh(connection)
    line = list(portal["test"]["droit"].journal)[-1]
    assert (line.act, line.actor, line.after) == ("exporter-offre", "Test Droit", "formations")


def test_very_many_formations_are_a_task_with_the_rights_of_then(
    browser: TestApp, database: DB, portal: Any, connection: Any
) -> None:
    """D30: the same workbook, made behind the page, kept for a while, every download written down."""
    kind = portal["test"]["droit"]["master"]
    for rank in range(offer_tables.AT_ONCE):
        seed.formation(kind, f"f{rank}", f"Formation {rank:03}")
    commit(connection)
    sign_in(browser, "droit")
    form = next(f for f in browser.get("/test/droit/@@formations").forms.values() if "exporter" in f.action)
    first, second = (form.submit(status=303).location for _ in range(2))
    assert Runner(database, seed.settings(), Adapters(None, NoRecords())).run([key_of(first)]) == 1
    page = browser.get(first)
    page.mustcontain("Export des formations", "C'est prêt")
    file = browser.get(f"{first}/@@resultat")
    assert f"formations-droit-{seed.TODAY:%Y-%m-%d}.xlsx" in file.headers["Content-Disposition"]
    heads, *rows = sheets_of(file)["Formations"]
    assert (heads[:2], len(rows)) == (["Code", "Formation"], offer_tables.AT_ONCE + 4)
    refresh(connection)
    task = portal.tasks[key_of(first)]
    assert [entry.act for entry in task.journal] == ["telecharger"]
    assert task.expires_at - task.ended_at <= timedelta(hours=48)
    portal["test"]["droit"].grants.revoke("s-droit", Role.COMPONENT_MANAGER)
    commit(connection)
    Runner(database, seed.settings(), Adapters(None, NoRecords())).run([key_of(second)])
    refresh(connection)
    assert (portal.tasks[key_of(second)].failure, portal.tasks[key_of(second)].result) == (
        "formations_export_right", None,
    )  # fmt: skip


def test_nobody_else_takes_them_away(browser: TestApp) -> None:
    """S13, D07, D30."""
    paths = ("/test/@@exporter-composantes", "/test/droit/@@exporter-commissions", "/test/droit/@@exporter-formations")
    for login in ("membre", "sciences", "CANDIDAT"):
        sign_in(browser, login)
        for path in paths:
            browser.get(path, status=(403, 404, 405))
            browser.post(path, {"csrf_token": token(browser)}, status=(403, 404))
        browser.reset()
