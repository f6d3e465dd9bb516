"""THE TABLE of the official files that administrators may import, and what each makes of a row.

A kind is told by its header or by the name of the file; a list of codes and labels has nothing to be told by, and its
kind is then chosen by hand. To add one, write its ``read`` and a row of :data:`KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ecandidat.domain.codes import FRANCE
from ecandidat.domain.errors import Refused
from ecandidat.domain.ine import check_uai
from ecandidat.models.nomenclature import Entry, Nomenclatures, french_order
from ecandidat.services.official_files import shown

NAME_LENGTH, CODE_LENGTH, VALUE_LENGTH = 300, 20, 300
LAST_RANK = 10_000
"""Rank of what an import adds: after the entries that have one."""

TITLES: dict[str, str] = {
    "pays": "Pays", "departements": "Départements", "communes": "Communes", "lycees": "Lycées",
    "etablissements_sup": "Établissements d'enseignement supérieur", "bac_series": "Séries de baccalauréat",
    "bac_specialites": "Spécialités de baccalauréat", "bac_options": "Options de baccalauréat",
    "mentions_bac": "Mentions de baccalauréat", "mentions_diplome": "Mentions de diplôme",
    "diplomes_externes": "Diplômes externes", "types_diplome": "Types de diplôme",
    "types_resultat": "Types de résultat", "niveaux": "Niveaux", "civilites": "Civilités",
    "obtention_cursus": "Obtention d'un cursus", "regimes": "Régimes d'inscription",
    "exonerations": "Situations de droits", "statuts": "Statuts d'étudiant",
}  # fmt: skip
"""Table → what it is called."""

SECONDARY_NATURES = {"300", "301", "302", "306", "310", "312", "315", "320", "332", "334", "335", "370"}
"""BCN natures of the schools that prepare a baccalauréat."""

OVERSEAS = {"620": "2A", "720": "2B", "983": "988", "984": "987", "987": "986"}
"""First digits of a UAI that are not « 0 » and the département's number, nor the number itself."""

YEARS = ("debut", "fin", "ine_obligatoire_depuis")
NUMBERS = (*YEARS, "specialites")
SPOILT = re.compile("[ÃÂ][\u00a0-\u00bf\u2018-\u201d]|\ufffd")
"""What accents become when a text was saved twice in different encodings."""

OUT = frozenset({"n", "non", "0", "false", "faux", "f", "ferme", "fermee"})
"""What a column « en service » says of what is no more, folded."""

Fields = Mapping[str, str]
Read = Callable[[Nomenclatures, Fields, Entry | None], Entry | None]


@dataclass(frozen=True)
class FileKind:
    """A kind of file. ``columns`` maps a field to the headers that carry it, the first present wins.

    ``read`` makes the entry of a row, merged with the one that stands there; None for a row that concerns nobody;
    refuses a faulty one. ``marks`` are headers that together tell the kind, ``names`` words of a file's name, ``key``
    makes the code here of a code there.
    """

    code: str
    table: str
    label: str
    columns: Mapping[str, tuple[str, ...]]
    read: Read
    marks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    key: Callable[[str], str] = str

    def where(self, header: list[str]) -> dict[str, int]:
        """Field → index of its column, -1 without one; refuses ``nomenclature_columns`` where code or name has none."""
        found = {
            field: next((header.index(name) for name in names if name in header), -1)
            for field, names in self.columns.items()
        }
        for field, start in (("code", "cod"), ("name", "lib")):
            if found[field] < 0 and self.names:
                found[field] = next((i for i, name in enumerate(header) if name.startswith(start)), -1)
        if min(found["code"], found["name"]) < 0:
            raise Refused("nomenclature_columns", columns=shown(header))
        return found


def recognised(header: list[str], filename: str) -> FileKind:
    """The kind of a file; refuses ``nomenclature_unknown`` when nothing tells it."""
    for kind in KINDS.values():
        if kind.marks and set(kind.marks) <= set(header):
            return kind
    words = "_" + french_order(filename)[0].replace(" ", "_") + "_"
    told = [
        (len(name), kind)
        for kind in KINDS.values()
        for name in kind.names
        if f"_{name}_" in words or f"cod_{name}" in header
    ]
    if told:
        return max(told, key=lambda pair: pair[0])[1]
    higher = KINDS["superieur"]
    if all(any(name in header for name in higher.columns[field]) for field in ("code", "name")):
        return higher
    raise Refused("nomenclature_unknown", columns=shown(header))


def _checked(code: str, name: str) -> None:
    if not code or len(code) > CODE_LENGTH or not code.isprintable() or " " in code:
        raise Refused("nomenclature_code")
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise Refused("nomenclature_name", maximum=NAME_LENGTH)
    if SPOILT.search(name):
        raise Refused("nomenclature_accents")


def _merged(old: Entry | None, code: str, name: str, given: Fields, *, active: bool, origin: str, **more: str) -> Entry:
    """The entry with what a file says; what it does not speak of stays, and it stays itself where nothing differs."""
    for key, value in given.items():
        if len(value) > VALUE_LENGTH or not value.isprintable():
            raise Refused("nomenclature_value", column=key, maximum=VALUE_LENGTH)
    if old is None:
        extra = tuple((key, value) for key, value in given.items() if value)
        return Entry(code, name, more.get("en", ""), active, extra, LAST_RANK if more.get("ranked") else 0, origin)
    extra = tuple((key, value) for key, value in {**dict(old.extra), **given}.items() if value)
    made = old._replace(fr=name, en=more.get("en") or old.en, active=active, extra=extra)
    return old if made == old else made._replace(origin=origin)


def _school(nomenclatures: Nomenclatures, fields: Fields, old: Entry | None, *, secondary: bool) -> Entry | None:
    uai, name = fields["code"], fields["name"]
    if secondary and not _prepares_baccalaureate(fields):
        return None
    check_uai(uai)
    _checked(uai, name)
    # Lists of higher education also name the schools that teach after the baccalauréat; those are known already.
    if not secondary and nomenclatures.table("lycees").get(uai):
        return None
    town = nomenclatures.table("communes").get(fields["town_code"])
    prefix = uai[:3]
    department = town.value("departement") if town else OVERSEAS.get(prefix, prefix.removeprefix("0"))
    if nomenclatures.table("departements").get(department) is None:
        department = "99"
    closed = bool(fields["closed_on"]) or french_order(fields["state"])[0] in OUT
    if closed and old is None:
        return None
    if secondary:
        pairs = {"commune_insee": fields["town_code"], "ville": fields["town"], "code_postal": fields["postcode"]}
    else:
        pairs = {"type": fields["type"], "commune": fields["town"], "commune_insee": fields["town_code"]}
    given = {key: value for key, value in pairs.items() if value}
    # The town that is known says the département better than the first digits of a code.
    if old is None or town is not None or not old.value("departement"):
        given["departement"] = department
    return _merged(old, uai, name, given, active=not closed, origin="annuaire" if secondary else "esr")


def _secondary(nomenclatures: Nomenclatures, fields: Fields, old: Entry | None) -> Entry | None:
    return _school(nomenclatures, fields, old, secondary=True)


def _higher(nomenclatures: Nomenclatures, fields: Fields, old: Entry | None) -> Entry | None:
    return _school(nomenclatures, fields, old, secondary=False)


def _prepares_baccalaureate(fields: Fields) -> bool:
    if fields["nature"]:
        return fields["nature"] in SECONDARY_NATURES
    return french_order(fields["type"])[0].startswith("lycee") or not fields["type"]


def _town(nomenclatures: Nomenclatures, fields: Fields, old: Entry | None) -> Entry | None:
    kinds = {"COM": "", "ARM": "arm"}
    if fields["kind"] not in kinds:
        return None
    code, name = fields["code"], fields["name"]
    _checked(code, name)
    department = fields["department"] or (code[:3] if code[:2] in ("97", "98") else code[:2])
    given = {"departement": department, "type": kinds[fields["kind"]]}
    if fields["parent"]:
        given["commune_chef_lieu"] = fields["parent"]
    return _merged(old, code, name, given, active=True, origin="insee")


def _department(nomenclatures: Nomenclatures, fields: Fields, old: Entry | None) -> Entry | None:
    code, name = fields["code"], fields["name"]
    _checked(code, name)
    given = {"region_code": fields["region"]} if fields["region"] else {}
    return _merged(old, code, name, given, active=True, origin="insee", ranked="1")


def _country(nomenclatures: Nomenclatures, fields: Fields, old: Entry | None) -> Entry | None:
    if fields["actual"] not in ("", "1"):
        return None
    code, name = fields["code"], fields["name"]
    _checked(code, name)
    given = {"nationalite_fr": fields["nationality"]} if fields["nationality"] else {}
    return _merged(old, code, name, given, active=True, origin="insee")


INSEE_FRANCE = "X" * 5
"""France, which has no number in the list of countries of the INSEE."""


def country_code(code: str) -> str:
    """The code of a country here, from that of the INSEE (« 99109 ») or of a student system (« 109 »)."""
    if code.upper() == INSEE_FRANCE:
        return FRANCE
    return code[2:] if len(code) == 5 and code.startswith("99") else code


def _listed(kind: str, extras: tuple[str, ...]) -> Read:
    """A list of codes and labels, with the columns of its own that the table knows."""

    def read(nomenclatures: Nomenclatures, fields: Fields, old: Entry | None) -> Entry | None:
        code, name = fields["code"], fields["name"]
        _checked(code, name)
        if fields["english"] and (len(fields["english"]) > NAME_LENGTH or not fields["english"].isprintable()):
            raise Refused("nomenclature_name", maximum=NAME_LENGTH)
        active = french_order(fields["service"])[0] not in OUT
        if not active and old is None:
            return None
        given = {extra: fields[extra] for extra in extras if fields[extra]}
        for column in NUMBERS:
            value = given.get(column, "")
            if value and not (value.isascii() and value.isdigit() and len(value) <= 4):
                raise Refused("nomenclature_number", column=column, value=value[:20])
        return _merged(old, code, name, given, active=active, origin=kind, en=fields["english"], ranked="1")

    return read


_LISTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "bac_series": (("bac_oux_equ", "bac"), ("voie", *NUMBERS, "specialite_abandonnee")),
    "bac_specialites": (("specialite_bac", "spe_bac"), ("famille", "debut", "fin", "series")),
    "bac_options": (("option_bac", "opt_bac"), ("debut", "fin", "series")),
    "mentions_bac": (("mention_niv_bac", "mnb"), ()),
    "mentions_diplome": (("mention", "men"), ()),
    "diplomes_externes": (("dip_aut_cur", "dac"), ()),
    "types_diplome": (("typ_diplome", "type_diplome", "tpd_etb"), ("niveau", "cycle", "nature")),
    "types_resultat": (("typ_resultat", "type_resultat", "tre"), ("admis",)),
    "regimes": (("regime", "rgi"), ()),
    "statuts": (("statut", "stu", "statut_etudiant"), ()),
    "exonerations": (("cat_exo_ext", "exoneration"), ()),
}
"""Table → what student systems call it, and the columns of its own."""

_ALIASES = {"debut": ("daa_deb_vld_bac", "daa_deb_val_bac"), "fin": ("daa_fin_vld_bac", "daa_fin_val_bac")}
_SERVICE = ("en_service", "actif", "active", "tes", "tem_en_sve")


def _list(table: str, names: tuple[str, ...], extras: tuple[str, ...]) -> FileKind:
    columns = {
        "code": ("code", *(f"cod_{name}" for name in names)),
        "name": ("libelle_fr", "libelle", "libelle_long", *(f"lib_{name}" for name in names), "nom"),
        "english": ("libelle_en",),
        "service": (*_SERVICE, *(f"tem_en_sve_{name}" for name in names)),
        **{extra: (extra, *_ALIASES.get(extra, ())) for extra in extras},
    }
    return FileKind(table, table, TITLES[table], columns, _listed("liste", extras), names=(table, *names))


KINDS: dict[str, FileKind] = {
    kind.code: kind
    for kind in (
        FileKind(
            "annuaire", "lycees", "Lycées : annuaire de l'éducation", {
                "code": ("identifiant_de_l_etablissement", "uai", "numero_uai"),
                "name": ("nom_etablissement", "nom"), "town": ("nom_commune", "commune", "ville"),
                "town_code": ("code_commune", "commune_insee"), "postcode": ("code_postal",),
                "type": ("type_etablissement", "type"), "nature": ("code_nature",), "state": ("etat",),
                "closed_on": ("date_fermeture",),
            }, _secondary, marks=("identifiant_de_l_etablissement",), key=str.upper,
        ),
        FileKind(
            "superieur", "etablissements_sup", "Établissements d'enseignement supérieur : liste du ministère", {
                "code": ("uai_identifiant", "uai", "numero_uai", "code_uai"),
                "name": ("libelle", "uo_lib", "uo_lib_officiel", "nom"),
                "town": ("commune", "com_nom", "ville"), "town_code": ("code_commune", "com_code", "commune_insee"),
                "postcode": ("code_postal", "code_postal_uai"),
                "type": ("type_d_etablissement", "type_etablissement", "type"), "state": ("etat",),
                "closed_on": ("date_de_fermeture", "date_fermeture"),
            }, _higher, key=str.upper,
        ),
        FileKind(
            "communes", "communes", "Communes : code officiel géographique", {
                "code": ("com",), "name": ("libelle",), "kind": ("typecom",), "department": ("dep",),
                "parent": ("comparent",),
            }, _town, marks=("typecom", "com", "libelle"), key=str.upper,
        ),
        FileKind(
            "departements", "departements", "Départements : code officiel géographique", {
                "code": ("dep",), "name": ("libelle",), "region": ("reg",),
            }, _department, marks=("dep", "libelle", "cheflieu"), key=str.upper,
        ),
        FileKind(
            "pays", "pays", "Pays : code officiel géographique, ou liste du système d'information", {
                "code": ("cog", "cod_pay", "code"), "name": ("libcog", "lib_pay", "libelle_fr", "libelle", "nom_fr"),
                "nationality": ("lib_nat", "nationalite_fr"), "actual": ("actual",),
            }, _country, marks=("cog", "libcog"), names=("pays", "pay"), key=country_code,
        ),
        *(_list(table, names, extras) for table, (names, extras) in _LISTS.items()),
    )
}  # fmt: skip
"""Code → kind, in the order of the screen."""
