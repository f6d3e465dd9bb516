"""« Maintenance »: closed to everybody, told in their language, opened again by who closed."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from tests.functional.candidate import road
from tests.functional.doors import sign_in


def close(browser: TestApp, page: str = "/@@maintenance", **messages: str) -> None:
    """Tick « Maintenance en cours »; ``fr``, ``en`` are the messages."""
    form = browser.get(page).forms["deform"]
    form["closed"] = True
    for lang, said in messages.items():
        form[f"maintenance_{lang}"] = said
    form.submit(status=303)


def test_everybody_but_administrators_reads_the_message(wsgi: Any) -> None:
    """C013."""
    admin, visitor, candidate = (TestApp(wsgi, extra_environ={"HTTP_ACCEPT_LANGUAGE": "fr"}) for _ in range(3))
    sign_in(candidate, "CANDIDAT")
    sign_in(admin, "admin")
    close(admin, fr="Mise à jour jusqu'à 6 h.\nMerci de votre patience.", en="Update until 6 am.")
    for person, url in (
        (visitor, "/"), (visitor, "/test"), (visitor, "/test/@@offre"), (visitor, "/test/@@offre.json"),
        (visitor, road.FORMATION), (visitor, "/candidats/CANDIDAT"), (visitor, "/compte/creer"),
        (candidate, "/candidats/CANDIDAT/candidatures"), (candidate, f"{road.FORMATION}/@@candidater"),
    ):  # fmt: skip
        page = person.get(url, status=503)
        assert page.headers["Retry-After"] == "600"
        page.mustcontain("Mise à jour jusqu'à 6 h.", "Merci de votre patience.", "eCandidat est en maintenance")
    english = visitor.get("/test", status=503, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    english.mustcontain("Update until 6 am.")
    admin.get("/test").mustcontain("Maintenance en cours")
    admin.get("/@@administration")
    form = admin.get("/@@maintenance").forms["deform"]
    form["closed"] = False
    form.submit(status=303)
    visitor.get("/test").mustcontain("Université de Test")
    assert "Maintenance en cours" not in admin.get("/test")


def test_supervision_styles_and_signing_in_stay_open(wsgi: Any, browser: TestApp) -> None:
    """C013."""
    admin = TestApp(wsgi)
    sign_in(admin, "admin")
    close(admin)
    assert browser.get("/@@sante").json == {"etat": "ok"}
    browser.get("/test/@@theme.css?v=0")
    browser.get("/static/ecandidat/css/ecandidat.css")
    browser.get("/test", status=503).click("Connexion des administrateurs")
    sign_in(browser, "admin")
    browser.get("/test", status=200)
    other = TestApp(wsgi, extra_environ={"HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(other, "CANDIDAT").follow(status=503).mustcontain("Les pages reviendront bientôt")


def test_nothing_is_written_while_pages_are_closed(wsgi: Any, browser: TestApp, connection: Any) -> None:
    """C013."""
    page = road.apply(browser)
    shown = browser.get(page)
    admin = TestApp(wsgi)
    sign_in(admin, "admin")
    close(admin)
    road.form_to(shown, f"/pieces/{road.HANDICAP}/@@non-concerne").submit(status=503)
    application = road.portal_now(connection)["test"]["droit"]["master"]["m1-droit"][page.rsplit("/", 1)[1]]
    assert not list(application.pieces.stored())


def test_one_university_closes_alone_and_its_central_office_reopens(wsgi: Any, browser: TestApp) -> None:
    """C013."""
    central, component = TestApp(wsgi), TestApp(wsgi)
    sign_in(central, "central")
    sign_in(component, "droit")
    close(central, "/test/@@maintenance", fr="Test fermé.")
    browser.get("/test", status=503).mustcontain("Université de Test", "Test fermé.")
    component.get("/test/droit/@@candidatures", status=503)
    browser.get("/compte/connexion", status=200)
    central.get("/test/@@parametres", status=200)
    component.get("/test/@@maintenance", status=503)


def test_only_who_may_close_sees_the_switch(wsgi: Any, browser: TestApp) -> None:
    """C013."""
    central = TestApp(wsgi)
    sign_in(central, "central")
    central.get("/@@maintenance", status=403)
    sign_in(browser, "droit")
    browser.get("/test/@@maintenance", status=403)


def test_a_stale_or_hostile_message_is_refused_with_what_was_typed(browser: TestApp) -> None:
    """C013."""
    sign_in(browser, "admin")
    mine, theirs = (browser.get("/@@maintenance").forms["deform"] for _ in range(2))
    theirs["maintenance_fr"] = "Autre message"
    theirs.submit(status=303)
    mine["maintenance_fr"] = "<script>alert(1)</script>"
    page = mine.submit(status=409)
    assert page.forms["deform"]["maintenance_fr"].value == "<script>alert(1)</script>"
    long = browser.get("/@@maintenance").forms["deform"]
    long["maintenance_fr"] = "a" * 2001
    long.submit(status=422)
