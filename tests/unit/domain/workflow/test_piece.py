"""A piece: the candidate's acts stop when the file is frozen or late, the manager's do not."""

from __future__ import annotations

import pytest

from ecandidat.domain.codes import PieceStatus as S
from ecandidat.domain.codes import Status
from ecandidat.domain.workflow.piece import TRANSITIONS
from tests.unit.domain.workflow.situations import TODAY, YESTERDAY, accepted_from, refused

CANDIDATE = ("deposer", "retirer", "non-concerne", "concerne")
MANAGER = ("valider-piece", "refuser-piece", "attendre-piece")
SOURCES = {
    "deposer": {S.PENDING, S.SENT, S.REFUSED, S.NOT_CONCERNED},
    "retirer": {S.SENT, S.REFUSED},
    "non-concerne": {S.PENDING, S.SENT, S.REFUSED},
    "concerne": {S.NOT_CONCERNED},
    "valider-piece": {S.PENDING, S.SENT, S.REFUSED},
    "refuser-piece": {S.PENDING, S.SENT, S.VALID, S.NOT_CONCERNED},
    "attendre-piece": {S.VALID, S.REFUSED},
}
TARGETS = {
    "deposer": S.SENT, "retirer": S.PENDING, "non-concerne": S.NOT_CONCERNED, "concerne": S.PENDING,
    "valider-piece": S.VALID, "refuser-piece": S.REFUSED, "attendre-piece": S.SENT,
}  # fmt: skip


@pytest.mark.parametrize("act", [*CANDIDATE, *MANAGER])
def test_an_act_leads_from_its_states_to_its_state(act: str) -> None:
    """X02."""
    assert accepted_from(TRANSITIONS, act, S) == SOURCES[act]
    assert TRANSITIONS[act].target is TARGETS[act]


def test_the_table_holds_these_acts() -> None:
    """X02."""
    assert set(TRANSITIONS) == {*CANDIDATE, *MANAGER}


@pytest.mark.parametrize("act", CANDIDATE)
def test_a_valid_piece_is_the_candidate_s_no_more(act: str) -> None:
    assert refused(TRANSITIONS, act, S.VALID) == "wrong_state"


@pytest.mark.parametrize("act", CANDIDATE)
def test_the_candidate_deposits_until_the_return_date_included(act: str) -> None:
    state = min(SOURCES[act])
    assert refused(TRANSITIONS, act, state, return_by=TODAY) == ""
    assert refused(TRANSITIONS, act, state, return_by=YESTERDAY) == "return_date_passed"
    assert refused(TRANSITIONS, act, state, return_by=YESTERDAY, waive_dates=True) == ""


@pytest.mark.parametrize("act", CANDIDATE)
@pytest.mark.parametrize("status", Status)
def test_a_received_or_complete_file_is_frozen(act: str, status: Status) -> None:
    frozen = status in (Status.RECEIVED, Status.COMPLETE)
    state = min(SOURCES[act])
    assert refused(TRANSITIONS, act, state, status=status) == ("file_frozen" if frozen else "")
    assert refused(TRANSITIONS, act, state, status=status, waive_dates=True) == ""


@pytest.mark.parametrize("act", ["non-concerne", "concerne"])
def test_whoever_posts_a_paper_file_says_what_is_of_no_concern(act: str) -> None:
    assert refused(TRANSITIONS, act, min(SOURCES[act]), digital=False) == ""


@pytest.mark.parametrize("act", ["deposer", "retirer"])
def test_deposits_stop_for_paper_and_for_maintenance(act: str) -> None:
    state = min(SOURCES[act])
    assert refused(TRANSITIONS, act, state, digital=False) == "paper_mode"
    assert refused(TRANSITIONS, act, state, deposit_suspended=True) == "deposit_suspended"


@pytest.mark.parametrize("act", MANAGER)
def test_a_verdict_is_bound_by_no_date(act: str) -> None:
    state = min(SOURCES[act])
    assert refused(TRANSITIONS, act, state, return_by=YESTERDAY, status=Status.COMPLETE, digital=False) == ""


@pytest.mark.parametrize("act", [*CANDIDATE, *MANAGER])
def test_a_cancelled_application_s_pieces_are_left_alone(act: str) -> None:
    assert refused(TRANSITIONS, act, min(SOURCES[act]), cancelled=True) == "application_cancelled"
