"""The decision: entered as a draft, then validated; a draft hides and resets nothing until it is validated."""

from __future__ import annotations

from ecandidat.domain.codes import DecisionKind, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow.machine import Situation, Transition, not_cancelled, table

ANY = frozenset(Status)


def has_draft(situation: Situation) -> Refused | None:
    """Only a draft can be validated or removed."""
    return None if situation.drafted else Refused("no_draft_decision")


def unpublished(situation: Situation) -> Refused | None:
    """Only a validated decision that nobody was told yet can be published."""
    return None if situation.unpublished else Refused("no_unpublished_decision")


def ranked(situation: Situation) -> Refused | None:
    """Only somebody who was told a rank, and is not about to be told something else, is called."""
    waits = situation.decision is DecisionKind.WAITING_RANKED and not situation.unpublished
    return None if waits else Refused("not_waiting")


TRANSITIONS = table((
    Transition("decider", "Saisir une décision", P.DESK_DECIDE, ANY, None, (not_cancelled,)),
    Transition("valider-decision", "Valider la décision", P.DESK_DECISION_VALIDATE, ANY, None,
               (not_cancelled, has_draft)),
    Transition("publier-decision", "Publier la décision", P.DESK_DECISION_VALIDATE, ANY, None,
               (not_cancelled, unpublished)),
    Transition("appeler", "Appeler de la liste complémentaire", P.DESK_RANK, ANY, None, (not_cancelled, ranked)),
    Transition("supprimer-decision", "Supprimer la décision non validée", P.DESK_DECIDE, ANY, None,
               (not_cancelled, has_draft)),
))  # fmt: skip
