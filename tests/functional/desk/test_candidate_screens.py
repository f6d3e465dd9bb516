"""The screens of a candidate as those who take care of candidates use them: writing, reading only, years later."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from ecandidat import register
from ecandidat.domain.campaign import Campaign
from ecandidat.domain.roles import Role
from tests import seed
from tests.functional.candidate.test_records import STUDENT
from tests.functional.desk.files import applied, commit, form_of, refresh
from tests.functional.doors import sign_in

MARIE = "/candidats/CANDIDAT"
STEPS = ("infos-perso", "adresse", "baccalaureat", "cursus-interne", "cursus-externe", "stages", "experiences-pro")


@pytest.fixture
def offices(portal: Any, connection: Any) -> Any:
    """CANDIDAT applied; « candidats » manages candidates of the university, « lecteur » reads them."""
    application = applied(portal)
    seed.staff(portal, "candidats", portal["test"], Role.CANDIDATE_MANAGER)
    seed.staff(portal, "lecteur", portal["test"], Role.CANDIDATE_READER)
    commit(connection)
    return application


@pytest.fixture
def known(settings_ini: dict[str, Any], tmp_path: Path) -> Path:
    """The file of a university that knows one student."""
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"test": [STUDENT]}), encoding="utf-8")
    settings_ini["ecandidat.student_records_path"] = str(path)
    return path


def test_who_manages_candidates_writes_their_profile_in_their_own_name(
    browser: TestApp, offices: Any, connection: Any, portal: Any
) -> None:
    """G03."""
    sign_in(browser, "candidats")
    for step in STEPS:
        browser.get(f"{MARIE}/profil/{step}", status=200)
    form = browser.get(f"{MARIE}/profil/adresse").forms["profil"]
    form["line1"] = "3 place du Marché"
    form.submit("enregistrer", status=303)
    refresh(connection)
    candidate = portal.candidates["CANDIDAT"]
    assert candidate.profile.address.line1 == "3 place du Marché"
    assert list(candidate.journal)[-1].actor == "Test Candidats"
    browser.get(f"{MARIE}/candidatures", status=200)


def test_who_reads_candidates_sees_every_screen_and_changes_none(
    browser: TestApp, offices: Any, connection: Any, portal: Any
) -> None:
    """G03."""
    before = portal.candidates["CANDIDAT"].data()
    sign_in(browser, "lecteur")
    for step in STEPS:
        page = browser.get(f"{MARIE}/profil/{step}", status=200)
        assert not page.html.select("main form[method=post] button"), step
    page = browser.get(f"{MARIE}/profil/adresse")
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    browser.post(f"{MARIE}/profil/adresse", {"csrf_token": token, "line1": "3 place du Marché"}, status="4*")
    browser.get(f"{MARIE}/@@fiche", status="4*")
    refresh(connection)
    assert portal.candidates["CANDIDAT"].data() == before


def test_continuing_education_follows_to_lists_and_exports(
    browser: TestApp, offices: Any, connection: Any, portal: Any
) -> None:
    """G05."""
    sign_in(browser, "central")
    form = form_of(browser.get(f"{MARIE}/@@fiche"), "etudiant")
    form["continue"] = True
    form.submit("enregistrer", status=303)
    refresh(connection)
    rows = portal["test"]["droit"]["master"]["m1-droit"].rows
    assert [row.continuing for row in rows.values()] == [True]


def test_the_records_of_a_student_fill_the_profile_on_demand(
    known: Path, browser: TestApp, connection: Any, portal: Any
) -> None:
    """G07: what the records hold and is still valid, and nothing more when asked again."""
    assert known.is_file()
    nouveau = portal.candidates["NOUVEAUX"]
    nouveau.origin = "test"
    commit(connection)
    sign_in(browser, "central")
    form = form_of(browser.get("/candidats/NOUVEAUX/@@fiche"), "etudiant")
    form["etudiant"] = "21900001"
    page = form.submit("enregistrer", status=303).follow()
    again = next(form for form in page.forms.values() if form.action.endswith("@@fiche-dossier"))
    assert "le profil a suivi" in again.submit(status=303).follow()
    refresh(connection)
    found = nouveau.profile
    assert (found.personal.birth_name, found.personal.ine, found.baccalaureate.year) == ("MARTIN", "1234567890", 2021)
    assert [study.label for study in found.internal_studies] == ["Licence 1 Droit"]
    assert {piece.code for piece in nouveau.record_pieces} == {"PIDEN"}
    assert "rien n'a changé" in again.submit(status=303).follow()


def test_an_application_of_a_former_campaign_is_found_and_read(
    browser: TestApp, offices: Any, connection: Any, portal: Any
) -> None:
    """G14. Differs: the account and its profile live on; it is the application that belongs to the past."""
    offices.created_at -= timedelta(days=300)
    register.refresh(offices)
    portal["test"].campaign = Campaign("2027", "2027", seed.TODAY - timedelta(days=5), seed.TODAY + timedelta(days=60))
    commit(connection)
    sign_in(browser, "lecteur")
    assert offices.key not in browser.get("/test/@@candidatures")
    archived = browser.get("/test/@@candidatures?archivees=1")
    assert offices.key in archived
    assert not archived.html.select("[name=acte], [name=c]")
    page = browser.get(f"/test/droit/master/m1-droit/{offices.key}", status=200)
    assert "MARTIN" in page
    assert not page.html.select("main form[method=post] button")
    assert "M1 Droit privé" in browser.get(f"{MARIE}/candidatures", status=200)
