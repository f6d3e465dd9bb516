"""« J'ai oublié mes identifiants », « J'ai perdu mon code d'activation », and changes of one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.resources import ROOT
from ecandidat.services import throttling
from ecandidat.work import clock
from tests.functional.account.doors import last_form, link, mails, sign_in
from tests.seed import PASSWORD

OTHER = "sept bouilloires sous le phare"


def ask(browser: TestApp, where: str, mail: str, status: int = 303) -> Any:
    """Ask for a mail."""
    form = last_form(browser.get(f"/compte/{where}"))
    form["adresse_mail"] = mail
    return form.submit(status=status)


def choose(browser: TestApp, path: str, password: str = OTHER, status: int = 303) -> Any:
    """Choose a password through a mailed link."""
    form = last_form(browser.get(path))
    form["mot_de_passe"] = form["confirmation_mot_de_passe"] = password
    return form.submit(status=status)


def another(browser: TestApp) -> TestApp:
    """A second browser on the same site."""
    return TestApp(browser.app, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})


def test_whoever_forgot_gets_login_and_link_and_chooses_a_password(browser: TestApp, database: Any) -> None:
    """C028 C029."""
    page = ask(browser, "identifiants", "Candidat@exemple.fr").follow()
    page.mustcontain("Si un compte correspond à cette adresse, un courriel vient de partir.")
    ((code, to, text, _),) = mails(database)
    assert (code, to) == ("CPT_MIN_MDP_OUBLIE", "candidat@exemple.fr")
    assert "CANDIDAT" in text
    choose(browser, link(text)).follow().mustcontain("Votre mot de passe est changé")
    sign_in(browser, "CANDIDAT", PASSWORD, status=422)
    sign_in(browser, "CANDIDAT", OTHER)
    assert [code for code, *_ in mails(database)][-1] == "CPT_MDP_MODIFIE"


@pytest.mark.parametrize("where", ["identifiants", "code-activation"])
def test_the_answer_is_the_same_for_an_unknown_address(browser: TestApp, database: Any, where: str) -> None:
    """C032."""
    known = ask(browser, where, "candidat@exemple.fr").follow()
    unknown = ask(browser, where, "personne@exemple.fr").follow()
    assert known.html.main == unknown.html.main
    assert [to for _, to, _, _ in mails(database)] == (["candidat@exemple.fr"] if where == "identifiants" else [])


@pytest.mark.parametrize("mail", ["candidat@exemple.fr", "personne@exemple.fr"])
def test_nobody_is_flooded_with_mails(browser: TestApp, database: Any, mail: str) -> None:
    """C032."""
    for _ in range(throttling.MAILS):
        ask(browser, "identifiants", mail)
    sent = len(mails(database))
    ask(browser, "identifiants", mail, status=409).mustcontain("Réessayez dans 2 minutes")
    assert len(mails(database)) == sent


def test_a_recovery_link_serves_once(browser: TestApp, database: Any) -> None:
    """C028."""
    ask(browser, "identifiants", "candidat@exemple.fr")
    path = link(mails(database)[0][2])
    first = last_form(another(browser).get(path))
    choose(browser, path)
    browser.get(path, status=410).mustcontain("Ce lien n'est plus valable", "J'ai oublié mes identifiants")
    first["mot_de_passe"] = first["confirmation_mot_de_passe"] = "un autre mot de passe entier"
    first.submit(status=410)
    sign_in(browser, "CANDIDAT", OTHER)


def test_a_newer_recovery_link_replaces_the_former(browser: TestApp, database: Any) -> None:
    ask(browser, "identifiants", "candidat@exemple.fr")
    ask(browser, "identifiants", "candidat@exemple.fr")
    first, second = (link(text) for _, _, text, _ in mails(database))
    browser.get(first, status=410)
    browser.get(second, status=200)


def test_a_recovery_link_lives_the_hours_of_the_parameter(browser: TestApp, database: Any) -> None:
    """C028."""
    with database.transaction() as connection:
        connection.root()[ROOT]["test"].parameters["CANDIDAT_NB_HEURE_LIEN_MDP_VALID"] = 3
    ask(browser, "identifiants", "candidat@exemple.fr")
    with database.transaction() as connection:
        links = connection.root()[ROOT].accounts.links
        ((key, kept),) = links.items()
        assert timedelta(hours=2, minutes=58) < kept.expires_at - clock() <= timedelta(hours=3)
        links[key] = kept._replace(expires_at=clock() - timedelta(seconds=1))
    browser.get(link(mails(database)[0][2]), status=410)


def test_a_recovery_link_is_no_activation_link(browser: TestApp, database: Any) -> None:
    ask(browser, "identifiants", "candidat@exemple.fr")
    path = link(mails(database)[0][2])
    browser.get(path.replace("identifiants", "activer"), status=410)


def test_recovering_ends_every_session_and_forgives_the_failures(browser: TestApp, database: Any) -> None:
    elsewhere = another(browser)
    sign_in(elsewhere, "CANDIDAT")
    for _ in range(throttling.ACCOUNT_TRIES):
        sign_in(browser, "CANDIDAT", "faux", status=422)
    ask(browser, "identifiants", "candidat@exemple.fr")
    choose(browser, link(mails(database)[0][2]))
    assert elsewhere.get("/compte").location.endswith("/compte/connexion")
    sign_in(browser, "CANDIDAT", OTHER)


def test_a_weak_password_leaves_the_link_alive(browser: TestApp, database: Any) -> None:
    ask(browser, "identifiants", "candidat@exemple.fr")
    path = link(mails(database)[0][2])
    choose(browser, path, "candidat@exemple.fr", status=409).mustcontain("se devine trop facilement")
    choose(browser, path)


def test_a_lost_activation_link_is_sent_again_and_replaces_the_first(browser: TestApp, database: Any) -> None:
    """C025."""
    with database.transaction() as connection:
        connection.root()[ROOT].accounts.get("c-NOUVEAUX").activated_at = None
    ask(browser, "code-activation", "nouveaux@exemple.fr")
    ask(browser, "code-activation", "nouveaux@exemple.fr")
    first, second = mails(database)
    assert first[0] == second[0] == "CPT_MIN_LIEN_VALID_OUBLIE"
    browser.get(link(first[2]), status=410)
    last_form(browser.get(link(second[2]))).submit(status=303)
    sign_in(browser, "NOUVEAUX")


def change_password(browser: TestApp, old: str, new: str, status: int) -> Any:
    form = last_form(browser.get("/compte/mot-de-passe"))
    form["mot_de_passe_actuel"] = old
    form["mot_de_passe"] = form["confirmation_mot_de_passe"] = new
    return form.submit(status=status)


def test_changing_the_password_keeps_this_session_and_ends_the_others(browser: TestApp, database: Any) -> None:
    """C030."""
    elsewhere = another(browser)
    sign_in(elsewhere, "CANDIDAT")
    sign_in(browser, "CANDIDAT")
    before = browser.cookies["ecandidat"]
    change_password(browser, PASSWORD, OTHER, 303).follow().mustcontain("Votre mot de passe est changé")
    assert elsewhere.get("/compte").location.endswith("/compte/connexion")
    browser.get("/compte", status=200)
    browser.set_cookie("ecandidat", before)
    assert browser.get("/compte").location.endswith("/compte/connexion")
    assert [code for code, *_ in mails(database)] == ["CPT_MDP_MODIFIE"]


def test_changing_the_password_asks_for_the_present_one_with_the_same_patience(browser: TestApp) -> None:
    """C030 C032."""
    sign_in(browser, "CANDIDAT")
    for _ in range(throttling.ACCOUNT_TRIES):
        page = change_password(browser, "faux", OTHER, 409)
        assert "incorrect" in page.html.find(id="error-champ-mot_de_passe_actuel").text
    change_password(browser, PASSWORD, OTHER, 409).mustcontain("Réessayez dans 2 minutes")


def change_mail(browser: TestApp, mail: str, password: str = PASSWORD, status: int = 303) -> Any:
    form = last_form(browser.get("/compte/adresse-mail"))
    form["adresse_mail"] = form["confirmation_adresse_mail"] = mail
    form["mot_de_passe_actuel"] = password
    return form.submit(status=status)


def test_a_new_address_serves_once_it_is_validated_and_the_old_one_is_told(browser: TestApp, database: Any) -> None:
    """C031."""
    sign_in(browser, "CANDIDAT")
    change_mail(browser, "neuve@exemple.fr").follow().mustcontain("neuve@exemple.fr", "attend sa validation")
    ((code, to, text, _),) = mails(database)
    assert (code, to) == ("CPT_MIN_MOD_MAIL", "neuve@exemple.fr")
    sign_in(another(browser), "neuve@exemple.fr", PASSWORD, status=422)
    page = browser.get(link(text))
    last_form(page).submit(status=303).follow().mustcontain("Votre nouvelle adresse est validée.", "neuve@exemple.fr")
    sign_in(another(browser), "neuve@exemple.fr")
    sign_in(another(browser), "candidat@exemple.fr", PASSWORD, status=422)
    assert [(code, to) for code, to, _, _ in mails(database)][-1] == ("CPT_MAIL_MODIFIE", "candidat@exemple.fr")
    with database.transaction() as connection:
        assert connection.root()[ROOT].candidates["CANDIDAT"].mail == "neuve@exemple.fr"


def test_a_change_of_address_floods_nobody(browser: TestApp, database: Any) -> None:
    sign_in(browser, "CANDIDAT")
    for _ in range(throttling.MAILS):
        change_mail(browser, "autrui@exemple.fr")
    change_mail(browser, "autrui@exemple.fr", status=409).mustcontain("minutes")
    assert len(mails(database)) == throttling.MAILS


def test_an_address_taken_meanwhile_is_refused_at_validation(browser: TestApp, database: Any) -> None:
    """C031."""
    sign_in(browser, "CANDIDAT")
    change_mail(browser, "neuve@exemple.fr")
    second = another(browser)
    sign_in(second, "NOUVEAUX")
    change_mail(second, "neuve@exemple.fr")
    first, later = (link(text) for _, _, text, _ in mails(database))
    last_form(browser.get(first)).submit(status=303)
    last_form(second.get(later)).submit(status=409).mustcontain("Un compte avec cette adresse mail existe déjà")


@pytest.mark.parametrize(
    ("mail", "password", "says"),
    [
        ("nouveaux@exemple.fr", PASSWORD, "Un compte avec cette adresse mail existe déjà"),
        ("CANDIDAT@exemple.fr", PASSWORD, "C'est déjà l'adresse de votre compte."),
        ("neuve@exemple.fr", "faux", "Le mot de passe actuel est incorrect."),
    ],
)
def test_a_change_of_address_that_cannot_be_says_why(
    browser: TestApp, database: Any, mail: str, password: str, says: str
) -> None:
    sign_in(browser, "CANDIDAT")
    change_mail(browser, mail, password, status=409).mustcontain(says)
    assert mails(database) == []
    browser.get("/compte/adresse-mail").mustcontain(no="attend sa validation")


@pytest.mark.parametrize("where", ["adresse-mail", "mot-de-passe"])
def test_a_visitor_signs_in_before_changing_anything(browser: TestApp, where: str) -> None:
    answer = browser.get(f"/compte/{where}", status=302)
    assert answer.location.endswith(f"/compte/connexion?retour=%2Fcompte%2F{where}")


def test_staff_see_their_account_and_their_scopes(browser: TestApp) -> None:
    sign_in(browser, "droit")
    browser.get("/compte").mustcontain("droit@univ.example", "UFR Droit", "/test/droit/@@candidatures")
