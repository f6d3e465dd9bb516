"""The life of a stored mail: taken by one worker at a time, sent or failed, tried again later, sent again on demand.

Each function is one step of one transaction; the worker commits between them, because a mail that left cannot be
rolled back. A worker *takes* a mail by writing its lease: two that try at once conflict on that very object, and only
one commits. A worker that dies leaves a lease that ends by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ecandidat.domain.codes import MailState
from ecandidat.domain.errors import Refused
from ecandidat.mails.message import Attached, Outgoing
from ecandidat.models.mail import Outbox, StoredMail
from ecandidat.work import Work

LEASE = timedelta(minutes=5)
"""How long a worker may keep a mail before another one takes it."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""What separates one try from the next; after the last one the mail has failed for good."""


def due(outbox: Outbox, now: datetime, limit: int = 100) -> list[str]:
    """Keys of mails to send now, those that have waited longest first. Reads the queue only, not the mails."""
    waiting = sorted((moment, key) for key, moment in outbox.queue.items() if moment <= now)
    return [key for _, key in waiting[:limit]]


def take(outbox: Outbox, key: str, now: datetime) -> Outgoing | None:
    """Lease a mail that is due and return it complete; None when it is not due, or somebody else's."""
    moment = outbox.queue.get(key)
    mail: StoredMail | None = outbox.get(key)
    if moment is None or mail is None or moment > now:
        return None
    mail.state, mail.tries, mail.next_try = MailState.SENDING, mail.tries + 1, now + LEASE
    outbox.queue[key] = mail.next_try
    return Outgoing(
        key=key, sender=mail.sender, recipient=mail.recipient, copies=mail.copies, subject=mail.subject,
        text=mail.text, html=mail.html, language=mail.language, date=now, attachments=_attachments(mail),
        unsubscribe=mail.unsubscribe, blind=mail.blind,
    )  # fmt: skip


def sent(outbox: Outbox, key: str, now: datetime, reply: str) -> None:
    """It left: note when, and what the server said."""
    mail = outbox[key]
    mail.state, mail.sent_at, mail.next_try, mail.reply = MailState.SENT, now, None, _short(reply)
    if key in outbox.queue:
        del outbox.queue[key]


def failed(outbox: Outbox, key: str, now: datetime, reply: str, *, final: bool) -> None:
    """It did not leave: note why; try again later unless that is useless or was tried enough."""
    mail = outbox[key]
    mail.state, mail.reply = MailState.FAILED, _short(reply)
    if final or mail.tries > len(PAUSES):
        mail.next_try = None
        if key in outbox.queue:
            del outbox.queue[key]
    else:
        mail.next_try = outbox.queue[key] = now + PAUSES[mail.tries - 1]


def send_again(work: Work, mail: StoredMail) -> None:
    """« Renvoyer »: queue a mail that has left or failed; refuses ``mail_waiting`` while it is on its way."""
    if mail.state in (MailState.PENDING, MailState.SENDING):
        raise Refused("mail_waiting")
    mail.state, mail.tries, mail.next_try = MailState.PENDING, 0, None
    work.root.outbox.requeue(mail.__name__, work.now)


def _attachments(mail: StoredMail) -> tuple[Attached, ...]:
    found = []
    for document in mail.attachments:
        with document.open() as stream:
            found.append(Attached(document.filename, document.content_type, stream.read()))
    return tuple(found)


def _short(reply: str) -> str:
    """A server's reply on one line of at most 500 characters."""
    return " ".join(reply.split())[:500]
