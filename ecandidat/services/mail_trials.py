"""Trying a text of mail out: on sample values or on a real application, on the screen or in one's own mailbox."""

from __future__ import annotations

from heapq import nlargest

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.mails.catalogue import COMMON, MailText, samples
from ecandidat.mails.layout import SUBJECT_LENGTH, Composed
from ecandidat.mails.variables import VARIABLES
from ecandidat.models.application import Application
from ecandidat.models.mail import StoredMail
from ecandidat.models.offer import Formation
from ecandidat.queries import Visible, seen
from ecandidat.register import ApplicationRow, formations_below
from ecandidat.resources import path_of
from ecandidat.services import mail_texts, mailing
from ecandidat.services.install import decision_label
from ecandidat.services.mail_texts import Level, Mail
from ecandidat.services.situation import in_force
from ecandidat.work import Work

RECENT = 20
"""Applications among which one may choose."""

TRIAL = "[Essai]"
"""What begins the subject of a mail that was only tried out."""

NOT_OF_AN_APPLICATION = ("Compte", "Profil")
"""Groups of variables that no application gives."""


def recent(level: Level, visible: Visible) -> list[tuple[Formation, ApplicationRow]]:
    """The newest applications that one may see, without loading them."""
    rows = (
        (formation, row) for formation in formations_below(level)
        for row in seen(formation, visible) if row.cancelled_on is None
    )  # fmt: skip
    return nlargest(RECENT, rows, key=lambda one: (one[1].created_on, one[1].key))


def values(work: Work, mail: Mail, lang: str, application: Application | None) -> dict[str, str]:
    """A value for every variable: those of an application, and samples for what it does not have (yet)."""
    ready = {name: value for name, value in samples(lang).items() if name not in COMMON}
    if mail.kind.decision_kind is not None:
        ready["libelleAvis"] = decision_label(mail.kind.decision_kind, lang)
    if application is None:
        return ready
    kept = {
        name: value for name, value in ready.items()
        if VARIABLES[name].group in NOT_OF_AN_APPLICATION
        or (VARIABLES[name].group == "Avis" and in_force(application) is None)
    }  # fmt: skip
    found = mailing.application_values(work, application, lang)
    return {**kept, **{name: value for name, value in found.items() if name not in kept}}


def composed(
    work: Work, level: Level, code: str, lang: str, text: MailText, application: Application | None = None
) -> Composed:
    """The message that a text would become; refuses what :func:`mail_texts.check` refuses."""
    known = mail_texts.resolve_or_new(work, level, code)
    mail_texts.check(known.kind, text._asdict())
    tried = Mail(known.kind, known.base, {lang: text}, alone=True)
    establishment = mail_texts.levels_of(level)[-1]
    return mailing.composed_for(work, tried, lang, values(work, tried, lang, application), establishment, application)


def send(
    work: Work, level: Level, code: str, lang: str, text: MailText, application: Application | None = None
) -> str:
    """Queue the message to the very person who asks, marked as a trial; return the address.

    Refuses ``no_own_mail`` to an account without an address.
    """
    account = work.root.accounts.get(work.actor.userid)
    if account is None or not account.mail:
        raise Refused("no_own_mail")
    message = composed(work, level, code, lang, text, application)
    mail = StoredMail()
    mail.code, mail.recipient, mail.language, mail.about = code, account.mail, message.lang, path_of(level)
    mail.sender, mail.created_at = work.settings.mail_from, work.now
    mail.subject = f"{TRIAL} {message.subject}"[:SUBJECT_LENGTH]
    mail.text, mail.html = message.text, message.html
    work.root.outbox.post(new_key(12), mail)
    return account.mail
