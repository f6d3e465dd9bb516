"""« Connexion » and « Déconnexion »."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.resources import ROOT
from ecandidat.services import throttling
from tests.functional.account.doors import last_form, sign_in
from tests.seed import PASSWORD

FAILED = "Connexion impossible. L'utilisateur ou le mot de passe est incorrect."


def change(database: Any, act: Any) -> None:
    """Change the test's database in a transaction of its own."""
    with database.transaction() as connection:
        act(connection.root()[ROOT])


@pytest.mark.parametrize(
    ("login", "where"),
    [
        ("CANDIDAT", "/candidats/CANDIDAT"),
        (" candi dat ", "/candidats/CANDIDAT"),
        ("Candidat@Exemple.FR", "/candidats/CANDIDAT"),
        ("central", "/test/@@candidatures"),
        ("Droit", "/test/droit/@@candidatures"),
        ("membre@univ.example", "/test/droit/commissions/commission/@@candidatures"),
        ("admin", "/test/@@candidatures"),
    ],
)
def test_each_person_signs_in_and_lands_where_they_work(browser: TestApp, login: str, where: str) -> None:
    """C026."""
    answer = sign_in(browser, login)
    assert answer.location == f"http://localhost{where}"


def test_the_page_says_the_words_of_the_guides(browser: TestApp) -> None:
    page = browser.get("/compte/connexion")
    page.mustcontain(
        "Je suis étudiant à Université de Test", "Je ne suis pas étudiant à Université de Test", "Utilisateur",
        "Mot de passe", "J'ai oublié mes identifiants", "J'ai perdu mon code d'activation", "Créer un compte",
    )  # fmt: skip
    assert page.html.find("a", href="/compte/cas?etab=test").text == "Connexion"


def test_without_the_ent_only_one_way_in_is_shown(browser: TestApp, database: Any) -> None:
    """C020."""
    change(database, lambda portal: portal["test"].parameters.update({"CANDIDAT_IS_CONNECT_CAS": False}))
    page = browser.get("/compte/connexion")
    page.mustcontain("J'ai un compte eCandidat", no=["Je suis étudiant", "/compte/cas"])
    browser.get("/compte/cas?etab=test", status=404)


def test_whoever_is_signed_in_is_led_home(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    assert browser.get("/compte/connexion", status=303).location.endswith("/candidats/CANDIDAT")
    assert browser.get("/compte/creer", status=303).location.endswith("/candidats/CANDIDAT")


def test_an_unknown_account_and_a_wrong_password_get_one_answer(browser: TestApp) -> None:
    """C032."""
    unknown = sign_in(browser, "PERSONNE", "un mot de passe", status=422)
    wrong = sign_in(browser, "CANDIDAT", "un mot de passe", status=422)
    unknown.mustcontain(FAILED)
    assert unknown.text.replace("PERSONNE", "").count(FAILED) == wrong.text.count(FAILED) == 1
    assert last_form(wrong)["utilisateur"].value == "CANDIDAT"
    assert last_form(wrong)["mot_de_passe"].value == ""


def test_an_account_not_yet_validated_says_so_to_whoever_knows_its_password(browser: TestApp, database: Any) -> None:
    """C027."""
    change(database, lambda portal: setattr(portal.accounts.get("c-CANDIDAT"), "activated_at", None))
    sign_in(browser, "CANDIDAT", status=422).mustcontain(
        "Connexion impossible. Votre compte n'a pas été validé, veuillez consulter vos courriels pour le valider"
    )
    sign_in(browser, "CANDIDAT", "autre chose", status=422).mustcontain(FAILED, no="pas été validé")


def test_a_closed_account_opens_nothing(browser: TestApp, database: Any) -> None:
    """C027."""
    change(database, lambda portal: setattr(portal.accounts.get("c-CANDIDAT"), "active", False))
    sign_in(browser, "CANDIDAT", status=422).mustcontain(FAILED)


def test_after_five_failures_even_the_right_password_waits(browser: TestApp) -> None:
    """C032."""
    for _ in range(throttling.ACCOUNT_TRIES):
        sign_in(browser, "CANDIDAT", "faux", status=422)
    refused = sign_in(browser, "candidat@exemple.fr", PASSWORD, status=429)
    refused.mustcontain("Réessayez dans 2 minutes")
    assert 60 < int(refused.headers["Retry-After"]) <= 120


def test_an_unknown_account_is_slowed_just_as_a_known_one(browser: TestApp) -> None:
    """C032."""
    for _ in range(throttling.ACCOUNT_TRIES):
        sign_in(browser, "PERSONNE", "faux", status=422)
    sign_in(browser, "personne", "faux", status=429).mustcontain("Réessayez dans 2 minutes")


def test_one_slowed_account_locks_nobody_else_out(browser: TestApp) -> None:
    """C032."""
    for _ in range(throttling.ACCOUNT_TRIES + 3):
        sign_in(browser, "CANDIDAT", "faux", status="*")
    sign_in(browser, "NOUVEAUX")


def test_whoever_tries_many_accounts_from_one_address_waits(browser: TestApp) -> None:
    browser.extra_environ["REMOTE_ADDR"] = "192.0.2.6"
    for number in range(throttling.ADDRESS_TRIES):
        sign_in(browser, f"INCONNU{number}", "faux", status=422)
    sign_in(browser, "NOUVEAUX", PASSWORD, status=429).mustcontain("Réessayez dans")
    browser.extra_environ["REMOTE_ADDR"] = "192.0.2.7"
    sign_in(browser, "NOUVEAUX")


def test_a_forged_forwarding_header_changes_no_address(browser: TestApp) -> None:
    browser.extra_environ["REMOTE_ADDR"] = "192.0.2.6"
    for number in range(throttling.ADDRESS_TRIES):
        browser.extra_environ["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        sign_in(browser, f"INCONNU{number}", "faux", status=422)
    sign_in(browser, "NOUVEAUX", PASSWORD, status=429)


@pytest.mark.parametrize("where", ["/test/@@offre", "/candidats/CANDIDAT/profil/adresse?a=1"])
def test_one_returns_to_the_page_one_came_from(browser: TestApp, where: str) -> None:
    form = last_form(browser.get("/compte/connexion", {"retour": where}))
    form["utilisateur"], form["mot_de_passe"] = "CANDIDAT", PASSWORD
    assert form.submit(status=303).location == f"http://localhost{where}"


@pytest.mark.parametrize(
    "where",
    ["https://mechant.example/", "//mechant.example/", "/\\mechant.example", "\\/mechant.example",
     "javascript:alert(1)", "/a\r\nSet-Cookie: x=1", "mechant.example", "/" + "a" * 3000, " //mechant.example"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(browser: TestApp, where: str) -> None:
    token = last_form(browser.get("/compte/connexion"))["csrf_token"].value
    fields = {"utilisateur": "CANDIDAT", "mot_de_passe": PASSWORD, "retour": where, "csrf_token": token}
    answer = browser.post("/compte/connexion", fields, status=303)
    assert answer.location == "http://localhost/candidats/CANDIDAT"
    assert "x" not in browser.cookies


def test_a_forged_form_signs_nobody_in(browser: TestApp) -> None:
    fields = {"utilisateur": "CANDIDAT", "mot_de_passe": PASSWORD}
    browser.post("/compte/connexion", fields, status=400)
    browser.get("/compte/connexion")
    browser.post("/compte/connexion", {**fields, "csrf_token": "0" * 40}, status=400)
    browser.post("/compte/deconnexion", {"csrf_token": "0"}, status=400)
    assert browser.get("/compte").location.endswith("/compte/connexion")


@pytest.mark.parametrize(
    "login", ["", "\0", "a" * 1_000_000, "😀", "é@è", "<script>alert(1)</script>", "c-CANDIDAT", "../admin"]
)
@pytest.mark.parametrize("password", ["", "\0", "😀" * 200])
def test_hostile_logins_fail_as_any_other(browser: TestApp, login: str, password: str) -> None:
    page = sign_in(browser, login, password, status=422)
    page.mustcontain(FAILED, no="<script>alert")


def test_fields_that_are_missing_or_doubled_fail_as_any_other(browser: TestApp) -> None:
    token = last_form(browser.get("/compte/connexion"))["csrf_token"].value
    browser.post("/compte/connexion", {"csrf_token": token}, status=422).mustcontain(FAILED)
    doubled = [("csrf_token", token), ("utilisateur", "CANDIDAT"), ("utilisateur", "admin"), ("mot_de_passe", "x")]
    browser.post("/compte/connexion", doubled, status=422).mustcontain(FAILED)
    upload = [("utilisateur", "nom.txt", b"CANDIDAT"), ("mot_de_passe", "nom.txt", b"x")]
    browser.post("/compte/connexion", {"csrf_token": token}, upload_files=upload, status=422).mustcontain(FAILED)


def test_signing_in_makes_a_new_session(browser: TestApp, wsgi: Any) -> None:
    browser.get("/compte/connexion")
    planted = browser.cookies["ecandidat"]
    sign_in(browser, "CANDIDAT")
    victim = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost"})
    victim.set_cookie("ecandidat", planted)
    assert victim.get("/compte").location.endswith("/compte/connexion")


def _logout(page: TestResponse) -> Any:
    """« Déconnexion »."""
    return next(form for form in page.forms.values() if form.action == "/compte/deconnexion")


def test_a_cookie_kept_from_before_signing_out_opens_nothing(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    stolen = browser.cookies["ecandidat"]
    page = browser.get("/compte")
    _logout(page).submit(status=303)
    browser.set_cookie("ecandidat", stolen)
    assert browser.get("/compte").location.endswith("/compte/connexion")


def test_a_tampered_cookie_is_no_session(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    cookie = browser.cookies["ecandidat"]
    browser.set_cookie("ecandidat", cookie[:-4] + ("AAAA" if cookie[-4:] != "AAAA" else "BBBB"))
    assert browser.get("/compte").location.endswith("/compte/connexion")


def test_signing_out_is_a_post_and_says_so(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    browser.get("/compte/deconnexion", status=405)
    page = browser.get("/compte")
    page.mustcontain("CANDIDAT")
    _logout(page).submit().follow().mustcontain("Vous êtes déconnecté.")


def test_a_weak_hash_is_made_anew_at_the_next_sign_in(browser: TestApp, connection: Any) -> None:
    before = connection.root()[ROOT].accounts.get("c-CANDIDAT").password
    sign_in(browser, "CANDIDAT")
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    after = connection.root()[ROOT].accounts.get("c-CANDIDAT").password
    assert before != after
    assert "m=19456" in after
    sign_in(TestApp(browser.app, extra_environ={"HTTP_HOST": "localhost"}), "CANDIDAT")
