"""From stored objects to the plain values that guards look at; and which document answers which piece."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from ecandidat.domain.calendar import in_grace
from ecandidat.domain.codes import Mode, PieceStatus, Status
from ecandidat.domain.decisions import Decision, current, draft, published, unpublished
from ecandidat.domain.moments import civil
from ecandidat.domain.profile import RecordPiece
from ecandidat.domain.workflow import dossier
from ecandidat.domain.workflow.machine import PieceState, Situation
from ecandidat.models.application import Application, PieceFile
from ecandidat.models.document import Document
from ecandidat.models.offer import Formation, PieceDemand
from ecandidat.models.request import AskedPiece
from ecandidat.services.answers import form_states
from ecandidat.work import Work


@dataclass(frozen=True)
class PieceView:
    """One demanded piece as this application answers it now.

    ``lent`` tells that the answer is the candidate's shared one, which other drafts use too; ``record`` names the piece
    of the student records that stands in place of a file, '' when none does.
    """

    demand: PieceDemand
    file: PieceFile
    status: PieceStatus
    document: Document | None
    comment: str
    lent: bool
    record: str = ""

    def guarded(self, lang: str = "fr") -> PieceState:
        """What guards see."""
        return PieceState(self.demand.uid, self.demand.title(lang), self.status, self.demand.conditional)


def lends(application: Application, demand: PieceDemand) -> bool:
    """Whether the candidate's shared answer stands for this piece: until the first submission."""
    return demand.shared and application.submitted_at is None and application.status is Status.PENDING


def piece_view(application: Application, demand: PieceDemand) -> PieceView:
    """How an application answers one demand."""
    file = application.pieces.of(demand)
    shared = application.candidate.shared
    if lends(application, demand) and demand.uid in shared:
        document: Document | None = shared[demand.uid]
        status = PieceStatus.SENT if document is not None else PieceStatus.NOT_CONCERNED
        return PieceView(demand, file, status, document, file.comment, True)
    if file.document is None and file.record:
        return PieceView(demand, file, file.status, None, file.comment, False, file.record)
    if file.status is PieceStatus.PENDING and (held := record_of(application, demand)) is not None:
        name = f"{held.name} ({held.year})" if held.year else held.name
        return PieceView(demand, file, PieceStatus.VALID, None, file.comment, False, name)
    return PieceView(demand, file, file.status, file.document, file.comment, False)


def record_of(application: Application, demand: PieceDemand) -> RecordPiece | None:
    """The piece of the student records that answers a demand: of that university, and good until the return date."""
    candidate, formation = application.candidate, application.formation
    if not demand.record_code or candidate.records_of != formation.establishment.__name__:
        return None
    until = formation.calendar.return_for(application.return_by)
    for held in candidate.record_pieces:
        lasts = held.expires is None or until is None or held.expires >= until
        if held.code == demand.record_code and lasts:
            return held
    return None


def piece_views(application: Application) -> list[PieceView]:
    """All demanded pieces, and those sent that are asked no more, in the order of the screen."""
    return [piece_view(application, demand) for demand in application.demands()]


def is_digital(work: Work, application: Application) -> bool:
    """Whether files are deposited on line."""
    return mode_of(work, application.formation) is Mode.DIGITAL


def mode_of(work: Work, formation: Formation) -> Mode:
    """How a formation receives files: its own mode, on paper everywhere where digital files are out of service."""
    return formation.mode if work.parameter("TECH_IS_UTILISE_DEMAT", formation.establishment) else Mode.PAPER


def confirm_by(application: Application) -> date | None:
    """Last day to answer the decision in force; None when nothing limits it."""
    decision = in_force(application)
    if decision is None or decision.published_at is None:
        return None
    individual = application.confirm_by or decision.confirm_by
    return application.formation.calendar.confirmation_for(
        civil(decision.published_at), individual=individual, from_waiting_list=decision.from_waiting_list
    )


def in_force(application: Application) -> Decision | None:
    """The decision that counts for the candidate: validated and published."""
    newest = current(application.decisions)
    return newest if newest is not None and newest.published_at else published(application.decisions)


def is_ready(work: Work, application: Application) -> bool:
    """Whether nothing is missing but « Transmettre ma candidature »."""
    return dossier.TRANSITIONS["transmettre"].refusal(application.status, situation(work, application)) is None


def situation(
    work: Work, application: Application, *, waive_dates: bool = False, begun_at: datetime | None = None
) -> Situation:
    """All that guards may look at, today; or on the day when an upload began that ended just after the return date."""
    formation = application.formation
    decision = in_force(application)
    return_by = formation.calendar.return_for(application.return_by)
    return Situation(
        today=civil(begun_at) if begun_at is not None and in_grace(return_by, begun_at, work.now) else work.today,
        status=application.status,
        treatment=application.treatment,
        treatment_validated=application.treatment_validated,
        digital=is_digital(work, application),
        deposit_suspended=bool(work.parameter("TECH_IS_DEMAT_MAINTENANCE", formation.establishment)),
        cancelled=application.cancelled_at is not None,
        submitted=application.submitted_at is not None,
        examined=application.examined_at is not None,
        return_by=return_by,
        confirm_by=confirm_by(application),
        decision=decision.kind if decision else None,
        drafted=draft(application.decisions) is not None,
        unpublished=unpublished(application.decisions) is not None,
        answer=application.answer,
        # A piece sent that is asked no more stays readable; whatever its verdict, nothing waits for it.
        pieces=tuple(
            piece_view(application, demand).guarded(work.language) for demand in application.asked()
            if not isinstance(demand, AskedPiece) or demand.blocking
        ),
        forms=form_states(application, work.language),
        forms_demanded=bool(work.parameter("CANDIDATURE_IS_BLOC_TRANS_FORM", formation.establishment)),
        waive_dates=waive_dates,
        in_grace=in_grace(return_by, application.begun_in_time, work.now),
    )


def acts_for(work: Work, application: Application) -> bool:
    """Whether the actor does in the candidate's place what is the candidate's to do."""
    return work.actor.userid not in ("", application.candidate.userid)


def for_piece(now: Situation, demand: PieceDemand) -> Situation:
    """The situation as the guards of one piece look at it: a piece asked besides, which holds nothing up, is deposited
    until its own date whatever the status of the file.
    """
    if not isinstance(demand, AskedPiece) or demand.blocking or not demand.active:
        return now
    return replace(now, status=Status.INCOMPLETE, return_by=demand.limit)
