"""Stories of rights: grant, invite, revoke, and what nobody may grant."""

from __future__ import annotations

import re
from typing import Any

import transaction
from webtest import TestApp

from ecandidat.domain.roles import Role
from ecandidat.resources import ROOT
from tests.functional.doors import sign_in


def form_of(page: Any) -> Any:
    return page.forms["deform"]


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def test_a_new_colleague_is_invited_and_chooses_a_password(browser: TestApp, database: Any) -> None:
    sign_in(browser, "central")
    form = form_of(browser.get("/test/droit/@@nouvel-agent"))
    form["login"], form["first_name"], form["last_name"] = "Jeanne.D", "Jeanne", "D'Arc <b>"
    form["mail"], form["role"] = "membre@univ.example", "component_manager"
    assert form.submit(status=409).html.find(id="error-champ-mail") is not None
    form["mail"] = "jeanne@univ.example"
    page = form.submit(status=303).follow()
    assert "<b>" not in page.html.find("main").text.replace("D'Arc <b>", "")
    portal = portal_of(database)
    assert portal["test"]["droit"].grants.roles("s-jeanne.d") == (Role.COMPONENT_MANAGER,)
    mail = next(mail for mail in portal.outbox.values() if mail.recipient == "jeanne@univ.example")
    link = re.search(r"/compte/identifiants/\S+", mail.text)
    assert link is not None
    browser.reset()
    browser.get(link.group(0), status=200)


def test_grant_and_revoke_on_the_spot(browser: TestApp, database: Any) -> None:
    sign_in(browser, "droit")
    form = form_of(browser.get("/test/droit/commissions/commission/@@membres"))
    for person in ("personne", "CANDIDAT", "candidat@exemple.fr", "\x00", "x" * 101):
        form["person"] = person
        assert form.submit(status="*").status_int in (409, 422), person
    form["person"] = "sciences@univ.example"
    form.submit(status=303)
    commission = "/test/droit/commissions/commission"
    assert "Sciences" in browser.get(commission)
    page = browser.get(f"{commission}/@@retirer?compte=s-sciences&role=commission_member")
    page.forms[len(page.forms) - 1].submit(status=303)
    found = portal_of(database)["test"]["droit"].commissions["commission"]
    assert found.grants.roles("s-sciences") == ()
    assert [entry.act for entry in found.journal] == ["accorder", "retirer"]


def test_nobody_grants_more_than_they_hold(browser: TestApp, database: Any) -> None:
    sign_in(browser, "central")
    form = form_of(browser.get("/test/@@accorder"))
    assert "administrator" not in [value for value, _chosen, _label in form["role"].options]
    form["person"] = "droit"
    form["role"].force_value("administrator")
    form.submit(status=422)
    assert portal_of(database)["test"].grants.roles("s-droit") == ()
    browser.get("/@@droits", status=403)
    browser.get("/test/@@retirer?compte=s-droit&role=central", status=404)


def test_the_instance_keeps_an_administrator(browser: TestApp, database: Any) -> None:
    sign_in(browser, "admin")
    page = browser.get("/@@retirer?compte=s-admin&role=administrator")
    assert "dernier administrateur" in page.forms[len(page.forms) - 1].submit(status=409)
    page = browser.get("/@@agent?compte=s-admin")
    assert page.forms[len(page.forms) - 1].submit(status=409)
    page = browser.get("/@@agent?compte=s-membre")
    page.forms[len(page.forms) - 1].submit(status=303)
    portal = portal_of(database)
    assert portal.grants.roles("s-admin") == (Role.ADMINISTRATOR,)
    assert not portal.accounts.get("s-membre").active
    page = browser.get("/@@agents?q=membre")
    assert "Hors service" in page
    assert "1 compte" in page
    browser.get("/@@agent?compte=c-CANDIDAT", status=404)
    browser.get("/@@agents?page=999999999999", status=200)


def test_a_member_of_staff_is_let_in_by_the_ent(browser: TestApp, connection: Any, portal: Any) -> None:
    sign_in(browser, "admin")
    page = browser.get("/@@agents?q=droit").click("Identifiant ENT")
    form = next(form for form in page.forms.values() if "ent" in form.fields)
    form["university"], form["ent"] = "test", "deux mots"
    assert "sans espace" in form.submit("enregistrer", status=409)
    form["ent"] = "gestionnaire.test"
    assert "est enregistré" in form.submit("enregistrer", status=303).follow()
    browser.reset()
    ent = browser.get("/compte/connexion").click("Connexion", href="/compte/cas").follow()
    asked = next(form for form in ent.forms.values() if "identifiant" in form.fields)
    asked["identifiant"], asked["mot_de_passe"] = "gestionnaire.test", "ent"
    assert asked.submit().follow().location.endswith("/test/droit/@@candidatures")
    browser.reset()
    sign_in(browser, "admin")
    page = browser.get("/@@agents?q=droit").click("Identifiant ENT")
    form = next(form for form in page.forms.values() if "ent" in form.fields)
    assert form["ent"].value == "gestionnaire.test"
    form["ent"] = ""
    form.submit("enregistrer", status=303)
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    assert portal.accounts.get("s-droit").cas_login == ""
    assert "test/gestionnaire.test" not in portal.accounts.by_cas


def test_somebody_of_the_directory_gets_an_account_and_a_profile(browser: TestApp, database: Any) -> None:
    """S04, S05."""
    sign_in(browser, "droit")
    page = browser.get("/test/droit/@@droits").click("Chercher dans l'annuaire")
    search = next(form for form in page.forms.values() if "q" in form.fields)
    search["q"] = "moreau élise"
    form = form_of(search.submit().click("Créer son compte"))
    assert (form["login"].value, form["mail"].value) == ("emoreau", "elise.moreau@univ.example")
    form["role"] = "component_manager"
    form.submit(status=303)
    assert portal_of(database)["test"]["droit"].grants.roles("s-emoreau") == (Role.COMPONENT_MANAGER,)
    found = search.submit()
    assert "Créer son compte" not in found
    assert form_of(found.click("Accorder un rôle", index=0))["person"].value == "emoreau"
    search["q"] = "<b>"
    assert "Personne ne correspond" in search.submit()
    browser.reset()
    sign_in(browser, "membre")
    browser.get("/test/droit/@@annuaire?q=moreau", status=403)
