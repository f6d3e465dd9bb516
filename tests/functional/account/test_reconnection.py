"""A session that ended under an open page: what its scripts ask for, and get."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from tests.functional.account.doors import sign_in
from tests.seed import PASSWORD

URL = "/compte/reconnexion"
JSON = {"Accept": "application/json"}
DRAFT = "/candidats/CANDIDAT/profil/adresse/@@brouillon"


def state(browser: TestApp) -> Any:
    """Who is signed in, and their token."""
    return browser.get(URL, headers=JSON).json


def rejoin(browser: TestApp, password: str = PASSWORD, status: int = 200, login: str = "CANDIDAT") -> Any:
    """What the dialog sends: the token of the present session, the name of the page's person, a password."""
    fields = {"csrf_token": state(browser)["csrf_token"], "utilisateur": login, "mot_de_passe": password}
    return browser.post(URL, fields, headers=JSON, status=status)


@pytest.mark.parametrize("login", ["CANDIDAT", "droit"])
def test_one_signs_in_again_in_place_and_sends_what_was_typed(browser: TestApp, login: str) -> None:
    sign_in(browser, login)
    assert state(browser)["login"] == login
    browser.reset()
    assert state(browser)["login"] == ""
    answer = rejoin(browser, login=login).json
    assert answer["login"] == login
    assert state(browser) == answer


def test_a_draft_sent_after_the_end_of_a_session_is_asked_for_again(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    token = state(browser)["csrf_token"]
    browser.reset()
    browser.post(DRAFT, {"csrf_token": token, "line1": "3 impasse"}, headers=JSON, status=401)
    token = rejoin(browser).json["csrf_token"]
    assert browser.post(DRAFT, {"csrf_token": token, "line1": "3 impasse"}, headers=JSON).json["at"]


def test_a_token_of_a_former_session_is_asked_for_again(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    browser.post(DRAFT, {"csrf_token": "ancien", "line1": "3 impasse"}, headers=JSON, status=401)


def test_a_wrong_password_is_said_and_counted(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    browser.reset()
    assert "incorrect" in rejoin(browser, "faux", 422).json["message"]
    for _try in range(4):
        rejoin(browser, "faux", 422)
    assert rejoin(browser, PASSWORD, 429).json["message"]


def test_nobody_signs_in_without_a_token(browser: TestApp) -> None:
    fields = {"utilisateur": "CANDIDAT", "mot_de_passe": PASSWORD}
    browser.post(URL, fields, headers=JSON, status=401)
    browser.post(URL, fields, status=400)
    assert state(browser)["login"] == ""


def test_the_dialog_speaks_the_language_of_the_page(browser: TestApp) -> None:
    page = browser.get(URL)
    assert page.html.find("dialog").find("h2").get_text() == "Votre session a pris fin"
    assert page.html.find("input", {"name": "utilisateur"})["autocomplete"] == "username"
    assert page.html.find("input", {"name": "mot_de_passe"})["autocomplete"] == "current-password"


def test_a_page_says_whose_it_is_and_how_they_sign_in(browser: TestApp, portal: Any, connection: Any) -> None:
    assert "data-login" not in browser.get("/compte/connexion").html.body.attrs
    portal.accounts.people["c-CANDIDAT"].cas_login = "test/e123"
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "CANDIDAT")
    body = browser.get("/candidats/CANDIDAT/profil/adresse").html.body.attrs
    assert (body["data-login"], body["data-password"]) == ("CANDIDAT", "oui")
    assert body["data-ent"] == "/compte/cas?etab=test&retour=/compte"
