"""The file's status: who may submit, take back, cancel, and when."""

from __future__ import annotations

import pytest

from ecandidat.domain.codes import DecisionKind, PieceStatus, Status
from ecandidat.domain.workflow.dossier import TRANSITIONS
from tests.unit.domain.workflow.situations import TODAY, YESTERDAY, accepted_from, piece, refused, situation


def test_a_waiting_or_incomplete_file_is_submitted_and_received() -> None:
    """X01, X09."""
    assert accepted_from(TRANSITIONS, "transmettre", Status) == {Status.PENDING, Status.INCOMPLETE}
    assert TRANSITIONS["transmettre"].target is Status.RECEIVED


def test_the_return_date_is_inclusive() -> None:
    assert refused(TRANSITIONS, "transmettre", return_by=TODAY) == ""
    assert refused(TRANSITIONS, "transmettre", return_by=YESTERDAY) == "return_date_passed"
    assert refused(TRANSITIONS, "transmettre", return_by=None) == ""


def test_whoever_waives_dates_submits_late() -> None:
    assert refused(TRANSITIONS, "transmettre", return_by=YESTERDAY, waive_dates=True) == ""


@pytest.mark.parametrize("status", PieceStatus)
def test_every_piece_is_sent_valid_or_not_of_concern(status: PieceStatus) -> None:
    missing = status in (PieceStatus.PENDING, PieceStatus.REFUSED)
    code = refused(TRANSITIONS, "transmettre", pieces=(piece(), piece(status)))
    assert code == ("pieces_missing" if missing else "")


def test_the_refusal_names_the_missing_pieces() -> None:
    pieces = (piece(PieceStatus.PENDING, "CV"), piece(), piece(PieceStatus.REFUSED, "Lettre"))
    refusal = TRANSITIONS["transmettre"].refusal(Status.PENDING, situation(pieces=pieces))
    assert refusal is not None
    assert refusal.params == {"count": 2, "pieces": "CV ; Lettre"}


def test_a_paper_file_is_not_submitted() -> None:
    assert refused(TRANSITIONS, "transmettre", digital=False) == "paper_mode"


def test_a_submitted_file_is_taken_back_until_it_is_examined() -> None:
    facts = {"submitted": True}
    assert accepted_from(TRANSITIONS, "reprendre", Status, **facts) == {Status.RECEIVED}
    assert TRANSITIONS["reprendre"].target is Status.PENDING
    received = Status.RECEIVED
    assert refused(TRANSITIONS, "reprendre", received, submitted=True, examined=True) == "already_examined"
    waiting = DecisionKind.WAITING
    assert refused(TRANSITIONS, "reprendre", received, submitted=True, decision=waiting) == "already_decided"
    assert refused(TRANSITIONS, "reprendre", received, submitted=True, return_by=YESTERDAY) == "return_date_passed"
    assert refused(TRANSITIONS, "reprendre", received, submitted=False) == "not_submitted"
    assert refused(TRANSITIONS, "reprendre", received, submitted=True, digital=False) == "paper_mode"


def test_a_file_is_cancelled_while_it_waits_without_decision() -> None:
    """X12."""
    assert accepted_from(TRANSITIONS, "annuler", Status) == {Status.PENDING}
    assert refused(TRANSITIONS, "annuler", decision=DecisionKind.WAITING) == "already_decided"
    assert refused(TRANSITIONS, "annuler", return_by=YESTERDAY) == ""


@pytest.mark.parametrize(
    ("act", "target"),
    [
        ("statut-at", Status.PENDING), ("statut-re", Status.RECEIVED),
        ("statut-in", Status.INCOMPLETE), ("statut-co", Status.COMPLETE),
    ],
)  # fmt: skip
def test_a_manager_changes_the_status_from_any_to_any(act: str, target: Status) -> None:
    """X01."""
    assert accepted_from(TRANSITIONS, act, Status, digital=False, return_by=YESTERDAY) == set(Status)
    assert TRANSITIONS[act].target is target


@pytest.mark.parametrize("act", list(TRANSITIONS))
def test_nothing_happens_to_a_cancelled_file(act: str) -> None:
    assert {refused(TRANSITIONS, act, state, cancelled=True) for state in Status} == {"application_cancelled"}


@pytest.mark.parametrize("decision", [None, *DecisionKind])
@pytest.mark.parametrize("status", list(Status))
def test_who_deletes_their_account_leaves_what_is_not_decided(status: Status, decision: DecisionKind | None) -> None:
    """C099."""
    facts = {"submitted": True, "examined": True, "decision": decision}
    decided = decision in (DecisionKind.FAVOURABLE, DecisionKind.UNFAVOURABLE)
    assert refused(TRANSITIONS, "annuler-compte", status, **facts) == ("already_decided" if decided else "")
    assert refused(TRANSITIONS, "annuler-compte", status, cancelled=True) == "application_cancelled"


@pytest.mark.parametrize("status", list(Status))
def test_the_second_application_of_a_person_who_had_two_accounts_ends_wherever_it_stands(status: Status) -> None:
    assert refused(TRANSITIONS, "annuler-doublon", status, decision=DecisionKind.WAITING) == ""
    assert refused(TRANSITIONS, "annuler-doublon", status, cancelled=True) == "application_cancelled"


@pytest.mark.parametrize("act", ["reprendre", "annuler", "annuler-compte", "transmettre"])
@pytest.mark.parametrize("hidden", [{"drafted": True}, {"unpublished": True}])
def test_what_the_candidate_was_not_told_hinders_none_of_their_acts(act: str, hidden: dict[str, bool]) -> None:
    """X05."""
    facts = {"submitted": act == "reprendre"}
    status = Status.RECEIVED if act == "reprendre" else Status.PENDING
    assert refused(TRANSITIONS, act, status, **facts, **hidden) == refused(TRANSITIONS, act, status, **facts) == ""
