"""The road of an application through the services, without HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from ecandidat.domain.codes import Answer, PieceStatus, Status, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import PARIS
from ecandidat.register import rebuild, row_of
from ecandidat.services import application as service
from ecandidat.services import deadlines, desk, dossier, enrolment, mailing, pieces
from ecandidat.services.situation import piece_views
from tests import seed


def pdf() -> BytesIO:
    """A small real PDF."""
    target = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(target)
    target.seek(0)
    return target


@pytest.fixture
def formation(portal: Any) -> Any:
    return portal["test"]["droit"]["master"]["m1-droit"]


@pytest.fixture
def candidate(portal: Any) -> Any:
    return portal.candidates["CANDIDAT"]


@pytest.fixture
def applied(portal: Any, formation: Any, candidate: Any) -> Any:
    return service.apply(seed.work(portal, candidate.userid), formation, candidate)


def fill(work: Any, application: Any) -> None:
    """Answer every piece."""
    for view in piece_views(application):
        if view.demand.conditional:
            pieces.set_not_concerned(work, application, view.demand, concerned=False)
        else:
            pieces.deposit(work, application, view.demand, pdf(), "page.pdf")


def test_a_file_is_submitted_once_and_frozen(portal: Any, applied: Any, candidate: Any) -> None:
    """X09."""
    work = seed.work(portal, candidate.userid)
    with pytest.raises(Refused, match="pieces_missing"):
        service.submit(work, applied)
    fill(work, applied)
    service.submit(work, applied)
    assert applied.status is Status.RECEIVED
    assert [document is not None for *_, document in applied.snapshot.pieces] == [True, True, True, False]
    with pytest.raises(Refused, match="already_submitted"):
        service.submit(work, applied)
    with pytest.raises(Refused, match="file_frozen"):
        fill(work, applied)
    assert rebuild(applied.formation) == 0


def test_a_refused_piece_is_replaced_and_the_file_sent_again(portal: Any, applied: Any, candidate: Any) -> None:
    """C080."""
    work, manager = seed.work(portal, candidate.userid), seed.work(portal, "s-droit", "Gestionnaire")
    fill(work, applied)
    service.submit(work, applied)
    demand = applied.formation.pieces["lettre"]
    first = applied.snapshot.document(demand.uid)
    with pytest.raises(Refused, match="refusal_comment_required"):
        pieces.judge(manager, applied, demand, PieceStatus.REFUSED)
    pieces.judge(manager, applied, demand, PieceStatus.REFUSED, "scan illisible")
    desk.set_status(manager, applied, Status.INCOMPLETE)
    with pytest.raises(Refused, match="pieces_missing"):
        service.submit(work, applied)
    pieces.deposit(work, applied, demand, pdf(), "lettre-2.pdf")
    service.submit(work, applied)
    assert len(applied.snapshots) == 2
    assert applied.snapshots[0].document(demand.uid) is first
    assert applied.snapshot.document(demand.uid) is not first
    codes = [portal.outbox[key].code for key in applied.mails]
    assert codes == ["CANDIDATURE", "STATUT_RE", "COMMISSION_ALERT_TRANSMISSION", "STATUT_IN", "STATUT_RE",
                     "COMMISSION_ALERT_TRANSMISSION"]  # fmt: skip


def test_a_validated_decision_is_answered(portal: Any, applied: Any, candidate: Any) -> None:
    work, manager = seed.work(portal, candidate.userid), seed.work(portal, "s-droit", "Gestionnaire")
    fill(work, applied)
    service.submit(work, applied)
    desk.decide(manager, applied, "favorable")
    with pytest.raises(Refused, match="no_favourable_decision"):
        service.confirm(work, applied)
    desk.validate_decision(manager, applied)
    mail = portal.outbox[applied.mails[-1]]
    assert mail.code == "AVIS_FAVORABLE"
    assert [document.content_type for document in mail.attachments] == ["application/pdf"]
    service.confirm(work, applied)
    assert applied.answer is Answer.CONFIRMED
    service.withdraw(work, applied)
    assert row_of(applied).answer == "D"


def test_shared_pieces_serve_drafts_and_never_change_what_was_sent(portal: Any, applied: Any, candidate: Any) -> None:
    work = seed.work(portal, candidate.userid)
    other = service.apply(work, portal["test"]["sciences"]["master"]["m1-maths"], candidate)
    fill(work, applied)
    identity = portal["test"].pieces["identite"]
    assert [view.status for view in piece_views(other)] == [PieceStatus.SENT]
    service.submit(work, applied)
    sent = applied.snapshot.document(identity.uid)
    pieces.remove(work, other, identity)
    assert piece_views(other)[0].status is PieceStatus.PENDING
    assert applied.snapshot.document(identity.uid) is sent
    assert piece_views(applied)[0].document is sent


def test_direct_access_admits_when_its_treatment_is_validated(portal: Any, candidate: Any) -> None:
    work, manager = seed.work(portal, candidate.userid), seed.work(portal, "s-droit", "Gestionnaire")
    application = service.apply(work, portal["test"]["droit"]["master"]["l3-direct"], candidate)
    assert not application.treatment_validated
    desk.set_treatment(manager, application, Treatment.DIRECT)
    desk.validate_treatment(manager, application)
    service.confirm(work, application)
    assert application.answer is Answer.CONFIRMED


def test_one_live_application_per_formation(portal: Any, applied: Any, candidate: Any, formation: Any) -> None:
    """C060."""
    work = seed.work(portal, candidate.userid)
    with pytest.raises(Refused, match="already_applied"):
        service.apply(work, formation, candidate)
    service.cancel(work, applied)
    assert service.apply(work, formation, candidate) is not applied


def admitted(portal: Any, applied: Any, candidate: Any) -> Any:
    """An application with a favourable decision in force."""
    fill(seed.work(portal, candidate.userid), applied)
    service.submit(seed.work(portal, candidate.userid), applied)
    manager = seed.work(portal, "s-droit", "Gestionnaire")
    desk.decide(manager, applied, "favorable")
    desk.validate_decision(manager, applied)
    return applied


def test_the_calendar_reminds_once_then_withdraws(portal: Any, applied: Any, candidate: Any) -> None:
    """C097."""
    application = admitted(portal, applied, candidate)
    limit = application.formation.calendar.confirmation
    noon = datetime.combine(seed.TODAY, time(12), PARIS).astimezone(UTC)
    days = (limit - seed.TODAY).days

    def sweep(offset: int) -> list[str]:
        work = seed.work(portal, now=noon + timedelta(days=days + offset))
        return [deadlines.act_on(work, found, left) for found, left in deadlines.unanswered(work)]

    assert sweep(-3) == [""]
    assert sweep(-2) == ["relancer"]
    assert sweep(-1) == [""]
    assert sweep(0) == [""]
    assert sweep(1) == ["desister-auto"]
    assert sweep(2) == []
    codes = [portal.outbox[key].code for key in application.mails]
    assert codes[-3:] == ["CANDIDATURE_RELANCE_FAVO", "CANDIDATURE_DESIST_AUTO", "COMMISSION_ALERT_DESISTEMENT"]


def test_an_individual_date_prolongs_the_deposit(portal: Any, applied: Any, candidate: Any, formation: Any) -> None:
    """C082, M30, X08."""
    manager = seed.work(portal, "s-droit", "Gestionnaire")
    later = formation.calendar.return_by + timedelta(days=3)
    with pytest.raises(Refused, match="date_not_future"):
        enrolment.set_date(manager, applied, enrolment.RETURN, seed.TODAY)
    enrolment.set_date(manager, applied, enrolment.RETURN, later)
    late = seed.work(portal, candidate.userid, now=seed.NOW + (later - seed.TODAY))
    fill(late, applied)
    service.submit(late, applied)
    assert applied.status is Status.RECEIVED


def test_a_proposal_is_a_complete_file_with_a_draft_decision(portal: Any, candidate: Any, formation: Any) -> None:
    """X11."""
    application = service.propose(seed.work(portal, "s-droit", "Gestionnaire"), formation, candidate)
    assert application.status is Status.COMPLETE
    assert [decision.validated_at for decision in application.decisions] == [None]
    assert [portal.outbox[key].code for key in application.mails] == ["COMMISSION_ALERT_PROPOSITION"]


def test_what_was_sent_is_taken_back_until_somebody_examines_it(portal: Any, applied: Any, candidate: Any) -> None:
    work, manager = seed.work(portal, candidate.userid), seed.work(portal, "s-droit", "Gestionnaire")
    fill(work, applied)
    service.submit(work, applied)
    service.take_back(work, applied)
    assert applied.status is Status.PENDING
    service.submit(work, applied)
    pieces.judge(manager, applied, applied.formation.pieces["lettre"], PieceStatus.VALID)
    with pytest.raises(Refused, match="already_examined"):
        service.take_back(work, applied)


def test_giving_up_a_refused_shared_file_leaves_it_to_other_drafts(portal: Any, applied: Any, candidate: Any) -> None:
    work, manager = seed.work(portal, candidate.userid), seed.work(portal, "s-droit", "Gestionnaire")
    other = service.apply(work, portal["test"]["sciences"]["master"]["m1-maths"], candidate)
    identity = portal["test"].pieces["identite"]
    fill(work, applied)
    service.submit(work, applied)
    pieces.judge(manager, applied, identity, PieceStatus.REFUSED, "périmée")
    desk.set_status(manager, applied, Status.INCOMPLETE)
    pieces.remove(work, applied, identity)
    assert piece_views(applied)[0].status is PieceStatus.PENDING
    assert piece_views(other)[0].status is PieceStatus.SENT
    assert piece_views(other)[0].document.__name__ in candidate.documents


def test_nothing_is_validated_without_a_file(portal: Any, applied: Any, candidate: Any) -> None:
    work, manager = seed.work(portal, candidate.userid), seed.work(portal, "s-droit", "Gestionnaire")
    handicap = applied.formation.pieces["handicap"]
    with pytest.raises(Refused, match="not_submitted"):
        pieces.judge(manager, applied, handicap, PieceStatus.VALID)
    fill(work, applied)
    service.submit(work, applied)
    pieces.judge(manager, applied, handicap, PieceStatus.REFUSED, "à fournir")
    with pytest.raises(Refused, match="piece_without_file"):
        pieces.judge(manager, applied, handicap, PieceStatus.VALID)


def test_an_english_candidate_reads_the_decision_in_english(portal: Any, applied: Any, candidate: Any) -> None:
    """C104."""
    candidate.language = "en"
    application = admitted(portal, applied, candidate)
    mail = portal.outbox[application.mails[-1]]
    assert "Avis favorable" not in mail.text
    with mail.attachments[0].blob.open("r") as stream:
        assert stream.read(5) == b"%PDF-"
    values = mailing.application_values(seed.work(portal), application, "en")
    assert values["libelleAvis"] == "Favourable decision"


@pytest.mark.parametrize("change", [{"active": False}, {"treatment": Treatment.DIRECT}], ids=["closed", "narrowed"])
def test_a_piece_asked_no_more_leaves_no_submitted_file(
    portal: Any, applied: Any, candidate: Any, change: dict[str, Any]
) -> None:
    mine = seed.work(portal, candidate.userid)
    fill(mine, applied)
    service.submit(mine, applied)
    view = next(view for view in piece_views(applied) if view.status is PieceStatus.SENT)
    for name, value in change.items():
        setattr(view.demand, name, value)
    assert dossier.readable(applied, view.demand, owner=False) is view.document
    assert view.demand.uid in [other.demand.uid for other in piece_views(applied)]
    assert applied.demand(view.demand.uid) is view.demand
    pieces.judge(seed.work(portal, "s-droit"), applied, view.demand, PieceStatus.REFUSED, "Illisible.")
    desk.set_status(seed.work(portal, "s-droit"), applied, Status.INCOMPLETE)
    service.submit(mine, applied)
    assert applied.snapshot.document(view.demand.uid) is view.document


def test_a_paper_file_keeps_what_is_of_no_concern(portal: Any, candidate: Any) -> None:
    formation = portal["test"]["droit"]["master"]["m1-papier"]
    demand = seed.piece(formation, "niveau", "Attestation de niveau de français", conditional=True)
    work = seed.work(portal, candidate.userid)
    application = service.apply(work, formation, candidate)
    pieces.set_not_concerned(work, application, demand, concerned=False)
    with pytest.raises(Refused, match="paper_mode"):
        pieces.deposit(work, application, formation.establishment.pieces["identite"], pdf(), "page.pdf")
    desk.set_status(seed.work(portal, "s-droit", "Gestionnaire"), application, Status.RECEIVED)
    assert {status for uid, _, status, _ in application.snapshot.pieces if uid == demand.uid} == {"NC"}


def test_nobody_applies_or_submits_again_without_end(portal: Any, formation: Any, candidate: Any) -> None:
    work = seed.work(portal, "c-CANDIDAT")
    for _time in range(service.MOST_TIMES - 1):
        service.cancel(work, service.apply(work, formation, candidate))
    applied = service.apply(work, formation, candidate)
    fill(work, applied)
    for _time in range(service.MOST_TIMES - 1):
        service.submit(work, applied)
        service.take_back(work, applied)
    service.submit(work, applied)
    with pytest.raises(Refused, match="too_often"):
        service.take_back(work, applied)
    applied.cancelled_at = work.now
    with pytest.raises(Refused, match="too_often"):
        service.apply(work, formation, candidate)
    assert service.refusal_to_apply(work, formation, candidate, waive_dates=True) is None


def test_what_is_cancelled_leaves_its_own_files_and_no_others(portal: Any, formation: Any, candidate: Any) -> None:
    """X12."""
    work = seed.work(portal, candidate.userid)
    one, other = (
        service.apply(work, node, candidate) for node in (formation, portal["test"]["droit"]["master"]["l3-direct"])
    )
    fill(work, one)
    shared = {view.document.__name__ for view in piece_views(other) if view.document is not None}
    letter = one.pieces["test~droit~master~m1-droit~pieces~lettre"].document.__name__
    assert shared | {letter} == set(candidate.documents)
    service.cancel(work, one)
    assert set(candidate.documents) == shared
    assert {view.document.__name__ for view in piece_views(other) if view.document is not None} == shared
