"""A questionnaire within an application: answered, declared not of concern, until the file is frozen."""

from __future__ import annotations

from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.questionnaire import State
from ecandidat.domain.workflow.dossier import return_date_not_passed
from ecandidat.domain.workflow.machine import Transition, not_cancelled, table
from ecandidat.domain.workflow.piece import open_file

_OPEN = (not_cancelled, open_file, return_date_not_passed)

TRANSITIONS = table((
    Transition("repondre", "Enregistrer mes réponses", P.APPLICATION_DEPOSIT,
               frozenset({State.TODO, State.OPTIONAL, State.ANSWERED}), State.ANSWERED, _OPEN),
    Transition("formulaire-non-concerne", "Non concerné par ce formulaire", P.APPLICATION_DEPOSIT,
               frozenset({State.TODO, State.OPTIONAL, State.ANSWERED}), State.NOT_CONCERNED, _OPEN),
    Transition("formulaire-concerne", "Concerné par ce formulaire", P.APPLICATION_DEPOSIT,
               frozenset({State.NOT_CONCERNED}), State.TODO, _OPEN),
))  # fmt: skip
