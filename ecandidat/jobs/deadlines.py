"""The calendar's round: decisions published on their date, reminders before a confirmation date, withdrawals after it.

Safe to repeat at any hour.
"""

from __future__ import annotations

import logging
from collections import Counter

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.decisions import unpublished
from ecandidat.domain.errors import Refused
from ecandidat.jobs.transactions import begun
from ecandidat.resources import Formation, Portal, find, path_of
from ecandidat.services import deadlines, desk, promotion, publication, publications
from ecandidat.services.situation import confirm_by, in_force
from ecandidat.settings import Settings
from ecandidat.work import SYSTEM, Work, clock

log = logging.getLogger(__name__)


def run(database: DB, settings: Settings, adapters: Adapters) -> Counter[str]:
    """Act on every application whose time has come, each in a transaction of its own; what was done, counted."""
    with begun(database) as (portal, _):
        work = work_of(portal, settings, adapters)
        waiting = [path_of(application) for application in deadlines.unpublished(work)]
        waiting += [path_of(application) for application, _ in deadlines.unanswered(work)]
        waiting += [path_of(formation) for formation in promotion.owed(work)]
    done: Counter[str] = Counter()
    for path in waiting:
        try:
            with begun(database) as (portal, manager):
                act = _one(work_of(portal, settings, adapters), path)
                if act:
                    manager.commit()
                    done[act] += 1
        except (TransientError, Refused, KeyError) as error:
            # Somebody is acting on it this very moment: the next round looks again.
            log.info("%s laissée au prochain passage : %s", path, error)
    if done:
        log.info("Calendrier : %s", dict(done))
    return done


def _one(work: Work, path: str) -> str:
    application = find(work.root, path)
    if isinstance(application, Formation):
        return "appeler" if promotion.fill(work, application) else ""
    if unpublished(application.decisions) is not None and not publication.is_held(work, application):
        if publications.is_prepared(work, application):
            return ""
        desk.publish_decision(work, application)
        return "publier-decision"
    limit, decision = confirm_by(application), in_force(application)
    answered = application.answer is not Answer.NONE or application.cancelled_at is not None
    if limit is None or decision is None or decision.kind is not DecisionKind.FAVOURABLE or answered:
        return ""
    return deadlines.act_on(work, application, (limit - work.today).days)


def work_of(portal: Portal, settings: Settings, adapters: Adapters) -> Work:
    """The work of the machine itself, now."""
    return Work(portal, SYSTEM, clock(), settings, adapters, settings.base_url or "http://localhost:6543")
