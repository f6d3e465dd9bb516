"""The machine: a transition is a row with guards; a guard answers None or says why not.

What never enters: roles. A row names the permission that its door asks for; whether the person holds it is not
looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from ecandidat.domain.codes import Answer, DecisionKind, PieceStatus, Status, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.domain.questionnaire import FormState


@dataclass(frozen=True)
class PieceState:
    """One demanded piece as the guards see it; ``label`` is in the language of the actor."""

    code: str
    label: str
    status: PieceStatus
    conditional: bool = False


@dataclass(frozen=True)
class Situation:
    """All that guards may look at: an application on a day, as plain values.

    ``forms_demanded`` tells whether questionnaires without answer keep a file from being submitted.
    ``decision`` is the kind of the decision in force and published, never a draft's; ``drafted`` tells whether a
    draft waits; ``unpublished`` whether a validated one waits for its publication; ``in_grace`` whether an upload that
    began before the return date has just ended after it. What candidates may do follows ``decision`` alone: a guard of
    theirs that looked at the other two would tell them what they must not know yet.
    """

    today: date
    status: Status = Status.PENDING
    treatment: Treatment = Treatment.SELECTIVE
    treatment_validated: bool = True
    digital: bool = True
    deposit_suspended: bool = False
    cancelled: bool = False
    submitted: bool = False
    examined: bool = False
    return_by: date | None = None
    confirm_by: date | None = None
    decision: DecisionKind | None = None
    drafted: bool = False
    unpublished: bool = False
    answer: Answer = Answer.NONE
    pieces: tuple[PieceState, ...] = field(default=())
    forms: tuple[FormState, ...] = field(default=())
    forms_demanded: bool = False
    waive_dates: bool = False
    in_grace: bool = False


Guard = Callable[[Situation], Refused | None]


@dataclass(frozen=True)
class Transition:
    """One act: from which states, to which state (None: unchanged), under which guards, with which right.

    ``name`` is the act's verb in the URL (without ``@@``), ``label`` the words on its button.
    """

    name: str
    label: str
    permission: Permission
    sources: frozenset[str]
    target: str | None
    guards: tuple[Guard, ...] = ()

    def refusal(self, state: str, situation: Situation) -> Refused | None:
        """Why the act is impossible now; None when it is possible."""
        for guard in self.guards:
            if (refused := guard(situation)) is not None:
                return refused
        if state not in self.sources:
            return Refused("wrong_state", act=self.label)
        return None

    def check(self, state: str, situation: Situation) -> None:
        """Raise the refusal, if any."""
        if (refused := self.refusal(state, situation)) is not None:
            raise refused


Table = dict[str, Transition]


def table(rows: Iterable[Transition]) -> Table:
    """Index rows by name; two rows of one name are a mistake in the source."""
    rows = tuple(rows)
    indexed = {row.name: row for row in rows}
    if len(indexed) != len(rows):
        raise ValueError("two transitions bear one name")
    return indexed


def not_cancelled(situation: Situation) -> Refused | None:
    """Nothing happens any more to a cancelled application."""
    return Refused("application_cancelled") if situation.cancelled else None
