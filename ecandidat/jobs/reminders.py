"""The round of courtesies: return dates recalled, real ranks of waiting lists written down. Safe to repeat."""

from __future__ import annotations

import logging
from collections import Counter

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.domain.errors import Refused
from ecandidat.jobs.deadlines import work_of
from ecandidat.jobs.transactions import begun
from ecandidat.register import formations_below
from ecandidat.resources import find, path_of
from ecandidat.services import ranks, reminders
from ecandidat.settings import Settings

log = logging.getLogger(__name__)


def run(database: DB, settings: Settings, adapters: Adapters) -> Counter[str]:
    """Recall each return date that is near, and follow each waiting list, in a transaction of its own each."""
    with begun(database) as (portal, _):
        waiting = list(reminders.approaching(work_of(portal, settings, adapters)))
        followed = [one for one in formations_below(portal, trials=True) if ranks.is_followed(one)]
        lists = [path_of(formation) for formation in followed]
    done: Counter[str] = Counter()
    for path in waiting:
        try:
            with begun(database) as (portal, manager):
                if reminders.act_on(work_of(portal, settings, adapters), find(portal, path)):
                    manager.commit()
                    done["rappeler"] += 1
        except (TransientError, Refused, KeyError) as error:
            # Somebody is acting on it this very moment: the next round looks again.
            log.info("%s laissée au prochain passage : %s", path, error)
    for path in lists:
        try:
            with begun(database) as (portal, manager):
                moved = ranks.track(find(portal, path), work_of(portal, settings, adapters).today)
                if moved:
                    manager.commit()
                    done["rang"] += moved
        except (TransientError, KeyError) as error:
            log.info("%s laissée au prochain passage : %s", path, error)
    if done:
        log.info("Rappels et rangs : %s", dict(done))
    return done
