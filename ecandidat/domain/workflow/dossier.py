"""The file's status: AT En attente, RE Réceptionné, IN Incomplet, CO Complet.

Submission is the candidate's act; every other change of status is a manager's, from any state to any state, because a
paper file may arrive at any moment.
"""

from __future__ import annotations

from ecandidat.domain.codes import DecisionKind, PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow.machine import Situation, Transition, not_cancelled, table

ANY = frozenset(Status)


def digital(situation: Situation) -> Refused | None:
    """A paper file is posted, not submitted."""
    return None if situation.digital else Refused("paper_mode")


def return_date_not_passed(situation: Situation) -> Refused | None:
    """The return date is inclusive; whoever may waive dates is not bound by it."""
    if situation.waive_dates or situation.return_by is None or situation.today <= situation.return_by:
        return None
    return Refused("return_date_passed", date=situation.return_by)


def submission_in_time(situation: Situation) -> Refused | None:
    """The return date, or a little later for whom it caught in the middle of an upload."""
    return None if situation.in_grace else return_date_not_passed(situation)


def pieces_complete(situation: Situation) -> Refused | None:
    """Every piece is sent, valid or not of concern."""
    missing = [
        piece.label for piece in situation.pieces if piece.status in (PieceStatus.PENDING, PieceStatus.REFUSED)
    ]
    return Refused("pieces_missing", count=len(missing), pieces=" ; ".join(missing)) if missing else None


def questions_answered(situation: Situation) -> Refused | None:
    """Where questionnaires are demanded, none waits for an answer."""
    if not situation.forms_demanded:
        return None
    owed = [form for form in situation.forms if form.owed]
    named = " ; ".join(f"{form.label} ({', '.join(form.missing)})" if form.missing else form.label for form in owed)
    return Refused("questions_missing", count=len(owed), forms=named) if owed else None


def without_decision(situation: Situation) -> Refused | None:
    """Once a decision was told, one withdraws instead of cancelling; what was not told yet hinders nothing."""
    return Refused("already_decided") if situation.decision is not None else None


def undecided(situation: Situation) -> Refused | None:
    """An admission is given up by withdrawing, a refusal cannot be given up; a waiting list can be left."""
    decided = situation.decision in (DecisionKind.FAVOURABLE, DecisionKind.UNFAVOURABLE)
    return Refused("already_decided") if decided else None


def not_examined(situation: Situation) -> Refused | None:
    """A file that a manager has begun to examine stays submitted."""
    return Refused("already_examined") if situation.examined else None


def submitted(situation: Situation) -> Refused | None:
    """Only what was submitted can be taken back."""
    return None if situation.submitted else Refused("not_submitted")


TRANSITIONS = table((
    Transition(
        "transmettre", "Transmettre ma candidature", P.APPLICATION_SUBMIT,
        frozenset({Status.PENDING, Status.INCOMPLETE}), Status.RECEIVED,
        (not_cancelled, digital, submission_in_time, pieces_complete, questions_answered),
    ),
    Transition(
        "reprendre", "Reprendre ma candidature", P.APPLICATION_SUBMIT,
        frozenset({Status.RECEIVED}), Status.PENDING,
        (not_cancelled, digital, submitted, not_examined, without_decision, return_date_not_passed),
    ),
    Transition(
        "annuler", "Annuler la candidature", P.APPLICATION_CANCEL,
        frozenset({Status.PENDING}), None, (not_cancelled, without_decision),
    ),
    Transition(
        "annuler-compte", "Annuler en supprimant son compte", P.ACCOUNT_EDIT, ANY, None, (not_cancelled, undecided),
    ),
    Transition(
        "annuler-doublon", "Annuler la seconde de deux candidatures", P.CANDIDATE_ERASE, ANY, None, (not_cancelled,),
    ),
    Transition("statut-at", "Remettre en attente", P.DESK_STATUS, ANY, Status.PENDING, (not_cancelled,)),
    Transition("statut-re", "Marquer réceptionné", P.DESK_STATUS, ANY, Status.RECEIVED, (not_cancelled,)),
    Transition("statut-in", "Marquer incomplet", P.DESK_STATUS, ANY, Status.INCOMPLETE, (not_cancelled,)),
    Transition("statut-co", "Marquer complet", P.DESK_STATUS, ANY, Status.COMPLETE, (not_cancelled,)),
))  # fmt: skip
