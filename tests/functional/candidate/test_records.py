"""What a university knows of its students, as they meet it: read-only, read again, let go; pieces without upload."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.adapters.sis.embedded import JsonRecords
from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.services import application as applications
from ecandidat.services import dossier, pieces, records
from ecandidat.services.situation import piece_view, situation
from ecandidat.work import Work
from tests import seed
from tests.functional.candidate.test_corrections import to
from tests.functional.candidate.test_profile_personal import GOOD, URL, fill, personal
from tests.functional.doors import sign_in

PROFILE = "/candidats/NOUVEAUX/profil"
STUDENT: dict[str, Any] = {
    "student_id": "21900001",
    "personal": {"nationality": "100", "ine": "1234567890", "ine_key": "V", "title": "Mme", "birth_name": "MARTIN",
                 "first_name": "CAMILLE", "birth_date": "2003-07-14", "birth_country": "100",
                 "birth_department": "86", "birth_town": "POITIERS"},
    "address": {"postcode": "86000", "town_code": "86194", "town": "POITIERS", "line1": "1 rue des Écoles"},
    "baccalaureate": {"year": 2021, "series": "NBGE", "series_label": "Baccalauréat général", "honours": "AB"},
    "studies": [{"year": 2022, "code": "L1DRT", "label": "Licence 1 Droit", "result": "ADM"}],
    "pieces": [
        {"code": "PIDEN", "name": "carte-identite.pdf", "year": 2022},
        {"code": "ASSUR", "name": "assurance.pdf", "year": 2022, "expires": "2022-12-31"},
    ],
}  # fmt: skip


@pytest.fixture
def known(settings_ini: dict[str, Any], tmp_path: Path) -> Path:
    """The file of a university that knows one student."""
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"test": [STUDENT]}), encoding="utf-8")
    settings_ini["ecandidat.student_records_path"] = str(path)
    return path


def commit(connection: Any) -> None:
    """Let others see what was done here."""
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def certified(browser: TestApp) -> None:
    """NOUVEAUX says who they are, and their record is taken over."""
    sign_in(browser, "NOUVEAUX")
    asked = fill(browser.get(URL).forms["profil"], **GOOD).submit("suivant", status=200)
    asked.forms["certifier"].submit("certifie", value="oui", status=303)


def works(portal: Any, path: Path | None, userid: str = "c-NOUVEAUX") -> Work:
    """The candidate's own work, with the student records of a file."""
    found = NoRecords() if path is None else JsonRecords(path)
    return seed.work(portal, userid, "CAMILLE MARTIN", adapters=Adapters(None, found))


@pytest.fixture
def student(portal: Any, connection: Any, known: Path) -> Any:
    """NOUVEAUX, whose profile and pieces come from the records; the identity piece is PIDEN there."""
    portal["test"].pieces["identite"].record_code = "PIDEN"
    candidate = portal.candidates["NOUVEAUX"]
    work = works(portal, known)
    records.load_records(work, candidate, portal["test"], student_id="21900001")
    return candidate


def test_what_comes_from_the_records_says_from_where_and_whom_to_write_to(known: Path, browser: TestApp) -> None:
    """C040, C050, C051."""
    certified(browser)
    assert "Admis" in browser.get(f"{PROFILE}/cursus-interne").text
    for step in ("infos-perso", "baccalaureat", "cursus-interne"):
        notice = " ".join(browser.get(f"{PROFILE}/{step}").html.find(class_="notice-info").get_text().split())
        assert "dossier étudiant (Université de Test)" in notice, step
        assert "écrivez à ecandidat@univ.example." in notice, step


@pytest.mark.parametrize(("code", "without"), [("0000", True), ("NBGE", False), ("", False)])
def test_the_series_that_means_no_bac_makes_somebody_without(
    known: Path, portal: Any, code: str, without: bool
) -> None:
    """C050, S01."""
    portal["test"].parameters["SCOL_SISCOL_COD_SANS_BAC"] = code
    bac = {"year": 2021, "series": "0000", "series_label": "Sans bac"}
    known.write_text(json.dumps({"test": [{**STUDENT, "baccalaureate": bac}]}), encoding="utf-8")
    candidate = portal.candidates["NOUVEAUX"]
    assert records.load_records(works(portal, known), candidate, portal["test"], student_id="21900001")
    found = candidate.profile.baccalaureate
    assert (found.without, found.from_records) == (without, True)
    assert found.series == ("" if without else "0000")


def test_cursus_interne_says_how_it_fills_itself(browser: TestApp) -> None:
    """C051."""
    sign_in(browser, "NOUVEAUX")
    page = browser.get(f"{PROFILE}/cursus-interne")
    assert "Aucune année d'études connue ici" in page.text
    assert "votre INE et votre date de naissance" in page.text
    assert "profil" not in page.forms


def test_the_records_are_read_again_on_demand(known: Path, browser: TestApp, portal: Any, connection: Any) -> None:
    """C039, C051."""
    certified(browser)
    page = to(browser.get(f"{PROFILE}/cursus-interne"), "/@@relire").submit(status=303).follow()
    assert "rien n'avait changé" in page.text
    more = {"year": 2023, "code": "L2DRT", "label": "Licence 2 Droit", "result": "Admis"}
    known.write_text(json.dumps({"test": [{**STUDENT, "studies": [*STUDENT["studies"], more]}]}), encoding="utf-8")
    work = works(portal, known)
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    candidate = portal.candidates["NOUVEAUX"]
    assert records.read_again(work, candidate) is True
    assert [study.year for study in candidate.profile.internal_studies] == [2023, 2022]
    known.write_text(json.dumps({"test": []}), encoding="utf-8")
    with pytest.raises(Refused, match="records_gone"):
        records.read_again(works(portal, known), candidate)
    with pytest.raises(Refused, match="records_silent"):
        records.read_again(works(portal, known.parent / "nowhere.json"), candidate)
    assert [study.year for study in candidate.profile.internal_studies] == [2023, 2022]


def test_nothing_is_read_again_for_somebody_without_records(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    token = browser.get(URL).html.find("input", {"name": "csrf_token"})["value"]
    answer = browser.post(f"{PROFILE}/cursus-interne/@@relire", {"csrf_token": token}, status=303)
    assert "ne vient d'aucun dossier étudiant" in answer.follow().text


def test_a_student_number_of_another_person_is_not_read(portal: Any, known: Path, student: Any) -> None:
    known.write_text(json.dumps({"test": [{**STUDENT, "personal": {**STUDENT["personal"], "ine": "0123456789",
                     "ine_key": "M", "birth_date": "1999-01-01"}}]}), encoding="utf-8")  # fmt: skip
    portal.accounts.get("c-NOUVEAUX").student_id = "21900001"
    with pytest.raises(Refused, match="records_gone"):
        records.read_again(works(portal, known), student)


def test_another_ine_drops_what_came_with_the_former_one_once_confirmed(
    known: Path, browser: TestApp, portal: Any, connection: Any
) -> None:
    """C041."""
    certified(browser)
    form = browser.get(URL).click("Ce n'est pas mon INE").forms["ine"]
    assert "ine" in form.fields
    page = fill(form, ine="1234567890", ine_key="A").submit("changer", status=422)
    assert "La clé ne correspond pas" in page.text
    asked = fill(page.forms["ine"], ine="2500000001", ine_key="F").submit("changer", status=200)
    said = " ".join(asked.html.find(class_="confirm").get_text().split())
    for words in ("votre baccalauréat", "votre cursus interne", "les pièces de votre dossier étudiant"):
        assert words in said
    asked.forms["question"].submit("effacer", value="non", status=303)
    assert personal(portal, connection).from_records
    asked.forms["question"].submit("effacer", value="oui", status=303)
    details = personal(portal, connection)
    profile, candidate = portal.candidates["NOUVEAUX"].profile, portal.candidates["NOUVEAUX"]
    assert (details.ine, details.birth_name, details.from_records) == ("2500000001", "MARTIN", False)
    assert (profile.baccalaureate, profile.internal_studies) == (None, ())
    assert (candidate.records_of, candidate.record_pieces) == ("", ())
    assert profile.address.line1 == "1 rue des Écoles"
    assert portal.candidates.by_ine.get("2500000001F") == "NOUVEAUX"
    assert "1234567890V" not in portal.candidates.by_ine
    assert "birth_name" in browser.get(URL).forms["profil"].fields


def test_the_identity_of_records_stays_after_the_first_application(portal: Any, student: Any) -> None:
    applications.apply(works(portal, None), portal["test"]["droit"]["master"]["m1-droit"], student)
    with pytest.raises(Refused, match="identity_frozen"):
        records.let_go(works(portal, None), student, "2500000001", "F")


def test_an_unknown_ine_is_confirmed_where_the_university_asks_for_it(
    known: Path, browser: TestApp, portal: Any, connection: Any
) -> None:
    """C039."""
    portal["test"].parameters["candidat_confirme_ine_inconnu"] = True
    commit(connection)
    sign_in(browser, "NOUVEAUX")
    page = fill(browser.get(URL).forms["profil"], **{**GOOD, "ine": "2500000001", "ine_key": "F"})
    asked = page.submit("suivant", status=200)
    assert "Êtes-vous sûr(e) de votre INE" in asked.html.h1.get_text()
    assert "Université de Test" in asked.html.find(class_="lead").get_text()
    assert personal(portal, connection) is None
    again = asked.forms["question"].submit("ine_sur", value="non", status=409)
    assert "Vérifiez votre INE" in again.html.find(id="item-champ-ine").get_text()
    assert again.forms["profil"]["birth_name"].value == "Martin-Dupré"
    answer = asked.forms["question"].submit("ine_sur", value="oui", status=303)
    assert answer.location.endswith("/profil/adresse")
    assert personal(portal, connection).ine == "2500000001"
    fill(browser.get(URL).forms["profil"], usual_name="Durand").submit("suivant", status=303)


def test_the_question_is_the_same_for_a_number_that_is_somebody_elses(
    known: Path, browser: TestApp, portal: Any, connection: Any
) -> None:
    portal["test"].parameters["candidat_confirme_ine_inconnu"] = True
    commit(connection)
    sign_in(browser, "NOUVEAUX")
    form = fill(browser.get(URL).forms["profil"], **{**GOOD, "birth_date": "15/07/2003"})
    assert "Êtes-vous sûr(e) de votre INE" in form.submit("suivant", status=200).html.h1.get_text()


def test_a_university_that_does_not_look_students_up_knows_nobody(
    known: Path, browser: TestApp, portal: Any, connection: Any
) -> None:
    """C039."""
    portal["test"].parameters["CANDIDAT_IS_UTILISE_SYNCHRO_INE"] = False
    commit(connection)
    sign_in(browser, "NOUVEAUX")
    fill(browser.get(URL).forms["profil"], **GOOD).submit("suivant", status=303)
    assert not personal(portal, connection).from_records


def test_a_piece_of_the_student_record_is_valid_without_a_file(
    browser: TestApp, portal: Any, connection: Any, student: Any
) -> None:
    """C078."""
    work = works(portal, None)
    application = applications.apply(work, portal["test"]["droit"]["master"]["m1-papier"], student)
    digital = applications.apply(work, portal["test"]["droit"]["master"]["m1-droit"], student)
    commit(connection)
    sign_in(browser, "NOUVEAUX")
    for one in (application, digital):
        demand = portal["test"].pieces["identite"]
        assert piece_view(one, demand).status is PieceStatus.VALID
    url = "/test/droit/master/m1-droit/" + digital.key
    line = browser.get(url).html.find(id="piece-test-pieces-identite")
    assert "Pièce provenant de votre dossier étudiant" in line.get_text()
    assert "carte-identite.pdf (2022)" in line.get_text()
    assert "Validée" in line.get_text()
    assert line.find("input", {"type": "file"}) is None
    refusal = situation(work, digital)
    assert [piece.label for piece in refusal.pieces if piece.status is PieceStatus.PENDING] == [
        "Curriculum Vitae", "Lettre de motivation", "Demande d'aménagement au titre du handicap",
    ]  # fmt: skip


def completed(portal: Any, student: Any) -> Any:
    """An application whose other pieces are answered, then submitted."""
    work = works(portal, None)
    formation = portal["test"]["sciences"]["master"]["m1-maths"]
    application = applications.apply(work, formation, student)
    applications.submit(work, application)
    return application


def test_it_is_part_of_what_is_sent_and_stays_when_the_records_change(portal: Any, student: Any) -> None:
    """C078."""
    application = completed(portal, student)
    assert application.status is Status.RECEIVED
    demand = portal["test"].pieces["identite"]
    student.record_pieces, student.records_of = (), ""
    view = piece_view(application, demand)
    assert (view.status, view.record, view.document) == (PieceStatus.VALID, "carte-identite.pdf (2022)", None)
    assert application.snapshot.pieces[0][:3] == (demand.uid, "Copie pièce d'identité", "VA")
    printed = dossier.data(works(portal, None), application, owner=False, lang="fr")
    assert printed.pieces[0].comment == "Pièce provenant du dossier étudiant"


def test_a_manager_may_refuse_it_and_the_candidate_then_deposits(portal: Any, student: Any) -> None:
    """C078."""
    application = completed(portal, student)
    demand = portal["test"].pieces["identite"]
    manager = seed.work(portal, "s-droit", "Test Droit")
    pieces.judge(manager, application, demand, PieceStatus.REFUSED, "Carte périmée")
    assert piece_view(application, demand).status is PieceStatus.REFUSED
    assert situation(manager, application).pieces[0].status is PieceStatus.REFUSED
    pieces.judge(manager, application, demand, PieceStatus.VALID)
    assert piece_view(application, demand).status is PieceStatus.VALID


def test_a_piece_counts_where_and_as_long_as_it_is_good(portal: Any, student: Any, known: Path) -> None:
    """C078."""
    assert [piece.code for piece in student.record_pieces] == ["PIDEN"]
    demand = portal["test"].pieces["identite"]
    application = applications.apply(works(portal, None), portal["test"]["droit"]["master"]["m1-droit"], student)
    assert piece_view(application, demand).status is PieceStatus.VALID
    (held,) = student.record_pieces
    soon = application.formation.calendar.return_by - timedelta(days=1)
    student.record_pieces = (type(held)(held.code, held.name, held.year, soon),)
    assert piece_view(application, demand).status is PieceStatus.PENDING
    student.record_pieces, student.records_of = (held,), "ailleurs"
    assert piece_view(application, demand).status is PieceStatus.PENDING
    assert isinstance(soon, date)


def test_pieces_are_not_read_where_the_university_says_so(portal: Any, known: Path) -> None:
    """C078."""
    portal["test"].parameters["CANDIDAT_IS_GET_SISCOL_PJ"] = False
    candidate = portal.candidates["NOUVEAUX"]
    records.load_records(works(portal, known), candidate, portal["test"], student_id="21900001")
    assert candidate.record_pieces == ()
