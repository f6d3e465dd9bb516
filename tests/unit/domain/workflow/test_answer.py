"""The candidate's answer, and the withdrawal that comes by itself."""

from __future__ import annotations

import pytest

from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.workflow.answer import TRANSITIONS
from tests.unit.domain.workflow.situations import TODAY, TOMORROW, YESTERDAY, accepted_from, refused

ADMITTED = {"decision": DecisionKind.FAVOURABLE, "confirm_by": TOMORROW}
LATE = {**ADMITTED, "confirm_by": YESTERDAY}


def test_an_admission_is_confirmed_once() -> None:
    assert accepted_from(TRANSITIONS, "confirmer", Answer, **ADMITTED) == {Answer.NONE}
    assert TRANSITIONS["confirmer"].target is Answer.CONFIRMED


def test_a_confirmed_candidate_may_still_withdraw() -> None:
    assert accepted_from(TRANSITIONS, "desister", Answer, **ADMITTED) == {Answer.NONE, Answer.CONFIRMED}
    assert TRANSITIONS["desister"].target is Answer.WITHDRAWN


@pytest.mark.parametrize("act", ["confirmer", "desister"])
def test_the_confirmation_date_is_inclusive(act: str) -> None:
    assert refused(TRANSITIONS, act, Answer.NONE, decision=DecisionKind.FAVOURABLE, confirm_by=TODAY) == ""
    assert refused(TRANSITIONS, act, Answer.NONE, **LATE) == "confirmation_date_passed"
    assert refused(TRANSITIONS, act, Answer.NONE, **LATE, waive_dates=True) == ""
    assert refused(TRANSITIONS, act, Answer.NONE, decision=DecisionKind.FAVOURABLE, confirm_by=None) == ""


def test_silence_withdraws_once_the_whole_last_day_is_over() -> None:
    assert accepted_from(TRANSITIONS, "desister-auto", Answer, **LATE) == {Answer.NONE}
    assert TRANSITIONS["desister-auto"].target is Answer.WITHDRAWN
    today = {**ADMITTED, "confirm_by": TODAY}
    assert refused(TRANSITIONS, "desister-auto", Answer.NONE, **today) == "confirmation_still_open"
    unlimited = {**ADMITTED, "confirm_by": None}
    assert refused(TRANSITIONS, "desister-auto", Answer.NONE, **unlimited) == "confirmation_still_open"


@pytest.mark.parametrize("kind", [None, *(kind for kind in DecisionKind if kind is not DecisionKind.FAVOURABLE)])
@pytest.mark.parametrize("act", list(TRANSITIONS))
def test_only_an_admission_asks_for_an_answer(act: str, kind: DecisionKind | None) -> None:
    assert refused(TRANSITIONS, act, Answer.NONE, decision=kind, confirm_by=TODAY) == "no_favourable_decision"


@pytest.mark.parametrize("act", list(TRANSITIONS))
def test_a_cancelled_application_is_not_answered(act: str) -> None:
    assert refused(TRANSITIONS, act, Answer.NONE, **LATE, cancelled=True) == "application_cancelled"
