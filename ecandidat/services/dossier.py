"""« Télécharger mon dossier »: an application as printable words, and the files that follow the recapitulation.

What never enters: page layout (``documents.dossier``), who may read what (the views ask with ``owner``).
"""

from __future__ import annotations

from typing import BinaryIO

from ecandidat.dates import country, deadline, long_date, moment, short_date
from ecandidat.documents import dossier as printed
from ecandidat.documents.words import CODES
from ecandidat.domain.codes import FRANCE, Answer, Mode, PieceStatus, Scan, Status
from ecandidat.domain.profile import Baccalaureate, ExternalStudy, InternalStudy, PersonalDetails, ProfileData
from ecandidat.domain.questionnaire import said
from ecandidat.models.application import Application
from ecandidat.models.document import Document
from ecandidat.models.nomenclature import Nomenclatures
from ecandidat.models.offer import Commission, PieceDemand
from ecandidat.models.request import AskedPiece
from ecandidat.models.spoken import text
from ecandidat.services import answers
from ecandidat.services.decision_types import offered
from ecandidat.services.labels import word
from ecandidat.services.situation import confirm_by, in_force, is_digital, piece_view, piece_views
from ecandidat.work import Work

FROM_RECORD = "Pièce provenant du dossier étudiant"


def label(french: str, lang: str) -> str:
    """The label of a code in the language of the document."""
    return CODES.get(lang, {}).get(french, french)


def readable(application: Application, demand: PieceDemand, *, owner: bool) -> Document | None:
    """The document that answers a piece for whoever reads: the owner's own at any time, to managers what was sent.

    Between two submissions managers keep reading what the last one froze; None before the first.
    """
    view = piece_view(application, demand)
    if owner:
        return view.document
    if application.snapshot is None:
        return None
    beside = isinstance(demand, AskedPiece) and not demand.blocking
    if beside or application.status in (Status.RECEIVED, Status.COMPLETE):
        return view.file.document
    return application.snapshot.document(demand.uid)


def profile_for(application: Application, *, owner: bool) -> ProfileData:
    """The profile to print: what was sent, or what the owner would send now."""
    if owner and application.status not in (Status.RECEIVED, Status.COMPLETE):
        return application.candidate.data()
    return application.profile


def filename(application: Application) -> str:
    """The name under which the dossier is downloaded."""
    return f"dossier-{application.candidate.number}-{application.formation.__name__}.pdf"


def files(application: Application, lang: str, *, owner: bool) -> list[tuple[str, Document]]:
    """(label, document) of all that was sent, pieces first, then the files among the answers."""
    found = [
        (demand.title(lang), document)
        for demand in application.demands()
        if (document := readable(application, demand, owner=owner)) is not None
    ]
    return found + [
        (said(answer.label, lang), document)
        for form in answers.readable(application, owner=owner)
        for answer, document in answers.documents(form)
    ]


def is_safe(document: Document) -> bool:
    """Whether the antivirus has nothing against a document."""
    return document.scan not in (Scan.INFECTED, Scan.CORRUPT)


def build(
    work: Work, application: Application, target: BinaryIO, *, owner: bool, lang: str = "", pieces: bool = True
) -> None:
    """Write the dossier (PDF) to ``target`` (seekable), in ``lang`` or else in the candidate's language; without
    ``pieces`` it is the recapitulation alone.
    """
    lang = lang or application.candidate.language
    sent = [
        printed.PieceFile(title, document.filename, document.content_type, document.open)
        for title, document in (files(application, lang, owner=owner) if pieces else ())
        if is_safe(document)
    ]
    printed.build(data(work, application, owner=owner, lang=lang), sent, target, created=work.now)


def data(work: Work, application: Application, *, owner: bool, lang: str = "") -> printed.DossierData:
    """Everything that the recapitulation says, in ``lang`` or else in the candidate's language."""
    lang = lang or application.candidate.language
    formation, profile = application.formation, profile_for(application, owner=owner)
    words = _Words(work.root.nomenclatures, lang)
    decision, commission = in_force(application), formation.commission
    paper = not is_digital(work, application)
    component_note = text(commission.return_note, lang) if commission is not None else ""
    return printed.DossierData(
        language=lang,
        university=formation.establishment.name_full,
        number=profile.number,
        formation=formation.title,
        identity=words.identity(profile.personal, profile.mail),
        accent=formation.establishment.accent,
        component=formation.component.title,
        campaign=formation.calendar.campaign,
        edited=moment(work.now, lang),
        formation_code=formation.__name__,
        mode=label(Mode.PAPER.label if paper else Mode.DIGITAL.label, lang),
        status=word(formation.establishment, application.status, lang),
        decision=formation.component.called(decision.label, lang) if decision else label("En attente", lang),
        reason=formation.component.called(decision.motivation, lang) if decision else "",
        comment=decision.comment if decision and decision.show_comment else "",
        answer=label(application.answer.label, lang) if application.answer is not Answer.NONE else "",
        dates=_dates(application, lang),
        address=profile.address.lines(words.country(profile.address.country)) if profile.address else (),
        baccalaureate=words.bac(profile.baccalaureate) if profile.baccalaureate else None,
        internal_studies=tuple(words.internal(study) for study in profile.internal_studies),
        external_studies=tuple(words.external(study) for study in profile.external_studies),
        internships=tuple(
            printed.Activity(str(stay.year), stay.description, stay.organisation, stay.duration)
            for stay in profile.internships
        ),
        experiences=tuple(
            printed.Activity(str(job.year), job.title, job.organisation, job.duration, job.description)
            for job in profile.experiences
        ),
        answers=answers.pairs(application, lang, owner=owner),
        pieces=tuple(_lines(application, lang, owner=owner)),
        paper=paper,
        return_address=contact_lines(commission) if commission is not None else (),
        return_comment=component_note,
        decisions=tuple(text(kind.label) for kind in offered(work, formation.component)) if paper else (),
    )


def contact_lines(commission: Commission) -> tuple[str, ...]:
    """The return address as printed on an envelope."""
    return (commission.title, *commission.address)


def _dates(application: Application, lang: str) -> printed.Dates:
    calendar = application.formation.calendar
    return printed.Dates(
        return_by=deadline(calendar.return_for(application.return_by), lang),
        analysis=long_date(calendar.pre_analysis, lang),
        jury=long_date(calendar.board, lang),
        publication=long_date(calendar.publication, lang),
        confirmation=deadline(confirm_by(application) or calendar.confirmation, lang),
    )


def _lines(application: Application, lang: str, *, owner: bool) -> list[printed.PieceLine]:
    lines = []
    for view in piece_views(application):
        document = readable(application, view.demand, owner=owner)
        status = view.status if owner or application.snapshot is not None else PieceStatus.PENDING
        lines.append(
            printed.PieceLine(
                label=view.demand.title(lang),
                status=word(application.formation.establishment, status, lang),
                comment=view.comment or (label(FROM_RECORD, lang) if view.record and status is view.status else ""),
                filename=document.filename if document is not None else "",
                sha256=document.sha256 if document is not None else "",
                conditional=view.demand.conditional and status is PieceStatus.PENDING,
            )
        )
    return lines


class _Words:
    """Codes of a profile as words, in one language."""

    def __init__(self, nomenclatures: Nomenclatures, lang: str) -> None:
        self._tables = nomenclatures
        self._lang = lang

    def _label(self, table: str, code: str) -> str:
        return self._tables.table(table).label(code, self._lang) if code else ""

    def _country(self, code: str) -> str:
        """The country; CLDR names it in the languages that the nomenclature lacks."""
        entry = self._tables.table("pays").get(code)
        named = country(entry.value("iso2"), self._lang) if entry is not None and self._lang in ("es", "de") else ""
        return named or self._label("pays", code)

    def country(self, code: str) -> str:
        """The country, blank for France, as on an envelope."""
        return self._country(code) if code != FRANCE else ""

    def nationality(self, code: str) -> str:
        """The nationality, else the country."""
        entry = self._tables.table("pays").get(code)
        if entry is None:
            return code
        if self._lang in ("es", "de"):
            return self._country(code)
        return entry.value(f"nationalite_{'fr' if self._lang == 'fr' else 'en'}") or entry.label(self._lang)

    def _title(self, code: str) -> str:
        french = self._tables.table("civilites").label(code, "fr") if code else ""
        return CODES.get(self._lang, {}).get(french) or self._label("civilites", code)

    def identity(self, personal: PersonalDetails | None, mail: str) -> printed.Identity:
        """Who the candidate is; the mail alone while « Informations perso. » is empty."""
        if personal is None:
            return printed.Identity(mail=mail)
        place = [personal.birth_town, self._label("departements", personal.birth_department)]
        if personal.birth_country not in ("", FRANCE):
            place.append(self._country(personal.birth_country))
        return printed.Identity(
            civil_title=self._title(personal.title),
            birth_name=personal.birth_name,
            usual_name=personal.usual_name,
            first_name=personal.first_name,
            other_first_name=personal.other_first_name,
            birth=short_date(personal.birth_date, self._lang),
            birth_place=", ".join(part for part in place if part),
            nationality=self.nationality(personal.nationality),
            ine=f"{personal.ine}{personal.ine_key}",
            mail=mail,
            phone=personal.phone,
            mobile=personal.mobile,
        )

    def bac(self, bac: Baccalaureate) -> printed.Bac:
        """The baccalaureate."""
        if bac.without:
            return printed.Bac(without=True)
        subjects = [bac.speciality1, bac.speciality2]
        place = [bac.town, self._label("departements", bac.department), self.country(bac.country)]
        return printed.Bac(
            year=str(bac.year or ""),
            series=self._series(bac),
            honours=self._label("mentions_bac", bac.honours),
            specialities=", ".join(self._label("bac_specialites", code) for code in subjects if code),
            options=", ".join(self._label("bac_options", code) for code in bac.options),
            school=bac.school_label,
            place=", ".join(part for part in place if part),
        )

    def _series(self, bac: Baccalaureate) -> str:
        """The series as it was called when it was saved; in English, as it is called now if it still exists."""
        now = self._tables.table("bac_series").get(bac.series) if self._lang != "fr" else None
        return (now.label("en") if now else "") or bac.series_label or self._label("bac_series", bac.series)

    def internal(self, study: InternalStudy) -> printed.Study:
        """One line of « Cursus interne »."""
        mark = f"{study.mark}/{study.scale}" if study.mark and study.scale else study.mark
        parts = (self._label("types_resultat", study.result), mark, self._label("mentions_diplome", study.honours))
        return printed.Study(str(study.year), study.label, result=", ".join(part for part in parts if part))

    def external(self, study: ExternalStudy) -> printed.Study:
        """One line of « Cursus externe »."""
        parts = (
            self._label("obtention_cursus", study.obtained.value),
            self._label("mentions_diplome", study.honours),
        )
        school = ", ".join(p for p in (study.school_label, study.town, self.country(study.country)) if p)
        title = f"{study.diploma_label} – {study.label}" if study.diploma_label else study.label
        return printed.Study(str(study.year), title, school, ", ".join(part for part in parts if part))
