"""The decision: entered at any time, validated or removed while it is a draft."""

from __future__ import annotations

import pytest

from ecandidat.domain.codes import DecisionKind, Status
from ecandidat.domain.workflow.decision import TRANSITIONS
from tests.unit.domain.workflow.situations import accepted_from, refused


def test_a_decision_is_entered_whatever_the_file_and_the_decision_before() -> None:
    assert accepted_from(TRANSITIONS, "decider", Status) == set(Status)
    assert accepted_from(TRANSITIONS, "decider", Status, decision=DecisionKind.UNFAVOURABLE) == set(Status)


@pytest.mark.parametrize("act", ["valider-decision", "supprimer-decision"])
def test_only_a_draft_is_validated_or_removed(act: str) -> None:
    """X05."""
    assert accepted_from(TRANSITIONS, act, Status, drafted=True) == set(Status)
    assert refused(TRANSITIONS, act, drafted=False) == "no_draft_decision"


def test_only_a_validated_decision_that_nobody_was_told_is_published() -> None:
    assert accepted_from(TRANSITIONS, "publier-decision", Status, unpublished=True) == set(Status)
    assert refused(TRANSITIONS, "publier-decision") == "no_unpublished_decision"


@pytest.mark.parametrize("act", list(TRANSITIONS))
def test_a_cancelled_application_is_not_decided(act: str) -> None:
    assert refused(TRANSITIONS, act, drafted=True, cancelled=True) == "application_cancelled"


@pytest.mark.parametrize("act", list(TRANSITIONS))
def test_a_decision_leaves_the_status_of_the_file(act: str) -> None:
    assert TRANSITIONS[act].target is None


def test_only_somebody_who_waits_by_rank_is_called() -> None:
    """D27."""
    waits = {"decision": DecisionKind.WAITING_RANKED}
    assert accepted_from(TRANSITIONS, "appeler", Status, **waits) == set(Status)
    assert refused(TRANSITIONS, "appeler", **waits, unpublished=True) == "not_waiting"
    assert refused(TRANSITIONS, "appeler", decision=DecisionKind.WAITING) == "not_waiting"
    assert refused(TRANSITIONS, "appeler", **waits, cancelled=True) == "application_cancelled"
