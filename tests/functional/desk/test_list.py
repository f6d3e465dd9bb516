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
    droit, sciences = (
        portal["test"]["droit"]["master"]["m1-droit"],
        portal["test"]["sciences"]["master"]["m1-maths"],
    )
    for index in range(120):
        droit.rows[f"K{index:07d}"] = row(index)
    for index in (120, 121):
        droit.rows[f"K{index:07d}"] = row(index, cancelled_on=date(2026, 5, 1))
    sciences.rows["K0000900"] = row(900)
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return droit


def names(page: Any) -> list[str]:
    return [cell.span.text for cell in page.html.select("tbody td.cell-title")]


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


@pytest.mark.usefixtures("listed")
def test_filters_words_and_order(browser: TestApp) -> None:
    """M05."""
    sign_in(browser, "droit")
    base = f"{FORMATION}/@@candidatures"
    assert "1–30 sur 30" in browser.get(f"{base}?statut=IN")
    assert "1–50 sur 90" in browser.get(f"{base}?statut=sauf-AT")
    assert "1–40 sur 40" in browser.get(f"{base}?decision=vide")
    assert "1–40 sur 40" in browser.get(f"{base}?decision=FA&decision-validee=1")
    assert names(browser.get(f"{base}?mots=nom007+ALIX")) == ["NOM007"]
    assert names(browser.get(f"{base}?mots=alix42@exemple")) == ["NOM042"]
    assert names(browser.get(f"{base}?mots=0000000013a")) == ["NOM013"]
    newest = browser.get(f"{base}?tri=-submitted_on&col=numero.nom.transmise")
    assert names(newest)[0] == "NOM119"
    assert newest.html.find("th", {"aria-sort": "descending"}).text.strip() == "Transmise le"
    nothing = browser.get(f"{base}?mots=introuvable&statut=AT")
    assert "Aucune candidature ne correspond" in nothing
    assert "1–50 sur 120" in nothing.click("Effacer les filtres", index=0)
    form = next(f for f in browser.get(f"{base}?tri=-number").forms.values() if "mots" in f.fields)
    form["statut"] = "CO"
    sent = form.submit()
    assert (names(sent)[0], "1–30 sur 30" in sent) == ("NOM119", True)


@pytest.mark.usefixtures("listed")
def test_counts_by_status_lead_to_their_list(browser: TestApp) -> None:
    """M06."""
    sign_in(browser, "droit")
    page = browser.get("/test/droit/@@candidatures")
    assert [value.text for value in page.html.select(".tile-value")] == ["30", "30", "30", "30"]
    assert "1–30 sur 30" in page.click("Complet", href="statut=CO")


@pytest.mark.usefixtures("listed")
def test_cancelled_ones_have_their_own_list(browser: TestApp) -> None:
    """M35."""
    sign_in(browser, "droit")
    page = browser.get(f"{FORMATION}/@@candidatures").click("Candidatures annulées")
    assert names(page) == ["NOM120", "NOM121"]
    assert "01/05/2026" in page
    assert not page.html.select("select[name=acte]")


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("login", "url", "status"),
    [
        ("droit", "/test/droit/@@candidatures", 200), ("droit", "/test/@@candidatures", 403),
        ("droit", "/test/sciences/@@candidatures", 403), ("membre", "/test/droit/@@candidatures", 403),
        ("membre", "/test/droit/commissions/commission/@@candidatures", 200),
        ("membre", f"{FORMATION}/@@candidatures", 200), ("central", "/test/@@candidatures", 200),
        ("CANDIDAT", f"{FORMATION}/@@candidatures", 403), ("sciences", f"{FORMATION}/@@candidatures", 403),
    ],
)  # fmt: skip
def test_each_sees_the_lists_of_their_own_part(browser: TestApp, login: str, url: str, status: int) -> None:
    """M01."""
    sign_in(browser, login)
    page = browser.get(url, status=status)
    assert ("NOM900" in browser.get(f"{url}?mots=nom900", status=status)) is (login == "central")
    assert ("NOM000" in page) is (status == 200)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    "query",
    [
        "statut=XX", "tri=__class__", "tri=-", "page=-3", "page=0", "page=999999999999999999999", "page=abc",
        "formation=../../etc", "mots=" + "a" * 5000, "mots=%F0%9F%98%80%E2%80%AE",
        "mots=%3Cscript%3Ealert(1)%3C/script%3E",
        "statut=AT&statut=CO&statut=%27", "annulees=2", "decision-validee=oui", "page=%D9%A3", "retour=http://ailleurs",
    ],
)  # fmt: skip
def test_a_hostile_address_is_a_list(browser: TestApp, query: str) -> None:
    sign_in(browser, "droit")
    page = browser.get(f"{FORMATION}/@@candidatures?{query}")
    assert "<script>alert" not in page
    assert "Candidatures" in page


def test_an_empty_formation_says_so(browser: TestApp) -> None:
    sign_in(browser, "droit")
    assert "Aucune candidature" in browser.get("/test/droit/master/l3-direct/@@candidatures")


@pytest.mark.parametrize("login", ["membre", "sciences"])
def test_acts_on_several_ask_for_their_own_right(browser: TestApp, login: str) -> None:
    sign_in(browser, login)
    browser.get(f"{FORMATION}/@@en-masse?acte=statut", status=403)
