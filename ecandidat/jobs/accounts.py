"""The round of the accounts: what nobody activated goes, what its owner deleted, what was brought and forgotten."""

from __future__ import annotations

import logging
from collections import Counter

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.domain.errors import Refused
from ecandidat.jobs.transactions import begun
from ecandidat.resources import Portal
from ecandidat.services import accounts, closing, portable
from ecandidat.settings import Settings
from ecandidat.work import SYSTEM, Work, clock

log = logging.getLogger(__name__)

CHUNK = 100
"""How many forgotten links go in one transaction."""


def run(database: DB, settings: Settings, adapters: Adapters) -> Counter[str]:
    """Remove what is due, each account in a transaction of its own; what was done, counted. Safe to repeat."""
    done: Counter[str] = Counter()
    with begun(database) as (portal, _):
        work = _work(portal, settings, adapters)
        due = [(closing.complete, number) for number in closing.due(work)]
        due += [(portable.drop_forgotten, number) for number in portable.forgotten(work)]
    while True:
        try:
            with begun(database) as (portal, manager):
                swept = accounts.sweep(_work(portal, settings, adapters), CHUNK)
                manager.commit()
        except TransientError as error:
            log.info("Comptes laissés au prochain passage : %s", error)
            break
        done.update(swept)
        if swept["links"] < CHUNK:
            break
    for act_on, number in due:
        try:
            with begun(database) as (portal, manager):
                act = act_on(_work(portal, settings, adapters), number)
                manager.commit()
                done[act] += bool(act)
        except (TransientError, Refused) as error:
            log.info("Compte %s laissé au prochain passage : %s", number, error)
    if any(done.values()):
        log.info("Comptes : %s", {act: count for act, count in done.items() if count})
    return done


def _work(portal: Portal, settings: Settings, adapters: Adapters) -> Work:
    return Work(portal, SYSTEM, clock(), settings, adapters, settings.base_url or "http://localhost:6543")
