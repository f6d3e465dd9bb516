"""Dashboards: counts at every level, days as charts beside their table, the campaign before, the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from webtest import TestApp

from ecandidat.domain.campaign import Campaign
from ecandidat.domain.codes import Answer, DecisionKind, Status
from ecandidat.models.offer import Commission
from ecandidat.register import ApplicationRow
from ecandidat.services import statistics
from tests import seed
from tests.functional.desk.files import commit, formation
from tests.functional.doors import sign_in

TODAY = seed.TODAY
BOARD = "@@tableau-de-bord"


def row(key: str, ago: int, **more: Any) -> ApplicationRow:
    """A row created some days ago."""
    created = TODAY - timedelta(days=ago)
    return ApplicationRow(
        key, "N", "NOM", "PRENOM", None, "AT", "AC", True, "", "", False, None, "", created, None, None
    )._replace(**more)


@pytest.fixture
def counted(portal: Any, connection: Any) -> Any:
    """Rows of two formations of « droit » and of one of « sciences », in every state; some of the year before."""
    main, paper = formation(portal), formation(portal, "m1-papier")
    maths = portal["test"]["sciences"]["master"]["m1-maths"]
    today = TODAY
    for one in (
        row("A", 3, status="CO", submitted_on=today, complete_on=today, decision="FA", decision_validated=True,
            answer=Answer.CONFIRMED.value),
        row("B", 3, status="RE", submitted_on=today - timedelta(days=1), decision="FA", decision_validated=True,
            answer=Answer.WITHDRAWN.value),
        row("C", 2, status="IN", decision="LC"),
        row("D", 1, cancelled_on=today, status="AT", decision="DE"),
        row("E", 0),
        row("OLD1", 367, submitted_on=today - timedelta(days=365), status="RE"),
        row("OLD2", 360, submitted_on=today - timedelta(days=359), status="RE"),
    ):  # fmt: skip
        main.rows[one.key] = one
    paper.rows["F"] = row("F", 2, status="CO", decision="DE", decision_validated=True)
    maths.rows["G"] = row("G", 2, status="CO", decision="PR", decision_validated=True)
    commit(connection)
    return portal


def lines_of(page: Any) -> dict[str, dict[str, str]]:
    """Title of a line → title of a column → figure."""
    table = page.html.select_one("table.board-table")
    heads = [cell.text.strip() for cell in table.select("thead th")]
    rows = table.select("tbody tr") + table.select("tfoot tr")
    return {
        cells[0]: dict(zip(heads[1:], cells[1:], strict=True))
        for cells in ([cell.text.strip() for cell in line.select("th, td")] for line in rows)
    }


def test_applications_are_counted_by_component_with_totals(browser: TestApp, counted: Any) -> None:
    """S02."""
    sign_in(browser, "central")
    found = lines_of(browser.get(f"/test/{BOARD}"))
    assert list(found) == ["UFR Droit", "UFR Sciences", "Total"]
    assert found["UFR Droit"] == {
        "Candidatures": "7", "Annulées": "1", "En attente": "1", "Réceptionné": "3", "Incomplet": "1", "Complet": "2",
        "Favorable": "2", "Défavorable": "1", "Liste complémentaire": "1", "Liste d'attente": "0",
        "Présélection": "0", "Total des avis": "4", "Validés": "3", "Non validés": "1", "Confirmées": "1",
        "Désistées": "1", "Capacité": "2", "Remplissage": "50 %",
    }  # fmt: skip
    assert found["Total"]["Candidatures"] == "8"
    assert found["Total"]["Présélection"] == "1"
    assert found["UFR Sciences"]["Capacité"] == "–"


def test_a_component_is_counted_by_formation_and_by_commission_with_capacity(
    browser: TestApp, counted: Any, connection: Any
) -> None:
    """D31, D24."""
    droit = counted["test"]["droit"]
    other = Commission()
    other.title = "Commission du soir"
    droit.commissions["soir"] = other
    formation(counted, "m1-papier").commission_code = "soir"
    formation(counted, "l3-direct").commission_code = ""
    commit(connection)
    sign_in(browser, "droit")
    found = lines_of(browser.get(f"/test/droit/{BOARD}"))
    assert list(found) == ["L3 Droit", "M1 Droit privé", "M1 Droit public", "M2 Notariat", "Total"]
    assert (found["M1 Droit privé"]["Capacité"], found["M1 Droit public"]["Complet"]) == ("2", "1")
    by = lines_of(browser.get(f"/test/droit/{BOARD}?par=commission"))
    assert list(by) == ["Commission du soir", "Commission UFR Droit", "Sans commission", "Total"]
    assert by["Commission du soir"]["Candidatures"] == "1"
    alone = lines_of(browser.get(f"/test/droit/master/m1-droit/{BOARD}"))
    assert list(alone) == ["M1 Droit privé"]
    evening = lines_of(browser.get(f"/test/droit/commissions/soir/{BOARD}"))
    assert list(evening) == ["M1 Droit public"]


def test_what_is_out_of_service_shows_on_request(browser: TestApp, counted: Any, connection: Any) -> None:
    """S02."""
    formation(counted, "m1-papier").active = False
    commit(connection)
    sign_in(browser, "droit")
    assert "M1 Droit public" not in lines_of(browser.get(f"/test/droit/{BOARD}"))
    shown = lines_of(browser.get(f"/test/droit/{BOARD}?hors-service=1"))
    assert "M1 Droit public (hors service)" in {" ".join(title.split()) for title in shown}


def test_a_campaign_is_chosen_and_compared_with_the_one_before(
    browser: TestApp, counted: Any, connection: Any
) -> None:
    """S02."""
    counted["test"].campaign = Campaign("c", "Campagne", TODAY - timedelta(days=5), TODAY + timedelta(days=60))
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"/test/droit/{BOARD}")
    assert lines_of(page)["Total"]["Candidatures"] == "5"
    assert lines_of(browser.get(f"/test/droit/{BOARD}?campagne=precedente"))["Total"]["Candidatures"] == "2"
    assert lines_of(browser.get(f"/test/droit/{BOARD}?campagne=toutes"))["Total"]["Candidatures"] == "7"
    said = page.html.select_one("section.board-chart").get_text(" ")
    assert "2 au" in said
    assert "1 le même jour de la campagne précédente, 2 à sa fin." in said
    assert "+100 %" in said.replace("\u00a0", " ").replace("\u202f", " ")


def test_days_are_drawn_and_told_in_a_table(browser: TestApp, counted: Any) -> None:
    """S02."""
    sign_in(browser, "sciences")
    page = browser.get(f"/test/sciences/{BOARD}")
    drawings = page.html.select("figure svg[role=img]")
    assert [drawing.find("title").text for drawing in drawings] == [
        "Candidatures commencées", "Candidatures transmises", "Dossiers complets",
    ]  # fmt: skip
    assert len(drawings[0].select("rect")) == 1
    assert [drawing.get("aria-labelledby") for drawing in drawings] == [
        f"jours-{name}-titre jours-{name}-texte" for name in ("created", "submitted", "complete")
    ]
    cells = [cell.text for cell in page.html.select("table.board-days tbody tr")[0].select("td")]
    assert cells == ["1", "0", "0"]
    assert "style=" not in page.html.select_one("main").decode()


def test_the_dashboard_is_a_workbook_too(browser: TestApp, counted: Any) -> None:
    """S02."""
    sign_in(browser, "central")
    answer = browser.get(f"/test/{BOARD}?format=xlsx")
    assert f"tableau-de-bord-test-{TODAY:%Y-%m-%d}.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.body))
    rows = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert rows[0][0] == "Composante"
    assert rows[0][-1] == "Taux de remplissage (%)"
    assert rows[1] == ["UFR Droit", 7, 1, 1, 3, 1, 2, 2, 1, 1, 0, 0, 4, 3, 1, 1, 1, 2, 50]
    assert [line[0] for line in rows] == ["Composante", "UFR Droit", "UFR Sciences", "Total"]
    days = [[cell.value for cell in line] for line in book.worksheets[1].iter_rows()]
    assert days[0] == ["Jour", "Candidatures commencées", "Candidatures transmises", "Dossiers complets"]
    assert sum(line[1] for line in days[1:]) == 9


def test_statuses_hidden_from_a_commission_are_not_counted(counted: Any) -> None:
    counted["test"].commission_statuses = ("CO",)
    droit = counted["test"]["droit"]
    found = statistics.board(seed.work(counted), droit, "s-membre")
    assert found.total.counts["active"] == 2
    assert statistics.board(seed.work(counted), droit, "s-droit").total.counts["active"] == 7


def test_nobody_else_reads_them(browser: TestApp, counted: Any) -> None:
    """S02, D31."""
    for login in ("membre", "sciences", "CANDIDAT"):
        sign_in(browser, login)
        browser.get(f"/test/droit/{BOARD}", status=(403, 404))
        browser.get(f"/test/droit/{BOARD}?format=xlsx", status=(403, 404))
        browser.reset()
    browser.get(f"/test/droit/{BOARD}", status=(303, 302, 403, 404))


def test_no_code_counts_for_two_things() -> None:
    codes = [*Status, *DecisionKind]
    assert len(set(codes)) == len(codes)
    assert not any(statistics.count([]).values())
    assert replace(statistics.Line("x"), capacity=0).rate is None
