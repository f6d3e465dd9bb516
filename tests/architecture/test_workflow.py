"""Every transition has words on its button, a right that exists, states that exist and a test."""

from __future__ import annotations

import pytest

from ecandidat.domain.codes import Answer, PieceStatus, Status, Treatment
from ecandidat.domain.permissions import MEANING, Permission
from ecandidat.domain.questionnaire import State
from ecandidat.domain.workflow import answer, decision, dossier, piece, questionnaire, treatment
from ecandidat.domain.workflow.machine import Transition
from tests.architecture.sources import PROJECT, strings

TABLES = {
    "dossier": (dossier.TRANSITIONS, Status),
    "treatment": (treatment.TRANSITIONS, Treatment),
    "decision": (decision.TRANSITIONS, Status),
    "answer": (answer.TRANSITIONS, Answer),
    "piece": (piece.TRANSITIONS, PieceStatus),
    "questionnaire": (questionnaire.TRANSITIONS, State),
}
ROWS = [(axis, row) for axis, (table, _) in TABLES.items() for row in table.values()]
EACH = pytest.mark.parametrize(("axis", "row"), ROWS, ids=[f"{axis}:{row.name}" for axis, row in ROWS])


@EACH
def test_a_transition_has_a_label_a_right_and_known_states(axis: str, row: Transition) -> None:
    states = TABLES[axis][1]
    assert row.label.strip() == row.label != ""
    assert isinstance(row.permission, Permission)
    assert MEANING[row.permission]
    assert row.sources
    assert all(isinstance(source, states) for source in row.sources)
    assert row.target is None or isinstance(row.target, states)
    assert all(guard.__doc__ for guard in row.guards)


def test_no_name_stands_in_two_tables() -> None:
    names = [row.name for _, row in ROWS]
    assert len(set(names)) == len(names)


@EACH
def test_a_transition_has_a_test(axis: str, row: Transition) -> None:
    tests = (PROJECT / "tests" / "unit" / "domain" / "workflow").glob("test_*.py")
    assert any(row.name in strings(path) for path in tests), f"no unit test names {row.name}"
