"""The two messages of a university: the one of its home page and the one of its maintenance, in each language."""

from __future__ import annotations

from typing import Any

from webtest import TestApp
from webtest.response import TestResponse

from tests.functional.doors import sign_in

HOME = "/test"


def visitor(wsgi: Any, lang: str) -> TestApp:
    return TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": lang})


def welcome(page: TestResponse) -> list[tuple[str, str]]:
    """The paragraphs of the message, each with its language when it is not the page's."""
    found = page.html.select("div.welcome p")
    return [(one.get_text(" ", strip=True), one.get("lang", "")) for one in found]


def test_the_message_of_the_home_page_is_edited_in_each_language_and_shown(browser: TestApp, wsgi: Any) -> None:
    """S19."""
    sign_in(browser, "central")
    form = browser.get("/test/@@modifier").forms["deform"]
    form["welcome_fr"], form["welcome_en"] = "Bienvenue.\nDépôt jusqu'au 30 avril.", "Welcome."
    page = form.submit(status=303).follow()
    assert page.forms["deform"]["welcome_en"].value == "Welcome."
    assert "Bienvenue." in page.html.select_one(".timeline").get_text()
    assert [text for text, _lang in welcome(visitor(wsgi, "fr").get(HOME))] == [
        "Bienvenue.", "Dépôt jusqu'au 30 avril.",
    ]  # fmt: skip
    assert welcome(visitor(wsgi, "en").get(HOME)) == [("Welcome.", "")]
    form = browser.get("/test/@@modifier").forms["deform"]
    form["welcome_en"] = ""
    form.submit(status=303)
    assert welcome(visitor(wsgi, "en").get(HOME))[0] == ("Bienvenue.", "fr")
    form = browser.get("/test/@@modifier").forms["deform"]
    form["welcome_fr"] = ""
    form.submit(status=303)
    assert welcome(visitor(wsgi, "fr").get(HOME)) == []


def test_what_managers_type_in_a_message_is_text_and_nothing_else(browser: TestApp, wsgi: Any) -> None:
    """S19."""
    sign_in(browser, "central")
    form = browser.get("/test/@@modifier").forms["deform"]
    form["welcome_fr"] = "<script>alert(1)</script>"
    form.submit(status=303)
    page = visitor(wsgi, "fr").get(HOME)
    assert welcome(page) == [("<script>alert(1)</script>", "")]
    assert "<script>alert(1)" not in page.text


def test_the_message_of_maintenance_is_edited_in_each_language_switched_on_and_off(browser: TestApp, wsgi: Any) -> None:
    """S19."""
    sign_in(browser, "central")
    form = browser.get("/test/@@maintenance").forms["deform"]
    form["maintenance_fr"], form["maintenance_en"] = "Retour à 6 h.", "Back at 6 am."
    page = form.submit(status=303).follow()
    assert page.forms["deform"]["maintenance_en"].value == "Back at 6 am."
    assert "Retour à 6 h." not in visitor(wsgi, "fr").get(HOME)
    form = page.forms["deform"]
    form["closed"] = True
    form.submit(status=303)
    visitor(wsgi, "fr").get(HOME, status=503).mustcontain("Retour à 6 h.")
    visitor(wsgi, "en").get(HOME, status=503).mustcontain("Back at 6 am.")
    visitor(wsgi, "fr").get("/compte/connexion", status=200)
    form = browser.get("/test/@@maintenance").forms["deform"]
    assert "Maintenance en cours" in browser.get("/test/@@maintenance").html.select_one(".timeline").get_text()
    form["closed"] = False
    form.submit(status=303)
    visitor(wsgi, "fr").get(HOME, status=200)


def test_nobody_else_edits_them(browser: TestApp) -> None:
    """S19."""
    for login in ("droit", "membre", "CANDIDAT"):
        sign_in(browser, login)
        browser.get("/test/@@modifier", status=403)
        browser.get("/test/@@maintenance", status=403)
        browser.reset()
