"""Stories of another's name: a role that is taken, a candidate's screens watched; never more than one holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from webtest import TestApp

from ecandidat.domain.profiles import ProfileKind
from ecandidat.domain.roles import Role
from ecandidat.resources import ROOT
from ecandidat.services import application as applications
from ecandidat.services import rights, rights_profiles
from tests import seed
from tests.functional.doors import sign_in


def keep(connection: Any) -> None:
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def now(connection: Any) -> Any:
    """The tree as it is committed."""
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    return connection.root()[ROOT]


def enter(browser: TestApp, login: str) -> None:
    browser.reset()
    sign_in(browser, login)


def confirm(page: Any) -> Any:
    """Answer yes on a page that asks."""
    return page.forms[len(page.forms) - 1].submit(status=303)


def leave(page: Any) -> Any:
    """The button of the banner."""
    return next(form for form in page.forms.values() if form.action.endswith("@@quitter-role")).submit(status=303)


@pytest.fixture
def applied(portal: Any, connection: Any) -> str:
    """The path of an application to « M1 Droit privé »."""
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    made = applications.apply(seed.work(portal, "c-CANDIDAT"), formation, portal.candidates["CANDIDAT"])
    keep(connection)
    return f"/test/droit/master/m1-droit/{made.key}"


def test_a_role_is_taken_and_everything_bears_both_names(browser: TestApp, connection: Any, applied: str) -> None:
    """X16."""
    enter(browser, "admin")
    page = browser.get("/test/@@droits-personne?q=droit").click("Prendre ce rôle")
    assert "deux noms" in page
    page = confirm(page).follow()
    assert "Vous agissez avec le rôle de" in page
    assert browser.get("/test/@@gerer", status=403)
    assert "Vous agissez" in browser.get("/test/@@gerer", status=403)
    form = browser.get(f"{applied}/@@notes").forms["deform"]
    form["note"] = "À relire"
    form.submit(status=303)
    portal = now(connection)
    application = next(iter(portal.candidates["CANDIDAT"].applications.values()))
    assert application.notes[-1].author == "Test Droit (rôle pris par Test Admin)"
    page = leave(browser.get("/test/droit/@@candidatures")).follow()
    assert "de nouveau Test Admin" in page
    browser.get("/test/@@gerer", status=200)
    lines = [(entry.act, entry.actor) for entry in now(connection)["test"].journal]
    assert lines == [("prendre-role", "Test Admin"), ("quitter-role", "Test Admin")]


def test_nobody_takes_a_role_that_holds_what_they_lack(browser: TestApp, portal: Any, connection: Any) -> None:
    """X16."""
    seed.staff(portal, "chef", portal["test"], Role.ADMINISTRATOR)
    portal.accounts.get("s-sciences").active = False
    keep(connection)
    enter(browser, "chef")
    for userid in ("s-admin", "s-chef", "s-sciences"):
        page = browser.get(f"/test/@@prendre-role?compte={userid}")
        assert page.forms[len(page.forms) - 1].submit(status=409)
    browser.get("/test/@@prendre-role?compte=c-CANDIDAT", status=404)
    browser.get("/@@prendre-role?compte=s-droit", status=403)
    for login in ("central", "droit", "membre", "CANDIDAT"):
        enter(browser, login)
        browser.get("/test/@@prendre-role?compte=s-droit", status=403)


def test_a_role_that_was_taken_opens_neither_rights_nor_accounts_nor_another(browser: TestApp) -> None:
    enter(browser, "admin")
    confirm(browser.get("/@@prendre-role?compte=s-central"))
    for path in ("/compte/mot-de-passe", "/compte/adresse-mail", "/test/@@droits", "/test/@@accorder",
                 "/test/@@profils", "/@@prendre-role?compte=s-droit", "/test/@@prendre-role?compte=s-droit",
                 "/candidats/CANDIDAT/@@voir-comme", "/@@agents"):  # fmt: skip
        assert browser.get(path, status="*").status_int in (403, 404), path


def test_a_role_ends_with_the_rights_of_whoever_took_it(browser: TestApp, portal: Any, connection: Any) -> None:
    enter(browser, "admin")
    confirm(browser.get("/@@prendre-role?compte=s-droit"))
    assert "Vous agissez" in browser.get("/test/droit/@@candidatures")
    portal.grants.revoke("s-admin", Role.ADMINISTRATOR)
    keep(connection)
    browser.get("/test/droit/@@candidatures", status=403)


def test_signing_out_of_a_role_ends_the_session_of_whoever_took_it(browser: TestApp, connection: Any) -> None:
    enter(browser, "admin")
    confirm(browser.get("/@@prendre-role?compte=s-droit"))
    page = browser.get("/test/droit/@@candidatures")
    next(form for form in page.forms.values() if form.action.endswith("deconnexion")).submit(status=303)
    browser.get("/test/droit/@@candidatures", status=302)
    assert len(now(connection).accounts.get("s-admin").sessions) == 0


def test_the_screens_of_a_candidate_are_watched_and_nothing_is_written(
    browser: TestApp, portal: Any, connection: Any, applied: str
) -> None:
    """G15."""
    enter(browser, "central")
    page = confirm(browser.get("/candidats/CANDIDAT").click("Voir comme ce candidat")).follow()
    assert "Vous voyez les écrans de" in page
    assert "Bienvenue" in page
    page = browser.get(applied)
    token = next(form["csrf_token"].value for form in page.forms.values() if "csrf_token" in form.fields)
    refused = browser.post(f"{applied}/@@annuler", {"csrf_token": token}, status=409)
    assert "rien ne s'y enregistre" in refused
    browser.post("/candidats/CANDIDAT/profil/adresse", {"csrf_token": token}, status=409)
    for path in ("documents", "alertes", "@@mes-donnees"):
        assert browser.get(f"/candidats/CANDIDAT/{path}", status="*").status_int in (403, 404), path
    browser.get("/compte/mot-de-passe", status=403)
    assert "de nouveau" in leave(page).follow()
    acts = [(entry.act, entry.actor) for entry in now(connection).candidates["CANDIDAT"].journal]
    assert acts[-2:] == [("voir-comme", "Test Central"), ("ne-plus-voir", "Test Central")]


def test_watching_shows_no_application_that_one_could_not_open(
    browser: TestApp, portal: Any, connection: Any, applied: str
) -> None:
    """G15."""
    formation = portal["test"]["sciences"]["master"]["m1-maths"]
    other = applications.apply(seed.work(portal, "c-CANDIDAT"), formation, portal.candidates["CANDIDAT"])
    work = seed.work(portal, "s-admin")
    levels = {"VOIR_CANDIDAT": "R", "GEST_CANDIDAT": "R"}
    watcher = rights_profiles.create(work, portal["test"], "veille", "Veille", ProfileKind.CANDIDATES_READ, levels)
    rights.grant(work, portal["test"], watcher.__name__, seed.staff(portal, "veilleur"))
    keep(connection)
    enter(browser, "veilleur")
    confirm(browser.get("/candidats/CANDIDAT/@@voir-comme"))
    assert "M1 Droit" not in browser.get("/candidats/CANDIDAT/candidatures")
    for path in (applied, f"/test/sciences/master/m1-maths/{other.key}"):
        browser.get(path, status=404)


def test_only_who_may_watches(browser: TestApp, applied: str) -> None:
    """G15."""
    for login, status in (("droit", 404), ("membre", 404), ("sciences", 404), ("NOUVEAUX", 404), ("CANDIDAT", 404)):
        enter(browser, login)
        assert browser.get("/candidats/CANDIDAT/@@voir-comme", status="*").status_int in (403, status), login


def test_an_address_too_long_for_the_session_is_not_kept(browser: TestApp, applied: str) -> None:
    """X16."""
    enter(browser, "admin")
    long = quote("/test/droit/@@candidatures?q=" + "é" * 900, safe="")
    assert browser.get(f"{applied}?retour={long}", status=200).html.find("a", href=lambda url: url and "q=" in url)
    browser.get(applied, status=200)
    page = confirm(browser.get(f"/test/@@prendre-role?compte=s-droit&retour={long}"))
    assert leave(page.follow()).location.endswith("/compte")
    page = confirm(browser.get(f"/candidats/CANDIDAT/@@voir-comme?retour={long}"))
    assert leave(page.follow()).location.endswith("/candidats/CANDIDAT")
    short = quote("/test/droit/@@candidatures", safe="")
    page = confirm(browser.get(f"/test/@@prendre-role?compte=s-droit&retour={short}"))
    assert leave(page.follow()).location.endswith("/test/droit/@@candidatures")


def test_a_role_is_taken_from_where_its_holders_are_listed(browser: TestApp) -> None:
    """X16."""
    for address, name in (
        ("/test/droit/@@droits", "Droit"), ("/test/@@droits", "Central"),
        ("/test/droit/commissions/commission", "Membre"),
    ):  # fmt: skip
        enter(browser, "admin")
        page = browser.get(address).click("Prendre ce rôle")
        assert f"Test {name}" in page
        back = leave(confirm(page).follow())
        assert back.location.endswith(address)
        enter(browser, "droit" if address != "/test/@@droits" else "central")
        assert "Prendre ce rôle" not in browser.get(address)
