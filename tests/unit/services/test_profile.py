"""Writing a profile: only what changed, one INE per account, student records taken over once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import transaction
from ZODB.POSException import ConflictError

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.adapters.sis.embedded import JsonRecords
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.profile import Internship, PersonalDetails
from ecandidat.models.application import Application
from ecandidat.resources import ROOT
from ecandidat.services import application as applications
from ecandidat.services import effects, profile, records
from ecandidat.work import Work
from tests import seed

DETAILS = replace(seed.PERSONAL, ine="1234567890", ine_key="V")
STAGE = Internship("a", 2020, "6 mois", "EDF", "Fichier client")
STUDENT = {
    "student_id": "21900001",
    "personal": {"nationality": "100", "ine": "1234567890", "ine_key": "V", "title": "Mme", "birth_name": "CURIE",
                 "first_name": "MARIE", "birth_date": "2003-07-14", "phone": "0100000000"},
    "address": {"postcode": "75005", "town": "PARIS", "line1": "1 rue d'Ulm"},
    "baccalaureate": {"year": 2021, "series": "NBGE"},
    "studies": [{"year": 2022, "code": "L1", "label": "Licence 1"}, {"year": 2023, "code": "L2", "label": "Licence 2"}],
}  # fmt: skip


@pytest.fixture
def work(portal: Any) -> Work:
    """The candidate NOUVEAUX acting for themself, no student records."""
    return seed.work(portal, "c-NOUVEAUX", "CAMILLE MARTIN")


@pytest.fixture
def student_work(portal: Any, tmp_path: Path) -> Work:
    """The same, where the university knows one student."""
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"test": [STUDENT]}), encoding="utf-8")
    return seed.work(portal, "c-NOUVEAUX", "CAMILLE MARTIN", adapters=Adapters(None, JsonRecords(path)))


@pytest.fixture
def candidate(portal: Any) -> Any:
    """A candidate with an empty profile."""
    return portal.candidates["NOUVEAUX"]


def refused(act: Callable[[], object]) -> str:
    """The code with which an act is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def apply(work: Work, candidate: Any) -> Application:
    """An application of the candidate to the seed's first formation."""
    made = Application(candidate)
    made.created_at = work.now
    work.root["test"]["droit"]["master"]["m1-droit"]["kkkkkkkk"] = made
    candidate.applications["kkkkkkkk"] = made
    effects.apply(work, made, Fact("candidater"))
    return made


def test_details_are_written_once_and_journalled(work: Work, candidate: Any) -> None:
    assert profile.save_personal(work, candidate, DETAILS) is True
    assert profile.save_personal(work, candidate, DETAILS) is False
    (line,) = candidate.journal
    assert (line.act, line.detail, line.actor) == ("profil", "infos-perso", "CAMILLE MARTIN")
    assert "birth_name=MARTIN" in line.after
    assert line.before == ""
    profile.save_personal(work, candidate, replace(DETAILS, phone="0549000000"))
    line = candidate.journal.newest_first()[0]
    assert (line.before, line.after) == ("", "phone=0549000000")


def test_saving_the_same_value_writes_no_object(work: Work, candidate: Any, connection: Any) -> None:
    profile.save_personal(work, candidate, DETAILS)
    profile.save_entry(work, candidate, "stages", "internships", STAGE)
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    profile.save_personal(work, candidate, DETAILS)
    profile.save_entry(work, candidate, "stages", "internships", replace(STAGE, key="b"))
    assert connection._registered_objects == []


def test_the_account_follows_names_and_language(work: Work, candidate: Any, portal: Any) -> None:
    profile.save_personal(work, candidate, replace(DETAILS, usual_name="CURIE", first_name="MARIE", language="en"))
    account = portal.accounts.get("c-NOUVEAUX")
    assert (account.name, account.language, candidate.language) == ("MARIE CURIE", "en", "en")


def test_an_ine_is_held_by_one_and_given_back_when_it_changes(work: Work, candidate: Any, portal: Any) -> None:
    profile.save_personal(work, candidate, DETAILS)
    other = portal.candidates["CANDIDAT"]
    assert refused(lambda: profile.save_personal(work, other, DETAILS)) == "ine_taken"
    assert other.profile.personal == seed.PERSONAL
    profile.save_personal(work, candidate, replace(DETAILS, ine="", ine_key=""))
    assert "1234567890V" not in portal.candidates.by_ine
    assert profile.save_personal(work, other, DETAILS) is True


def test_two_accounts_claiming_one_ine_at_once_do_not_both_get_it(database: Any) -> None:
    """C038."""
    managers = [transaction.TransactionManager(explicit=True) for _ in range(2)]
    opened = []
    for manager, number in zip(managers, ("NOUVEAUX", "CANDIDAT"), strict=True):
        manager.begin()
        connection = database.open(manager)
        opened.append(connection)
        portal = connection.root()[ROOT]
        profile.save_personal(seed.work(portal, f"c-{number}"), portal.candidates[number], DETAILS)
    managers[0].commit()
    with pytest.raises(ConflictError):
        managers[1].commit()
    managers[1].abort()
    for connection in opened:
        connection.close()


def test_identity_freezes_for_the_candidate_at_the_first_application_even_cancelled(work: Work, candidate: Any) -> None:
    """C044."""
    profile.save_personal(work, candidate, DETAILS)
    made = apply(work, candidate)
    applications.cancel(work, made)
    changed = replace(DETAILS, birth_name="AUTRE")
    assert refused(lambda: profile.save_personal(work, candidate, changed)) == "identity_frozen"
    manager = seed.work(work.root, "s-central", "Central")
    assert profile.save_personal(manager, candidate, changed) is True
    assert profile.contacts(candidate) == [("UFR Droit", "droit@univ.example")]


def test_lists_follow_drafts_and_what_staff_correct_while_snapshots_stay_as_sent(work: Work, candidate: Any) -> None:
    profile.save_personal(work, candidate, DETAILS)
    made = apply(work, candidate)
    rows = made.formation.rows
    manager = seed.work(work.root, "s-central", "Central")
    profile.save_personal(manager, candidate, replace(DETAILS, birth_name="DEUX"))
    assert rows["kkkkkkkk"].last_name == "DEUX"
    effects.freeze(work, made)
    profile.save_personal(manager, candidate, replace(DETAILS, birth_name="TROIS"))
    assert rows["kkkkkkkk"].last_name == "TROIS"
    assert made.snapshots[0].profile.personal.birth_name == "DEUX"
    assert [entry.act for entry in made.journal][-1] == "infos-corrigees"


def test_entries_stand_newest_first_fifty_at_most(work: Work, candidate: Any) -> None:
    save = lambda entry: profile.save_entry(work, candidate, "stages", "internships", entry)  # noqa: E731
    save(STAGE)
    save(replace(STAGE, key="b", year=2022))
    save(replace(STAGE, year=2023))
    assert [(entry.key, entry.year) for entry in candidate.profile.internships] == [("a", 2023), ("b", 2022)]
    for index in range(48):
        save(replace(STAGE, key=f"k{index}", year=1950 + index))
    assert refused(lambda: save(replace(STAGE, key="zz", year=1900))) == "too_many_entries"
    assert save(replace(STAGE, year=2024)) is True
    assert profile.delete_entry(work, candidate, "stages", "internships", "a") is True
    assert profile.delete_entry(work, candidate, "stages", "internships", "a") is False
    assert len(candidate.profile.internships) == 49


def test_a_record_is_found_by_number_and_date_of_birth_together(student_work: Work) -> None:
    assert records.find_record(student_work, PersonalDetails()) is None
    assert records.find_record(student_work, replace(DETAILS, birth_date=date(2003, 7, 15))) is None
    found = records.find_record(student_work, DETAILS)
    assert found is not None
    assert found[1].student_id == "21900001"


def test_records_that_do_not_answer_keep_nobody_from_saving(portal: Any, tmp_path: Path) -> None:
    lost = seed.work(portal, adapters=Adapters(None, JsonRecords(tmp_path / "absent.json")))
    assert records.find_record(lost, DETAILS) is None


def test_a_record_taken_over_is_read_only_but_for_the_phone(student_work: Work, candidate: Any, portal: Any) -> None:
    own = replace(DETAILS, mobile="0600000000", phone="")
    profile.save_personal(student_work, candidate, own)
    university = portal["test"]
    assert records.load_records(student_work, candidate, university, ine="1234567890", key="V") is True
    held = candidate.profile
    assert (held.personal.birth_name, held.personal.mobile, held.personal.phone) == (
        "CURIE",
        "0600000000",
        "0100000000",
    )
    assert [study.code for study in held.internal_studies] == ["L2", "L1"]
    assert held.address.town == "PARIS"
    assert (
        refused(lambda: profile.save_baccalaureate(student_work, candidate, seed.BACCALAUREATE)) == "bac_from_records"
    )
    profile.save_personal(student_work, candidate, replace(own, mobile="0611111111"))
    assert (held.personal.birth_name, held.personal.mobile) == ("CURIE", "0611111111")
    lines = len(candidate.journal)
    assert records.load_records(student_work, candidate, university, student_id="21900001") is True
    assert len(candidate.journal) == lines


def test_an_address_already_given_stays(student_work: Work, candidate: Any, portal: Any) -> None:
    profile.save_address(student_work, candidate, seed.ADDRESS)
    records.load_records(student_work, candidate, portal["test"], student_id="21900001")
    assert candidate.profile.address == seed.ADDRESS


def test_after_applying_only_the_studies_follow_the_records(student_work: Work, candidate: Any, portal: Any) -> None:
    """C044, C051."""
    profile.save_personal(student_work, candidate, DETAILS)
    apply(student_work, candidate)
    assert records.load_records(student_work, candidate, portal["test"], student_id="21900001") is True
    assert candidate.profile.personal == DETAILS
    assert len(candidate.profile.internal_studies) == 2


def test_a_record_whose_ine_another_account_holds_is_left_alone(
    student_work: Work, candidate: Any, portal: Any
) -> None:
    portal.candidates.by_ine["1234567890V"] = "CANDIDAT"
    assert records.load_records(student_work, candidate, portal["test"], student_id="21900001") is False
    assert candidate.profile.personal is None


def test_studies_are_not_read_where_the_university_says_so(student_work: Work, candidate: Any, portal: Any) -> None:
    portal["test"].parameters["CANDIDAT_IS_GET_CURSUS_INTERNE"] = False
    assert records.load_records(student_work, candidate, portal["test"], student_id="21900001") is True
    assert candidate.profile.internal_studies == ()
    assert candidate.profile.personal.from_records


def test_nobody_is_known_without_student_records(portal: Any, candidate: Any) -> None:
    alone = seed.work(portal, adapters=Adapters(None, NoRecords()))
    assert records.load_records(alone, candidate, portal["test"], student_id="1", ine="1", key="2") is False
