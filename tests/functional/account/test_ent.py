"""« Je suis étudiant à … »: through the embedded ENT, whose steps are those of a real one."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from webtest import TestApp

from ecandidat.models.account import Account
from ecandidat.resources import ROOT
from ecandidat.services import accounts
from tests import seed
from tests.functional.account.doors import last_form, link, mails, sign_in

STUDENT, ENT = "e2201001", "ent"


def through_the_ent(browser: TestApp, login: str = STUDENT, password: str = ENT, status: int = 303) -> Any:
    """From « Connexion » to the return to the application."""
    page = browser.get("/compte/connexion").click("Connexion", href="/compte/cas").follow()
    form = last_form(page)
    form["identifiant"], form["mot_de_passe"] = login, password
    return form.submit(status=status)


def service(browser: TestApp) -> str:
    """Where the ENT would send this browser back to."""
    left = urlsplit(browser.get("/compte/cas?etab=test", status=302).location)
    return parse_qs(left.query)["service"][0]


def bound(database: Any, userid: str, login: str) -> None:
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        accounts.bind_cas(seed.work(portal), portal.accounts.get(userid), f"test/{login}")


def test_a_student_without_account_creates_one_and_comes_back_by_the_ent(browser: TestApp, database: Any) -> None:
    """C017 C018 C026."""
    page = through_the_ent(browser).follow().follow()
    page.mustcontain("Je n'ai pas de compte eCandidat", "Jeanne LEROY")
    page = page.click("Créer un compte", href="/compte/creer")
    form = last_form(page)
    assert (form["nom"].value, form["prenom"].value) == ("LEROY", "Jeanne")
    assert form["adresse_mail"].value == "jeanne.leroy@etu.test.example.org"
    assert form["confirmation_adresse_mail"].value == ""
    assert "mot_de_passe" not in form.fields
    form["confirmation_adresse_mail"] = form["adresse_mail"].value
    form.submit(status=303).follow().mustcontain("Votre compte a été créé avec succès")
    unvalidated = through_the_ent(browser).follow(status=409)
    unvalidated.mustcontain("Votre compte n'a pas été validé", "/compte/code-activation")
    last_form(browser.get(link(mails(database)[0][2]))).submit(status=303)
    answer = through_the_ent(browser).follow(status=303)
    number = answer.location.rpartition("/")[2]
    with database.transaction() as connection:
        account: Account = connection.root()[ROOT].accounts.get(f"c-{number}")
        assert account.student_id == "22010310"
        assert account.password == ""
    browser.get("/compte/mot-de-passe").mustcontain("Votre compte n'a pas de mot de passe")
    sign_in(TestApp(browser.app), account.mail, "", status=422)


def test_the_confirmation_of_the_address_must_be_typed(browser: TestApp, database: Any) -> None:
    through_the_ent(browser).follow()
    last_form(browser.get("/compte/creer")).submit(status=422).mustcontain("Ce champ est obligatoire.")
    assert mails(database) == []


def test_a_student_with_an_account_lands_where_they_were_going(browser: TestApp, database: Any) -> None:
    bound(database, "c-CANDIDAT", STUDENT)
    page = browser.get("/compte/connexion?retour=/test/@@offre").click("Connexion", href="/compte/cas").follow()
    form = last_form(page)
    form["identifiant"], form["mot_de_passe"] = STUDENT, "ent"
    assert form.submit().follow(status=303).location == "http://localhost/test/@@offre"


def test_a_member_of_staff_comes_by_the_ent_too(browser: TestApp, database: Any) -> None:
    bound(database, "s-central", "gestionnaire.test")
    assert through_the_ent(browser, "gestionnaire.test").follow().location.endswith("/test/@@candidatures")


def test_a_wrong_password_of_the_ent_gives_no_ticket(browser: TestApp) -> None:
    through_the_ent(browser, password="faux", status=422).mustcontain("Identifiant ou mot de passe incorrect.")
    through_the_ent(browser, login="inconnu", status=422)


def test_a_ticket_works_once(browser: TestApp, database: Any) -> None:
    bound(database, "c-CANDIDAT", STUDENT)
    answer = through_the_ent(browser)
    answer.follow(status=303)
    other = TestApp(browser.app, extra_environ={"HTTP_HOST": "localhost"})
    ticket = parse_qs(urlsplit(answer.location).query)["ticket"][0]
    again = f"{service(other)}&ticket={quote(ticket)}"
    other.get(again, status=422).mustcontain("L'ENT n'a pas confirmé votre identité.")


@pytest.mark.parametrize("ticket", ["", "ST-faux", "ST-.", "ST-é.è", "\u0665", "ST-" + "A" * 100_000, "😀.😀"])
def test_a_forged_ticket_signs_nobody_in(browser: TestApp, ticket: str) -> None:
    browser.get(f"{service(browser)}&ticket={quote(ticket)}", status=422)
    assert browser.get("/compte").location.endswith("/compte/connexion")


def test_a_return_nobody_asked_for_starts_again(browser: TestApp, database: Any) -> None:
    bound(database, "c-CANDIDAT", STUDENT)
    ticket_of_somebody = through_the_ent(browser).location
    victim = TestApp(browser.app, extra_environ={"HTTP_HOST": "localhost"})
    service(victim)  # A window of another site may have sent the victim to the ENT first.
    assert victim.get(ticket_of_somebody, status=302).location.endswith("/compte/cas?etab=test")
    assert victim.get("/compte").location.endswith("/compte/connexion")


@pytest.mark.parametrize(
    "service",
    ["", "https://mechant.example/compte/cas-retour?etab=test", "//mechant.example/compte/cas-retour?etab=test",
     "http://localhost/ailleurs?etab=test", "http://localhost@mechant.example/compte/cas-retour?etab=test",
     "http://localhost/compte/cas-retour?etab=", "http://[", "javascript:alert(1)"],
)  # fmt: skip
def test_the_ent_sends_tickets_to_this_site_only(browser: TestApp, service: str) -> None:
    browser.get("/@@ent", {"service": service}, status=404)


@pytest.mark.parametrize("etab", ["", "nulle-part", "compte", "😀", "../test", "a" * 5000])
def test_an_unknown_university_has_no_ent(browser: TestApp, etab: str) -> None:
    browser.get("/compte/cas", {"etab": etab}, status=404)
    browser.get("/compte/cas-retour", {"etab": etab, "ticket": "ST-1"}, status=404)


def test_an_ent_login_opens_one_account_only(browser: TestApp, database: Any) -> None:
    through_the_ent(browser).follow()
    form = last_form(browser.get("/compte/creer"))
    form["confirmation_adresse_mail"] = form["adresse_mail"].value
    bound(database, "c-CANDIDAT", STUDENT)
    form.submit(status=409).mustcontain("Un compte eCandidat existe déjà pour cet identifiant de l'ENT")


def test_nobody_reaches_the_page_of_the_ent_by_its_address(browser: TestApp) -> None:
    assert browser.get("/compte/ent", status=302).location.endswith("/compte/connexion")
