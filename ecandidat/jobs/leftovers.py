"""Forgetting what was begun and left alone: uploads, pages laid out, official files; one transaction per candidate."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.jobs.transactions import begun
from ecandidat.resources import Portal
from ecandidat.services import official_import, trays, uploads
from ecandidat.work import clock

log = logging.getLogger(__name__)

Whose = Callable[[Portal], list[str]]
Forget = Callable[[Portal, str, datetime], int]

KINDS: dict[str, tuple[Whose, Forget]] = {
    "envois": (uploads.sending, uploads.purge),
    "pièces en préparation": (trays.composing, trays.purge),
    "fichiers de nomenclatures": (official_import.forgotten, official_import.purge),
}
"""What may be left alone → the candidates who have some (or its own keys), and how what is too old of one goes."""


def purge(database: DB, now: Callable[[], datetime] = clock) -> Counter[str]:
    """Forget what is too old; how many of each kind. Safe to repeat."""
    done: Counter[str] = Counter()
    for kind, (whose, forget) in KINDS.items():
        with begun(database) as (portal, _):
            numbers = whose(portal)
        for number in numbers:
            try:
                with begun(database) as (portal, manager):
                    forgotten = forget(portal, number, now())
                    manager.commit()
            except TransientError:
                # The candidate is at work this very moment: the next round looks again.
                log.info("%s de %s : laissé au prochain passage", kind.capitalize(), number)
            else:
                done[kind] += forgotten
    if any(done.values()):
        log.info("Laissé à l'abandon, effacé : %s", {kind: count for kind, count in done.items() if count})
    return done
