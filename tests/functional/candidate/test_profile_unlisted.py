"""A town, a school, a diploma that no list knows: typed, kept with its label, and met again at the next visit."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from tests.functional.candidate.test_profile_personal import fill
from tests.functional.candidate.test_profile_places import ADDRESS, bac_form, options, profile
from tests.functional.doors import sign_in

STUDIES = "/candidats/NOUVEAUX/profil/cursus-externe"


def faults(page: Any) -> dict[str, str]:
    """Id of a faulty field → what is said there."""
    return {
        item["id"].removeprefix("item-champ-"): " ".join(error.get_text().split())
        for item in page.html.find_all(class_="field-faulty")
        if (error := item.find(class_="field-error")) is not None
    }


def test_a_wrong_postal_code_marks_the_postal_code_alone(browser: TestApp) -> None:
    """C045."""
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(ADDRESS).forms["profil"], postcode="86999", line1="2 rue de l'église")
    page = form.submit("enregistrer", status=422)
    assert list(faults(page)) == ["postcode"]
    form = fill(page.forms["profil"], postcode="86000").submit("_refresh").forms["profil"]
    form["town_code"] = "86194"
    page = fill(form, postcode="8600").submit("enregistrer", status=422)
    assert list(faults(page)) == ["postcode"]
    label = page.html.find(id="item-champ-town_code")
    assert label.find(class_="required-mark") is not None
    assert label.find("select")["aria-required"] == "true"


def test_a_town_that_no_postal_code_knows_is_typed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C045."""
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(ADDRESS).forms["profil"], postcode="86000", line1="2 rue de l'église")
    form = form.submit("_refresh").forms["profil"]
    labels = [label for _code, _selected, label in form["town_code"].options]
    assert labels[-1] == "Ma commune n'est pas dans la liste"
    page = fill(form, town_code="autre").submit("enregistrer", status=422)
    assert list(faults(page)) == ["town"]
    fill(page.forms["profil"], town="L’Isle\u2011d‘Espagnac").submit("enregistrer", status=303)
    assert profile(portal, connection).address.town == "L'ISLE-D'ESPAGNAC"
    form = browser.get(ADDRESS).forms["profil"]
    fill(form, town="Poitiers-la-Neuve").submit("enregistrer", status=303)
    stored = profile(portal, connection).address
    assert (stored.postcode, stored.town_code, stored.town) == ("86000", "", "POITIERS-LA-NEUVE")
    form = browser.get(ADDRESS).forms["profil"]
    assert (form["town_code"].value, form["town"].value) == ("autre", "POITIERS-LA-NEUVE")
    form = fill(form, town_code="86194").submit("_refresh").forms["profil"]
    assert "town" not in form.fields
    form.submit("enregistrer", status=303)
    assert profile(portal, connection).address.town == "POITIERS"


def test_a_town_of_the_bac_that_no_list_knows_opens_the_schools_of_its_departement(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """C048."""
    sign_in(browser, "NOUVEAUX")
    form = fill(bac_form(browser), town_code="autre").submit("_refresh").forms["profil"]
    assert len(options(form["school"])) > 10
    fill(form, speciality1="MATH", speciality2="SVT", dropped_speciality="PC", school="autre")
    page = form.submit("enregistrer", status=422)
    assert set(faults(page)) == {"town", "school_label"}
    fill(page.forms["profil"], town="Saint-Nulle-Part", school_label="Lycée du Bout du Monde")
    page.forms["profil"].submit("enregistrer", status=303)
    stored = profile(portal, connection).baccalaureate
    assert (stored.department, stored.town_code, stored.town) == ("86", "", "Saint-Nulle-Part")
    assert (stored.school, stored.school_label) == ("", "Lycée du Bout du Monde")
    form = browser.get("/candidats/NOUVEAUX/profil/baccalaureat").forms["profil"]
    assert (form["town"].value, form["school_label"].value) == ("Saint-Nulle-Part", "Lycée du Bout du Monde")


def test_a_list_that_waits_for_another_says_nothing_of_its_own(browser: TestApp) -> None:
    """C048."""
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(f"{STUDIES}?entree=nouvelle").forms["profil"], year="2020")
    page = form.submit("enregistrer", status=422)
    assert "department" in faults(page)
    assert not {"town_code", "school"} & set(faults(page))


def test_a_diploma_that_no_list_knows_is_typed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C052."""
    sign_in(browser, "NOUVEAUX")
    form = browser.get(f"{STUDIES}?entree=nouvelle").forms["profil"]
    form = fill(form, country="132", diploma="autre").submit("_refresh").forms["profil"]
    fill(form, year="2020", label="Bachelor of Arts", obtained="O", honours="B", school_label="King's College")
    page = form.submit("enregistrer", status=422)
    assert list(faults(page)) == ["diploma_label"]
    fill(page.forms["profil"], diploma_label="Bachelor of Arts").submit("enregistrer", status=303)
    (study,) = profile(portal, connection).external_studies
    assert (study.diploma, study.diploma_label) == ("", "Bachelor of Arts")
    page = browser.get(STUDIES).click("Modifier")
    assert page.forms["profil"]["diploma"].value == "autre"
    assert page.forms["profil"]["diploma_label"].value == "Bachelor of Arts"
