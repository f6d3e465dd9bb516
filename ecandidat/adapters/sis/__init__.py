"""Student records of a university: the Protocol and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ecandidat.domain.profile import Baccalaureate, InternalStudy, PersonalDetails, PostalAddress, RecordPiece


@dataclass(frozen=True)
class StudentRecord:
    """What the university knows of one of its students."""

    student_id: str
    personal: PersonalDetails
    address: PostalAddress | None = None
    baccalaureate: Baccalaureate | None = None
    studies: tuple[InternalStudy, ...] = ()
    pieces: tuple[RecordPiece, ...] = ()


class StudentRecords(Protocol):
    """Looks a student up; ``by_…`` return None for somebody unknown and raise OSError when they cannot tell."""

    def covers(self, establishment: str) -> bool:
        """Whether the students of an establishment (its code) are known here, without asking anybody."""
        ...

    def by_student_id(self, establishment: str, student_id: str) -> StudentRecord | None:
        """By student number, within one establishment (its code)."""
        ...

    def by_ine(self, establishment: str, ine: str, key: str) -> StudentRecord | None:
        """By INE and key, within one establishment (its code)."""
        ...


class NoRecords:
    """The student records of an instance that has none."""

    def covers(self, establishment: str) -> bool:
        """No establishment's."""
        return False

    def by_student_id(self, establishment: str, student_id: str) -> StudentRecord | None:
        """Nobody is known."""
        return None

    def by_ine(self, establishment: str, ine: str, key: str) -> StudentRecord | None:
        """Nobody is known."""
        return None
