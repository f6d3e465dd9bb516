"""Importing the official lists of establishments that administrators download from the ministries' open data.

Two files are known by their headers, in their technical or their labelled form: « fr-en-annuaire-education » (schools)
and « fr-esr-principaux-etablissements-enseignement-superieur » (higher education). Separator ``;`` or ``,``, UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ecandidat.domain.errors import Refused
from ecandidat.domain.ine import check_uai
from ecandidat.models.nomenclature import LOCAL, Entry, Nomenclatures, french_order

NAME_LENGTH = 300
FAULTS_KEPT = 200

COLUMNS: dict[str, tuple[str, ...]] = {
    "uai": ("identifiant_de_l_etablissement", "uai_identifiant", "uai", "numero_uai", "code_uai"),
    "name": ("nom_etablissement", "libelle", "uo_lib", "uo_lib_officiel", "nom"),
    "town": ("nom_commune", "commune", "com_nom", "ville"),
    "town_code": ("code_commune", "com_code", "commune_insee"),
    "postcode": ("code_postal", "code_postal_uai"),
    "type": ("type_etablissement", "type_d_etablissement", "type"),
    "nature": ("code_nature",),
    "state": ("etat",),
    "closed_on": ("date_fermeture", "date_de_fermeture"),
}
"""Field → headers that carry it, the first present wins; headers are compared without accents, « _ » for the rest."""

SECONDARY_HEADER = "identifiant_de_l_etablissement"

SECONDARY_NATURES = {"300", "301", "302", "306", "310", "312", "315", "320", "332", "334", "335", "370"}
"""BCN natures of the schools that prepare a baccalauréat."""

OVERSEAS = {"620": "2A", "720": "2B", "983": "988", "984": "987", "987": "986"}
"""First digits of a UAI that are not « 0 » and the département's number, nor the number itself."""


class Counts(NamedTuple):
    """What a load did to one table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deactivated: int = 0


class Fault(NamedTuple):
    """A line left out: its number in the file (the header is 1), a code for the sentence, what was read."""

    line: int
    code: str
    value: str


class SchoolImport(NamedTuple):
    """What an import did: ``ignored`` rows concern nobody here (primary schools…), ``faulty`` ones are in ``faults``.

    Only the first faults are kept, ``faulty`` counts them all.
    """

    table: str
    counts: Counts
    ignored: int
    faulty: int
    faults: tuple[Fault, ...]


def import_official_schools(nomenclatures: Nomenclatures, file: BinaryIO) -> SchoolImport:
    """Read an official list of establishments into ``lycees`` or ``etablissements_sup``, whichever its header says.

    Idempotent; entries of an administrator are left alone; an establishment absent from the file keeps its state; one
    that the file says is closed is deactivated. Refuses ``schools_columns`` (no UAI or name column) and
    ``schools_encoding`` (not UTF-8).
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        return _import(nomenclatures, text)
    except UnicodeDecodeError as error:
        raise Refused("schools_encoding") from error
    finally:
        text.detach()


def _import(nomenclatures: Nomenclatures, text: io.TextIOWrapper) -> SchoolImport:
    first = text.readline(65536)
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    header = [french_order(cell)[0].replace(" ", "_") for cell in next(csv.reader([first], delimiter=delimiter), [])]
    where = {
        field: next((header.index(name) for name in names if name in header), -1) for field, names in COLUMNS.items()
    }
    if min(where["uai"], where["name"]) < 0:
        raise Refused("schools_columns", columns=", ".join(header[:10])[:NAME_LENGTH])
    secondary = SECONDARY_HEADER in header
    table = nomenclatures.table("lycees" if secondary else "etablissements_sup")
    counts, ignored = dict.fromkeys(Counts._fields, 0), 0
    faulty, faults = 0, list[Fault]()
    seen: set[str] = set()
    for line, row in _rows(text, delimiter):
        fields = {field: row[index].strip() if 0 <= index < len(row) else "" for field, index in where.items()}
        uai = fields["uai"].upper()
        if not any(row) or (secondary and not _prepares_baccalaureate(fields)):
            ignored += 1
            continue
        fault = "schools_line" if len(row) != len(header) else _fault(uai, fields["name"], seen)
        if fault:
            faulty += 1
            if len(faults) < FAULTS_KEPT:
                faults.append(Fault(line, fault, (uai if row else "")[:40]))
            continue
        seen.add(uai)
        # Lists of higher education also name the schools that teach after the baccalauréat; those are known already.
        if not secondary and nomenclatures.table("lycees").get(uai):
            ignored += 1
            continue
        old = table.get(uai)
        entry = _entry(nomenclatures, uai, fields, secondary)
        if (old and old.origin == LOCAL) or not table.put(entry):
            counts["unchanged"] += 1
        elif old is None:
            counts["added"] += 1
        else:
            counts["deactivated" if old.active and not entry.active else "changed"] += 1
    return SchoolImport(table.name, Counts(**counts), ignored, faulty, tuple(faults))


def _rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line where each starts; a row that cannot be parsed is an unusable one-cell row."""
    reader = csv.reader(text, delimiter=delimiter)
    while True:
        line = reader.line_num + 2
        try:
            yield line, next(reader)
        except csv.Error:
            yield line, ["?"]
        except StopIteration:
            return


def _prepares_baccalaureate(fields: dict[str, str]) -> bool:
    if fields["nature"]:
        return fields["nature"] in SECONDARY_NATURES
    return french_order(fields["type"])[0].startswith("lycee") or not fields["type"]


def _fault(uai: str, name: str, seen: set[str]) -> str:
    try:
        check_uai(uai)
    except Refused as refused:
        return refused.code
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        return "schools_name"
    return "schools_twice" if uai in seen else ""


def _entry(nomenclatures: Nomenclatures, uai: str, fields: dict[str, str], secondary: bool) -> Entry:
    town = nomenclatures.table("communes").get(fields["town_code"])
    prefix = uai[:3]
    department = town.value("departement") if town else OVERSEAS.get(prefix, prefix.removeprefix("0"))
    if nomenclatures.table("departements").get(department) is None:
        department = "99"
    closed = bool(fields["closed_on"]) or french_order(fields["state"])[0] in ("ferme", "fermee")
    if secondary:
        pairs = {"commune_insee": fields["town_code"], "ville": fields["town"], "code_postal": fields["postcode"]}
    else:
        pairs = {"type": fields["type"], "commune": fields["town"], "commune_insee": fields["town_code"]}
    extra = tuple((key, value) for key, value in {**pairs, "departement": department}.items() if value)
    return Entry(uai, fields["name"], active=not closed, extra=extra, origin="annuaire" if secondary else "esr")
