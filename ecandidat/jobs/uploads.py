"""Dropping uploads that nobody ended, or whose form was never sent: one transaction per candidate."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.jobs.transactions import begun
from ecandidat.services import uploads
from ecandidat.work import clock

log = logging.getLogger(__name__)


def purge(database: DB, now: Callable[[], datetime] = clock) -> int:
    """Drop what expired; how many uploads."""
    with begun(database) as (portal, _):
        numbers = uploads.sending(portal)
    total = 0
    for number in numbers:
        try:
            with begun(database) as (portal, manager):
                dropped = uploads.purge(portal, number, now())
                manager.commit()
                total += dropped
        except TransientError:
            # The candidate is sending something this very moment: the next round looks again.
            log.info("Envois de %s laissés au prochain passage", number)
    if total:
        log.info("%d envoi(s) inachevé(s) supprimé(s)", total)
    return total
