"""What somebody ticked in a list, kept on their desk: an address names it, however many rows it holds.

A few of the last ones are kept, for a day; nobody else's address leads to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from ecandidat.domain.identifiers import new_key
from ecandidat.models.task import Selection
from ecandidat.services.comments import desk_of, open_desk
from ecandidat.work import Work

LIFE = timedelta(days=1)
MOST = 5
"""Most selections that one person has kept."""


class Ticks(NamedTuple):
    """When rows were ticked, the query string of the list that showed them, the rows by name."""

    at: datetime
    back: str
    names: Selection


def keep(work: Work, names: Iterable[str], back: str) -> str:
    """Keep what the actor ticked; its key. What is too old, or one too many, goes."""
    desk = open_desk(work)
    if desk.ticks is None:
        desk.ticks = OOBTree()
    lasting = sorted((at, key) for key, (at, _back, _names) in desk.ticks.items() if work.now - at < LIFE)
    stay = {key for _at, key in lasting[-(MOST - 1) :]}
    for key in [key for key in desk.ticks if key not in stay]:
        del desk.ticks[key]
    made = new_key(12)
    desk.ticks[made] = (work.now, back, Selection(names))
    return made


def find(work: Work, key: str) -> Ticks | None:
    """What the actor ticked under a key; None when it is somebody else's, or too old."""
    desk = desk_of(work) if key else None
    kept = desk.ticks.get(key) if desk is not None and desk.ticks is not None else None
    return Ticks(*kept) if kept is not None and work.now - kept[0] < LIFE else None
