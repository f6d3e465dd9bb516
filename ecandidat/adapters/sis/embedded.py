"""Student records read from a JSON file: ``{establishment: [{student_id, personal, address, …}, …]}``."""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from ecandidat.adapters.sis import StudentRecord
from ecandidat.domain.profile import Baccalaureate, InternalStudy, PersonalDetails, PostalAddress, RecordPiece


class JsonRecords:
    """The file is read once, at the first question."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _records(self) -> dict[str, list[StudentRecord]]:
        content = json.loads(self._path.read_text(encoding="utf-8"))
        return {code: [_record(entry) for entry in entries] for code, entries in content.items()}

    def covers(self, establishment: str) -> bool:
        """Those that the file names."""
        return establishment in self._records

    def by_student_id(self, establishment: str, student_id: str) -> StudentRecord | None:
        """By student number."""
        known = self._records.get(establishment, [])
        return next((record for record in known if record.student_id == student_id), None)

    def by_ine(self, establishment: str, ine: str, key: str) -> StudentRecord | None:
        """By INE and key."""
        known = self._records.get(establishment, [])
        return next((r for r in known if (r.personal.ine, r.personal.ine_key) == (ine, key)), None)


def _record(entry: dict[str, Any]) -> StudentRecord:
    personal = dict(entry["personal"])
    if personal.get("birth_date"):
        personal["birth_date"] = date.fromisoformat(personal["birth_date"])
    address, bac = entry.get("address"), entry.get("baccalaureate")
    if bac is not None:
        bac = {**bac, "options": tuple(bac.get("options", ())), "from_records": True}
    return StudentRecord(
        student_id=entry["student_id"],
        personal=PersonalDetails(**{**personal, "from_records": True}),
        address=PostalAddress(**address) if address else None,
        baccalaureate=Baccalaureate(**bac) if bac else None,
        studies=tuple(InternalStudy(**study) for study in entry.get("studies", ())),
        pieces=tuple(_piece(piece) for piece in entry.get("pieces", ())),
    )


def _piece(entry: dict[str, Any]) -> RecordPiece:
    expires = entry.get("expires")
    return RecordPiece(**{**entry, "expires": date.fromisoformat(expires) if expires else None})
