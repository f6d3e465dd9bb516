"""The road of an application through the services, without HTTP."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from ecandidat.domain.codes import Answer, PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.register import rebuild, row_of
from ecandidat.services import application as service
from ecandidat.services import desk, pieces
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
    from ecandidat.domain.codes import Treatment

    desk.set_treatment(manager, application, Treatment.DIRECT)
    desk.validate_treatment(manager, application)
    service.confirm(work, application)
    assert application.answer is Answer.CONFIRMED


def test_one_live_application_per_formation(portal: Any, applied: Any, candidate: Any, formation: Any) -> None:
    work = seed.work(portal, candidate.userid)
    with pytest.raises(Refused, match="already_applied"):
        service.apply(work, formation, candidate)
    service.cancel(work, applied)
    assert service.apply(work, formation, candidate) is not applied
