"""A questionnaire: answered until the file is frozen, late or cancelled; demanded before submitting, or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecandidat.domain.codes import Status
from ecandidat.domain.questionnaire import FormState
from ecandidat.domain.questionnaire import State as S
from ecandidat.domain.workflow.dossier import questions_answered
from ecandidat.domain.workflow.questionnaire import TRANSITIONS
from tests.unit.domain.workflow.situations import YESTERDAY, accepted_from, refused, situation

ACTS = ("repondre", "formulaire-non-concerne", "formulaire-concerne")
SOURCES = {
    "repondre": {S.PENDING, S.OPTIONAL, S.ANSWERED},
    "formulaire-non-concerne": {S.PENDING, S.OPTIONAL, S.ANSWERED},
    "formulaire-concerne": {S.NOT_CONCERNED},
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_leads_from_its_states(act: str) -> None:
    assert accepted_from(TRANSITIONS, act, S) == SOURCES[act]


def test_the_table_holds_these_acts() -> None:
    assert set(TRANSITIONS) == set(ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_a_frozen_late_or_cancelled_file_takes_no_answer(act: str) -> None:
    state = next(iter(SOURCES[act]))
    assert refused(TRANSITIONS, act, state, status=Status.RECEIVED) == "answers_frozen"
    assert refused(TRANSITIONS, act, state, status=Status.COMPLETE) == "answers_frozen"
    assert refused(TRANSITIONS, act, state, return_by=YESTERDAY) == "return_date_passed"
    assert refused(TRANSITIONS, act, state, cancelled=True) == "application_cancelled"
    assert refused(TRANSITIONS, act, state, status=Status.INCOMPLETE) == ""


def test_unanswered_questionnaires_stop_a_submission_only_where_they_are_demanded() -> None:
    forms = (
        FormState("a", "Projet", S.PENDING, True, ("Quel métier ?",)), FormState("b", "Enquête", S.PENDING, True),
        FormState("c", "Autre", S.NOT_CONCERNED), FormState("d", "Facultatif", S.OPTIONAL),
    )  # fmt: skip
    now = situation(forms=forms)
    assert questions_answered(now) is None
    stopped = questions_answered(replace(now, forms_demanded=True))
    assert stopped is not None
    assert stopped.code == "questions_missing"
    assert stopped.params == {"count": 2, "forms": "Projet (Quel métier ?) ; Enquête"}
    assert questions_answered(replace(now, forms=forms[2:], forms_demanded=True)) is None
