"""A piece within an application: deposited, removed, declared not of concern, then judged."""

from __future__ import annotations

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow.dossier import return_date_not_passed
from ecandidat.domain.workflow.machine import Situation, Transition, not_cancelled, table


def digital_deposit(situation: Situation) -> Refused | None:
    """Paper files take no deposit; a maintenance may suspend deposits for everybody."""
    if not situation.digital:
        return Refused("paper_mode")
    return Refused("deposit_suspended") if situation.deposit_suspended else None


def open_file(situation: Situation) -> Refused | None:
    """A received or complete file is frozen for the candidate."""
    frozen = situation.status in (Status.RECEIVED, Status.COMPLETE) and not situation.waive_dates
    return Refused("file_frozen", status=situation.status.label) if frozen else None


_DECLARE = (not_cancelled, open_file, return_date_not_passed)
"""Declaring oneself concerned or not needs no deposit: whoever posts a paper file does it too."""

_EDIT = (not_cancelled, digital_deposit, open_file, return_date_not_passed)

TRANSITIONS = table((
    Transition("deposer", "Déposer", P.APPLICATION_DEPOSIT,
               frozenset({PieceStatus.PENDING, PieceStatus.SENT, PieceStatus.REFUSED, PieceStatus.NOT_CONCERNED}),
               PieceStatus.SENT, _EDIT),
    Transition("retirer", "Supprimer", P.APPLICATION_DEPOSIT,
               frozenset({PieceStatus.SENT, PieceStatus.REFUSED}), PieceStatus.PENDING, _EDIT),
    Transition("non-concerne", "Non concerné par cette pièce", P.APPLICATION_DEPOSIT,
               frozenset({PieceStatus.PENDING, PieceStatus.SENT, PieceStatus.REFUSED}),
               PieceStatus.NOT_CONCERNED, _DECLARE),
    Transition("concerne", "Concerné par cette pièce", P.APPLICATION_DEPOSIT,
               frozenset({PieceStatus.NOT_CONCERNED}), PieceStatus.PENDING, _DECLARE),
    Transition("valider-piece", "Validée", P.DESK_VERDICT,
               frozenset({PieceStatus.SENT, PieceStatus.REFUSED, PieceStatus.PENDING}), PieceStatus.VALID,
               (not_cancelled,)),
    Transition("refuser-piece", "Refusée", P.DESK_VERDICT,
               frozenset({PieceStatus.SENT, PieceStatus.VALID, PieceStatus.PENDING, PieceStatus.NOT_CONCERNED}),
               PieceStatus.REFUSED, (not_cancelled,)),
    Transition("attendre-piece", "En attente", P.DESK_VERDICT,
               frozenset({PieceStatus.VALID, PieceStatus.REFUSED}), PieceStatus.SENT, (not_cancelled,)),
))  # fmt: skip
