"""A questionnaire within an application: answered, declared not of concern, until the file is frozen."""

from __future__ import annotations

from ecandidat.domain.codes import Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.questionnaire import State
from ecandidat.domain.workflow.dossier import return_date_not_passed
from ecandidat.domain.workflow.machine import Situation, Transition, not_cancelled, table


def open_answers(situation: Situation) -> Refused | None:
    """The answers of a received or complete file are frozen for the candidate."""
    frozen = situation.status in (Status.RECEIVED, Status.COMPLETE) and not situation.waive_dates
    return Refused("answers_frozen", status=situation.status.label) if frozen else None


_OPEN = (not_cancelled, open_answers, return_date_not_passed)

TRANSITIONS = table((
    Transition("repondre", "Enregistrer mes réponses", P.APPLICATION_DEPOSIT,
               frozenset({State.PENDING, State.OPTIONAL, State.ANSWERED}), State.ANSWERED, _OPEN),
    Transition("formulaire-non-concerne", "Non concerné par ce formulaire", P.APPLICATION_DEPOSIT,
               frozenset({State.PENDING, State.OPTIONAL, State.ANSWERED}), State.NOT_CONCERNED, _OPEN),
    Transition("formulaire-concerne", "Concerné par ce formulaire", P.APPLICATION_DEPOSIT,
               frozenset({State.NOT_CONCERNED}), State.PENDING, _OPEN),
))  # fmt: skip
