"""The candidate's answer to a favourable decision: confirm, withdraw; a confirmed candidate may still withdraw."""

from __future__ import annotations

from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow.machine import Situation, Transition, not_cancelled, table


def favourable(situation: Situation) -> Refused | None:
    """Only a favourable decision in force asks for an answer."""
    return None if situation.decision is DecisionKind.FAVOURABLE else Refused("no_favourable_decision")


def confirmation_date_not_passed(situation: Situation) -> Refused | None:
    """The confirmation date is inclusive; whoever may waive dates is not bound by it."""
    if situation.waive_dates or situation.confirm_by is None or situation.today <= situation.confirm_by:
        return None
    return Refused("confirmation_date_passed", date=situation.confirm_by)


def confirmation_date_passed(situation: Situation) -> Refused | None:
    """An automatic withdrawal waits until the whole last day is over."""
    passed = situation.confirm_by is not None and situation.today > situation.confirm_by
    return None if passed else Refused("confirmation_still_open")


TRANSITIONS = table((
    Transition("confirmer", "Confirmation candidature", P.APPLICATION_ANSWER,
               frozenset({Answer.NONE}), Answer.CONFIRMED,
               (not_cancelled, favourable, confirmation_date_not_passed)),
    Transition("desister", "Désistement candidature", P.APPLICATION_ANSWER,
               frozenset({Answer.NONE, Answer.CONFIRMED}), Answer.WITHDRAWN,
               (not_cancelled, favourable, confirmation_date_not_passed)),
    Transition("desister-auto", "Désistement automatique", P.APPLICATION_ANSWER,
               frozenset({Answer.NONE}), Answer.WITHDRAWN,
               (not_cancelled, favourable, confirmation_date_passed)),
))  # fmt: skip
