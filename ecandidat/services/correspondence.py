"""A mail that a manager writes to a candidate: their own words, the variables of the mails, a line in the journal."""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.mails.catalogue import MAILS, MailText
from ecandidat.mails.layout import check_text
from ecandidat.models.application import Application
from ecandidat.services import effects, mailing
from ecandidat.services.enrolment import check_open
from ecandidat.work import Work

CODE = "CANDIDATURE_COURRIEL"
SUBJECT_LENGTH, BODY_LENGTH = 200, 5000


def variables() -> list[str]:
    """The names that a text may use, in their order in the catalogue."""
    kind = MAILS[CODE]
    return sorted(kind.allowed, key=[*kind.variables, *kind.allowed].index)


def faults(subject: str, body: str) -> list[str]:
    """What prevents a text from being sent, as sentences; none when it may be."""
    return check_text(CODE, MailText(subject, body))


def write(work: Work, application: Application, subject: str, body: str) -> None:
    """Send a text to the candidate of an application; refuses ``mail_candidate_left`` and ``mail_text_faulty``."""
    check_open(application)
    if application.candidate.left_at is not None:
        raise Refused("mail_candidate_left")
    if found := faults(subject, body):
        raise Refused("mail_text_faulty", fault=found[0].rstrip("."))
    mail = mailing.to_candidate(work, application, CODE, own=MailText(subject, body))
    sent = mail.subject if mail is not None else subject
    effects.apply(work, application, Fact("courriel-libre", detail=sent, public=False))
