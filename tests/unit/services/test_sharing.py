"""Whatever a candidate does elsewhere, a submitted application never changes; and the library shows what exists."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.workflow import piece as table
from ecandidat.resources import ROOT
from ecandidat.services import application as applications
from ecandidat.services import desk, library, pieces
from ecandidat.services.situation import piece_view, piece_views, situation
from tests import seed
from tests.unit.documents.samples import pdf

FORMATIONS = (("droit", "m1-droit"), ("droit", "l3-direct"), ("sciences", "m1-maths"))
FILES = tuple(pdf(pages) for pages in range(1, 7))
any_formation = st.sampled_from(FORMATIONS)
any_number = st.integers(0, 30)
any_file = st.integers(0, len(FILES) - 1)


class Sharing(RuleBasedStateMachine):
    """A candidate, three formations of two components, a manager; every act is committed to a database with blobs."""

    @initialize()
    def open(self) -> None:
        """A new database, an application to each formation."""
        self.folder = tempfile.TemporaryDirectory()
        self.database = DB(BlobStorage(str(Path(self.folder.name) / "blobs"), MappingStorage("sharing")))
        self.manager = transaction.TransactionManager(explicit=True)
        self.manager.begin()
        self.connection = self.database.open(self.manager)
        seed.build(self.connection.root())
        self.portal = self.connection.root()[ROOT]
        self.candidate = self.portal.candidates["CANDIDAT"]
        university = self.portal["test"]
        seed.piece(university, "bourse", "Attestation de bourse", order=5, conditional=True)
        seed.piece(university, "projet", "Projet, un par candidature", order=6, unique=True)
        self.frozen: dict[str, Any] = {}
        self.sent: dict[str, list[Any]] = {}
        self.kept: dict[str, bytes] = {}
        self.commit()
        for formation in FORMATIONS:
            self.apply(formation)

    def teardown(self) -> None:
        """Close the database."""
        if hasattr(self, "database"):
            self.manager.abort()
            self.connection.close()
            self.database.close()
            self.folder.cleanup()

    def commit(self) -> None:
        """Keep what was done, and read it again from the database."""
        self.manager.commit()
        self.manager.begin()
        self.connection.cacheMinimize()

    def act(self, do: Any, userid: str = "c-CANDIDAT") -> None:
        """One act: kept when it is allowed, dropped when it is refused."""
        try:
            do(self.work(userid))
        except Refused:
            self.manager.abort()
            self.manager.begin()
        else:
            self.commit()

    def formation(self, which: tuple[str, str]) -> Any:
        """A formation of the seed."""
        return self.portal["test"][which[0]]["master"][which[1]]

    def live(self, which: tuple[str, str]) -> Any:
        """The application to a formation that was not cancelled; None when there is none."""
        formation = self.formation(which)
        return next((one for one in self.candidate.live_applications() if one.formation is formation), None)

    def open_to(self, act: str, number: int) -> tuple[Any, Any]:
        """An application and a demand that an act is possible on; one more is a refusal's chance, whatever it is."""
        possible = [
            (application, view.demand)
            for application in self.candidate.live_applications()
            for view in piece_views(application)
            if view.status is not PieceStatus.VALID
            and (view.demand.conditional or "concerne" not in act)
            and table.TRANSITIONS[act].refusal(view.status, situation(self.work(), application)) is None
        ]
        every = [(one, demand) for one in self.candidate.live_applications() for demand in one.demands()]
        found = possible if possible and number % 8 else every
        return found[number % len(found)] if found else (None, None)

    def work(self, userid: str = "c-CANDIDAT") -> Any:
        """What somebody leans on."""
        return seed.work(self.portal, userid, userid)

    @rule(number=any_number, file=any_file, name=st.sampled_from("ab"))
    def deposit(self, number: int, file: int, name: str) -> None:
        """Deposit or replace a piece."""
        application, demand = self.open_to("deposer", number)
        if demand is not None:
            self.act(lambda work: pieces.deposit(work, application, demand, BytesIO(FILES[file]), f"{name}.pdf"))

    @rule(number=any_number)
    def remove(self, number: int) -> None:
        """Take a piece away."""
        application, demand = self.open_to("retirer", number)
        if demand is not None:
            self.act(lambda work: pieces.remove(work, application, demand))

    @rule(number=any_number, concerned=st.booleans())
    def concern(self, number: int, concerned: bool) -> None:
        """« Non concerné », « Concerné »."""
        application, demand = self.open_to("concerne" if concerned else "non-concerne", number)
        if demand is not None:
            self.act(lambda work: pieces.set_not_concerned(work, application, demand, concerned))

    @precondition(lambda self: len(self.candidate.documents))
    @rule(number=any_number, chosen=any_number)
    def reuse(self, number: int, chosen: int) -> None:
        """« Choisir dans mes documents »."""
        application, demand = self.open_to("deposer", number)
        files = library.documents(self.candidate)
        if demand is not None:
            self.act(lambda work: pieces.reuse(work, application, demand, files[chosen % len(files)]))

    @rule(file=any_file, name=st.sampled_from("ab"))
    def add(self, file: int, name: str) -> None:
        """Add a file to the library."""
        self.act(lambda work: library.add(work, self.candidate, BytesIO(FILES[file]), f"{name}.pdf"))

    @precondition(lambda self: len(self.candidate.documents))
    @rule(chosen=any_number)
    def delete(self, chosen: int) -> None:
        """Delete a file of the library."""
        files = library.documents(self.candidate)
        document = files[chosen % len(files)]
        self.act(lambda work: library.delete(work, self.candidate, document))
        assert document.__name__ not in self.candidate.documents

    @precondition(lambda self: self.drafts())
    @rule(number=any_number, file=any_file)
    def submit(self, number: int, file: int) -> None:
        """Complete an application and submit it."""
        drafts = self.drafts()
        application = drafts[number % len(drafts)]

        def fill(work: Any) -> None:
            for view in piece_views(application):
                if view.status in (PieceStatus.PENDING, PieceStatus.REFUSED):
                    if view.demand.conditional:
                        pieces.set_not_concerned(work, application, view.demand, concerned=False)
                    else:
                        pieces.deposit(work, application, view.demand, BytesIO(FILES[file]), "complet.pdf")
            applications.submit(work, application)

        self.act(fill)
        self.photograph(application)

    def drafts(self) -> list[Any]:
        """Applications that wait to be submitted, or submitted again."""
        live = self.candidate.live_applications()
        return [one for one in live if one.status in (Status.PENDING, Status.INCOMPLETE)]

    @precondition(lambda self: self.frozen)
    @rule(number=any_number, act=st.sampled_from(["take_back", "cancel", "withdraw", "send_back", "admit", "reopen"]))
    def go_on(self, number: int, act: str) -> None:
        """What becomes of a submitted application: the candidate's acts, a manager's."""
        key = list(self.frozen)[number % len(self.frozen)]
        application = self.candidate.applications[key]

        def decide(work: Any) -> None:
            desk.decide(work, application, "favorable")
            desk.validate_decision(work, application)

        mine = {"take_back": applications.take_back, "cancel": applications.cancel, "withdraw": applications.withdraw}
        if act in mine:
            self.act(lambda work: mine[act](work, application))
        elif act == "admit":
            self.act(decide, "s-admin")
        else:
            status = Status.INCOMPLETE if act == "send_back" else Status.PENDING
            self.act(lambda work: desk.set_status(work, application, status), "s-admin")
        self.photograph(application)

    @precondition(lambda self: self.frozen)
    @rule(number=any_number, verdict=st.sampled_from([PieceStatus.VALID, PieceStatus.REFUSED]))
    def judge(self, number: int, verdict: PieceStatus) -> None:
        """A manager's verdict on a piece."""
        key = list(self.frozen)[number % len(self.frozen)]
        application = self.candidate.applications[key]
        demands = application.demands()
        demand = demands[number % len(demands)]
        self.act(lambda work: pieces.judge(work, application, demand, verdict, "illisible"), "s-admin")
        self.photograph(application)

    @rule(number=any_number)
    def cancel(self, number: int) -> None:
        """« Annuler la candidature » of any."""
        live = self.candidate.live_applications()
        if live and number % 3 == 0:
            application = live[number % len(live)]
            self.act(lambda work: applications.cancel(work, application))
            self.photograph(application)

    @precondition(lambda self: len(self.candidate.live_applications()) < len(FORMATIONS))
    @rule()
    def apply_again(self) -> None:
        """A new application where the former was cancelled."""
        for formation in FORMATIONS:
            if self.live(formation) is None:
                self.apply(formation)

    def apply(self, which: tuple[str, str]) -> None:
        """« Candidater »."""
        self.act(lambda work: applications.apply(work, self.formation(which), self.candidate))

    def photograph(self, application: Any) -> None:
        """Remember a submitted application as it is after an act on itself; forget one that is a draft again."""
        self.frozen.pop(application.key, None)
        if application.submitted_at is not None and application.cancelled_at is None:
            self.frozen[application.key] = self.look(application)

    @staticmethod
    def look(application: Any) -> Any:
        """All that a manager reads of an application: statuses, verdicts, files."""
        return (
            application.status, application.answer, len(application.decisions),
            tuple(
                (uid, status, document.filename if document else "", document.sha256 if document else "")
                for uid, _, status, document in application.snapshot.pieces
            ),
            tuple(
                (file.uid, file.status, file.comment, file.document.sha256 if file.document else "")
                for file in application.pieces.stored()
                if application.status in (Status.RECEIVED, Status.COMPLETE)
            ),
        )  # fmt: skip

    @invariant()
    def submitted_applications_never_change_from_outside(self) -> None:
        """Acts on other applications, or on the library, leave no trace on what was submitted."""
        for key, seen in getattr(self, "frozen", {}).items():
            application = self.candidate.applications[key]
            assert self.look(application) == seen

    @invariant()
    def what_was_sent_is_readable_byte_for_byte(self) -> None:
        """Every snapshot ever taken still reads as it did."""
        if not hasattr(self, "candidate"):
            return
        for application in self.candidate.applications.values():
            for number, snapshot in enumerate(application.snapshots):
                for uid, _, _, document in snapshot.pieces:
                    if document is not None:
                        with document.open() as stream:
                            content = stream.read()
                        known = self.kept.setdefault(f"{application.key}/{number}/{uid}", content)
                        assert content == known
                        assert len(content) == document.size

    @invariant()
    def nothing_dangles_and_the_library_shows_what_exists(self) -> None:
        """What a draft uses is in the library; what the library holds is used, or was put there for itself."""
        if not hasattr(self, "candidate"):
            return
        held = {document.__name__: document for document in self.candidate.documents.values()}
        for shared in self.candidate.shared.values():
            assert shared is None or held.get(shared.__name__) is shared
        for application in self.candidate.applications.values():
            for view in piece_views(application):
                document, sent = view.document, None
                if application.snapshot is not None:
                    sent = application.snapshot.document(view.demand.uid)
                assert document is None or document is sent or held.get(document.__name__) is document
                assert (document is None) or view.status is not PieceStatus.PENDING
        used = library.uses(self.candidate)
        for name, document in held.items():
            assert document.__parent__ is self.candidate.documents
            assert document.kept or name in used or pieces.in_use(self.candidate, document)
            with document.open() as stream:
                assert len(stream.read()) == document.size

    @invariant()
    def shared_pieces_answer_every_draft_alike(self) -> None:
        """Two drafts that ask for one common piece show the same answer."""
        if not hasattr(self, "candidate"):
            return
        seen: dict[str, Any] = {}
        for application in self.candidate.live_applications():
            if application.submitted_at is None and application.status is Status.PENDING:
                for demand in application.demands():
                    if demand.shared:
                        view = piece_view(application, demand)
                        assert seen.setdefault(demand.uid, view.document) is view.document


def test_no_sequence_of_acts_changes_what_was_submitted_or_loses_a_file() -> None:
    """C073, C076, C077."""
    run_state_machine_as_test(
        Sharing,
        settings=settings(
            max_examples=8, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
