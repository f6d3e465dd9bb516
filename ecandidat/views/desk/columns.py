"""The columns of the list of applications: code in the address, label, what of a row they show, how they filter.

One table. Sorting goes by ``field`` (:mod:`ecandidat.queries`), showing by ``kind`` (:mod:`.cells`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ecandidat.domain.codes import Answer, DecisionKind, Status, Treatment
from ecandidat.i18n import _
from ecandidat.models.nomenclature import Nomenclatures
from ecandidat.queries import FORMATION, FORMATION_CODE, REAL_RANK, Condition
from ecandidat.register import fold

EMPTY, FILLED, NOT_PENDING = "vide", "remplie", "sauf-AT"
MINE, NOBODY = "moi", "personne"
LONGEST = 200
"""Longest text searched, in characters."""


class Kind(StrEnum):
    """How a column is shown and filtered."""

    TEXT = "text"
    FLAG = "flag"
    CODES = "codes"
    LISTED = "listed"
    DATE = "date"
    NUMBER = "number"
    COUNTRY = "country"
    TAGS = "tags"
    PERSON = "person"
    COUNT = "count"


@dataclass(frozen=True)
class Column:
    """``code`` is its name in the address, ``field`` that in the register; ``choices`` are those of its filter,
    or of a nomenclature (``table``)."""

    code: str
    field: str
    label: Any
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, Any], ...] = ()
    table: str = ""


def _choices(codes: Iterable[Any], *more: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    return (*((code.value, _(code.label)) for code in codes if code.value), *more)


_BUT_PENDING = (NOT_PENDING, _("Tout sauf en attente"))
YES_NO = (("1", _("Oui")), ("0", _("Non")))

_TABLE: tuple[Column, ...] = (
    Column("etiquettes", "tags", _("Étiquettes"), Kind.TAGS),
    Column("numero", "number", _("N° dossier")),
    Column("etudiant", "student_id", _("N° étudiant")),
    Column("nom", "last_name", _("Nom")),
    Column("prenom", "first_name", _("Prénom")),
    Column("naissance", "birth_date", _("Date de naissance"), Kind.DATE),
    Column("pays", "birth_country", _("Pays de naissance"), Kind.COUNTRY),
    Column("nationalite", "nationality", _("Nationalité"), Kind.COUNTRY),
    Column("bac", "bac_year", _("Année du bac"), Kind.NUMBER),
    Column("fc", "continuing", _("FC"), Kind.FLAG, YES_NO),
    Column("code-formation", FORMATION_CODE, _("Code formation")),
    Column("intitule", FORMATION, _("Formation")),
    Column("statut", "status", _("Statut"), Kind.CODES, _choices(Status, _BUT_PENDING)),
    Column("traitement", "treatment", _("Traitement"), Kind.CODES, _choices(Treatment, _BUT_PENDING)),
    Column("traitement-valide", "treatment_validated", _("Traitement validé"), Kind.FLAG, YES_NO),
    Column("decision", "decision", _("Décision"), Kind.CODES, _choices(DecisionKind, (EMPTY, _("Sans décision")))),
    Column("decision-validee", "decision_validated", _("Décision validée"), Kind.FLAG, YES_NO),
    Column("motif", "motivation", _("Motif")),
    Column("commentaire", "comment", _("Commentaire")),
    Column("convocation", "meeting_date", _("Date de convocation"), Kind.DATE),
    Column("convocation-heure", "meeting_time", _("Heure de convocation")),
    Column("convocation-lieu", "meeting_place", _("Lieu de convocation")),
    Column("rang", "rank", _("Rang"), Kind.NUMBER),
    Column("rang-reel", REAL_RANK, _("Rang réel"), Kind.NUMBER),
    Column("reponse", "answer", _("Réponse"), Kind.CODES, _choices(Answer, (EMPTY, _("Sans réponse")))),
    Column("transmise", "submitted_on", _("Transmise le"), Kind.DATE),
    Column("recue", "received_on", _("Reçue le"), Kind.DATE),
    Column("complete", "complete_on", _("Complète le"), Kind.DATE),
    Column("incomplete", "incomplete_on", _("Incomplète le"), Kind.DATE),
    Column("confirmation", "confirm_on", _("À confirmer avant"), Kind.DATE),
    Column("retour", "return_on", _("À rendre avant"), Kind.DATE),
    Column("regime", "regime", _("Régime"), Kind.LISTED, table="regimes"),
    Column("droits", "exemption", _("Situation de droits"), Kind.LISTED, table="exonerations"),
    Column("droits-complement", "fees_note", _("Complément de droits")),
    Column("montant", "fees", _("Montant"), Kind.NUMBER),
    Column("opi-date", "registered_on", _("Passage OPI le"), Kind.DATE),
    Column("opi", "registration_code", _("Code OPI")),
    Column("annulee", "cancelled_on", _("Annulée le"), Kind.DATE),
    Column("annulee-par", "cancelled_by", _("Annulée par")),
    Column("creee", "created_on", _("Créée le"), Kind.DATE),
    Column("mail", "mail", _("Adresse mail")),
    Column("ine", "ine", _("INE")),
    Column("confiee", "assignee", _("Attribuée à"), Kind.PERSON),
    Column("definitive", "final", _("Décision définitive"), Kind.FLAG, YES_NO),
    Column("decidee", "validated_on", _("Décision validée le"), Kind.DATE),
    Column("a-publier", "unpublished", _("À publier"), Kind.FLAG, YES_NO),
    Column("repondue", "answered_on", _("Réponse reçue le"), Kind.DATE),
    Column("messages", "unread", _("Messages non lus"), Kind.COUNT, (("1", _("À lire")), ("0", _("Aucun")))),
)
COLUMNS: dict[str, Column] = {column.code: column for column in _TABLE}
"""Every column by its code, in the order of the chooser."""

BY_FIELD: dict[str, Column] = {column.field: column for column in _TABLE}

USUAL = (
    "etiquettes", "numero", "nom", "prenom", "code-formation", "intitule", "statut", "traitement",
    "traitement-valide", "decision", "decision-validee", "motif", "commentaire", "reponse",
)  # fmt: skip
"""The columns shown as long as nobody chooses; the tags only where some are in service."""

_WITHIN = frozenset({"code-formation", "intitule"})
"""What says nothing in the list of one formation."""


def usual(*, tagged: bool, within: bool, cancelled: bool) -> tuple[str, ...]:
    """The usual columns of a list: ``within`` one formation, of ``cancelled`` applications."""
    left_out = (frozenset() if tagged else frozenset({"etiquettes"})) | (_WITHIN if within else frozenset())
    kept = tuple(code for code in USUAL if code not in left_out)
    return (*kept, "annulee", "annulee-par") if cancelled else kept


def conditions(
    values: Mapping[str, list[str]], tables: Nomenclatures, lang: str, userid: str
) -> tuple[Condition, ...]:
    """What the parameters of an address ask of the columns; values that no filter offers are left out."""
    found = (_condition(column, values, tables, lang, userid) for column in _TABLE)
    return tuple(condition for condition in found if condition is not None)


def parameters(column: Column) -> tuple[str, ...]:
    """The names that a column's filter has in an address."""
    if column.kind is Kind.DATE:
        return (column.code, f"{column.code}-apres", f"{column.code}-avant")
    if column.kind is Kind.NUMBER:
        return (column.code, f"{column.code}-min", f"{column.code}-max")
    return (column.code,)


FILTERS = frozenset(name for column in _TABLE for name in parameters(column))
"""Every name of a filter in an address."""


def _condition(
    column: Column, values: Mapping[str, list[str]], tables: Nomenclatures, lang: str, userid: str
) -> Condition | None:
    given = [part for value in values.get(column.code, ()) for part in _parts(column, value)]
    if column.kind in (Kind.DATE, Kind.NUMBER):
        return _bounds(column, values, given)
    if not given:
        return None
    if column.kind is Kind.TEXT:
        return Condition(column.field, contains=given[0][:LONGEST])
    if column.kind is Kind.COUNTRY:
        return Condition(column.field, among=_countries(column, given[0][:LONGEST], tables, lang))
    if column.kind is Kind.FLAG:
        flags = frozenset(value == "1" for value in given if value in ("0", "1"))
        return Condition(column.field, among=flags) if flags else None
    if column.kind is Kind.COUNT:
        return {"1": Condition(column.field, low=1), "0": Condition(column.field, high=0)}.get(given[0])
    if column.kind is Kind.LISTED:
        return Condition(column.field, among=frozenset("" if value == EMPTY else value for value in given))
    if column.kind is Kind.TAGS:
        return Condition(column.field, blank=True) if EMPTY in given else Condition(column.field, frozenset(given))
    if column.kind is Kind.PERSON:
        if given[0] == FILLED:
            return Condition(column.field, blank=False)
        return Condition(column.field, among=frozenset({MINE: userid, NOBODY: ""}.get(one, one) for one in given))
    return _codes(column, given)


def _parts(column: Column, value: str) -> list[str]:
    """Codes are joined by dots, other values are as they are."""
    joined = column.kind in (Kind.CODES, Kind.FLAG, Kind.LISTED, Kind.TAGS)
    return [part for part in (value.split(".") if joined else [value.strip()]) if part]


def _codes(column: Column, given: list[str]) -> Condition | None:
    offered = {value for value, _said in column.choices}
    accepted: set[str] = set()
    for value in given:
        if value == NOT_PENDING and value in offered:
            accepted |= {code for code in offered if code not in (NOT_PENDING, "AT")}
        elif value in offered:
            accepted.add("" if value == EMPTY else value)
    return Condition(column.field, among=frozenset(accepted)) if accepted else None


def _countries(column: Column, text: str, tables: Nomenclatures, lang: str) -> frozenset[str]:
    if text == EMPTY:
        return frozenset({""})
    wanted = fold(text)
    named = country_names(column, tables, lang)
    return frozenset(code for code, said in named.items() if wanted in fold(said))


def country_names(column: Column, tables: Nomenclatures, lang: str) -> dict[str, str]:
    """Code → what a column of countries or nationalities shows of it."""
    return dict(tables.countries(lang) if column.field == "birth_country" else tables.nationalities(lang))


def _bounds(column: Column, values: Mapping[str, list[str]], given: list[str]) -> Condition | None:
    if EMPTY in given or FILLED in given:
        return Condition(column.field, blank=EMPTY in given)
    names, read = parameters(column)[1:], day if column.kind is Kind.DATE else number
    low, high = (read(next(iter(values.get(name, ())), "")) for name in names)
    return None if low is None and high is None else Condition(column.field, low=low, high=high)


def day(text: str) -> date | None:
    """A date as addresses write it, ``2026-11-28``; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def number(text: str) -> float | None:
    """A number as somebody types it, « 12,5 » too; None for anything else."""
    text = text.strip().replace(",", ".")
    digits = text.replace(".", "", 1)
    return float(text) if len(text) <= 10 and digits.isascii() and digits.isdigit() else None
