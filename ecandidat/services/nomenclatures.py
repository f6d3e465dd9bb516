"""Loading the package's own nomenclatures; the official files of administrators are in :mod:`.official_import`.

Idempotent: what has not changed is not written, so a load at every start costs nothing. A code is never deleted: the
package deactivates its own codes that left its files, an official file those that it closes or lacks. An
administrator's entry wins over an official file, which wins over the package.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ecandidat.models.nomenclature import PACKAGED, TABLES, Entry, Nomenclature, Nomenclatures

DATA = Path(__file__).parent.parent / "data"

LAYOUT = "1"
"""Raised when the importer itself starts to read the same files otherwise."""

FILES: dict[str, tuple[str, ...]] = {name: (f"{name}.csv",) for name in TABLES} | {
    "communes": ("communes.csv.gz",),
    "lycees": ("lycees.csv.gz",),
    "bac_specialites": ("bac_specialites.csv", "bac_specialites_techno.csv"),
}

UNRANKED = {"communes", "lycees", "etablissements_sup", "pays"}
"""Tables sorted by name: a rank there would rewrite every row after an insertion."""

CODE_COLUMNS = ("code", "insee", "uai")
FRENCH_COLUMNS = ("libelle_fr", "nom_fr", "nom")
ENGLISH_COLUMNS = ("libelle_en", "nom_en")


class Counts(NamedTuple):
    """What a load did to one table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deactivated: int = 0


def load(nomenclatures: Nomenclatures, force: bool = False) -> dict[str, Counts]:
    """Load the package's files whose content changed since the last load (all of them if ``force``).

    Returns the counts by table; those of a table left alone are all zero, for counting 37,000 towns would load them.
    """
    return {name: _load_table(nomenclatures.ensure(name), name, force) for name in TABLES}


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a package file (``;``, UTF-8, gzip if it ends so), one at a time, as column → text."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text, delimiter=";")


def _load_table(table: Nomenclature, name: str, force: bool) -> Counts:
    version = _fingerprint(name)
    if table.version == version and not force:
        return Counts()
    counts = dict.fromkeys(Counts._fields, 0)
    seen: set[str] = set()
    rows = (row for file in FILES[name] for row in read_csv(DATA / file))
    for rank, row in enumerate(rows, 1):
        entry = _entry(row, 0 if name in UNRANKED else rank)
        # A merged town may share its code with the town that absorbed it: the code then means the living one.
        if entry.value("commune_chef_lieu") == entry.code:
            continue
        seen.add(entry.code)
        old = table.get(entry.code)
        if old is not None and old.origin != PACKAGED:
            counts["unchanged"] += 1
        else:
            changed = table.put(entry)
            counts["added" if old is None else "changed" if changed else "unchanged"] += 1
    for entry in list(table.entries.values()):
        if entry.active and entry.origin == PACKAGED and entry.code not in seen:
            table.put(entry._replace(active=False))
            counts["deactivated"] += 1
    if table.version != version:
        table.version = version
    return Counts(**counts)


def _fingerprint(name: str) -> str:
    digest = hashlib.sha256(LAYOUT.encode())
    for file in FILES[name]:
        digest.update((DATA / file).read_bytes())
    return digest.hexdigest()[:16]


def _entry(row: dict[str, str], rank: int) -> Entry:
    code, french = _first(row, CODE_COLUMNS), _first(row, FRENCH_COLUMNS)
    english = _first(row, ENGLISH_COLUMNS)
    extra = tuple((key, value) for key, value in row.items() if value and key not in (code, french, english))
    return Entry(row[code], row[french], row.get(english, ""), extra=extra, rank=rank)


def _first(row: dict[str, str], columns: tuple[str, ...]) -> str:
    return next((column for column in columns if column in row), "")

