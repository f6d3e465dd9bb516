"""THE TABLE of what an export of applications may hold: one row per column, in the order of the file.

A column reads an :class:`Entry`, which the service gathers: what managers read of one application. Codes become the
French labels of the nomenclatures; dates stay dates. Texts typed by people go as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from ecandidat.domain.codes import FRANCE, LANGUAGES, Answer, Labelled
from ecandidat.domain.decisions import Decision
from ecandidat.domain.moments import civil
from ecandidat.domain.profile import Baccalaureate, PersonalDetails, PostalAddress, ProfileData
from ecandidat.exports.cells import Head, Value
from ecandidat.i18n import _
from ecandidat.models.application import Application, Note
from ecandidat.models.nomenclature import Nomenclatures
from ecandidat.models.offer import Formation

Labels = Callable[[str, str], str]
"""(table, code) → label; '' for no code, the code itself where the table has none."""


@dataclass(frozen=True)
class Curriculum:
    """The most recent year of study: where, which diploma, under which name."""

    year: int | None = None
    school: str = ""
    diploma: str = ""
    label: str = ""


@dataclass(frozen=True)
class Entry:
    """What is exported of one application. ``profile`` is the one sent, or today's while nothing was; ``rank`` the
    real rank on the waiting list. ``notes`` are those that the reader may read.
    """

    application: Application
    profile: ProfileData
    labels: Labels
    decision: Decision | None = None
    decision_label: str = ""
    rank: int | None = None
    tags: tuple[str, ...] = ()
    assignee: str = ""
    curriculum: Curriculum = Curriculum()
    pieces_on: datetime | None = None
    notes: tuple[Note, ...] = ()

    @property
    def personal(self) -> PersonalDetails:
        """« Informations perso. », blank while they are not filled."""
        return self.profile.personal or _NOBODY

    @property
    def bac(self) -> Baccalaureate:
        """The baccalaureate, blank without."""
        return self.profile.baccalaureate or _NO_BAC

    @property
    def address(self) -> PostalAddress:
        """The address, blank without."""
        return self.profile.address or _NOWHERE

    def word(self, one: Labelled) -> str:
        """What the university calls a code, in French."""
        return self.formation.establishment.renamed(one.of, "fr") or str(one.label)

    @property
    def formation(self) -> Formation:
        """The formation applied to."""
        return self.application.formation


_NOBODY = PersonalDetails(language="")
_NO_BAC = Baccalaureate(country="")
_NOWHERE = PostalAddress(country="")
Read = Callable[[Entry], Value]


@dataclass(frozen=True)
class Block:
    """A group of columns, ticked together; ``usual`` ones are ticked for who never chose."""

    code: str
    label: str
    usual: bool = False


@dataclass(frozen=True)
class Column:
    """One column: its code, its title, its block, what it holds, its width in characters."""

    code: str
    label: str
    block: str
    read: Read
    width: int = 16

    @property
    def head(self) -> Head:
        """As the file names it."""
        return Head(str(self.label), self.width)


IDENTITY, CONTACT, BAC, ADDRESS, ADDRESS_PARTS, STUDIES, TAGS = (
    "identite", "contact", "bac", "adresse", "adresse-detaillee", "cursus", "etiquettes",
)  # fmt: skip
FORMATION, FILE, TREATMENT, DECISION, MEETING, ANSWER, FEES, REGISTRATION, CANCELLED, QUESTIONS, NOTES = (
    "formation", "dossier", "traitement", "decision", "preselection", "reponse", "droits", "opi", "annulation",
    "questions", "bloc-notes",
)  # fmt: skip

BLOCKS: tuple[Block, ...] = (
    Block(IDENTITY, _("Identité"), True),
    Block(CONTACT, _("Coordonnées"), True),
    Block(BAC, _("Baccalauréat")),
    Block(ADDRESS, _("Adresse en une cellule")),
    Block(ADDRESS_PARTS, _("Adresse en plusieurs colonnes")),
    Block(STUDIES, _("Dernier cursus")),
    Block(TAGS, _("Étiquettes et suivi")),
    Block(FORMATION, _("Formation"), True),
    Block(FILE, _("Dossier"), True),
    Block(TREATMENT, _("Type de traitement"), True),
    Block(DECISION, _("Décision"), True),
    Block(MEETING, _("Présélection")),
    Block(ANSWER, _("Réponse et dates individuelles"), True),
    Block(FEES, _("Régime et droits")),
    Block(REGISTRATION, _("Inscription (OPI)")),
    Block(CANCELLED, _("Annulation")),
    Block(QUESTIONS, _("Formulaires : une colonne par question")),
    Block(NOTES, _("Bloc-notes")),
)


def yes_no(value: bool) -> str:
    """« Oui » or « Non »."""
    return "Oui" if value else "Non"


def amount(value: str) -> Value:
    """An amount in euros as a number; as it was typed when it is none."""
    try:
        found = Decimal(value.replace(",", ".")) if value else None
    except InvalidOperation:
        return value
    return found if found is None or found.is_finite() else value


def _label(table: str, read: Callable[[Entry], str]) -> Read:
    return lambda entry: entry.labels(table, read(entry))


def _option(place: int) -> Read:
    return _label("bac_options", lambda e: e.bac.options[place] if place < len(e.bac.options) else "")


def _decided(read: Callable[[Decision], Value]) -> Read:
    return lambda entry: read(entry.decision) if entry.decision is not None else None


def _series(entry: Entry) -> str:
    if entry.bac.without:
        return "Sans baccalauréat"
    return entry.bac.series_label or entry.labels("bac_series", entry.bac.series)


def _abroad(entry: Entry) -> bool:
    return entry.address.country not in ("", FRANCE)


def _country_of_address(entry: Entry) -> str:
    return entry.labels("pays", entry.address.country)


def _one_address(entry: Entry) -> str:
    return "\n".join(entry.address.lines(_country_of_address(entry) if _abroad(entry) else ""))


def _notes(entry: Entry) -> str:
    return "\n".join(f"{civil(note.at):%d/%m/%Y} {note.author} : {note.text}" for note in entry.notes)


_DAY, _CODE, _NAME, _LONG = 12, 14, 24, 40
COLUMNS: tuple[Column, ...] = (
    Column("numero", _("N° de dossier"), IDENTITY, lambda e: e.profile.number, _CODE),
    Column("numero-etudiant", _("N° étudiant"), IDENTITY, lambda e: e.application.candidate.student_id, _CODE),
    Column("civilite", _("Civilité"), IDENTITY, _label("civilites", lambda e: e.personal.title), 10),
    Column("nom-patronymique", _("Nom patronymique"), IDENTITY, lambda e: e.personal.birth_name, _NAME),
    Column("nom-usuel", _("Nom usuel"), IDENTITY, lambda e: e.personal.usual_name, _NAME),
    Column("prenom", _("Prénom"), IDENTITY, lambda e: e.personal.first_name, _NAME),
    Column("autre-prenom", _("Autre prénom"), IDENTITY, lambda e: e.personal.other_first_name),
    Column("date-naissance", _("Date de naissance"), IDENTITY, lambda e: e.personal.birth_date, _DAY),
    Column("ville-naissance", _("Ville de naissance"), IDENTITY, lambda e: e.personal.birth_town, _NAME),
    Column("departement-naissance", _("Département de naissance"), IDENTITY,
           _label("departements", lambda e: e.personal.birth_department)),
    Column("pays-naissance", _("Pays de naissance"), IDENTITY, _label("pays", lambda e: e.personal.birth_country)),
    Column("nationalite", _("Nationalité"), IDENTITY, _label("nationalites", lambda e: e.personal.nationality)),
    Column("langue", _("Langue"), IDENTITY,
           lambda e: LANGUAGES.get(e.personal.language, e.personal.language), 10),
    Column("ine", _("INE"), IDENTITY, lambda e: e.personal.ine, _CODE),
    Column("cle-ine", _("Clé INE"), IDENTITY, lambda e: e.personal.ine_key, 8),
    Column("formation-continue", _("Formation continue"), IDENTITY,
           lambda e: yes_no(e.application.candidate.continuing), 10),
    Column("telephone", _("Téléphone"), CONTACT, lambda e: e.personal.phone),
    Column("portable", _("Téléphone portable"), CONTACT, lambda e: e.personal.mobile),
    Column("mail", _("Adresse mail"), CONTACT, lambda e: e.profile.mail, 30),
    Column("bac-annee", _("Bac : année"), BAC, lambda e: e.bac.year, 8),
    Column("bac-pays", _("Bac : pays"), BAC, _label("pays", lambda e: e.bac.country)),
    Column("bac-departement", _("Bac : département"), BAC, _label("departements", lambda e: e.bac.department)),
    Column("bac-commune", _("Bac : commune"), BAC, lambda e: e.bac.town),
    Column("bac-etablissement", _("Bac : établissement"), BAC, lambda e: e.bac.school_label, _NAME),
    Column("bac-serie", _("Bac : série"), BAC, _series, _NAME),
    Column("bac-mention", _("Bac : mention"), BAC, _label("mentions_bac", lambda e: e.bac.honours)),
    Column("bac-specialite-1", _("Bac : spécialité 1 de terminale"), BAC,
           _label("bac_specialites", lambda e: e.bac.speciality1)),
    Column("bac-specialite-2", _("Bac : spécialité 2 de terminale"), BAC,
           _label("bac_specialites", lambda e: e.bac.speciality2)),
    Column("bac-specialite-premiere", _("Bac : spécialité abandonnée en première"), BAC,
           _label("bac_specialites", lambda e: e.bac.dropped_speciality)),
    Column("bac-option-1", _("Bac : option 1"), BAC, _option(0)),
    Column("bac-option-2", _("Bac : option 2"), BAC, _option(1)),
    Column("bac-option-3", _("Bac : option 3"), BAC, _option(2)),
    Column("bac-option-4", _("Bac : option 4"), BAC, _option(3)),
    Column("adresse", _("Adresse"), ADDRESS, _one_address, _LONG),
    Column("adresse-1", _("Adresse, ligne 1"), ADDRESS_PARTS, lambda e: e.address.line1, _NAME),
    Column("adresse-2", _("Adresse, ligne 2"), ADDRESS_PARTS, lambda e: e.address.line2, _NAME),
    Column("adresse-3", _("Adresse, ligne 3"), ADDRESS_PARTS, lambda e: e.address.line3, _NAME),
    Column("code-postal", _("Code postal"), ADDRESS_PARTS, lambda e: e.address.postcode, 10),
    Column("cedex", _("Cedex"), ADDRESS_PARTS, lambda e: e.address.cedex, 10),
    Column("commune", _("Commune"), ADDRESS_PARTS, lambda e: "" if _abroad(e) else e.address.town, _NAME),
    Column("commune-etrangere", _("Commune étrangère"), ADDRESS_PARTS,
           lambda e: e.address.town if _abroad(e) else "", _NAME),
    Column("pays", _("Pays"), ADDRESS_PARTS, _country_of_address),
    Column("cursus-annee", _("Dernière année d'études"), STUDIES, lambda e: e.curriculum.year, 10),
    Column("cursus-etablissement", _("Dernier établissement"), STUDIES, lambda e: e.curriculum.school, 30),
    Column("cursus-diplome", _("Dernier diplôme"), STUDIES, lambda e: e.curriculum.diploma, 30),
    Column("cursus-libelle", _("Libellé du dernier diplôme"), STUDIES, lambda e: e.curriculum.label, 30),
    Column("etiquettes", _("Étiquettes"), TAGS, lambda e: ", ".join(e.tags), _NAME),
    Column("suivie-par", _("Suivie par"), TAGS, lambda e: e.assignee, _NAME),
    Column("code-formation", _("Code de la formation"), FORMATION, lambda e: e.formation.__name__),
    Column("formation", _("Formation"), FORMATION, lambda e: e.formation.title, _LONG),
    Column("type-diplome", _("Type de diplôme"), FORMATION, lambda e: e.formation.type.title()),
    Column("composante", _("Composante"), FORMATION, lambda e: e.formation.component.title, _NAME),
    Column("commission", _("Commission"), FORMATION,
           lambda e: e.formation.commission.title if e.formation.commission is not None else "", _NAME),
    Column("date-candidature", _("Date de candidature"), FILE, lambda e: e.application.created_at, 17),
    Column("date-transmission", _("Date de transmission"), FILE, lambda e: e.application.submitted_at, 17),
    Column("statut", _("Statut"), FILE, lambda e: e.word(e.application.status), 14),
    Column("date-statut", _("Date du statut"), FILE, lambda e: e.application.status_on, _DAY),
    Column("date-reception", _("Date de réception"), FILE, lambda e: e.application.received_on, _DAY),
    Column("date-complet", _("Date « complet »"), FILE, lambda e: e.application.complete_on, _DAY),
    Column("date-incomplet", _("Date « incomplet »"), FILE, lambda e: e.application.incomplete_on, _DAY),
    Column("date-pieces", _("Dernière modification des pièces"), FILE, lambda e: e.pieces_on, 17),
    Column("traitement", _("Type de traitement"), TREATMENT, lambda e: e.word(e.application.treatment)),
    Column("traitement-valide", _("Type de traitement validé"), TREATMENT,
           lambda e: yes_no(e.application.treatment_validated), 10),
    Column("avis", _("Avis"), DECISION, _decided(lambda d: d.kind.label)),
    Column("decision", _("Décision"), DECISION, lambda e: e.decision_label, _NAME),
    Column("decision-validee", _("Décision validée"), DECISION, _decided(lambda d: yes_no(bool(d.validated_at))), 10),
    Column("date-validation", _("Date de validation"), DECISION, _decided(lambda d: d.validated_at), 17),
    Column("date-publication", _("Date de publication"), DECISION, _decided(lambda d: d.published_at), 17),
    Column("motif", _("Motif"), DECISION, _decided(lambda d: d.motivation), _NAME),
    Column("rang", _("Rang saisi"), DECISION, _decided(lambda d: d.rank), 8),
    Column("rang-reel", _("Rang réel"), DECISION, lambda e: e.rank, 8),
    Column("appel", _("En appel"), DECISION, _decided(lambda d: yes_no(d.appeal)), 8),
    Column("commentaire", _("Commentaire"), DECISION, _decided(lambda d: d.comment), _LONG),
    Column("preselection-date", _("Présélection : date"), MEETING, _decided(lambda d: d.meeting_date), _DAY),
    Column("preselection-heure", _("Présélection : heure"), MEETING, _decided(lambda d: d.meeting_time), 10),
    Column("preselection-lieu", _("Présélection : lieu"), MEETING, _decided(lambda d: d.meeting_place), _NAME),
    Column("reponse", _("Réponse du candidat"), ANSWER,
           lambda e: e.application.answer.label if e.application.answer is not Answer.NONE else ""),
    Column("date-reponse", _("Date de la réponse"), ANSWER, lambda e: e.application.answered_at, 17),
    Column("date-confirmation", _("Date de confirmation individuelle"), ANSWER,
           lambda e: e.application.confirm_by, _DAY),
    Column("date-retour", _("Date de retour individuelle"), ANSWER, lambda e: e.application.return_by, _DAY),
    Column("regime", _("Régime d'inscription"), FEES, _label("regimes", lambda e: e.application.regime)),
    Column("droits", _("Situation de droits"), FEES, _label("exonerations", lambda e: e.application.exemption)),
    Column("droits-complement", _("Complément"), FEES, lambda e: e.application.fees_note, _NAME),
    Column("montant", _("Montant restant à charge (€)"), FEES, lambda e: amount(e.application.fees), _DAY),
    Column("opi-date", _("Date de passage OPI"), REGISTRATION, lambda e: e.application.registered_on, _DAY),
    Column("opi-code", _("Code OPI"), REGISTRATION, lambda e: e.application.registration_code, _DAY),
    Column("date-annulation", _("Date d'annulation"), CANCELLED, lambda e: e.application.cancelled_at, 17),
    Column("annulee-par", _("Annulée par"), CANCELLED, lambda e: e.application.cancelled_by, _NAME),
    Column("bloc-notes", _("Bloc-notes"), NOTES, _notes, _LONG),
)  # fmt: skip
"""Every column but those of the questions, which the questionnaires of a selection give."""

BY_CODE = {column.code: column for column in COLUMNS}
USUAL = frozenset(column.code for column in COLUMNS if column.block in {one.code for one in BLOCKS if one.usual})


def chosen(codes: Iterable[str]) -> list[Column]:
    """The columns of these codes in the order of the table; unknown codes are left out."""
    wanted = set(codes)
    return [column for column in COLUMNS if column.code in wanted]


def labels_of(nomenclatures: Nomenclatures) -> Labels:
    """Labels of codes in French, each looked up once."""
    known: dict[tuple[str, str], str] = {}

    def label(table: str, code: str) -> str:
        if not code:
            return ""
        if (table, code) not in known:
            known[table, code] = _said(nomenclatures, table, code)
        return known[table, code]

    return label


def _said(nomenclatures: Nomenclatures, table: str, code: str) -> str:
    if table == "nationalites":
        entry = nomenclatures.table("pays").get(code)
        return (entry.value("nationalite_fr") or entry.fr) if entry is not None else code
    return nomenclatures.table(table).label(code) if table in nomenclatures.tables else code
