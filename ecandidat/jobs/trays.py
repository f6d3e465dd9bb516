"""Forgetting pages that were laid out for a piece and left alone: one transaction per candidate."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.jobs.transactions import begun
from ecandidat.services import trays
from ecandidat.work import clock

log = logging.getLogger(__name__)


def purge(database: DB, now: Callable[[], datetime] = clock) -> int:
    """Forget what nobody touched for :data:`trays.KEEP`; how many trays."""
    with begun(database) as (portal, _):
        numbers = trays.composing(portal)
    total = 0
    for number in numbers:
        try:
            with begun(database) as (portal, manager):
                total += trays.purge(portal, number, now())
                manager.commit()
        except TransientError:
            # The candidate is laying out pages this very moment: the next round looks again.
            log.info("Pages préparées de %s laissées au prochain passage", number)
    if total:
        log.info("%d pièce(s) en préparation oubliée(s)", total)
    return total
