"""The offer of a university as its student system knows it: what formations are created from.

A student system (Apogée, Pégase) gives it as an extract, one CSV file per establishment, that its own scheduler writes
into a folder: ``poitiers.csv``. UTF-8 or Windows-1252, separated by ``;``, with a header (:data:`COLUMNS`).
"""

from __future__ import annotations

import csv
import logging
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

LARGEST = 32 * 1024 * 1024
"""Most bytes of an extract."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("code", "cod_etp", "code_etape", "code_formation"),
    "version": ("version", "cod_vrs_vet", "code_version"),
    "title": ("libelle", "lib_web_vet", "lib_etp", "libelle_long", "intitule"),
    "cge": ("cge", "cod_cge"),
    "cge_title": ("libelle_cge", "lib_cge"),
    "diploma": ("type_diplome", "lib_tpd", "cod_tpd_etb"),
}
"""Field → headers that carry it, the first present wins; only the code and the title must be there."""

LENGTHS = {"code": 50, "version": 10, "title": 500, "cge": 10, "cge_title": 200, "diploma": 200}
"""Longest text of each field; a line with a longer one is left out."""


@dataclass(frozen=True)
class OfferedFormation:
    """A formation of the student system; Pégase has neither version nor management centre (``cge``)."""

    code: str
    version: str
    title: str
    cge: str = ""
    cge_title: str = ""
    diploma: str = ""


class StudentOffer(Protocol):
    """Searches the offer; each raises OSError when it cannot tell."""

    def covers(self, establishment: str) -> bool:
        """Whether the offer of an establishment (its code) can be searched here, without asking anybody."""
        ...

    def formations(
        self, establishment: str, words: str, centres: tuple[str, ...] = (), limit: int = 50
    ) -> list[OfferedFormation]:
        """Those whose code and title hold every word, whatever its case and accents, by title, ``limit`` at most.

        ``centres`` are codes of management centres outside of which nothing is found, () for no limit.
        """
        ...

    def formation(self, establishment: str, code: str, version: str) -> OfferedFormation | None:
        """The one of that very code and version; None when there is none."""
        ...


class NoOffer:
    """The student system of an instance that has none."""

    def covers(self, establishment: str) -> bool:
        """No establishment's."""
        return False

    def formations(
        self, establishment: str, words: str, centres: tuple[str, ...] = (), limit: int = 50
    ) -> list[OfferedFormation]:
        """Nothing is found."""
        return []

    def formation(self, establishment: str, code: str, version: str) -> OfferedFormation | None:
        """Nothing is found."""
        return None


class ExtractedOffer:
    """Extracts in a folder, each read again when it has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[tuple[int, int], tuple[OfferedFormation, ...]]] = {}

    def covers(self, establishment: str) -> bool:
        """Those that have a file."""
        return self._path(establishment).is_file()

    def formations(
        self, establishment: str, words: str, centres: tuple[str, ...] = (), limit: int = 50
    ) -> list[OfferedFormation]:
        """Those that hold every word."""
        wanted = _fold(words).split()
        found = [
            one
            for one in self._all(establishment)
            if (not centres or one.cge in centres) and all(word in _fold(f"{one.code} {one.title}") for word in wanted)
        ]
        return sorted(found, key=lambda one: (_fold(one.title), one.code, one.version))[:limit]

    def formation(self, establishment: str, code: str, version: str) -> OfferedFormation | None:
        """The one of that code and version."""
        return next((one for one in self._all(establishment) if (one.code, one.version) == (code, version)), None)

    def _path(self, establishment: str) -> Path:
        return self._folder / f"{establishment}.csv"

    def _all(self, establishment: str) -> tuple[OfferedFormation, ...]:
        path = self._path(establishment)
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._read.get(establishment)
        if known is None or known[0] != stamp:
            if state.st_size > LARGEST:
                raise OSError(f"{path} : plus de {LARGEST} octets")
            known = self._read[establishment] = (stamp, _parsed(path))
        return known[1]


def _parsed(path: Path) -> tuple[OfferedFormation, ...]:
    """The lines of an extract, each code and version once; raises OSError for a file without the columns."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    rows = csv.reader(text.splitlines(), delimiter=";")
    found: dict[tuple[str, str], OfferedFormation] = {}
    left = 0
    try:
        header = [_fold(cell).strip() for cell in next(rows, [])]
        where = {
            field: next((header.index(name) for name in names if name in header), -1)
            for field, names in COLUMNS.items()
        }
        if min(where["code"], where["title"]) < 0:
            raise OSError(f"{path} : colonnes « code » et « libelle » attendues")
        for row in rows:
            values = {name: row[at].strip() if 0 <= at < len(row) else "" for name, at in where.items()}
            if _fits(values):
                found.setdefault((values["code"], values["version"]), OfferedFormation(**values))
            else:
                left += 1
    except csv.Error as error:
        raise OSError(f"{path} : {error}") from error
    if left:
        log.warning("Offre %s : %d ligne(s) laissée(s) de côté", path, left)
    return tuple(found.values())


def _fits(values: dict[str, str]) -> bool:
    whole = bool(values["code"] and values["title"]) and " " not in values["code"]
    return whole and all(len(text) <= LENGTHS[name] and text.isprintable() for name, text in values.items())


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
