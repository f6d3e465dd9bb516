"""Pieces of an application: deposit, remove, « non concerné », and the verdict of whoever examines."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from ecandidat.domain.calendar import in_grace
from ecandidat.domain.codes import PieceStatus, Scan
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.workflow import piece as table
from ecandidat.domain.workflow.dossier import return_date_not_passed
from ecandidat.models.application import Application, PieceFile
from ecandidat.models.candidate import Candidate
from ecandidat.models.document import Document
from ecandidat.models.offer import PieceDemand
from ecandidat.models.request import AskedPiece
from ecandidat.services import effects, filing, requests
from ecandidat.services.dossier import readable
from ecandidat.services.situation import PieceView, acts_for, for_piece, lends, piece_view, situation
from ecandidat.work import Work

MEGABYTE = 1024 * 1024


def limit(work: Work, application: Application) -> int:
    """The largest file accepted for this application, in bytes."""
    return int(work.parameter("TECH_FILE_MAX_SIZE", application.formation.establishment)) * MEGABYTE


def add_document(work: Work, candidate: Candidate, stream: BinaryIO, filename: str, maximum: int) -> Document:
    """Take a file of any accepted kind into the candidate's library, made to fit; refuse it with the reason."""
    document = filing.new_document(work, stream, filename, maximum)
    candidate.documents[new_key()] = document
    return document


def check_deposit(
    work: Work, application: Application, demand: PieceDemand, *,
    waive_dates: bool = False, begun_at: datetime | None = None,
) -> PieceView:  # fmt: skip
    """The piece as it stands, when a file may be deposited for it now; else refused with the reason."""
    return _check(work, application, demand, "deposer", waive_dates, begun_at)


def deposit(
    work: Work, application: Application, demand: PieceDemand, stream: BinaryIO, filename: str, *,
    waive_dates: bool = False, begun_at: datetime | None = None,
) -> Document:  # fmt: skip
    """« + »: deposit or replace the file of a piece; as :func:`place`."""
    check_deposit(work, application, demand, waive_dates=waive_dates, begun_at=begun_at)
    document = filing.new_document(work, stream, filename, limit(work, application))
    return place(work, application, demand, document, waive_dates=waive_dates, begun_at=begun_at)


def place(
    work: Work, application: Application, demand: PieceDemand, document: Document, *,
    waive_dates: bool = False, begun_at: datetime | None = None,
) -> Document:  # fmt: skip
    """Let a document answer a piece; one that is new enters the library. A shared piece serves the candidate's other
    drafts at once. What answers afterwards is returned: the very file that answered already changes nothing.

    ``begun_at`` is when the file began to be sent: the return date is judged at that moment, provided that it has not
    been over for more than ``calendar.GRACE``.
    """
    view = check_deposit(work, application, demand, waive_dates=waive_dates, begun_at=begun_at)
    candidate, former = application.candidate, view.document
    if former is not None and view.status is PieceStatus.SENT and _same(former, document):
        return former
    if document.__parent__ is None:
        candidate.documents[new_key()] = document
    replaced = [former]
    if demand.shared:
        replaced.append(candidate.shared.get(demand.uid))
        candidate.shared[demand.uid] = document
    if not lends(application, demand):
        _write(work, application, view.file, PieceStatus.SENT, document)
    discard(candidate, *replaced)
    _record(work, application, "deposer", view, PieceStatus.SENT, document.filename, waive_dates=waive_dates)
    _let_submit(work, application, begun_at)
    return document


def _same(one: Document, other: Document) -> bool:
    return one is other or (one.sha256, one.filename) == (other.sha256, other.filename)


def reuse(
    work: Work, application: Application, demand: PieceDemand, document: Document, *, waive_dates: bool = False
) -> None:
    """« Choisir dans mes documents »: answer a piece with a file of the candidate's library; the file is not copied."""
    maximum = limit(work, application)
    if application.candidate.documents.get(document.__name__) is not document:
        raise Refused("document_gone")
    if document.scan is Scan.INFECTED:
        raise Refused("file_infected")
    if document.size > maximum:
        raise Refused("file_too_large", limit=maximum, size=document.size)
    place(work, application, demand, document, waive_dates=waive_dates)


def remove(work: Work, application: Application, demand: PieceDemand, *, waive_dates: bool = False) -> None:
    """« − »: take the file away; what was already submitted keeps its own reference."""
    view = _check(work, application, demand, "retirer", waive_dates)
    take_away(work, application, view, waive_dates=waive_dates)


def take_away(work: Work, application: Application, view: PieceView, *, waive_dates: bool = False) -> None:
    """The piece waits for a file again, in every draft that the file answered as a shared one."""
    candidate = application.candidate
    if view.lent:
        del candidate.shared[view.demand.uid]
    else:
        _write(work, application, view.file, PieceStatus.PENDING, None)
    discard(candidate, view.document)
    detail = view.document.filename if view.document else ""
    _record(work, application, "retirer", view, PieceStatus.PENDING, detail, waive_dates=waive_dates)


def set_not_concerned(
    work: Work, application: Application, demand: PieceDemand, concerned: bool, *, waive_dates: bool = False
) -> None:
    """« Non concerné par cette pièce » and « Concerné par cette pièce », for conditional pieces only."""
    if not demand.conditional:
        raise Refused("piece_not_conditional")
    act = "concerne" if concerned else "non-concerne"
    view = _check(work, application, demand, act, waive_dates)
    shared = application.candidate.shared
    status = PieceStatus.PENDING if concerned else PieceStatus.NOT_CONCERNED
    if demand.shared and lends(application, demand):
        if concerned:
            shared.pop(demand.uid, None)
        else:
            shared[demand.uid] = None
    else:
        _write(work, application, view.file, status, None)
    discard(application.candidate, view.document)
    _record(work, application, act, view, status, waive_dates=waive_dates)


VERDICTS = {
    PieceStatus.VALID: "valider-piece", PieceStatus.REFUSED: "refuser-piece", PieceStatus.SENT: "attendre-piece"
}  # fmt: skip
"""What a manager may say of a piece, with the act that says it."""


def verdicts(view: PieceView) -> list[PieceStatus]:
    """The verdicts that a piece may get as it stands: one said not of concern is refused, or left alone."""
    return [
        status for status, act in VERDICTS.items()
        if status is view.status or view.status in table.TRANSITIONS[act].sources
    ]  # fmt: skip


def judge(work: Work, application: Application, demand: PieceDemand, status: PieceStatus, comment: str = "") -> None:
    """The verdict: valid, refused (with a comment that says why), or back to « Transmise »."""
    act = VERDICTS.get(status)
    if act is None:
        raise Refused("unknown_code", code=str(status))
    view = piece_view(application, demand)
    now = situation(work, application)
    comment = comment.strip()
    if status is PieceStatus.REFUSED and not comment:
        raise Refused("refusal_comment_required", piece=demand.title())
    if status is not view.status:
        table.TRANSITIONS[act].check(view.status, now)
    if now.digital and application.snapshot is None:
        raise Refused("not_submitted")
    if now.digital and status is PieceStatus.VALID and view.document is None and not view.record:
        raise Refused("piece_without_file", piece=demand.title())
    # What the candidate is changing is judged once it is sent again: until then managers read what was sent.
    if application.snapshot is not None and readable(application, demand, owner=False) is not view.document:
        raise Refused("piece_being_replaced", piece=demand.title())
    _write(work, application, view.file, status, view.document)
    if view.file.comment != comment:
        view.file.comment = comment
    if application.examined_at is None:
        application.examined_at = work.now
    _record(work, application, act, view, status, comment)
    if status is PieceStatus.REFUSED and isinstance(demand, AskedPiece) and demand.active and not demand.blocking:
        requests.tell_refused(work, application, demand, comment)


def _check(
    work: Work, application: Application, demand: PieceDemand, act: str, waive_dates: bool,
    begun_at: datetime | None = None,
) -> PieceView:  # fmt: skip
    view = piece_view(application, demand)
    if view.status is PieceStatus.VALID:
        raise Refused("piece_already_valid", piece=demand.title())
    now = for_piece(situation(work, application, waive_dates=waive_dates, begun_at=begun_at), demand)
    table.TRANSITIONS[act].check(view.status, now)
    return view


def _let_submit(work: Work, application: Application, begun_at: datetime | None) -> None:
    """Whom the return date caught in the middle of an upload may still submit; the journal says why."""
    limit = application.formation.calendar.return_for(application.return_by)
    if begun_at is None or not in_grace(limit, begun_at, work.now):
        return
    application.begun_in_time = begun_at
    effects.apply(work, application, Fact("depot-commence", after=begun_at.isoformat(), public=False))


def _write(
    work: Work, application: Application, file: PieceFile, status: PieceStatus, document: Document | None
) -> None:
    application.pieces.keep(file)
    file.status, file.document = status, document
    file.changed_at, file.changed_by = work.now, work.actor.name
    if status in (PieceStatus.PENDING, PieceStatus.NOT_CONCERNED) and file.comment:
        file.comment = ""


def in_use(candidate: Candidate, document: Document) -> bool:
    """Whether a piece of any application, the answer that drafts share, or a question's answer is this document."""
    holders = (candidate, *candidate.applications.values())
    return answers_a_piece(candidate, document) or any(
        value is document
        for holder in holders
        for response in (holder.answers.values() if holder.answers is not None else ())
        for _, value in response.values
    )


def answers_a_piece(candidate: Candidate, document: Document) -> bool:
    """Whether a piece of any application, or the answer that drafts share, is this document."""
    return any(shared is document for shared in candidate.shared.values()) or any(
        file.document is document
        for application in candidate.applications.values()
        for file in application.pieces.stored()
    )


def discard(candidate: Candidate, *former: Document | None) -> None:
    """Take files out of the library that nothing uses any more; what was submitted keeps its own reference.

    A file that the candidate put in the library by itself stays there until they delete it.
    """
    for document in former:
        if document is None or document.kept or document.__name__ not in candidate.documents:
            continue
        if not in_use(candidate, document):
            del candidate.documents[document.__name__]


def _record(
    work: Work, application: Application, act: str, view: PieceView, after: PieceStatus, detail: str = "", *,
    waive_dates: bool = False,
) -> None:  # fmt: skip
    """What staff deposit or take away in the candidate's place, the candidate reads too."""
    title = view.demand.title()
    late = waive_dates and return_date_not_passed(for_piece(situation(work, application), view.demand)) is not None
    fact = Fact(
        act, view.status, after, f"{title} : {detail}" if detail else title,
        public=act not in VERDICTS.values() and acts_for(work, application), waived=late,
    )  # fmt: skip
    effects.apply(work, application, fact)
