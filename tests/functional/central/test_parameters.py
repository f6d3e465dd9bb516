"""« Paramètres »: by groups, inherited from the instance, given back by one gesture, read by who may not set them."""

from __future__ import annotations

from typing import Any

import pytest
import transaction
from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.domain.parameters import GROUPS, PARAMETERS
from ecandidat.resources import ROOT
from ecandidat.services import own_data
from tests import seed
from tests.functional.doors import sign_in

PAGE = "/test/@@parametres"


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def page_of(browser: TestApp, login: str, page: str = PAGE) -> TestResponse:
    """The screen, signed in."""
    sign_in(browser, login)
    return browser.get(page)


def notes(page: TestResponse, code: str) -> str:
    """What is said below the field of a parameter."""
    field = page.html.find(id=f"item-champ-{code}").find_parent(class_="parameter")
    return " ".join(field.select_one(".parameter-notes").get_text(" ").split())


def summary(page: TestResponse) -> str:
    """What is wrong, above the form."""
    return " ".join(page.html.select_one(".error-summary").get_text(" ").split())


def test_each_parameter_stands_in_its_group_with_its_explanation_bounds_and_default(browser: TestApp) -> None:
    """S01."""
    page = page_of(browser, "admin")
    for group in GROUPS:
        shown = page.html.find(id=f"groupe-{group.code}")
        assert shown.legend.get_text(strip=True) == group.label
        assert page.html.select_one(f'.parameter-jump a[href="#groupe-{group.code}"]')
        for row in group.rows:
            assert row.help in shown.get_text(), row.code
            assert shown.find(attrs={"name": row.code}) is not None, row.code
    assert "De 1 à 100." in notes(page, "CANDIDATURE_NB_VOEUX_MAX")
    assert "Par défaut\xa0: 20." in page.html.find(id="groupe-candidatures").get_text()
    assert "Par défaut : Rang saisi." in notes(page, "LC_MODE_AFFICHAGE_RANG")


def test_what_an_administrator_changes_is_written_with_its_before_and_after(browser: TestApp, database: Any) -> None:
    """S01."""
    form = page_of(browser, "admin").forms["deform"]
    form["CANDIDATURE_NB_VOEUX_MAX"], form["SCOL_IS_APPEL"], form["LC_MODE_AFFICHAGE_RANG"] = "7", False, "R"
    page = form.submit("enregistrer", status=303).follow()
    assert "Propre à l'établissement" in notes(page, "CANDIDATURE_NB_VOEUX_MAX")
    found = portal_of(database)["test"]
    assert {code: found.parameters[code] for code in ("CANDIDATURE_NB_VOEUX_MAX", "SCOL_IS_APPEL")} == {
        "CANDIDATURE_NB_VOEUX_MAX": 7, "SCOL_IS_APPEL": False,
    }  # fmt: skip
    assert "TECH_FILE_MAX_SIZE" not in found.parameters
    written = {entry.act: (entry.before, entry.after) for entry in found.journal}
    assert written["parametre-CANDIDATURE_NB_VOEUX_MAX"] == ("20", "7")
    assert written["parametre-SCOL_IS_APPEL"] == ("oui", "non")
    timeline = page.html.select_one(".timeline").get_text(" ")
    assert "Nombre maximal de candidatures par composante" in timeline
    assert "20 → 7" in timeline


@pytest.mark.parametrize(
    ("code", "typed"),
    [("TECH_FILE_MAX_SIZE", "11"), ("TECH_FILE_MAX_SIZE", "0"), ("TECH_FILE_MAX_SIZE", "deux"),
     ("CANDIDATURE_NB_VOEUX_MAX", ""), ("CANDIDAT_PREFIXE_NUM_DOSS", "abc"), ("LC_MODE_AFFICHAGE_RANG", "X")],
)  # fmt: skip
def test_a_value_out_of_bounds_is_told_at_its_field_and_nothing_is_lost(
    browser: TestApp, database: Any, code: str, typed: str
) -> None:
    """S01."""
    form = page_of(browser, "admin").forms["deform"]
    form[code].force_value(typed)
    form["SCOL_NB_JOUR_ARCHIVAGE"] = "400"
    page = form.submit("enregistrer", status="*")
    assert page.status_int in (409, 422)
    assert page.html.find(id=f"error-champ-{code}") is not None
    assert page.forms["deform"]["SCOL_NB_JOUR_ARCHIVAGE"].value == "400"
    assert "SCOL_NB_JOUR_ARCHIVAGE" not in portal_of(database)["test"].parameters


def test_one_gesture_gives_the_inherited_value_back(browser: TestApp, database: Any) -> None:
    """S01."""
    form = page_of(browser, "admin").forms["deform"]
    form["CANDIDATURE_NB_VOEUX_MAX"], form["SCOL_IS_APPEL"] = "7", False
    page = form.submit("enregistrer", status=303).follow()
    page = page.forms["deform"].submit("reprendre", value="CANDIDATURE_NB_VOEUX_MAX", status=303).follow()
    page.mustcontain("reprend sa valeur\xa0: 20")
    assert "Propre" not in notes(page, "CANDIDATURE_NB_VOEUX_MAX")
    found = portal_of(database)["test"]
    assert "CANDIDATURE_NB_VOEUX_MAX" not in found.parameters
    assert found.parameters["SCOL_IS_APPEL"] is False
    last = next(iter(found.journal.newest_first()))
    assert (last.act, last.before, last.after) == ("parametre-CANDIDATURE_NB_VOEUX_MAX", "7", "20")


def test_what_is_typed_elsewhere_waits_when_a_value_is_given_back(browser: TestApp, database: Any) -> None:
    """S01."""
    form = page_of(browser, "admin").forms["deform"]
    form["CANDIDATURE_NB_VOEUX_MAX"] = "7"
    form = form.submit("enregistrer", status=303).follow().forms["deform"]
    form["TECH_FILE_MAX_SIZE"], form["TECH_IS_BLOC_LETTRE"], form["CANDIDATURE_NB_VOEUX_MAX"] = "deux", True, "9"
    page = form.submit("reprendre", value="CANDIDATURE_NB_VOEUX_MAX", status=200)
    page.mustcontain("ne sont pas encore enregistrées")
    form = page.forms["deform"]
    assert (form["TECH_FILE_MAX_SIZE"].value, form["TECH_IS_BLOC_LETTRE"].checked) == ("deux", True)
    assert form["CANDIDATURE_NB_VOEUX_MAX"].value == "20"
    found = portal_of(database)["test"]
    assert "CANDIDATURE_NB_VOEUX_MAX" not in found.parameters
    assert "TECH_IS_BLOC_LETTRE" not in found.parameters
    form["TECH_FILE_MAX_SIZE"] = "4"
    form.submit("enregistrer", status=303)
    found = portal_of(database)["test"]
    assert (found.parameters["TECH_FILE_MAX_SIZE"], found.parameters["TECH_IS_BLOC_LETTRE"]) == (4, True)


def test_a_page_of_before_somebody_else_s_change_tells_it(browser: TestApp, wsgi: Any, database: Any) -> None:
    """S01, X21."""
    other = TestApp(wsgi, extra_environ={"HTTP_ACCEPT_LANGUAGE": "fr"})
    mine, theirs = page_of(browser, "admin").forms["deform"], page_of(other, "central").forms["deform"]
    theirs["CANDIDATURE_NB_VOEUX_MAX"] = "5"
    theirs.submit("enregistrer", status=303)
    mine["CANDIDATURE_NB_VOEUX_MAX"], mine["TECH_FILE_MAX_SIZE"] = "8", "3"
    page = mine.submit("enregistrer", status=409)
    assert "(maintenant « 5 »)" in summary(page)
    assert page.forms["deform"]["CANDIDATURE_NB_VOEUX_MAX"].value == "8"
    assert portal_of(database)["test"].parameters["CANDIDATURE_NB_VOEUX_MAX"] == 5
    page.forms["deform"].submit("enregistrer", status=303)
    assert portal_of(database)["test"].parameters["CANDIDATURE_NB_VOEUX_MAX"] == 8
    stale = browser.get(PAGE).forms["deform"]
    form = other.get(PAGE).forms["deform"]
    form["CANDIDATURE_NB_VOEUX_MAX"] = "6"
    form.submit("enregistrer", status=303)
    page = stale.submit("reprendre", value="CANDIDATURE_NB_VOEUX_MAX", status=409)
    assert "(maintenant « 6 »)" in summary(page)
    assert portal_of(database)["test"].parameters["CANDIDATURE_NB_VOEUX_MAX"] == 6


def test_establishments_inherit_what_administrators_set_for_the_instance(
    browser: TestApp, wsgi: Any, database: Any
) -> None:
    """S01."""
    form = page_of(browser, "admin", "/@@parametres").forms["deform"]
    form["CANDIDATURE_NB_VOEUX_MAX"] = "12"
    page = form.submit("enregistrer", status=303).follow()
    assert "Propre à l'instance" in notes(page, "CANDIDATURE_NB_VOEUX_MAX")
    page = browser.get(PAGE)
    assert page.forms["deform"]["CANDIDATURE_NB_VOEUX_MAX"].value == "12"
    assert "Valeur de l'instance : 12." in notes(page, "CANDIDATURE_NB_VOEUX_MAX")
    form = page.forms["deform"]
    form["CANDIDATURE_NB_VOEUX_MAX"] = "3"
    page = form.submit("enregistrer", status=303).follow()
    assert "Reprendre la valeur de l'instance" in notes(page, "CANDIDATURE_NB_VOEUX_MAX")
    assert "Autre valeur : Université de Test (3)." in notes(browser.get("/@@parametres"), "CANDIDATURE_NB_VOEUX_MAX")
    page.forms["deform"].submit("reprendre", value="CANDIDATURE_NB_VOEUX_MAX", status=303)
    portal = portal_of(database)
    assert "CANDIDATURE_NB_VOEUX_MAX" not in portal["test"].parameters
    assert portal.parameters["CANDIDATURE_NB_VOEUX_MAX"] == 12
    central = TestApp(wsgi)
    sign_in(central, "central")
    central.get("/@@parametres", status=403)


def test_the_central_office_reads_what_only_administrators_set(browser: TestApp, database: Any) -> None:
    """S01."""
    page = page_of(browser, "central")
    form = page.forms["deform"]
    names = set(form.fields)
    for row in PARAMETERS.values():
        assert (row.code in names) is row.office, row.code
    fixed = page.html.find(id="groupe-comptes").select_one(".parameter-fixed").get_text(" ")
    assert "Jours pour valider un compte" in fixed
    assert " 5 " in fixed
    posted = [*form.submit_fields(), ("TECH_FILE_MAX_SIZE", "9"), ("enregistrer", "enregistrer")]
    start = next(n for n, pair in enumerate(posted) if pair[0] == "__start__")
    posted.insert(start + 1, ("CANDIDAT_NB_JOUR_KEEP_CPT_MIN", "60"))
    browser.post(PAGE, posted, status=303)
    browser.post(PAGE, [*form.submit_fields(), ("reprendre", "compte_existant_visible")])
    found = portal_of(database)["test"].parameters
    assert "TECH_FILE_MAX_SIZE" not in found
    assert "CANDIDAT_NB_JOUR_KEEP_CPT_MIN" not in found
    assert found["compte_existant_visible"] is True


def test_parameters_are_found_by_words_without_their_accents(browser: TestApp, database: Any) -> None:
    """S01."""
    page = page_of(browser, "admin", f"{PAGE}?q=REPUBLICATION")
    page.mustcontain("Aucun paramètre ne contient ces mots")
    page = browser.get(f"{PAGE}?q=decision+publication+seconde")
    form = page.forms["deform"]
    assert [name for name in form.fields if name in PARAMETERS] == ["PUBLICATION_SECONDE_APPROBATION"]
    form["PUBLICATION_SECONDE_APPROBATION"] = True
    assert "q=decision" in form.submit("enregistrer", status=303).location
    assert portal_of(database)["test"].parameters["PUBLICATION_SECONDE_APPROBATION"] is True


def test_an_archive_is_kept_as_long_as_the_page_says(browser: TestApp, portal: Any, connection: Any) -> None:
    """S01."""
    portal["test"].parameters["CANDIDAT_NB_HEURE_EXPORT"] = 5
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    assert own_data.hours_kept(seed.work(portal), "c-CANDIDAT") == 5
    sign_in(browser, "CANDIDAT")
    browser.get("/candidats/CANDIDAT/@@mes-donnees").mustcontain("5 heures")


@pytest.mark.parametrize("login", ["droit", "membre", "CANDIDAT"])
def test_nobody_else_reads_or_sets_them(browser: TestApp, login: str) -> None:
    """S01."""
    sign_in(browser, login)
    browser.get(PAGE, status=403)
    browser.get("/@@parametres", status=403)
