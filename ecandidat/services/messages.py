"""Messages between a candidate and the managers of an application, both ways, with what each side has read.

The candidate is told by a mail that holds the text; managers by one mail, then none for :data:`QUIET`: what comes
meanwhile waits in the application, which lists mark.
"""

from __future__ import annotations

from datetime import timedelta

from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.models.application import Application
from ecandidat.models.message import Message, Thread
from ecandidat.register import refresh
from ecandidat.services import effects, mailing
from ecandidat.work import Work

LONGEST = 3000
MOST = 300
QUIET = timedelta(hours=4)
PER_HOUR = 10
"""Messages that a candidate may write in an hour."""


def refusal(work: Work, application: Application, *, staff: bool) -> Refused | None:
    """Why one side may not write now; None when it may. A candidate may always answer managers who wrote."""
    establishment, thread = application.formation.establishment, application.thread
    if application.cancelled_at is not None:
        return Refused("application_cancelled")
    if staff:
        return None
    if not work.parameter("CANDIDAT_IS_MESSAGE", establishment):
        return Refused("messages_closed")
    before = bool(work.parameter("CANDIDAT_IS_MESSAGE_AVANT_ENVOI", establishment))
    written = thread is not None and any(one.staff for one in thread.messages)
    return None if before or written or application.snapshot is not None else Refused("messages_not_open")


def write(work: Work, application: Application, text: str, *, staff: bool, piece: str = "") -> None:
    """Add a message of 1 to 3,000 characters and tell the other side. The last one sent twice is kept once."""
    if (refused := refusal(work, application, staff=staff)) is not None:
        raise refused
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refused("message_length", maximum=LONGEST, field="message")
    demand = application.demand(piece) if piece else None
    if piece and demand is None:
        raise Refused("unknown_code", code=piece, field="piece")
    thread = application.thread
    if thread is None:
        thread = application.thread = Thread()
    own = [one for one in thread.messages if one.userid == work.actor.userid]
    if own and thread.messages[-1] is own[-1] and (own[-1].text, own[-1].piece) == (text, piece):
        return
    if len(thread.messages) >= MOST:
        raise Refused("messages_too_many", maximum=MOST)
    if not staff and sum(work.now - one.at < timedelta(hours=1) for one in own) >= PER_HOUR:
        raise Refused("messages_too_fast", maximum=PER_HOUR)
    thread.messages = (*thread.messages, Message(work.now, work.actor.userid, work.actor.name, staff, text, piece))
    read(work, application, staff=staff)
    effects.apply(work, application, Fact("message", detail=demand.title() if demand is not None else "", public=False))
    values = {"message.texte": text, "message.piece": demand.title() if demand is not None else ""}
    if staff:
        mailing.to_candidate(
            work, application, "MESSAGE_CANDIDAT", more={**values, "message.auteur": service_of(application)}
        )
    elif thread.told_staff is None or work.now - thread.told_staff >= QUIET:
        thread.told_staff = work.now
        more = {**values, "message.auteur": work.actor.name}
        mailing.to_managers(work, application, "MESSAGE_GESTIONNAIRE", more)


def read(work: Work, application: Application, *, staff: bool) -> None:
    """One side has the thread in front of it; nothing is written where all was read."""
    thread = application.thread
    if thread is None or not thread.unread(staff=staff):
        return
    if staff:
        thread.read_by_staff = work.now
        thread.told_staff = None
        refresh(application)
    else:
        thread.read_by_candidate = work.now


def unread(application: Application, *, staff: bool) -> int:
    """How many messages wait to be read by one side."""
    return application.thread.unread(staff=staff) if application.thread is not None else 0


def service_of(application: Application) -> str:
    """Who candidates read that a manager's message comes from: the service, never the person."""
    commission = application.formation.commission
    return commission.title if commission is not None else application.formation.component.title
