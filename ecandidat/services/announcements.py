"""What validating a decision will send, said before anybody presses the button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecandidat.documents.letters import ADMISSION
from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.decisions import Decision, draft
from ecandidat.domain.errors import Refused
from ecandidat.domain.workflow import decision as decision_table
from ecandidat.domain.workflow import treatment as treatment_table
from ecandidat.models.application import Application
from ecandidat.services import desk, letters, mail_texts
from ecandidat.services.decisions import DIRECT_MAIL, admission, decision_type
from ecandidat.services.situation import situation
from ecandidat.work import Work


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
    kind = decision_type(application, decision.type_code)
    label = mail_texts.label(application.formation, kind.mail)
    letter = _letter_follows(work, application, decision.kind)
    return Announcement(decision, application.candidate.mail, label, letter, desk.publication_of(work, application))


def direct_admission(work: Work, application: Application) -> Announcement:
    """Say beforehand what validating direct access sends; refuse where :func:`services.desk.validate_treatment` would.
    """
    treatment_table.TRANSITIONS["valider-traitement"].check(application.treatment, situation(work, application))
    decision = admission(work, application)
    label = mail_texts.label(application.formation, DIRECT_MAIL)
    letter = _letter_follows(work, application, decision.kind)
    return Announcement(decision, application.candidate.mail, label, letter, desk.publication_of(work, application))


def _letter_follows(work: Work, application: Application, kind: DecisionKind) -> bool:
    """Whether the letter is due at the very moment of the validation, when nobody has confirmed yet."""
    commission, establishment = application.formation.commission, application.formation.establishment
    if commission is None or not commission.letters or not commission.mail_letters:
        return False
    if work.parameter("TECH_IS_BLOC_LETTRE", establishment):
        return False
    due = letters.kind_for(work, application, kind)
    if due == ADMISSION and work.parameter("DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM", establishment):
        return False
    return bool(due)
