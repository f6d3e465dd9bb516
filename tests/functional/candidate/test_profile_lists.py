"""« Cursus externe », « Stages », « Expériences pro. »: adding, changing, removing lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Obtained
from ecandidat.domain.profile import Internship
from tests.functional.candidate.test_profile_personal import fill
from tests.functional.candidate.test_profile_places import profile
from tests.functional.doors import sign_in

BASE = "/candidats/NOUVEAUX/profil"
STAGE = {"year": "2016", "duration": "6 MOIS", "hours": "35", "organisation": "EDF", "description": "Fichier client"}


def deletion(page: Any) -> Any:
    """The form that removes a line."""
    return next(form for form in page.forms.values() if form.action.endswith("/@@supprimer"))


def test_a_stage_is_added_changed_and_removed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C053."""
    sign_in(browser, "NOUVEAUX")
    page = browser.get(f"{BASE}/stages")
    assert "Aucun stage saisi" in page.text
    form = page.click("Nouveau stage").forms["profil"]
    listed = fill(form, **STAGE).submit("enregistrer", status=303).follow()
    assert "EDF" in listed.text
    assert "6 MOIS" in listed.text
    form = listed.click("Nouveau stage").forms["profil"]
    fill(form, **{**STAGE, "year": "2018", "hours": "", "organisation": "SNCF"}).submit("enregistrer", status=303)
    assert [entry.organisation for entry in profile(portal, connection).internships] == ["SNCF", "EDF"]
    assert profile(portal, connection).internships[0].hours is None
    form = browser.get(f"{BASE}/stages").click("Modifier", index=1).forms["profil"]
    assert form["organisation"].value == "EDF"
    fill(form, year="2019").submit("enregistrer", status=303)
    assert [entry.year for entry in profile(portal, connection).internships] == [2019, 2018]
    asked = browser.get(f"{BASE}/stages").click("Supprimer", index=1)
    assert "Supprimer ce stage ?" in " ".join(asked.html.h1.get_text().split())
    assert "SNCF" in asked.text
    deletion(asked).submit(status=303)
    assert [entry.organisation for entry in profile(portal, connection).internships] == ["EDF"]


def test_the_same_line_sent_twice_is_one_line(browser: TestApp, portal: Any, connection: Any) -> None:
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"], **STAGE)
    form.submit("enregistrer", status=303)
    form.submit("enregistrer", status=303)
    assert len(profile(portal, connection).internships) == 1


def test_a_job_needs_no_description(browser: TestApp, portal: Any, connection: Any) -> None:
    """C054."""
    sign_in(browser, "NOUVEAUX")
    form = browser.get(f"{BASE}/experiences-pro").click("Nouvelle expérience professionnelle").forms["profil"]
    fill(form, year="2015", title="Commercial", duration="2 ans", organisation="Renault France")
    assert "Commercial" in form.submit("enregistrer", status=303).follow().text
    assert profile(portal, connection).experiences[0].description == ""


def test_a_job_is_changed_and_removed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C054."""
    sign_in(browser, "NOUVEAUX")
    form = browser.get(f"{BASE}/experiences-pro").click("Nouvelle expérience professionnelle").forms["profil"]
    page = fill(form, year="2015", title="Commercial", duration="2 ans", organisation="Renault").submit(
        "enregistrer", status=303
    ).follow()  # fmt: skip
    form = page.click("Modifier", index=0).forms["profil"]
    page = fill(form, title="Acheteur").submit("enregistrer", status=303).follow()
    (job,) = profile(portal, connection).experiences
    assert (job.year, job.title, job.organisation) == (2015, "Acheteur", "Renault")
    deletion(page.click("Supprimer", index=0)).submit(status=303)
    assert profile(portal, connection).experiences == ()


def test_a_year_of_study_elsewhere(browser: TestApp, portal: Any, connection: Any) -> None:
    """C052."""
    sign_in(browser, "NOUVEAUX")
    form = browser.get(f"{BASE}/cursus-externe").click("Nouveau cursus").forms["profil"]
    form = fill(form, department="33").submit("_refresh").forms["profil"]
    form = fill(form, town_code="33063").submit("_refresh").forms["profil"]
    school = next(
        code for code, _selected, label in form["school"].options if label.startswith("Université de Bordeaux")
    )
    fill(form, school=school, year="2016", diploma="DUT", obtained="N", honours="B",
         label="DUT Gestion des Entreprises")  # fmt: skip
    page = form.submit("enregistrer", status=422)
    assert "qu'avec un diplôme obtenu" in page.text
    fill(page.forms["profil"], obtained="O").submit("enregistrer", status=303)
    (study,) = profile(portal, connection).external_studies
    assert (study.obtained, study.town, study.diploma) == (Obtained.YES, "Bordeaux", "DUT")
    assert study.school_label == "Université de Bordeaux"
    assert study.diploma_label.startswith("DUT")


def test_a_year_of_study_abroad_is_added_changed_and_removed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C052."""
    sign_in(browser, "NOUVEAUX")
    form = browser.get(f"{BASE}/cursus-externe?entree=nouvelle").forms["profil"]
    form = fill(form, country="352").submit("_refresh").forms["profil"]
    fill(
        form,
        town="Alger",
        school_label="Université d'Alger",
        year="2020",
        diploma="AUTRE",
        label="Licence",
        obtained="E",
    )
    page = form.submit("enregistrer", status=303).follow()
    assert profile(portal, connection).external_studies[0].school_label == "Université d'Alger"
    form = page.click("Modifier", index=0).forms["profil"]
    page = fill(form, label="Licence de droit").submit("enregistrer", status=303).follow()
    (study,) = profile(portal, connection).external_studies
    assert (study.label, study.town, study.school_label) == ("Licence de droit", "Alger", "Université d'Alger")
    deletion(page.click("Supprimer", index=0)).submit(status=303)
    assert profile(portal, connection).external_studies == ()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("year", "", "obligatoire"),
        ("year", "1850", "de 1900 à"),
        ("hours", "99", "de 1 à 80"),
        ("hours", "beaucoup", "en chiffres"),
        ("organisation", "x" * 51, "51 caractères\u00a0: 50 au plus"),
        ("description", "x" * 501, "501 caractères\u00a0: 500 au plus"),
        ("description", "", "obligatoire"),
        ("description", "a\x00b", "caractère invisible"),
    ],
)
def test_a_faulty_stage_is_not_kept(
    browser: TestApp, portal: Any, connection: Any, field: str, typed: str, said: str
) -> None:
    sign_in(browser, "NOUVEAUX")
    form = browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"]
    page = fill(form, **{**STAGE, field: typed}).submit("enregistrer", status=422)
    assert said in page.html.find(id=f"item-champ-{field}").get_text()
    assert profile(portal, connection).internships == ()


def test_fifty_lines_are_enough(browser: TestApp, portal: Any, connection: Any) -> None:
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"], **STAGE)
    one = Internship("k", 2000, "1 mois", "Ailleurs", "…")
    many = tuple(replace(one, key=f"k{i}", year=1950 + i) for i in range(50))
    portal.candidates["NOUVEAUX"].profile.internships = many
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    page = browser.get(f"{BASE}/stages")
    assert "Nouveau stage" not in page.text
    assert "compte déjà 50 lignes" in page.text
    assert "compte déjà 50 lignes" in form.submit("enregistrer", status=409).text


def test_a_line_removed_in_another_tab_can_be_kept(browser: TestApp, portal: Any, connection: Any) -> None:
    sign_in(browser, "NOUVEAUX")
    fill(browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"], **STAGE).submit("enregistrer")
    page = browser.get(f"{BASE}/stages")
    form = page.click("Modifier").forms["profil"]
    deletion(page.click("Supprimer")).submit(status=303)
    again = fill(form, organisation="EDF-GDF").submit("enregistrer", status=409).forms["profil"]
    again.submit("enregistrer", status=303)
    assert [entry.organisation for entry in profile(portal, connection).internships] == ["EDF-GDF"]


def test_what_is_not_there_is_not_found(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    browser.get(f"{BASE}/stages?entree=inconnue", status=404)
    browser.get(f"{BASE}/stages/@@supprimer?entree=inconnue", status=404)
    browser.get(f"{BASE}/adresse/@@supprimer?entree=x", status=404)


def test_cursus_interne_is_never_typed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C051."""
    sign_in(browser, "NOUVEAUX")
    page = browser.get(f"{BASE}/cursus-interne")
    assert "Aucune année d'études connue ici" in page.text
    assert "profil" not in page.forms
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    browser.post(f"{BASE}/cursus-interne", {"csrf_token": token, "year": "2020"}, status=404)
    browser.get(f"{BASE}/cursus-interne/@@supprimer?entree=x", status=404)
    assert profile(portal, connection).internal_studies == ()
