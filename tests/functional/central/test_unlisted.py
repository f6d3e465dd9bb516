"""« Libellés à rattacher »: from the text that a candidate typed to the official entry, by those who may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import transaction
from webtest import TestApp

from ecandidat.domain.codes import Obtained
from ecandidat.domain.profile import ExternalStudy
from ecandidat.domain.roles import Role
from ecandidat.models.unlisted import Unlisted
from ecandidat.resources import ROOT
from ecandidat.services import application as applications
from ecandidat.services import closing, effects, profile, unlisted
from ecandidat.services.install import add_establishment
from ecandidat.services.reindex import reindex
from tests import seed
from tests.functional.candidate.test_corrections import leave
from tests.functional.doors import sign_in

LIST = "/test/@@libelles"
STUDY = ExternalStudy("23456789", 2023, "", "Bachelor de droit", "Deuxième année", Obtained.YES, department="86",
                      town_code="86194", town="Poitiers", school_label="Univ. de Poitiers")  # fmt: skip


@pytest.fixture
def typed(portal: Any, connection: Any) -> Any:
    """CANDIDAT applied to droit, submitted nothing, and typed a school, a town, a diploma by hand."""
    candidate = portal.candidates["CANDIDAT"]
    work = seed.work(portal, candidate.userid, "CAMILLE MARTIN")
    bac = replace(seed.BACCALAUREATE, school="", school_label="Lycée Victor-Hugo")
    profile.save_baccalaureate(work, candidate, bac)
    profile.save_entry(work, candidate, "cursus-externe", "external_studies", STUDY)
    profile.save_address(work, candidate, replace(seed.ADDRESS, town_code="", town="POITIER"))
    applications.apply(work, portal["test"]["droit"]["master"]["m1-droit"], candidate)
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return candidate


def fresh(connection: Any) -> None:
    """See what others committed."""
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()


def row(page: Any, text: str) -> Any:
    """The line of a text."""
    return next(line for line in page.html.find_all("tr") if line.th is not None and line.th.get_text() == text)


def choose(page: Any, text: str) -> Any:
    """The form that attaches, with the entry of that label chosen."""
    label = next(one for one in page.html.find_all("label") if one.get_text(" ", strip=True).startswith(text))
    form = next(form for form in page.forms.values() if "code" in form.fields)
    form["code"] = label["for"].removeprefix("code-")
    return form


def test_what_was_typed_waits_and_is_attached(browser: TestApp, typed: Any, portal: Any, connection: Any) -> None:
    """C048."""
    sign_in(browser, "central")
    page = browser.get(LIST)
    assert "Établissement" in row(page, "Lycée Victor-Hugo").get_text()
    assert "86 - Vienne" in row(page, "Lycée Victor-Hugo").get_text()
    form = choose(page.click("^Lycée Victor-Hugo$"), "LYCÉE VICTOR HUGO - POITIERS")
    assert "profils mis à jour\u00a0: 1" in form.submit(status=303).follow().text
    fresh(connection)
    bac = typed.profile.baccalaureate
    assert (bac.school, bac.school_label) == (form["code"].value, "LYCÉE VICTOR HUGO")
    assert (bac.year, bac.series, bac.town) == (2021, "NBGE", "Poitiers")
    assert "Lycée Victor-Hugo" not in browser.get(LIST).text
    assert [entry.act for entry in portal["test"].journal][-1] == "rattacher-libelle"
    last = list(typed.journal)[-1]
    assert (last.act, last.actor, last.detail) == ("profil", "Test Central", "baccalaureat")
    assert "Lycée Victor-Hugo" in last.before
    assert "Plus aucun candidat" in form.submit(status=303).follow().text


def test_a_diploma_and_a_town_are_attached_too(browser: TestApp, typed: Any, connection: Any) -> None:
    """C045, C052."""
    sign_in(browser, "central")
    page = browser.get(LIST).click("^Bachelor de droit$")
    search = next(form for form in page.forms.values() if "q" in form.fields and "code" not in form.fields)
    search["q"] = "Licence 2e année"
    choose(search.submit(), "Licence").submit(status=303)
    choose(browser.get(LIST).click("^POITIER$"), "Poitiers").submit(status=303)
    fresh(connection)
    (study,) = typed.profile.external_studies
    assert study.diploma_label.startswith("Licence")
    assert study.diploma != ""
    assert study.label == "Deuxième année"
    assert (typed.profile.address.town_code, typed.profile.address.town) == ("86194", "POITIERS")


def test_a_school_of_another_town_takes_its_place_with_it(portal: Any, typed: Any) -> None:
    work = seed.work(portal, "s-central", "Central")
    group = next(one for one in unlisted.groups(work, portal["test"]) if one.text == "Lycée Victor-Hugo")
    found = portal.nomenclatures.table("lycees").found("departement", "54")
    elsewhere = next(one for one in found if one.value("commune_insee") == "54395")
    assert unlisted.attach(work, portal["test"], group.id, elsewhere.code) == 1
    bac = typed.profile.baccalaureate
    assert (bac.department, bac.town_code, bac.town) == ("54", "54395", "Nancy")


def test_what_was_submitted_is_never_touched(portal: Any, typed: Any) -> None:
    work = seed.work(portal, "s-central", "Central")
    application = next(iter(typed.applications.values()))
    snapshot = effects.freeze(work, application)
    for group in unlisted.groups(work, portal["test"]):
        code, _label = unlisted.suggestions(portal, group, "Licence" if group.kind == "diplome" else "")[0]
        unlisted.attach(work, portal["test"], group.id, code)
    assert snapshot.profile.baccalaureate.school_label == "Lycée Victor-Hugo"
    assert typed.profile.baccalaureate.school_label != "Lycée Victor-Hugo"


def test_a_text_is_kept_as_typed_by_one_establishment(browser: TestApp, typed: Any, portal: Any) -> None:
    sign_in(browser, "central")
    page = browser.get(LIST)
    line = row(page, "Bachelor de droit")
    form = next(f for f in page.forms.values() if "libelle" in f.fields and f["libelle"].value in str(line))
    page = form.submit(status=303).follow()
    assert "Bachelor de droit" not in [one.get_text() for one in page.html.find_all("th", scope="row")]
    kept = next(one for one in page.html.find_all("details") if "Libellés gardés" in one.get_text())
    assert "Gardé par Test Central" in kept.get_text()
    back = next(f for f in page.forms.values() if "garder" in f.fields)
    page = back.submit(status=303).follow()
    assert row(page, "Bachelor de droit") is not None


def test_one_establishment_neither_sees_nor_attaches_what_another_candidates_typed(
    browser: TestApp, typed: Any, portal: Any, connection: Any
) -> None:
    elsewhere = add_establishment(portal, "ailleurs", "Université d'Ailleurs")
    seed.staff(portal, "ailleurs", elsewhere, Role.CENTRAL)
    group = unlisted.groups(seed.work(portal), portal["test"])[0]
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "ailleurs")
    page = browser.get("/ailleurs/@@libelles")
    assert "Aucun libellé à rattacher" in page.text
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    browser.get(LIST, status=(403, 404))
    answer = browser.post("/ailleurs/@@rattacher", {"csrf_token": token, "libelle": group.id, "code": "0860034V"})
    assert "Plus aucun candidat" in answer.follow().text
    browser.post("/test/@@rattacher", {"csrf_token": token, "libelle": group.id, "code": "x"}, status=(403, 404))


@pytest.mark.parametrize("login", ["CANDIDAT", "droit", "membre"])
def test_only_the_office_attaches(browser: TestApp, typed: Any, login: str) -> None:
    sign_in(browser, login)
    browser.get(LIST, status=(403, 404))


def test_an_entry_that_is_not_offered_is_refused(browser: TestApp, typed: Any, portal: Any, connection: Any) -> None:
    sign_in(browser, "central")
    page = browser.get(LIST).click("^POITIER$")
    form = choose(page, "Poitiers")
    form["code"].force_value("75056")
    assert "n'est pas dans la liste" in form.submit(status=409).text
    leave(browser)


def test_the_queue_is_made_anew(portal: Any, typed: Any) -> None:
    before = portal.unlisted.uses["CANDIDAT"]
    assert {use.kind for use in before} == {"etablissement", "commune-adresse", "diplome"}
    assert reindex(portal)[1] == 0
    portal.unlisted.uses["CANDIDAT"] = ()
    portal.unlisted.uses["PARTIIII"] = before
    assert reindex(portal)[1] == 2
    assert portal.unlisted.uses["CANDIDAT"] == before
    assert "PARTIIII" not in portal.unlisted.uses


def test_two_candidates_who_type_at_once_do_not_meet(database: Any) -> None:
    with database.transaction() as connection:
        connection.root()[ROOT].unlisted = Unlisted()
    opened = [database.open(transaction.TransactionManager()) for _ in range(2)]
    for one, number in zip(opened, ("CANDIDAT", "NOUVEAUX"), strict=True):
        portal = one.root()[ROOT]
        candidate = portal.candidates[number]
        work = seed.work(portal, candidate.userid)
        profile.save_address(work, candidate, replace(seed.ADDRESS, town_code="", town="POITIER"))
    for one in opened:
        one.transaction_manager.commit()
    for one in opened:
        one.close()
    with database.transaction() as connection:
        assert set(connection.root()[ROOT].unlisted.uses) == {"CANDIDAT", "NOUVEAUX"}


def test_whoever_deleted_their_account_waits_for_nothing_and_stops_nobody(portal: Any, typed: Any) -> None:
    """C048, C099."""
    work = seed.work(portal, "s-central", "Central")
    other = seed.candidate(portal, "AUTREXYZ", ine="2222222222", ine_key="M")
    profile.save_baccalaureate(work, other, typed.profile.baccalaureate)
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    applications.apply(seed.work(portal, other.userid, "AUTRE"), formation, other)
    group = next(one for one in unlisted.groups(work, portal["test"]) if one.text == "Lycée Victor-Hugo")
    assert len(group.candidates) == 2
    code, _label = unlisted.suggestions(portal, group)[0]
    closing.ask(seed.work(portal, typed.userid, "CAMILLE"), typed, portal.accounts.get(typed.userid))
    assert unlisted.attach(work, portal["test"], group.id, code) == 1
    assert other.profile.baccalaureate.school == code
    assert not [one for one in unlisted.groups(work, portal["test"]) if typed in one.candidates]
