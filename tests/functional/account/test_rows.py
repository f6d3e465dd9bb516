"""What administrators set about accounts: campaign, numbers, ENT, accounts made for somebody, forgotten ones."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import transaction
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.campaign import Campaign
from ecandidat.domain.errors import Refused
from ecandidat.jobs import accounts as job
from ecandidat.resources import ROOT
from ecandidat.services import accounts
from ecandidat.work import clock
from tests import seed
from tests.functional.account.doors import last_form, link, mails, sign_in
from tests.functional.account.test_creation import STRONG, fill
from tests.functional.account.test_ent import through_the_ent

DAY = timedelta(days=1)


def parameter(database: DB, code: str, value: Any) -> None:
    with transaction.manager, database.transaction() as connection:
        connection.root()[ROOT]["test"].parameters[code] = value


def campaign(database: DB, opens: int, closes: int, locks_after: int | None = None) -> None:
    """A campaign around today, in days."""
    with transaction.manager, database.transaction() as connection:
        connection.root()[ROOT]["test"].campaign = Campaign(
            "2026", "Campagne 2026", seed.TODAY + DAY * opens, seed.TODAY + DAY * closes,
            seed.TODAY + DAY * locks_after if locks_after is not None else None,
        )  # fmt: skip


def round_of_the_worker(database: DB) -> Any:
    settings = seed.settings()
    return job.run(database, settings, Adapters(None, NoRecords()))


def people(database: DB) -> int:
    with database.transaction() as connection:
        return len(connection.root()[ROOT].candidates)


CLOSED = "Aucune campagne de candidature n'est ouverte"


@pytest.mark.parametrize(("opens", "closes", "open_"), [(-5, 0, True), (0, 5, True), (1, 5, False), (-5, -1, False)])
def test_accounts_are_made_during_the_campaign_only(
    browser: TestApp, database: DB, opens: int, closes: int, open_: bool
) -> None:
    """C003."""
    form = fill(browser)
    campaign(database, opens, closes)
    home = browser.get("/test")
    assert (CLOSED in home) is not open_
    assert ("/compte/creer" in home) is open_
    assert (CLOSED in browser.get("/test/@@offre")) is not open_
    if open_:
        form.submit(status=303)
        return
    browser.get("/compte/creer").mustcontain("les comptes se créent à l'ouverture de la prochaine", no="Prénom")
    form.submit(status=409)
    through_the_ent(browser).follow()
    browser.get("/compte/creer").mustcontain("les comptes se créent à l'ouverture de la prochaine", no="Prénom")
    assert people(database) == 2


def test_without_a_campaign_nothing_is_closed(browser: TestApp) -> None:
    """C003."""
    browser.get("/test").mustcontain("/compte/creer", no=CLOSED)


def test_candidates_stay_out_after_their_last_day_and_staff_comes_in(browser: TestApp, database: DB) -> None:
    """C003 C027."""
    campaign(database, -30, -2, 0)
    sign_in(browser, "CANDIDAT")
    browser.get("/compte/connexion")
    browser.reset()
    campaign(database, -30, -2, -1)
    sign_in(browser, "CANDIDAT", status=422).mustcontain("La campagne est terminée")
    sign_in(browser, "CANDIDAT", "pas le bon", status=422).mustcontain(no="La campagne est terminée")
    sign_in(browser, "central")


def test_the_central_office_sets_the_campaign(browser: TestApp, database: DB) -> None:
    """C003, X21."""
    sign_in(browser, "central")
    form = last_form(browser.get("/test/@@campagne"))
    form["label"], form["opens"], form["closes"] = "Campagne 2027", "01/03/2027", "28/02/2027"
    page = form.submit("enregistrer", status=409)
    assert "ne peut pas précéder" in page.html.find(id="error-champ-closes").text
    form = last_form(page)
    form["closes"] = "30/04/2027"
    form.submit("enregistrer", status=303).follow().mustcontain("Les modifications sont enregistrées.", CLOSED)
    with database.transaction() as connection:
        found = connection.root()[ROOT]["test"].campaign
        assert found == Campaign("", "Campagne 2027", date(2027, 3, 1), date(2027, 4, 30))
    form = last_form(browser.get("/test/@@campagne"))
    form["label"] = form["opens"] = form["closes"] = ""
    form.submit("enregistrer", status=303)
    with database.transaction() as connection:
        assert connection.root()[ROOT]["test"].campaign is None
    browser.reset()
    sign_in(browser, "droit")
    browser.get("/test/@@campagne", status=403)


def test_the_form_of_the_ent_is_filled_from_the_directory(browser: TestApp) -> None:
    """C017."""
    through_the_ent(browser).follow()
    form = last_form(browser.get("/compte/creer"))
    assert (form["nom"].value, form["prenom"].value) == ("LEROY", "Jeanne")
    assert "@" in form["adresse_mail"].value


@pytest.mark.parametrize("asked", [False, True])
def test_a_student_chooses_a_password_only_where_one_is_asked(browser: TestApp, database: DB, asked: bool) -> None:
    """C018."""
    parameter(database, "CANDIDAT_IS_MDP_CONNECT_CAS", asked)
    through_the_ent(browser).follow()
    form = last_form(browser.get("/compte/creer"))
    assert ("mot_de_passe" in form.fields) is asked
    form["confirmation_adresse_mail"] = form["adresse_mail"].value
    mail = form["adresse_mail"].value
    if asked:
        form["mot_de_passe"] = form["confirmation_mot_de_passe"] = "court"
        form = last_form(form.submit(status=422))
        form["mot_de_passe"] = form["confirmation_mot_de_passe"] = STRONG
    form.submit(status=303)
    last_form(browser.get(link(mails(database)[0][2]))).submit(status=303)
    browser.reset()
    sign_in(browser, mail, STRONG, status=303 if asked else 422)
    browser.reset()
    answer = through_the_ent(browser).follow()
    assert answer.location.startswith("http://localhost/candidats/")


def test_accounts_from_outside_can_be_switched_off(browser: TestApp, database: DB) -> None:
    """C019."""
    parameter(database, "CANDIDAT_IS_COMPTE_EXTERNE_AUT", False)
    browser.get("/test").mustcontain("La création de compte est réservée", no="/compte/creer")
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        person = accounts.NewAccount("Almeida", "Élodie", "elodie@exemple.fr", STRONG)
        with pytest.raises(Refused) as refused:
            accounts.create(seed.work(portal), person, portal["test"])
        assert refused.value.code == "creation_closed"
    through_the_ent(browser).follow()
    browser.get("/compte/creer").mustcontain("Prénom")


def test_the_way_by_the_ent_can_be_switched_off(browser: TestApp, database: DB) -> None:
    """C020."""
    parameter(database, "CANDIDAT_IS_CONNECT_CAS", False)
    browser.get("/test").mustcontain(no="/compte/cas")
    browser.get("/compte/cas?etab=test", status=404)


def test_a_number_has_eight_characters_and_the_prefix_of_the_university(browser: TestApp, database: DB) -> None:
    """C021."""
    parameter(database, "CANDIDAT_PREFIXE_NUM_DOSS", "P7")
    fill(browser).submit(status=303)
    number = re.search(r"N°\sde dossier\s:\s(\S+)", mails(database)[0][2])
    assert number is not None
    assert re.fullmatch(r"P7[0-9A-Z]{6}", number[1])
    fill(browser, adresse_mail="autre@exemple.fr").submit(status=303)
    assert people(database) == 4


@pytest.mark.parametrize("prefix", ["p7", "ABC", "É1", "A", "A/", "..", "<>"])
def test_a_prefix_is_two_plain_characters_or_none(browser: TestApp, database: DB, prefix: str) -> None:
    """C021."""
    sign_in(browser, "admin")
    form = last_form(browser.get("/test/@@parametres"))
    form["CANDIDAT_PREFIXE_NUM_DOSS"] = prefix
    page = form.submit("enregistrer", status=(409, 422))
    page.mustcontain("deux majuscules sans accent ou chiffres")


def test_a_number_is_never_given_twice(portal: Any, monkeypatch: Any) -> None:
    """C021, X22: a forgotten account keeps its number out of use; CANDIDAT is somebody's."""
    drawn = iter(["CANDIDAT", "OUBLIEE2", "OUBLIEE2", "LIBRE234"])
    monkeypatch.setattr("ecandidat.services.accounts.new_key", lambda length: next(drawn))
    work = seed.work(portal)
    first = accounts.create(work, accounts.NewAccount("A", "B", "a@exemple.fr", STRONG), portal["test"])
    assert first is not None
    assert first.number == "OUBLIEE2"
    assert accounts.discard(work, first)
    second = accounts.create(work, accounts.NewAccount("C", "D", "c@exemple.fr", STRONG), portal["test"])
    assert second is not None
    assert second.number == "LIBRE234"


def test_the_worker_removes_what_nobody_activated(browser: TestApp, database: DB) -> None:
    """C023."""
    parameter(database, "CANDIDAT_NB_JOUR_KEEP_CPT_MIN", 3)
    fill(browser).submit(status=303)
    with database.transaction() as connection:
        account = connection.root()[ROOT].accounts.find_mail("elodie@exemple.fr")
        assert timedelta(days=2) < account.expires_at - clock() < timedelta(days=4)
    assert round_of_the_worker(database)["accounts"] == 0
    with transaction.manager, database.transaction() as connection:
        stored = connection.root()[ROOT].accounts
        for key, value in list(stored.links.items()):
            stored.links[key] = value._replace(expires_at=clock() - DAY)
        stored.find_mail("elodie@exemple.fr").expires_at = clock() - DAY
    assert round_of_the_worker(database)["accounts"] == 1
    assert people(database) == 2
    assert round_of_the_worker(database)["accounts"] == 0


def test_a_manager_makes_an_account_and_its_owner_chooses_the_password(browser: TestApp, database: DB) -> None:
    """C024, G01."""
    sign_in(browser, "central")
    form = last_form(browser.get("/test/@@nouveau-candidat"))
    form["nom"], form["prenom"], form["adresse_mail"] = "Faure", "Zoé", "zoe@exemple.fr"
    form.submit(status=303).follow().mustcontain("est créé", "zoe@exemple.fr")
    ((code, recipient, text, _),) = mails(database)
    assert (code, recipient) == ("CPT_CREE_POUR", "zoe@exemple.fr")
    browser.reset()
    page = last_form(browser.get(link(text))).submit(status=303).follow()
    page.mustcontain("Choisir un nouveau mot de passe")
    form = last_form(page)
    form["mot_de_passe"] = form["confirmation_mot_de_passe"] = STRONG
    form.submit(status=303)
    answer = sign_in(browser, "zoe@exemple.fr", STRONG)
    browser.get(answer.location).mustcontain("Zoé")
    # The activation link has done its work: whoever finds it chooses no password.
    browser.reset()
    browser.get(link(text)).mustcontain("déjà validé", no="Choisir")


def test_a_manager_is_told_of_a_known_address(browser: TestApp, database: DB) -> None:
    """C024 C016."""
    parameter(database, "compte_existant_visible", False)
    sign_in(browser, "central")
    form = last_form(browser.get("/test/@@nouveau-candidat"))
    form["nom"], form["prenom"], form["adresse_mail"] = "Martin", "Camille", "Candidat@Exemple.FR"
    page = form.submit(status=409)
    assert "existe déjà" in page.html.find(id="error-champ-adresse_mail").text
    assert people(database) == 2


@pytest.mark.parametrize("login", ["droit", "membre", "CANDIDAT"])
def test_other_people_make_no_account_for_others(browser: TestApp, login: str) -> None:
    """C024, G01."""
    sign_in(browser, login)
    browser.get("/test/@@nouveau-candidat", status=403)


def test_a_member_of_staff_is_invited_in_words_of_their_own(browser: TestApp, database: DB) -> None:
    sign_in(browser, "admin")
    form = last_form(browser.get("/test/@@nouvel-agent"))
    form["login"], form["first_name"], form["last_name"] = "jdoe", "Jo", "Doe"
    form["mail"], form["role"] = "jo@univ.example", "central"
    form.submit(status=303)
    ((code, recipient, text, _),) = mails(database)
    assert (code, recipient) == ("CPT_INVITATION", "jo@univ.example")
    assert "jdoe" in text
    form = last_form(browser.get(link(text)))
    form["mot_de_passe"] = form["confirmation_mot_de_passe"] = STRONG
    form.submit(status=303)
    browser.reset()
    sign_in(browser, "jdoe", STRONG)
