"""Sending the outbox: each mail is taken, sent and noted in transactions of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.jobs.transactions import begun
from ecandidat.mails.message import NotSent, Outgoing, Transport
from ecandidat.models.mail import Outbox
from ecandidat.services import outbox
from ecandidat.work import clock

log = logging.getLogger(__name__)

ATTEMPTS = 20
"""How often the outcome of a sending is written again when others write too: what has left must be noted."""

Clock = Callable[[], datetime]


def sweep(database: DB, transport: Transport, now: Clock = clock) -> int:
    """Send everything that is due; how many mails left."""
    total = 0
    while True:
        with begun(database) as (portal, _):
            keys = outbox.due(portal.outbox, now())
        if not keys:
            return total
        left = deliver(database, transport, keys, now)
        total += left
        # Nothing moved: other workers hold these mails.
        if not left:
            return total


def deliver(database: DB, transport: Transport, keys: Iterable[str], now: Clock = clock) -> int:
    """Send those of these mails that are due and nobody else's; how many left."""
    return sum(_one(database, transport, key, now) for key in keys)


def _one(database: DB, transport: Transport, key: str, now: Clock) -> bool:
    message = _take(database, key, now())
    if message is None:
        return False
    try:
        reply = transport.send(message)
    except NotSent as failure:
        why, final = failure.reply, failure.final
        log.warning("Courriel %s non parti : %s", key, why)
    except Exception as error:
        # One impossible message must not hold up the others.
        why, final = f"{type(error).__name__}: {error}", False
        log.exception("Courriel %s non parti", key)
    else:
        _note(database, lambda box: outbox.sent(box, key, now(), reply))
        return True
    _note(database, lambda box: outbox.failed(box, key, now(), why, final=final))
    return False


def _take(database: DB, key: str, now: datetime) -> Outgoing | None:
    try:
        with begun(database) as (portal, manager):
            message = outbox.take(portal.outbox, key, now)
            if message is not None:
                manager.commit()
            return message
    except TransientError:
        return None


def _note(database: DB, write: Callable[[Outbox], None]) -> None:
    for attempt in range(ATTEMPTS):
        try:
            with begun(database) as (portal, manager):
                write(portal.outbox)
                manager.commit()
                return
        except TransientError:
            if attempt == ATTEMPTS - 1:
                raise
