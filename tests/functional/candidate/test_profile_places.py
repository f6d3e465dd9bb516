"""« Adresse » and « Baccalauréat »: lists that follow one another, with and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from tests.functional.candidate.test_profile_personal import fill
from tests.functional.doors import sign_in

ADDRESS = "/candidats/NOUVEAUX/profil/adresse"
BAC = "/candidats/NOUVEAUX/profil/baccalaureat"


def profile(portal: Any, connection: Any) -> Any:
    """The profile as stored now."""
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    return portal.candidates["NOUVEAUX"].profile


def options(field: Any) -> list[str]:
    """The codes of a list."""
    return [code for code, _selected, _label in field.options]


def test_the_towns_follow_the_postal_code(browser: TestApp, portal: Any, connection: Any) -> None:
    """C045, C055."""
    sign_in(browser, "NOUVEAUX")
    form = browser.get(ADDRESS).forms["profil"]
    assert options(form["town_code"]) == [""]
    form["postcode"], form["line1"] = "86000", "2 rue de l'église"
    narrowed = form.submit("_refresh", status=200).forms["profil"]
    assert narrowed["line1"].value == "2 rue de l'église"
    assert "86194" in options(narrowed["town_code"])
    narrowed["town_code"] = "86194"
    narrowed["line2"], narrowed["line3"] = "Bâtiment B", "Appartement 3"
    answer = narrowed.submit("suivant", status=303)
    assert answer.location.endswith("/profil/baccalaureat")
    stored = profile(portal, connection).address
    assert stored.lines() == ("2 rue de l'église", "Bâtiment B", "Appartement 3", "86000 POITIERS")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("postcode", "8600", "5 chiffres"),
        ("postcode", "86073", "Cedex"),
        ("town_code", "75056", "n'est pas dans la liste"),
        ("town_code", "", "obligatoire"),
        ("line1", "x" * 33, "33 caractères\u00a0: 32 au plus"),
        ("line2", "a\x07b", "caractère invisible"),
        ("country", "999", "n'est pas dans la liste"),
    ],
)
def test_a_forged_or_faulty_address_is_refused(
    browser: TestApp, portal: Any, connection: Any, field: str, typed: str, said: str
) -> None:
    """C045."""
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(ADDRESS).forms["profil"], postcode="86000", line1="2 rue de l'église")
    form = form.submit("_refresh").forms["profil"]
    form["town_code"] = "86194"
    if field in ("town_code", "country"):
        form[field].force_value(typed)
    else:
        form[field] = typed
    page = form.submit("enregistrer", status=422)
    assert any(said in error.get_text() for error in page.html.find_all(class_="field-error"))
    assert profile(portal, connection).address is None


def test_abroad_the_town_is_typed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C045."""
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(ADDRESS).forms["profil"], country="132").submit("_refresh").forms["profil"]
    assert "town_code" not in form.fields
    assert "cedex" not in form.fields
    fill(form, town="London", postcode="SW1A 1AA", line1="10 Downing Street").submit("enregistrer", status=303)
    stored = profile(portal, connection).address
    assert (stored.country, stored.town, stored.town_code) == ("132", "London", "")


def bac_form(browser: TestApp) -> Any:
    """The form of the reformed bac, narrowed down to Poitiers, without a script."""
    form = fill(browser.get(BAC).forms["profil"], year="2022").submit("_refresh").forms["profil"]
    form = fill(form, series="NBGE", department="86").submit("_refresh").forms["profil"]
    return fill(form, town_code="86194").submit("_refresh").forms["profil"]


def test_series_specialities_and_schools_follow(browser: TestApp, portal: Any, connection: Any) -> None:
    """C047, C048, C049."""
    sign_in(browser, "NOUVEAUX")
    old = fill(browser.get(BAC).forms["profil"], year="2017").submit("_refresh").forms["profil"]
    assert "ES" in options(old["series"])
    assert "NBGE" not in options(old["series"])
    form = bac_form(browser)
    labels = {code: label for code, _selected, label in form["series"].options}
    assert labels["NBGE"] == "NBGE - Baccalauréat général (réforme 2021)"
    school = next(code for code, _s, label in form["school"].options if label == "LYCÉE VICTOR HUGO")
    form["school"] = school
    fill(form, speciality1="MATH", speciality2="SVT", dropped_speciality="PC", honours="AB")
    form.submit("suivant", status=303)
    stored = profile(portal, connection).baccalaureate
    assert (stored.year, stored.series, stored.honours, stored.town) == (2022, "NBGE", "AB", "Poitiers")
    assert (stored.speciality1, stored.speciality2, stored.dropped_speciality) == ("MATH", "SVT", "PC")
    assert stored.school == school
    assert stored.school_label == "LYCÉE VICTOR HUGO"
    assert browser.get(BAC).forms["profil"]["school"].value == school


def test_a_school_that_no_list_knows_is_typed(browser: TestApp, portal: Any, connection: Any) -> None:
    """C048."""
    sign_in(browser, "NOUVEAUX")
    form = fill(bac_form(browser), school="autre", speciality1="MATH", speciality2="SVT", dropped_speciality="PC")
    page = form.submit("enregistrer", status=422)
    form = page.forms["profil"]
    form["school_label"] = "Lycée du Bout du Monde"
    form.submit("enregistrer", status=303)
    stored = profile(portal, connection).baccalaureate
    assert (stored.school, stored.school_label) == ("", "Lycée du Bout du Monde")
    assert browser.get(BAC).forms["profil"]["school_label"].value == "Lycée du Bout du Monde"


def test_specialities_and_options_differ(browser: TestApp, portal: Any, connection: Any) -> None:
    """C049."""
    sign_in(browser, "NOUVEAUX")
    form = fill(bac_form(browser), school="autre", speciality1="MATH", speciality2="MATH", dropped_speciality="PC")
    form = form.submit("_refresh").forms["profil"]
    form["school_label"] = "Lycée"
    page = form.submit("enregistrer", status=422)
    assert "déjà choisi" in page.html.find(id="item-champ-speciality2").get_text()
    form = fill(page.forms["profil"], speciality2="SVT", option1="MEXP", option3="MEXP")
    page = form.submit("enregistrer", status=422)
    assert "déjà choisi" in page.html.find(id="item-champ-option3").get_text()
    fill(page.forms["profil"], option3="DGEM", option4="MCOM").submit("enregistrer", status=303)
    assert profile(portal, connection).baccalaureate.options == ("MEXP", "DGEM", "MCOM")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("year", "1899", "de 1900 à"),
        ("year", "2999", "de 1900 à"),
        ("year", "deux mille", "en chiffres"),
        ("year", "", "obligatoire"),
    ],
)
def test_a_year_that_cannot_be_is_refused(browser: TestApp, field: str, typed: str, said: str) -> None:
    """C047."""
    sign_in(browser, "NOUVEAUX")
    page = fill(browser.get(BAC).forms["profil"], **{field: typed}).submit("enregistrer", status=422)
    assert said in page.html.find(id="item-champ-year").get_text()


def test_sans_bac_asks_for_nothing_else(browser: TestApp, portal: Any, connection: Any) -> None:
    """C046."""
    sign_in(browser, "NOUVEAUX")
    form = browser.get(BAC).forms["profil"]
    form["champ-diploma"] = "sans"
    form.submit("suivant", status=303)
    assert profile(portal, connection).baccalaureate.without
    form = browser.get(BAC).forms["profil"]
    assert form["champ-diploma"].value == "sans"
    assert "year" not in form.fields
