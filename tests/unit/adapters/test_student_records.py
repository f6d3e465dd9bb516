"""The student records of the demo are those of real-looking students."""

from __future__ import annotations

from pathlib import Path

import pytest

import ecandidat
from ecandidat.adapters.cas.embedded import ent_accounts
from ecandidat.adapters.sis import NoRecords
from ecandidat.adapters.sis.embedded import JsonRecords
from ecandidat.domain.ine import read_ine

RECORDS = JsonRecords(Path(ecandidat.__file__).parent / "data" / "demo" / "student_records.json")
STUDENTS = [
    (code, identity) for code, known in ent_accounts().items() for identity in known.values() if identity.student_id
]


@pytest.mark.parametrize(("establishment", "identity"), STUDENTS)
def test_every_student_of_the_ent_has_a_record_found_both_ways(establishment: str, identity: object) -> None:
    record = RECORDS.by_student_id(establishment, identity.student_id)  # type: ignore[attr-defined]
    assert record is not None
    assert record.personal.birth_name == identity.last_name  # type: ignore[attr-defined]
    assert read_ine(record.personal.ine, record.personal.ine_key).verified
    assert RECORDS.by_ine(establishment, record.personal.ine, record.personal.ine_key) is record
    assert record.personal.from_records
    assert record.baccalaureate is not None
    assert record.studies


def test_each_university_has_students_and_one_member_of_staff() -> None:
    for code, known in ent_accounts().items():
        assert len([one for one in known.values() if one.student_id]) >= 2
        assert f"gestionnaire.{code}" in known


def test_a_record_is_known_to_its_university_only() -> None:
    code, identity = STUDENTS[0]
    assert RECORDS.by_student_id("ailleurs", identity.student_id) is None
    assert RECORDS.by_student_id(code, "inconnu") is None
    assert RECORDS.by_ine(code, "0000000000", "A") is None
    assert NoRecords().by_student_id(code, identity.student_id) is None
    assert NoRecords().by_ine(code, "0000000000", "A") is None
