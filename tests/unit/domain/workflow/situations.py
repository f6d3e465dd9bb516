"""Situations to try guards on: an ordinary one, and how each fact changes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.workflow.machine import PieceState, Situation, Table

TODAY = date(2026, 3, 16)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def situation(**facts: Any) -> Situation:
    """A digital file that waits, with one piece sent, on a day before its return date."""
    values: dict[str, Any] = {"today": TODAY, "return_by": TOMORROW, "pieces": (piece(),)}
    return Situation(**{**values, **facts})


def piece(status: PieceStatus = PieceStatus.SENT, label: str = "Curriculum Vitae") -> PieceState:
    """One piece, in the middle of its life."""
    return PieceState("test/droit/pieces/cv", label, status)


def refused(table: Table, act: str, state: str = Status.PENDING, **facts: Any) -> str:
    """The code of the refusal of an act in a state, or '' when it is possible."""
    refusal = table[act].refusal(state, situation(**facts))
    return refusal.code if refusal else ""


def accepted_from(table: Table, act: str, states: Any, **facts: Any) -> set[str]:
    """The states from which an act is possible."""
    return {state for state in states if not refused(table, act, state, **facts)}
