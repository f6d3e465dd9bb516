"""An application (« candidature »): five independent axes, its pieces, its decisions, its frozen snapshots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from ecandidat.domain.codes import Answer, Handover, PieceStatus, Status, Treatment
from ecandidat.domain.decisions import Decision
from ecandidat.domain.profile import PersonalDetails, ProfileData
from ecandidat.domain.questionnaire import SentQuestionnaire
from ecandidat.domain.reminders import Sent
from ecandidat.domain.roles import MATRIX, Role
from ecandidat.models.acl import Acl, allow, user
from ecandidat.models.document import Document
from ecandidat.models.folder import Node
from ecandidat.models.journal import Journal
from ecandidat.models.presence import Presences
from ecandidat.models.profiles import hidden_aces
from ecandidat.models.questionnaire import ApplicationForms, Questionnaire

if TYPE_CHECKING:
    from ecandidat.models.candidate import Candidate
    from ecandidat.models.message import Thread
    from ecandidat.models.offer import Formation, PieceDemand, Pieces
    from ecandidat.models.request import AskedPiece


class PieceFile(Node):
    """What one application holds for one demanded piece: ``…/<key>/pieces/<code>``.

    ``status`` and ``comment`` are this application's own, even when the document serves several. ``record`` names the
    piece of the student records that was sent in place of a file.
    """

    uid: str = ""
    status: PieceStatus = PieceStatus.PENDING
    document: Document | None = None
    comment: str = ""
    record: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""

    @property
    def application(self) -> Application:
        """The application."""
        found: Application = self.__parent__.__parent__
        return found


class PieceFiles(Node):
    """``…/<key>/pieces``: by the piece's uid with ``/`` written ``~``, so that a key is one path segment."""

    def __init__(self) -> None:
        self._files = OOBTree()

    def __getitem__(self, name: str) -> PieceFile:
        found: PieceFile | None = self._files.get(name)
        if found is not None:
            return found
        application: Application = self.__parent__
        demand = application.demand(name.replace("~", "/"))
        if demand is None:
            raise KeyError(name)
        return self.blank(demand)

    def blank(self, demand: PieceDemand) -> PieceFile:
        """A located, unstored piece file: nothing was ever done about that piece here."""
        piece = PieceFile()
        piece.uid = demand.uid
        piece.__name__ = key_of(demand.uid)
        piece.__parent__ = self
        return piece

    def of(self, demand: PieceDemand) -> PieceFile:
        """The piece file of a demand, stored or blank."""
        found: PieceFile | None = self._files.get(key_of(demand.uid))
        return found if found is not None else self.blank(demand)

    def keep(self, piece: PieceFile) -> None:
        """Store a blank one, before it is changed for the first time."""
        self._files.insert(piece.__name__, piece)

    def stored(self) -> list[PieceFile]:
        """Those that something was done about."""
        return list(self._files.values())


def key_of(uid: str) -> str:
    """A piece's uid as one path segment."""
    return uid.replace("/", "~")


class Snapshot(Persistent):
    """What a submission sent: the profile of that moment and, for each piece, its document. Never changes.

    ``pieces`` is a tuple of (uid, label, status code, document or None); ``forms`` are the questionnaires, with their
    answers and the labels of that day: submissions older than questionnaires have none.
    """

    forms: tuple[SentQuestionnaire, ...] = ()

    def __init__(
        self, taken_at: datetime, profile: ProfileData, pieces: tuple[tuple[str, str, str, Document | None], ...]
    ) -> None:
        self.taken_at = taken_at
        self.profile = profile
        self.pieces = pieces

    def document(self, uid: str) -> Document | None:
        """The document sent for a piece."""
        return next((document for piece, _, _, document in self.pieces if piece == uid), None)


class Note(Persistent):
    """One line of « Bloc-notes »: managers only."""

    def __init__(self, at: datetime, userid: str, author: str, text: str) -> None:
        self.at = at
        self.userid = userid
        self.author = author
        self.text = text


class Application(Node):
    """``/<etab>/<component>/<type>/<formation>/<key>``. Dates without hour are civil dates in Europe/Paris.

    ``begun_in_time`` is when the last upload began that ended after the return date and was accepted for that.
    ``corrected`` are the personal details that staff corrected since the last submission, ``corrected_at`` when they
    did: lists, letters and mails name the person by them, the snapshot stays as it was sent.

    ``tags`` are codes of :class:`ecandidat.models.marks.Tag`, ``assignee`` the account id of the manager who takes care
    of it. ``regime`` and ``exemption`` are nomenclature codes, ``fees`` the amount left to pay in euros (``"245.50"``)
    and ``fees_note`` what completes it; ``registration_code`` is the code of the student system (« code OPI »), sent
    there on ``registered_on``; ``handover`` is what that system has to be told. ``amended`` are the questionnaires that
    staff answered since the last submission, read in place of what it sent. ``requests`` are the pieces asked of it
    besides the formation's, ``thread`` the messages exchanged about it; both are None until the first.
    """

    candidate: Candidate
    created_at: datetime | None = None
    created_by: str = ""
    status: Status = Status.PENDING
    status_on: date | None = None
    treatment: Treatment = Treatment.SELECTIVE
    treatment_validated: bool = True
    submitted_at: datetime | None = None
    received_on: date | None = None
    complete_on: date | None = None
    incomplete_on: date | None = None
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    examined_at: datetime | None = None
    return_by: date | None = None
    confirm_by: date | None = None
    answer: Answer = Answer.NONE
    answered_at: datetime | None = None
    answered_by: str = ""
    proposal: bool = False
    reminded_at: datetime | None = None
    begun_in_time: datetime | None = None
    return_reminders: Sent = ()
    decisions: tuple[Decision, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    corrected: PersonalDetails | None = None
    corrected_at: datetime | None = None
    amended: tuple[SentQuestionnaire, ...] = ()
    notes: tuple[Note, ...] = ()
    mails: tuple[str, ...] = ()
    presences: Presences | None = None
    tags: tuple[str, ...] = ()
    assignee: str = ""
    regime: str = ""
    exemption: str = ""
    fees: str = ""
    fees_note: str = ""
    registration_code: str = ""
    registered_on: date | None = None
    handover: Handover = Handover.NONE
    answers: OOBTree | None = None
    requests: Pieces | None = None
    thread: Thread | None = None

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.pieces = PieceFiles()
        self.pieces.__name__, self.pieces.__parent__ = "pieces", self
        self.journal = Journal()

    def __getitem__(self, name: str) -> Any:
        if name == "pieces":
            return self.pieces
        if name == "formulaires":
            return ApplicationForms(self)
        raise KeyError(name)

    def __acl__(self) -> Acl:
        """The candidate; managers come from the lineage, but for a commission that does not see this status."""
        return [allow(user(self.candidate.userid), MATRIX[Role.OWNER]), *hidden_aces(self.formation, self.status.value)]

    @property
    def formation(self) -> Formation:
        """The formation applied to."""
        found: Formation = self.__parent__
        return found

    @property
    def key(self) -> str:
        """The application's random key."""
        return self.__name__

    def demand(self, uid: str) -> PieceDemand | None:
        """The demand behind a piece's uid, if this formation asks for it or this application answered it."""
        found = (demand for demand in (*self.formation.every_demand(), *self.requested()) if demand.uid == uid)
        return next((demand for demand in found if demand.active or uid in self._sent()), None)

    def asked(self) -> list[PieceDemand]:
        """Pieces asked of this application today."""
        treatment = None if self.treatment is Treatment.PENDING else self.treatment
        return [*self.formation.demands(treatment), *(one for one in self.requested() if one.active)]

    def requested(self) -> list[AskedPiece]:
        """Pieces that managers asked of this very application, those taken back too."""
        return self.requests.every() if self.requests is not None else []

    def demands(self) -> list[PieceDemand]:
        """Pieces asked of this application, and those already sent that are asked no more: they stay readable."""
        shown = {demand.uid for demand in self.asked()} | self._sent()
        every = (*self.formation.every_demand(), *self.requested())
        return [demand for demand in every if demand.uid in shown]

    def asked_questionnaires(self) -> list[Questionnaire]:
        """Questionnaires asked of this application today."""
        kinds = (None, self.treatment)
        return [
            one for one in self.formation.every_questionnaire()
            if one.active and (self.treatment is Treatment.PENDING or one.treatment in kinds)
        ]  # fmt: skip

    def questionnaires(self) -> list[Questionnaire]:
        """Questionnaires asked, and those whose answers were sent that are asked no more: they stay readable."""
        shown = {one.uid for one in self.asked_questionnaires()}
        if self.snapshot is not None:
            shown |= {sent.uid for sent in (*self.snapshot.forms, *self.amended) if sent.answers}
        return [one for one in self.formation.every_questionnaire() if one.uid in shown]

    def _sent(self) -> set[str]:
        """The uids of the pieces that the last submission holds a file for."""
        sent = self.snapshot.pieces if self.snapshot is not None else ()
        return {uid for uid, _, _, document in sent if document is not None}

    @property
    def snapshot(self) -> Snapshot | None:
        """The last submission, if any."""
        return self.snapshots[-1] if self.snapshots else None

    @property
    def profile(self) -> ProfileData:
        """What managers read: the frozen profile once submitted or received, the live one before.

        Who the candidate is follows what staff corrected since, and so does the number once two files were merged.
        """
        if self.snapshot is None:
            return self.candidate.data()
        sent = self.snapshot.profile
        if self.candidate.number not in ("", sent.number):
            sent = replace(sent, number=self.candidate.number)
        return sent if self.corrected is None else replace(sent, personal=self.corrected)
