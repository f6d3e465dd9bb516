"""The round of LimeSurvey: new replies become answers. Safe to repeat: what was taken is not taken twice."""

from __future__ import annotations

import logging
from collections import Counter

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.survey import NoSurveys, Reply, Unavailable
from ecandidat.jobs.transactions import begun
from ecandidat.resources import Portal, find, path_of
from ecandidat.services import questionnaires
from ecandidat.settings import Settings
from ecandidat.work import SYSTEM, Work, clock

log = logging.getLogger(__name__)

CHUNK = 100
"""Replies taken in one transaction; of a chunk that conflicts, the next round takes the whole again."""


def run(database: DB, settings: Settings, adapters: Adapters) -> Counter[str]:
    """Take the new replies of every survey in service; how many were taken, how many surveys did not answer."""
    done: Counter[str] = Counter()
    if isinstance(adapters.surveys, NoSurveys):
        return done
    with begun(database) as (portal, _):
        waiting = [(path_of(one), one.survey) for one in questionnaires.surveys(_work(portal, settings, adapters))]
    for path, survey in waiting:
        try:
            replies = adapters.surveys.replies(survey)
        except Unavailable as error:
            log.warning("Enquête %s laissée au prochain passage : %s", survey, error)
            done["unavailable"] += 1
            continue
        for start in range(0, len(replies), CHUNK):
            done["taken"] += _take(database, settings, adapters, path, replies[start : start + CHUNK])
    if done:
        log.info("LimeSurvey : %s", dict(done))
    return done


def _take(database: DB, settings: Settings, adapters: Adapters, path: str, replies: list[Reply]) -> int:
    try:
        with begun(database) as (portal, manager):
            questionnaire = find(portal, path)
            new = questionnaires.fresh(questionnaire, replies)
            if not new:
                return 0
            work = _work(portal, settings, adapters)
            taken = sum(questionnaires.take(work, questionnaire, reply) for reply in new)
            questionnaires.mark(questionnaire, new)
            manager.commit()
            return taken
    except (TransientError, KeyError) as error:
        # Somebody is answering this very moment: the next round takes the same replies again.
        log.info("%s laissé au prochain passage : %s", path, error)
        return 0


def _work(portal: Portal, settings: Settings, adapters: Adapters) -> Work:
    return Work(portal, SYSTEM, clock(), settings, adapters, settings.base_url or "http://localhost:6543")
