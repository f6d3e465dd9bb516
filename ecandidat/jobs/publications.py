"""Publications whose hour has come: each begins, in the name of whoever approved it. Safe to repeat."""

from __future__ import annotations

import logging

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.domain.errors import Refused
from ecandidat.jobs.deadlines import work_of
from ecandidat.jobs.transactions import begun
from ecandidat.services import publications
from ecandidat.services.task_kinds import KINDS
from ecandidat.settings import Settings

log = logging.getLogger(__name__)


def run(database: DB, settings: Settings, adapters: Adapters) -> int:
    """Begin every approved publication whose hour has come; how many."""
    with begun(database) as (portal, _):
        work = work_of(portal, settings, adapters)
        found = [(home.__name__, one.key) for home, one in publications.due(work)]
        stopped = [(home.__name__, one.key) for home, one in publications.stopped(work)]
    for name, key in stopped:
        try:
            with begun(database) as (portal, manager):
                publications.settle(work_of(portal, settings, adapters), portal[name].publications[key])
                manager.commit()
        except (TransientError, KeyError) as error:
            log.info("Publication %s laissée au prochain passage : %s", key, error)
    launched = 0
    for name, key in found:
        try:
            with begun(database) as (portal, manager):
                home = portal[name]
                work = work_of(portal, settings, adapters)
                publications.launch(work, KINDS[publications.PUBLISH], home, home.publications[key])
                manager.commit()
                launched += 1
        except (TransientError, Refused, KeyError) as error:
            log.info("Publication %s laissée au prochain passage : %s", key, error)
    return launched
