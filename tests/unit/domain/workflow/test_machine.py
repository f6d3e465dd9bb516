"""The machine: guards speak in their order, the state comes last, two rows never bear one name."""

from __future__ import annotations

import pytest

from ecandidat.domain.codes import Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.domain.workflow.machine import Situation, Transition, table
from tests.unit.domain.workflow.situations import situation


def says(code: str) -> object:
    """A guard that always refuses."""

    def guard(situation: Situation) -> Refused | None:
        return Refused(code)

    return guard


def row(*guards: object, name: str = "act") -> Transition:
    """A row that starts from « En attente » only."""
    pending = frozenset({Status.PENDING})
    return Transition(name, "Agir", Permission.APPLICATION_SUBMIT, pending, None, guards)  # type: ignore[arg-type]


def test_the_first_guard_that_refuses_is_the_one_heard() -> None:
    refusal = row(says("first"), says("second")).refusal(Status.RECEIVED, situation())
    assert refusal is not None
    assert refusal.code == "first"


def test_a_wrong_state_is_named_by_the_words_on_the_button() -> None:
    refusal = row().refusal(Status.RECEIVED, situation())
    assert refusal is not None
    assert (refusal.code, refusal.params) == ("wrong_state", {"act": "Agir"})


def test_checking_raises_what_refusal_answers() -> None:
    row().check(Status.PENDING, situation())
    with pytest.raises(Refused, match="wrong_state"):
        row().check(Status.COMPLETE, situation())


def test_two_rows_never_bear_one_name() -> None:
    assert set(table([row(name="a"), row(name="b")])) == {"a", "b"}
    with pytest.raises(ValueError, match="one name"):
        table([row(name="a"), row(name="a")])
