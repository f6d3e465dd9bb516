"""One act on many applications: each in its own savepoint, so that one refusal undoes nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ecandidat.documents.letters import ADMISSION
from ecandidat.domain.codes import DecisionKind, Status
from ecandidat.domain.decisions import Decision, current, draft
from ecandidat.domain.errors import Refused
from ecandidat.domain.workflow import decision as decision_table
from ecandidat.mails.catalogue import MAILS
from ecandidat.models.application import Application
from ecandidat.models.offer import DecisionType
from ecandidat.services import desk, letters
from ecandidat.services.situation import situation
from ecandidat.work import Work

MAXIMUM = 50
"""How many applications one request changes: a page of a list."""


@dataclass(frozen=True)
class Outcome:
    """What became of one application: done, or refused with the reason."""

    application: Application
    refused: Refused | None = None


Act = Callable[[Application], object]


def each(applications: Sequence[Application], act: Act) -> list[Outcome]:
    """Do ``act`` on each application, in their order; refuse more than :data:`MAXIMUM` of them."""
    if len(applications) > MAXIMUM:
        raise Refused("too_many_selected", maximum=MAXIMUM)
    return [_one(application, act) for application in applications]


def _one(application: Application, act: Act) -> Outcome:
    savepoint = application._p_jar.transaction_manager.savepoint()
    try:
        act(application)
    except Refused as refused:
        savepoint.rollback()
        return Outcome(application, refused)
    return Outcome(application)


def set_status(
    work: Work, applications: Sequence[Application], status: Status, on: date | None = None
) -> list[Outcome]:
    """« Saisie statut dossier » on each."""
    return each(applications, lambda application: desk.set_status(work, application, status, on))


def decide(
    work: Work, applications: Sequence[Application], type_code: str, *, motivation: str = "", rank: int | None = None,
    meeting_date: date | None = None, meeting_time: str = "", meeting_place: str = "", comment: str = "",
) -> list[Outcome]:  # fmt: skip
    """« Saisie des avis » on each. ``rank`` is that of the first; each one done takes the next, so no two are equal."""
    following = rank

    def act(application: Application) -> None:
        nonlocal following
        check_may_be_decided_in_bulk(work, application)
        desk.decide(
            work, application, type_code, motivation=motivation, rank=following, comment=comment,
            meeting_date=meeting_date, meeting_time=meeting_time, meeting_place=meeting_place,
        )  # fmt: skip
        following = following + 1 if following is not None else None

    return each(applications, act)


def check_may_be_decided_in_bulk(work: Work, application: Application) -> None:
    """A decision in force is only replaced one application at a time, where the establishment says so."""
    blocked = work.parameter("GEST_IS_UTILISE_BLOCAGE_MASSE", application.formation.establishment)
    if blocked and current(application.decisions) is not None:
        raise Refused("bulk_over_validated")


def validate_decisions(work: Work, applications: Sequence[Application]) -> list[Outcome]:
    """« Validation des avis » on each: published, mailed with its letter."""
    return each(applications, lambda application: desk.validate_decision(work, application))


@dataclass(frozen=True)
class Announcement:
    """What validating the draft of an application sends: to whom, which mail, with a letter or not.

    ``on`` is the day when it leaves, None at once.
    """

    decision: Decision
    recipient: str
    mail: str
    letter: bool
    on: date | None = None


def announcement(work: Work, application: Application) -> Announcement:
    """Say beforehand what :func:`services.desk.validate_decision` would send; refuse where it would refuse."""
    decision_table.TRANSITIONS["valider-decision"].check(application.status, situation(work, application))
    decision = draft(application.decisions)
    if decision is None:
        raise Refused("no_draft_decision")
    kind = application.formation.establishment.decision_types.get(decision.type_code)
    if not isinstance(kind, DecisionType):
        raise Refused("unknown_decision_type", code=decision.type_code)
    label = MAILS[kind.mail].label if kind.mail in MAILS else kind.mail
    letter = _letter_follows(work, application, decision.kind)
    return Announcement(decision, application.candidate.mail, label, letter, desk.publication_of(work, application))


def _letter_follows(work: Work, application: Application, kind: DecisionKind) -> bool:
    """Whether the letter is due at the very moment of the validation, when nobody has confirmed yet."""
    commission, establishment = application.formation.commission, application.formation.establishment
    if commission is None or not commission.letters or not commission.mail_letters:
        return False
    if work.parameter("TECH_IS_BLOC_LETTRE", establishment):
        return False
    due = letters.KINDS.get(kind, "")
    if due == ADMISSION and work.parameter("DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM", establishment):
        return False
    return bool(due)
