"""Two people on one file: each is told of the other, nobody is kept out."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from tests.functional.candidate import road
from tests.functional.doors import sign_in

JSON = {"Accept": "application/json"}
PROFILE = "/candidats/CANDIDAT/profil/adresse"


@pytest.fixture
def manager(wsgi: Any) -> TestApp:
    """Another browser."""
    return TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})


def beat(browser: TestApp, page: str) -> list[str]:
    """What ``presence.js`` sends for an open page, and the sentences that come back."""
    token = browser.get(page).html.find("input", {"name": "csrf_token"})["value"]
    people: list[str] = browser.post(f"{page}/@@presence", {"csrf_token": token}, headers=JSON).json["people"]
    return people


def told(browser: TestApp, page: str) -> str:
    """The sentences on a page as it comes, without a script."""
    return " ".join(browser.get(page).html.select_one("[data-presence]").get_text().split())


def sent(browser: TestApp) -> str:
    """The path of an application that was submitted."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    return page


def test_managers_read_names_and_candidates_a_service(browser: TestApp, manager: TestApp, wsgi: Any) -> None:
    """C098, M49, X20: no lock; each is told who else has the record open, and everybody may go on."""
    page = sent(browser)
    sign_in(manager, "droit")
    assert beat(manager, page) == []
    assert told(browser, page).startswith("Le service des candidatures (UFR Droit) consulte ce dossier depuis ")
    assert "Droit" not in told(browser, page).replace("(UFR Droit)", "")
    (said,) = beat(browser, page)
    assert said.startswith("Le service des candidatures (UFR Droit)")
    assert told(manager, page).startswith("Le candidat a ce dossier ouvert depuis ")
    member = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(member, "membre")
    assert any(text.startswith("Test Droit consulte ce dossier depuis ") for text in beat(member, page))
    assert "Test Membre consulte ce dossier depuis" in told(manager, f"{page}/@@examen")
    road.form_with(browser.get(f"{page}/@@reprendre"), "Reprendre ma candidature").submit(status=303)


def test_a_profile_that_two_people_edit(browser: TestApp, manager: TestApp) -> None:
    """C098."""
    sent(browser)
    sign_in(manager, "central")
    assert beat(manager, PROFILE) == []
    assert beat(browser, PROFILE) != []
    assert "Université de Test" in told(browser, "/candidats/CANDIDAT/profil/stages")
    assert told(manager, PROFILE).startswith("Le candidat a ce dossier ouvert")


def test_reading_announces_nobody_and_writes_nothing(browser: TestApp, manager: TestApp, database: Any) -> None:
    """But once in a visit, on the reader's own desk, when it began."""
    page = sent(browser)
    sign_in(manager, "droit")
    manager.get(page)
    before = database.lastTransaction()
    assert told(manager, page) == ""
    assert told(browser, page) == ""
    assert database.lastTransaction() == before


def test_a_beat_repeated_writes_once(browser: TestApp, manager: TestApp, database: Any) -> None:
    page = sent(browser)
    sign_in(manager, "droit")
    beat(manager, page)
    before = database.lastTransaction()
    beat(manager, page)
    assert database.lastTransaction() == before


def test_a_candidate_who_has_sent_nothing_writes_nothing(browser: TestApp, database: Any) -> None:
    page = road.apply(browser)
    before = database.lastTransaction()
    assert beat(browser, page) == []
    assert database.lastTransaction() == before


@pytest.mark.parametrize("login", ["NOUVEAUX", "sciences"])
def test_nobody_else_is_told_anything(browser: TestApp, manager: TestApp, login: str) -> None:
    page = sent(browser)
    sign_in(manager, login)
    token = manager.get("/compte/mot-de-passe").html.find("input", {"name": "csrf_token"})["value"]
    for where in (page, PROFILE):
        manager.post(f"{where}/@@presence", {"csrf_token": token}, headers=JSON, status=(403, 404))
