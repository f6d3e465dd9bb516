"""« Informations perso. » as a candidate, a manager and a stranger meet it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.facts import Fact
from ecandidat.models.application import Application
from ecandidat.services import effects
from tests import seed
from tests.functional.doors import sign_in

URL = "/candidats/NOUVEAUX/profil/infos-perso"
GOOD = {
    "nationality": "100",
    "ine": "1234567890",
    "ine_key": "V",
    "title": "Mme",
    "birth_name": "Martin-Dupré",
    "usual_name": "",
    "first_name": "Camille",
    "other_first_name": "",
    "birth_date": "14/07/2003",
    "birth_country": "100",
    "birth_department": "86",
    "birth_town": "Poitiers",
    "phone": "",
    "mobile": "06 12 34 56 78",
    "language": "fr",
}


def fill(form: Any, **values: Any) -> Any:
    """Type values into the fields that the form has."""
    for name, value in values.items():
        form[name] = value
    return form


def personal(portal: Any, connection: Any, number: str = "NOUVEAUX") -> Any:
    """What is stored now."""
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    return portal.candidates[number].profile.personal


@pytest.fixture
def records(settings_ini: dict[str, Any], tmp_path: Path) -> Path:
    """A university that knows one student."""
    path = tmp_path / "records.json"
    student = {
        "student_id": "21900001",
        "personal": {
            "nationality": "100", "ine": "1234567890", "ine_key": "V", "title": "Mme", "birth_name": "MARTIN",
            "first_name": "CAMILLE", "birth_date": "2003-07-14", "birth_country": "100", "birth_department": "86",
            "birth_town": "POITIERS",
        },
        "address": {"postcode": "86000", "town_code": "86194", "town": "POITIERS", "line1": "1 rue des Écoles"},
        "baccalaureate": {"year": 2021, "series": "NBGE", "series_label": "Baccalauréat général", "honours": "AB"},
        "studies": [
            {"year": 2022, "code": "L1DRT", "label": "Licence 1 Droit", "result": "Admis", "mark": "13", "scale": "20"},
            {"year": 2023, "code": "L2DRT", "label": "Licence 2 Droit", "result": "Admis"},
        ],
    }  # fmt: skip
    path.write_text(json.dumps({"test": [student]}), encoding="utf-8")
    settings_ini["ecandidat.student_records_path"] = str(path)
    return path


def test_a_new_candidate_finds_their_name_and_the_note_about_the_ine(browser: TestApp) -> None:
    """C035, C037."""
    sign_in(browser, "NOUVEAUX")
    page = browser.get(URL)
    form = page.forms["profil"]
    assert form["birth_name"].value == "MARTIN"
    assert form["nationality"].value == "100"
    assert "Si vous êtes de nationalité française mais ne possédez pas d'INE" in page.text
    for label in (
        "Nationalité",
        "INE",
        "Clé INE",
        "Civilité",
        "Nom patronymique",
        "Nom usuel",
        "Prénom",
        "Autre prénom",
        "Date naissance (jj/mm/aaaa)",
        "Pays de naissance",
        "Département de naissance",
        "Ville de naissance",
        "Téléphone",
        "Téléphone portable",
        "Langue de contact",
    ):
        assert page.html.find("label", string=label) is not None, label


def test_suivant_saves_and_leads_on(browser: TestApp, portal: Any, connection: Any) -> None:
    """C035, C043, C055."""
    sign_in(browser, "NOUVEAUX")
    answer = fill(browser.get(URL).forms["profil"], **GOOD).submit("suivant", status=303)
    assert answer.location.endswith("/profil/adresse")
    stored = personal(portal, connection)
    assert (stored.birth_name, stored.first_name, stored.birth_town) == ("MARTIN-DUPRÉ", "CAMILLE", "POITIERS")
    assert portal.candidates.by_ine["1234567890V"] == "NOUVEAUX"
    assert "rempli" in browser.get(URL).text


def test_enregistrer_stays_and_says_so(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    answer = fill(browser.get(URL).forms["profil"], **GOOD).submit("enregistrer", status=303)
    assert answer.location.endswith("/profil/infos-perso")
    assert "«\u00a0Informations perso.\u00a0»\u00a0: enregistré." in answer.follow().text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("nationality", "", "Ce champ est obligatoire."),
        ("birth_date", "31/02/2003", "Cette date n'existe pas"),
        ("birth_date", "2003", "jj/mm/aaaa"),
        ("birth_date", "01/01/2199", "dans le futur"),
        ("birth_date", "01/01/1850", "vérifiez l'année"),
        ("birth_name", "X" * 31, "31 caractères\u00a0: 30 au plus"),
        ("birth_name", "DUPONT 😀", "ne peut pas figurer ici"),
        ("birth_name", "<script>alert(1)</script>", "«\u00a0<\u00a0» ne peut pas figurer ici"),
        ("first_name", "محمد", "lettres latines"),
        ("first_name", "A\u202eB", "caractère invisible (U+202E)"),
        ("first_name", "--", "au moins une lettre"),
        ("birth_town", "POI\x00TIERS", "caractère invisible (U+0000)"),
        ("birth_town", "<b>Poitiers", "«\u00a0<\u00a0» ne peut pas figurer ici"),
        ("mobile", "appelez-moi", "numéro de 6 à 15 chiffres"),
        ("ine_key", "A", "La clé ne correspond pas à cet INE"),
        ("ine_key", "", "comptent 11 caractères\u00a0; vous en avez tapé 10"),
        ("ine", "1O34567020", "confondu la lettre O et le chiffre 0"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept(
    browser: TestApp, portal: Any, connection: Any, field: str, typed: str, said: str
) -> None:
    """C036, C043."""
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(URL).forms["profil"], **{**GOOD, field: typed})
    page = form.submit("enregistrer", status=422)
    assert said in page.html.find(class_="field-error").get_text()
    assert page.forms["profil"]["mobile"].value == {**GOOD, field: typed}["mobile"]
    assert personal(portal, connection) is None


def test_somebody_born_abroad_has_no_departement_and_needs_no_ine(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """C042."""
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(URL).forms["profil"], birth_country="352")
    narrowed = form.submit("_refresh", status=200).forms["profil"]
    assert "birth_department" not in narrowed.fields
    values = {**GOOD, "nationality": "352", "birth_country": "352", "ine": "", "ine_key": "", "birth_town": "Alger"}
    values.pop("birth_department")
    fill(narrowed, **values).submit("enregistrer", status=303)
    assert personal(portal, connection).birth_department == ""


def test_an_ine_belongs_to_one_account(browser: TestApp, portal: Any, connection: Any) -> None:
    """C038."""
    portal.candidates.by_ine["1234567890V"] = "CANDIDAT"
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "NOUVEAUX")
    page = fill(browser.get(URL).forms["profil"], **GOOD).submit("enregistrer", status=409)
    assert "Cet INE est déjà celui d'un autre compte" in page.html.find(class_="field-error").get_text()
    assert personal(portal, connection) is None


def test_a_page_left_open_says_what_changed_and_keeps_what_was_typed(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    sign_in(browser, "NOUVEAUX")
    fill(browser.get(URL).forms["profil"], **GOOD).submit("enregistrer", status=303)
    first, second = browser.get(URL).forms["profil"], browser.get(URL).forms["profil"]
    fill(first, usual_name="Durand").submit("enregistrer", status=303)
    page = fill(second, usual_name="Petit").submit("enregistrer", status=409)
    assert "«\u00a0DURAND\u00a0»" in page.text
    assert "«\u00a0PETIT\u00a0»" in page.text
    assert personal(portal, connection).usual_name == "DURAND"
    again = page.forms["profil"]
    assert again["usual_name"].value == "Petit"
    again.submit("enregistrer", status=303)
    assert personal(portal, connection).usual_name == "PETIT"


def applied(portal: Any, connection: Any, number: str = "CANDIDAT") -> Application:
    """An application of the candidate."""
    candidate = portal.candidates[number]
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    application = Application(candidate)
    application.created_at = seed.NOW
    formation["abcdefgh"] = application
    candidate.applications["abcdefgh"] = application
    effects.apply(seed.work(portal), application, Fact("candidater"))
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return application


def test_after_applying_the_identity_is_only_read_and_says_whom_to_write_to(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """C044."""
    sign_in(browser, "CANDIDAT")
    form = browser.get("/candidats/CANDIDAT/profil/infos-perso").forms["profil"]
    applied(portal, connection)
    page = browser.get("/candidats/CANDIDAT/profil/infos-perso")
    assert "droit@univ.example" in page.text
    assert "birth_name" not in page.forms["profil"].fields
    answer = fill(form, birth_name="AUTRE").submit("enregistrer", status=409)
    assert "ne peuvent plus changer" in answer.text
    assert personal(portal, connection, "CANDIDAT").birth_name == "MARTIN"


def test_after_applying_one_may_still_be_reached_elsewhere(browser: TestApp, portal: Any, connection: Any) -> None:
    """C044."""
    application = applied(portal, connection)
    sign_in(browser, "CANDIDAT")
    page = browser.get("/candidats/CANDIDAT/profil/infos-perso")
    assert "restent modifiables" in page.text
    before = personal(portal, connection, "CANDIDAT")
    form = fill(page.forms["profil"], mobile="06 11 22 33 44", language="en")
    assert form.submit("enregistrer", status=303).location.endswith("/infos-perso")
    after = personal(portal, connection, "CANDIDAT")
    assert after == replace(before, mobile=after.mobile, language="en")
    assert after.mobile.replace(" ", "") == "0611223344"
    assert portal.candidates["CANDIDAT"].language == "en"
    assert application.formation.rows["abcdefgh"].last_name == "MARTIN"
    asking = browser.get("/candidats/CANDIDAT/@@demander-correction").forms["correction"].fields
    assert "birth_name" in asking
    assert not {"phone", "mobile", "language"} & set(asking)


def test_the_central_office_may_still_correct_it_and_the_list_follows(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """C044."""
    applied(portal, connection)
    sign_in(browser, "central")
    page = browser.get("/candidats/CANDIDAT/profil/infos-perso")
    assert "CAMILLE MARTIN CANDIDAT" in page.text
    fill(page.forms["profil"], usual_name="Durand").submit("enregistrer", status=303)
    assert personal(portal, connection, "CANDIDAT").usual_name == "DURAND"
    assert portal["test"]["droit"]["master"]["m1-droit"].rows["abcdefgh"].last_name == "DURAND"


def test_a_component_manager_who_only_reads_has_no_form(browser: TestApp, portal: Any, connection: Any) -> None:
    applied(portal, connection)
    portal["test"].parameters["SCOL_GESTION_CANDIDAT_CTR_CAND"] = "R"
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "droit")
    page = browser.get("/candidats/CANDIDAT/profil/infos-perso")
    assert "MARTIN" in page.text
    assert "profil" not in page.forms
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    browser.post("/candidats/CANDIDAT/profil/infos-perso", {"csrf_token": token}, status=404)


def test_nobody_else_may_know_of_it(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(URL).forms["profil"], **GOOD)
    browser.get("/candidats/CANDIDAT/profil/infos-perso", status=404)
    form.action = "/candidats/CANDIDAT/profil/infos-perso"
    form.submit("enregistrer", status=404)


def test_a_student_certifies_who_they_are_and_their_record_is_taken_over(
    records: Path, browser: TestApp, portal: Any, connection: Any
) -> None:
    """C039, C040, C050, C051."""
    sign_in(browser, "NOUVEAUX")
    asked = fill(browser.get(URL).forms["profil"], **GOOD).submit("suivant", status=200)
    assert "Certifiez-vous être CAMILLE MARTIN, né(e) le 14/07/2003" in " ".join(asked.html.h1.get_text().split())
    assert personal(portal, connection) is None
    asked.forms["certifier"].submit("certifie", value="oui", status=303)
    stored = personal(portal, connection)
    assert stored.from_records
    assert stored.birth_name == "MARTIN"
    assert stored.mobile == "06 12 34 56 78"
    profile = portal.candidates["NOUVEAUX"].profile
    assert [study.year for study in profile.internal_studies] == [2023, 2022]
    assert profile.baccalaureate.from_records
    assert profile.address.line1 == "1 rue des Écoles"
    assert "Licence 2 Droit" in browser.get("/candidats/NOUVEAUX/profil/cursus-interne").text
    bac = browser.get("/candidats/NOUVEAUX/profil/baccalaureat")
    assert "dossier étudiant" in bac.text
    assert "profil" not in bac.forms
    page = browser.get(URL)
    assert set(page.forms["profil"].fields) >= {"phone", "mobile", "language"}
    assert "birth_name" not in page.forms["profil"].fields
    fill(page.forms["profil"], phone="05 49 45 30 00").submit("enregistrer", status=303)
    stored = personal(portal, connection)
    assert (stored.phone, stored.birth_name, stored.from_records) == ("05 49 45 30 00", "MARTIN", True)


def test_somebody_who_is_not_that_student_corrects_their_ine(
    records: Path, browser: TestApp, portal: Any, connection: Any
) -> None:
    """C039."""
    sign_in(browser, "NOUVEAUX")
    asked = fill(browser.get(URL).forms["profil"], **GOOD).submit("suivant", status=200)
    page = asked.forms["certifier"].submit("certifie", value="non", status=409)
    assert page.forms["profil"]["birth_name"].value == "Martin-Dupré"
    assert personal(portal, connection) is None


def test_an_ine_with_another_date_of_birth_tells_nothing_of_its_holder(records: Path, browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    answer = fill(browser.get(URL).forms["profil"], **{**GOOD, "birth_date": "15/07/2003"}).submit(
        "suivant", status=303
    )
    assert answer.location.endswith("/profil/adresse")


def test_mon_compte_leads_to_the_first_step_that_waits(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    assert browser.get("/candidats/NOUVEAUX/profil", status=303).location.endswith("/profil/infos-perso")
    browser.get("/candidats/NOUVEAUX/profil/autre-chose", status=404)
