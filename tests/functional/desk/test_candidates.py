"""Candidates as a university manages them: found, helped, deleted, erased; and never by another university."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.campaign import Campaign
from ecandidat.domain.roles import Role
from ecandidat.evolution.lists import fill_columns
from ecandidat.models.nomenclature import Entry
from ecandidat.register import formations_below
from ecandidat.services import accounts, candidates
from ecandidat.services.install import add_establishment
from tests import seed
from tests.functional.candidate import road
from tests.functional.desk.files import commit, form_of, refresh
from tests.functional.doors import sign_in

MARIE = "/candidats/CANDIDAT"


def found(browser: TestApp, typed: str, **more: str) -> list[str]:
    """The numbers that a search shows."""
    page = browser.get("/test/@@candidats", {"recherche": typed, **more})
    return [cell.text for cell in page.html.select("td .code")]


def new_account(portal: Any, connection: Any, mail: str = "lea@exemple.fr") -> Any:
    """Somebody who made an account there and activated nothing."""
    person = accounts.NewAccount("PETIT", "LÉA", mail)
    account = accounts.create_for(seed.work(portal, "s-central", "Central"), person, portal["test"])
    commit(connection)
    return portal.candidates[account.number]


@pytest.fixture
def applied(browser: TestApp) -> str:
    """CANDIDAT has an application at the university; nobody is signed in any more."""
    page = road.apply(browser)
    browser.reset()
    return page


def test_who_applied_is_found_by_a_part_of_what_names_them(browser: TestApp, applied: str, portal: Any) -> None:
    """G02."""
    sign_in(browser, "central")
    personal = portal.candidates["CANDIDAT"].profile.personal
    called = f"{personal.first_name} {personal.name}"
    for typed in ("candid", personal.birth_name.lower()[:4], called, "candidat@exemple"):
        assert found(browser, typed) == ["CANDIDAT"], typed
    assert found(browser, "candid", exacte="1") == []
    assert found(browser, "CANDIDAT", exacte="1") == ["CANDIDAT"]
    assert found(browser, "zzzz") == []
    page = browser.get("/test/@@candidats", {"recherche": "a"}, status=422)
    assert "au moins 2" in page
    for hostile in ("é" * 5000, "<script>", "%"):
        assert browser.get("/test/@@candidats", {"recherche": hostile}, status="*").status_int in (200, 422)


def test_past_campaigns_are_looked_into_when_asked(
    browser: TestApp, applied: str, connection: Any, portal: Any
) -> None:
    """G02, G14: what belongs to a former campaign is found with « Toutes les campagnes »."""
    refresh(connection)
    opens = seed.work(portal).today
    portal["test"].campaign = replace(Campaign(), code="2027", label="2027", opens=opens)
    portal["test"].past_campaigns = (
        Campaign("2026", "Campagne 2026", opens - timedelta(days=300), opens - timedelta(days=90)),
    )
    for one in formations_below(portal["test"]):
        for key, row in list(one.rows.items()):
            one.rows[key] = row._replace(created_on=opens - timedelta(days=10))
    commit(connection)
    sign_in(browser, "central")
    assert found(browser, "candid") == []
    assert found(browser, "candid", toutes="1") == ["CANDIDAT"]
    page = browser.get("/test/@@candidats", {"recherche": "candid", "toutes": "1"})
    assert page.html.select_one("td[data-label=Campagne]").text == "Campagne 2026"


def test_an_account_without_application_is_found_by_what_names_it_wholly(
    browser: TestApp, connection: Any, portal: Any
) -> None:
    """G02."""
    lea = new_account(portal, connection)
    sign_in(browser, "central")
    assert found(browser, lea.number) == found(browser, "lea@exemple.fr") == [lea.number]
    assert found(browser, "lea@") == []
    assert found(browser, "candidat@exemple.fr") == []


def test_a_manager_opens_the_screens_of_a_candidate(browser: TestApp, connection: Any, portal: Any) -> None:
    """G01, G03."""
    sign_in(browser, "central")
    form = form_of(browser.get("/test/@@nouveau-candidat"), "nom")
    form["nom"], form["prenom"], form["adresse_mail"] = "Petit", "Léa", "lea@exemple.fr"
    form.submit("enregistrer", status=303)
    (number,) = found(browser, "lea@exemple.fr")
    for path in ("", "/candidatures", "/profil/infos-perso", "/profil/stages", "/@@fiche"):
        browser.get(f"/candidats/{number}{path}", status=200)


def test_the_sheet_of_an_account_is_changed_and_its_history_says_so(
    browser: TestApp, connection: Any, portal: Any
) -> None:
    """G04, G05."""
    lea = new_account(portal, connection)
    sign_in(browser, "central")
    form = form_of(browser.get(f"/candidats/{lea.number}/@@fiche"), "etudiant")
    form["nom"], form["prenom"], form["etudiant"], form["ent"] = "PETITE", "LÉA", "22107890", "e22107890"
    form["continue"] = True
    page = form.submit("enregistrer", status=303).follow()
    for told in ("PETITE", "22107890", "Formation continue", "non → oui", "Central"):
        assert told in page, told
    refresh(connection)
    account = portal.accounts.get(lea.userid)
    assert (account.last_name, account.student_id, account.cas_login) == ("PETITE", "22107890", "test/e22107890")
    assert (lea.student_id, lea.continuing) == ("22107890", True)
    assert found(browser, "e22107890") == [lea.number]
    form = form_of(page, "etudiant")
    form["ent"] = "deux mots"
    assert "sans espace" in form.submit("enregistrer", status=409)


def test_regime_and_standing_are_said_where_the_university_says_them(
    browser: TestApp, connection: Any, portal: Any
) -> None:
    """G08."""
    lea = new_account(portal, connection)
    sign_in(browser, "central")
    form = form_of(browser.get(f"/candidats/{lea.number}/@@fiche"), "regime", "statut")
    form["regime"], form["statut"] = "4", "04"
    page = form.submit("enregistrer", status=303).follow()
    page.mustcontain("Régime d'inscription", "Statut d'étudiant", "Apprentissage", "Apprenti")
    refresh(connection)
    assert (lea.regime, lea.standing) == ("4", "04")
    portal.nomenclatures.table("statuts").put(Entry("04", "Apprenti", active=False))
    commit(connection)
    kept = form_of(browser.get(f"/candidats/{lea.number}/@@fiche"), "statut")
    kept["regime"] = ""
    kept.submit("enregistrer", status=303).follow().mustcontain("Apprentissage")
    refresh(connection)
    assert (lea.regime, lea.standing) == ("", "04")
    forged = form_of(browser.get(f"/candidats/{lea.number}/@@fiche"), "regime")
    forged["regime"].force_value("99")
    forged.submit("enregistrer", status=422)
    portal["test"].parameters["GEST_IS_UTILISE_REG_STU"] = False
    commit(connection)
    fields = form_of(browser.get(f"/candidats/{lea.number}/@@fiche"), "etudiant").fields
    assert "regime" not in fields
    assert "statut" not in fields


def test_two_people_never_share_a_student_number(browser: TestApp, applied: str, connection: Any, portal: Any) -> None:
    """G04."""
    refresh(connection)
    work = seed.work(portal, "s-central", "Central")
    candidates.save(work, portal.candidates["CANDIDAT"], {"etudiant": "22107890"})
    commit(connection)
    other = seed.candidate(portal, "PERSONNE", birth_name="DURAND", first_name="LOU")
    other.origin = "test"
    commit(connection)
    sign_in(browser, "central")
    form = form_of(browser.get("/candidats/PERSONNE/@@fiche"), "etudiant")
    form["etudiant"] = "22107890"
    page = form.submit("enregistrer", status=409)
    assert "déjà celui du dossier CANDIDAT" in page
    assert form_of(page, "etudiant")["etudiant"].value == "22107890"
    (row,) = (row for row in portal["test"]["droit"]["master"]["m1-droit"].rows.values() if row.number == "CANDIDAT")
    assert row.student_id == "22107890"


def test_a_link_is_sent_again(browser: TestApp, connection: Any, portal: Any) -> None:
    """G06."""
    lea = new_account(portal, connection)
    sign_in(browser, "central")
    for fresh, code in ((True, "CPT_MIN_LIEN_VALID_OUBLIE"), (False, "CPT_MIN_MDP_OUBLIE")):
        page = browser.get(f"/candidats/{lea.number}/@@fiche")
        form = next(form for form in page.forms.values() if form.action.endswith("@@fiche-lien"))
        assert "lea@exemple.fr" in form.submit(status=303).follow()
        refresh(connection)
        assert [mail.code for mail in portal.outbox.values() if mail.recipient == "lea@exemple.fr"].count(code) == 1
        account = portal.accounts.get(lea.userid)
        if fresh:
            account.activated_at = account.created_at
            commit(connection)


def test_a_wrong_address_is_mended(browser: TestApp, connection: Any, portal: Any) -> None:
    """G04: at once before the activation; later once the link was followed."""
    lea = new_account(portal, connection, "lea@exmple.fr")
    sign_in(browser, "central")
    form = form_of(browser.get(f"/candidats/{lea.number}/@@fiche-adresse"), "adresse_mail")
    form["adresse_mail"] = "candidat@exemple.fr"
    assert "existe déjà" in form.submit("enregistrer", status=409)
    form["adresse_mail"] = "lea@exemple.fr"
    form.submit("enregistrer", status=303)
    refresh(connection)
    account = portal.accounts.get(lea.userid)
    assert (account.mail, lea.mail, portal.accounts.find_mail("lea@exmple.fr")) == ("lea@exemple.fr",) * 2 + (None,)
    account.activated_at = account.created_at
    commit(connection)
    form = form_of(browser.get(f"/candidats/{lea.number}/@@fiche-adresse"), "adresse_mail")
    form["adresse_mail"] = "lea.petit@exemple.fr"
    assert "attend que son lien soit suivi" in form.submit("enregistrer", status=303).follow()
    refresh(connection)
    assert (account.mail, account.pending_mail) == ("lea@exemple.fr", "lea.petit@exemple.fr")


def test_an_account_is_deleted_only_without_applications(
    browser: TestApp, applied: str, connection: Any, portal: Any
) -> None:
    """G09, X22."""
    lea = new_account(portal, connection)
    number = lea.number
    sign_in(browser, "central")
    assert "Supprimer le compte…" not in browser.get(f"{MARIE}/@@fiche")
    form = form_of(browser.get(f"{MARIE}/@@fiche-supprimer"), "prevenir")
    assert "annulées comprises" in form.submit(status=409)
    form = form_of(browser.get(f"/candidats/{number}/@@fiche-supprimer"), "prevenir")
    assert "Le compte" in form.submit(status=303).follow()
    refresh(connection)
    assert number not in portal.candidates
    assert portal.accounts.find_mail("lea@exemple.fr") is None
    assert portal.candidates.was_used(number)
    told = {mail.code for mail in portal.outbox.values() if mail.recipient == "lea@exemple.fr"}
    assert told == {"CPT_CREE_POUR", "CPT_MIN_DELETE"}
    assert "supprimer-candidat" in [entry.act for entry in portal["test"].journal]


def test_an_administrator_erases_everything(browser: TestApp, applied: str, connection: Any, portal: Any) -> None:
    """G10, X22."""
    refresh(connection)
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    assert len(list(formation.rows.values())) == 1
    sign_in(browser, "central")
    assert browser.get(f"{MARIE}/@@effacer", status="*").status_int in (403, 404)
    browser.reset()
    sign_in(browser, "admin")
    page = browser.get(f"{MARIE}/@@effacer")
    assert "M1 Droit privé" in page
    form = form_of(page, "numero")
    form["numero"] = "AUTRE"
    refused = form.submit(status=409)
    assert "Ce n'est pas le n° de ce dossier" in refused
    form = form_of(refused, "numero")
    form["numero"] = "candidat"
    form.submit(status=303)
    refresh(connection)
    assert "CANDIDAT" not in portal.candidates
    assert portal.accounts.get("c-CANDIDAT") is None
    assert list(formation.rows.values()) == []
    assert portal.candidates.was_used("CANDIDAT")


def test_nothing_is_erased_where_one_may_not(browser: TestApp, applied: str, connection: Any, portal: Any) -> None:
    """G10: an administrator of one university does not erase the files of another."""
    refresh(connection)
    other = add_establishment(portal, "autre", "Autre université")
    seed.staff(portal, "adm-autre", other, Role.ADMINISTRATOR)
    portal.candidates["CANDIDAT"].origin = "autre"
    commit(connection)
    sign_in(browser, "adm-autre")
    form = form_of(browser.get(f"{MARIE}/@@effacer"), "numero")
    form["numero"] = "CANDIDAT"
    assert "Université de Test" in form.submit(status=409)
    refresh(connection)
    assert "CANDIDAT" in portal.candidates


def test_another_university_knows_nothing_of_them(
    browser: TestApp, applied: str, connection: Any, portal: Any
) -> None:
    """G02, G04."""
    refresh(connection)
    seed.staff(portal, "central-autre", add_establishment(portal, "autre", "Autre université"), Role.CENTRAL)
    commit(connection)
    sign_in(browser, "central-autre")
    assert "Personne ne correspond" in browser.get("/autre/@@candidats?recherche=candidat@exemple.fr")
    assert browser.get("/test/@@candidats?recherche=candid", status="*").status_int in (403, 404)
    for path in ("@@fiche", "@@fiche-adresse", "@@fiche-supprimer", "@@effacer"):
        assert browser.get(f"{MARIE}/{path}", status="*").status_int in (403, 404), path
    browser.reset()
    sign_in(browser, "droit")
    assert browser.get("/test/@@candidats?recherche=candid", status="*").status_int in (403, 404)


def test_records_are_read_on_demand(browser: TestApp, connection: Any, portal: Any) -> None:
    """G07."""
    lea = new_account(portal, connection)
    sign_in(browser, "central")
    page = browser.get(f"/candidats/{lea.number}/@@fiche")
    form = next(form for form in page.forms.values() if form.action.endswith("@@fiche-dossier"))
    assert "Aucun n° étudiant" in form.submit(status=303).follow()


def test_older_databases_know_where_accounts_were_made(connection: Any, portal: Any) -> None:
    lea = new_account(portal, connection)
    account = portal.accounts.get(lea.userid)
    account.student_id, lea.origin = "22107890", ""
    fill_columns(portal)
    assert (lea.origin, lea.student_id) == ("test", "22107890")
