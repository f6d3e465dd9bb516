"""The nomenclatures: tables of codes with their labels, and the questions that forms ask them.

What enters: entries by code and the secondary lookups, all in BTrees, so that one question loads a handful of objects
although there are 37,000 towns. What never enters: reading files (``services/nomenclatures.py``) and the rules of the
profile. A code is never removed: an entry is deactivated and keeps its label for the files that used it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from ecandidat.domain.codes import FRANCE
from ecandidat.models.document import Document
from ecandidat.models.folder import Node

Choice = tuple[str, str]
"""A code and its label."""

PACKAGED, LOCAL = "", "local"
"""Origins of an entry: shipped with the package, or typed by an administrator; official files have their own."""

STATELESS, UNKNOWN_COUNTRY, ABROAD = "995", "990", "99"

TABLES: dict[str, tuple[str, ...]] = {
    "pays": (),
    "departements": (),
    "communes": ("codes_postaux", "commune_chef_lieu"),
    "lycees": ("commune_insee", "departement"),
    "etablissements_sup": ("commune_insee", "departement"),
    "bac_series": (),
    "bac_specialites": ("series",),
    "bac_options": ("series",),
    "mentions_bac": (),
    "mentions_diplome": (),
    "diplomes_externes": (),
    "types_diplome": (),
    "types_resultat": (),
    "niveaux": (),
    "civilites": (),
    "obtention_cursus": (),
    "regimes": (),
    "statuts": (),
    "exonerations": (),
}
"""Every table and the extra fields by which its codes can be looked up (words of the field, one lookup each)."""


class Entry(NamedTuple):
    """One row: ``extra`` has the other columns as pairs, ``rank`` its place in a short list, ``origin`` its writer."""

    code: str
    fr: str
    en: str = ""
    active: bool = True
    extra: tuple[tuple[str, str], ...] = ()
    rank: int = 0
    origin: str = PACKAGED

    def value(self, name: str) -> str:
        """The extra field called ``name``, or ""."""
        return next((value for key, value in self.extra if key == name), "")

    def label(self, lang: str = "fr") -> str:
        """The label in a language, French when there is none."""
        return (self.en if lang != "fr" else "") or self.fr

    def valid_in(self, year: int | None) -> bool:
        """Whether ``debut`` and ``fin`` (years, both included, blank for no bound) allow a year; None allows all."""
        if year is None:
            return True
        return int(self.value("debut") or 0) <= year <= int(self.value("fin") or 9999)


class Imported(NamedTuple):
    """The last official file of a table: when it was imported, by whom, its name."""

    at: datetime
    by: str
    filename: str


class OfficialList(Persistent):
    """An official file that somebody sent: it waits for their word, then for the end of the ``task`` (its key).

    ``kind`` is a row of ``services.official_kinds``; ``counts`` (what an import does: how many) is () until it begins.
    """

    task: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    def __init__(self, at: datetime, owner: str, kind: str, filename: str, document: Document) -> None:
        self.at = at
        self.owner = owner
        self.kind = kind
        self.filename = filename
        self.document = document


class Nomenclature(Persistent):
    """One table. ``version`` is the fingerprint of the files last loaded, "" if none; ``imported`` is None before the
    first official file."""

    name: str = ""
    version: str = ""
    imported: Imported | None = None

    def __init__(self, name: str, indexed: Iterable[str] = ()) -> None:
        self.name = name
        self.entries = OOBTree()
        self.indexes = OOBTree({field: OOTreeSet() for field in indexed})

    def __len__(self) -> int:
        return len(self.entries)

    def __bool__(self) -> bool:
        return True

    def get(self, code: str) -> Entry | None:
        """The entry of a code, deactivated ones included."""
        entry: Entry | None = self.entries.get(code)
        return entry

    def label(self, code: str, lang: str = "fr") -> str:
        """The label of a code; an unknown code is its own label."""
        entry = self.get(code)
        return entry.label(lang) if entry else code

    def choices(self, lang: str = "fr", active: bool = True) -> list[Choice]:
        """Codes and labels in the order of the list, then of the French alphabet; all of them if not ``active``."""
        kept = [entry for entry in self.entries.values() if entry.active or not active]
        kept.sort(key=lambda entry: (entry.rank, french_order(entry.label(lang))))
        return [(entry.code, entry.label(lang)) for entry in kept]

    def found(self, field: str, key: str) -> Iterator[Entry]:
        """Active entries whose indexed ``field`` holds the word ``key``, by code."""
        for _, code in self.indexes[field].keys(min=(key,), max=(key, "\U0010ffff")):
            entry = self.entries[code]
            if entry.active:
                yield entry

    def starting_with(self, prefix: str) -> Iterator[Entry]:
        """Active entries whose code starts with ``prefix``, by code."""
        return (entry for entry in self.entries.values(min=prefix, max=prefix + "\U0010ffff") if entry.active)

    def put(self, entry: Entry) -> bool:
        """Write an entry and its lookups if anything changed; says whether it did."""
        old = self.get(entry.code)
        if old == entry:
            return False
        for field, index in self.indexes.items():
            before = set(old.value(field).split()) if old else set()
            after = set(entry.value(field).split())
            for word in before - after:
                index.remove((word, entry.code))
            for word in after - before:
                index.insert((word, entry.code))
        self.entries[entry.code] = entry
        return True


class Nomenclatures(Node):
    """All the tables of an instance. ``arrivals`` are the official files that wait, by random key; None before one."""

    __name__ = "nomenclatures"
    arrivals: OOBTree | None = None

    def __init__(self) -> None:
        self.tables = OOBTree({name: Nomenclature(name, indexed) for name, indexed in TABLES.items()})

    def __getitem__(self, name: str) -> Nomenclature:
        return self.table(name)

    def table(self, name: str) -> Nomenclature:
        """The table called ``name``, empty as long as nobody loaded it; KeyError if no version knows it."""
        table: Nomenclature | None = self.tables.get(name)
        return table if table is not None else Nomenclature(name, TABLES[name])

    def ensure(self, name: str) -> Nomenclature:
        """The table called ``name``, made if a newer version of the package brought it."""
        if name not in self.tables:
            self.tables[name] = Nomenclature(name, TABLES[name])
        made: Nomenclature = self.tables[name]
        return made

    # Countries and places

    def countries(self, lang: str = "fr") -> list[Choice]:
        """Countries and territories, France first, then alphabetically."""
        entries = (entry for entry in self.table("pays").entries.values() if entry.code != STATELESS)
        return _france_first((entry.code, entry.label(lang)) for entry in entries if entry.active)

    def nationalities(self, lang: str = "fr") -> list[Choice]:
        """Nationalities by country code, French first; territories without one of their own are absent."""
        field = "nationalite_fr" if lang == "fr" else "nationalite_en"
        entries = self.table("pays").entries.values()
        return _france_first((e.code, e.value(field)) for e in entries if e.active and e.value(field))

    def departments(self) -> list[Choice]:
        """French départements as « 86 - Vienne », in the order of their codes."""
        return [(code, f"{code} - {name}") for code, name in self.table("departements").choices() if code != ABROAD]

    def towns_by_postcode(self, postcode: str) -> list[Choice]:
        """(INSEE code, name) of the towns and arrondissements of a postal code; none for a CEDEX."""
        return _alphabetical(self.table("communes").found("codes_postaux", postcode))

    def towns_of_department(self, department: str, former: bool = False) -> list[Choice]:
        """(INSEE code, name) of the towns of a département; merged towns too if ``former`` (places of birth)."""
        towns = self.table("communes").starting_with(department) if department else iter(())
        return _alphabetical(town for town in towns if former or town.value("type") in ("", "arm"))

    # Schools

    def schools_of_town(self, insee: str) -> list[Choice]:
        """(UAI, name) of the secondary schools of a town, of its arrondissements and of the towns merged into it."""
        return _alphabetical(self._in_town("lycees", insee))

    def schools_of_department(self, department: str) -> list[Choice]:
        """(UAI, « name - town ») of the secondary schools of a département; "99" for those abroad."""
        return _alphabetical(self.table("lycees").found("departement", department), town="ville")

    def schools_near(self, department: str, town: str) -> list[Choice]:
        """Secondary schools of a town, or of the whole département when no list knows the town."""
        return self.schools_of_town(town) if town else self.schools_of_department(department)

    def places_of_study(self, department: str, town: str) -> list[Choice]:
        """Higher education of the whole département, because a campus is often in the next town; then the lycées."""
        higher = self.higher_schools(department)
        known = {code for code, _name in higher}
        return [*higher, *(school for school in self.establishments_of_town(town) if town and school[0] not in known)]

    def higher_schools(self, department: str | None = None) -> list[Choice]:
        """(UAI, « name - town ») of higher education, of one département or of all."""
        table = self.table("etablissements_sup")
        found = table.starting_with("") if department is None else table.found("departement", department)
        return _alphabetical(found, town="commune")

    def higher_schools_of_town(self, insee: str) -> list[Choice]:
        """(UAI, name) of the higher education of a town and of its arrondissements."""
        return _alphabetical(self._in_town("etablissements_sup", insee))

    def establishments_of_town(self, insee: str) -> list[Choice]:
        """(UAI, name) of secondary and higher education together: where a year after the bac may have been spent."""
        both = {entry.code: entry for name in ("lycees", "etablissements_sup") for entry in self._in_town(name, insee)}
        return _alphabetical(both.values())

    def school_label(self, uai: str) -> str:
        """The name of a secondary or higher establishment; an unknown code is its own label."""
        entry = self.table("etablissements_sup").get(uai) or self.table("lycees").get(uai)
        return entry.fr if entry else uai

    # The baccalaureate

    def series_for_year(self, year: int | None, lang: str = "fr") -> list[Choice]:
        """Series that existed in a session year; « sans baccalauréat » is a button of its own, never a choice."""
        entries = self.table("bac_series").entries.values()
        return _ranked((e for e in entries if e.active and e.value("voie") != "N" and e.valid_in(year)), lang)

    def specialities_for(self, series: str, year: int | None = None, lang: str = "fr") -> list[Choice]:
        """Specialities of a series in a session year; empty when the series has none."""
        return _ranked((e for e in self.table("bac_specialites").found("series", series) if e.valid_in(year)), lang)

    def options_for(self, series: str, year: int | None = None, lang: str = "fr") -> list[Choice]:
        """Optional subjects of a series in a session year; empty when the series has none."""
        return _ranked((e for e in self.table("bac_options").found("series", series) if e.valid_in(year)), lang)

    def specialities_demanded(self, series: str) -> tuple[int, bool]:
        """How many specialities a series keeps in terminale, and whether one more is dropped after première."""
        entry = self.table("bac_series").get(series)
        if entry is None:
            return 0, False
        return int(entry.value("specialites") or 0), entry.value("specialite_abandonnee") == "1"

    def ine_demanded(self, series: str, year: int | None) -> bool:
        """Whether holders of this series and session year have an INE."""
        entry = self.table("bac_series").get(series)
        since = entry.value("ine_obligatoire_depuis") if entry else ""
        return bool(since) and year is not None and year >= int(since)

    def _in_town(self, table: str, insee: str) -> Iterator[Entry]:
        towns = self.table("communes")
        codes = {insee} | {child.code for child in towns.found("commune_chef_lieu", insee)}
        town = towns.get(insee)
        # Some lists know Paris, Lyon and Marseille as a whole: their schools may be in the arrondissement asked for.
        if town and town.value("type") == "arm":
            codes.add(town.value("commune_chef_lieu"))
        for code in sorted(codes):
            yield from self.table(table).found("commune_insee", code)


def french_order(text: str) -> tuple[str, str]:
    """Sort key of the French alphabet: accents, capitals, hyphens and apostrophes count only between equal words."""
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae")
    letters = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip(), text


def _alphabetical(entries: Iterable[Entry], town: str = "") -> list[Choice]:
    labels = ((e.code, f"{e.fr} - {e.value(town)}" if town and e.value(town) else e.fr) for e in entries)
    return sorted(labels, key=lambda choice: french_order(choice[1]))


def _france_first(choices: Iterable[Choice]) -> list[Choice]:
    """France first, « other or unknown » last."""

    def order(choice: Choice) -> tuple[bool, bool, tuple[str, str]]:
        code, label = choice
        return code != FRANCE, code == UNKNOWN_COUNTRY, french_order(label)

    return sorted(choices, key=order)


def _ranked(entries: Iterable[Entry], lang: str) -> list[Choice]:
    ordered = sorted(entries, key=lambda entry: (entry.rank, french_order(entry.label(lang))))
    return [(entry.code, entry.label(lang)) for entry in ordered]
