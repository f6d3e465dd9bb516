"""« Depuis votre dernière visite »: when each manager last opened each file.

A visit lasts as long as one comes and goes: what changed is told until :data:`VISIT` has passed since it was opened.
Each manager's visits are kept on their own desk, so that reading never meets anybody else's writing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ecandidat.models.application import Application
from ecandidat.services.comments import desk_of, open_desk
from ecandidat.work import Work

VISIT = timedelta(minutes=20)


def since(work: Work, application: Application) -> datetime | None:
    """The actor's visit before this one; None when they never opened the file before."""
    mine = desk_of(work)
    found = mine.look(application.key) if mine is not None else None
    if found is None:
        return None
    last, before = found
    if work.now - last < VISIT:
        return before if before != last else None
    return last


def look(work: Work, application: Application) -> None:
    """Write that the actor opens the file; within one visit nothing is written."""
    if not work.actor.userid:
        return
    mine = desk_of(work)
    found = mine.look(application.key) if mine is not None else None
    if found is not None and work.now - found[0] < VISIT:
        return
    before = found[0] if found is not None else work.now
    open_desk(work).looks[application.key] = (work.now, before)
