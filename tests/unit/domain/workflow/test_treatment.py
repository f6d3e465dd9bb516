"""The treatment type: chosen until a decision fixes it, validated once."""

from __future__ import annotations

import pytest

from ecandidat.domain.codes import DecisionKind, Treatment
from ecandidat.domain.workflow.treatment import TRANSITIONS
from tests.unit.domain.workflow.situations import accepted_from, refused


@pytest.mark.parametrize(
    ("act", "target"),
    [
        ("traitement-ac", Treatment.SELECTIVE), ("traitement-ad", Treatment.DIRECT),
        ("traitement-at", Treatment.PENDING),
    ],
)  # fmt: skip
def test_a_treatment_is_chosen_from_any_until_a_decision_fixes_it(act: str, target: Treatment) -> None:
    """X03."""
    assert accepted_from(TRANSITIONS, act, Treatment) == set(Treatment)
    assert TRANSITIONS[act].target is target
    fixed = refused(TRANSITIONS, act, Treatment.PENDING, decision=DecisionKind.FAVOURABLE)
    assert fixed == "decision_already_validated"
    assert refused(TRANSITIONS, act, Treatment.PENDING, unpublished=True) == "decision_already_validated"
    assert refused(TRANSITIONS, act, Treatment.PENDING, drafted=True) == ""
    assert refused(TRANSITIONS, act, Treatment.PENDING, cancelled=True) == "application_cancelled"


def test_a_treatment_is_validated_once() -> None:
    """X10."""
    waiting = {"treatment_validated": False}
    assert accepted_from(TRANSITIONS, "valider-traitement", Treatment, **waiting) == set(Treatment)
    again = refused(TRANSITIONS, "valider-traitement", Treatment.DIRECT, treatment_validated=True)
    assert again == "treatment_already_validated"


def test_validating_changes_no_treatment() -> None:
    assert TRANSITIONS["valider-traitement"].target is None
