"""« Commentaires fréquents »: what a component's managers write again and again beside a piece.

A component keeps a list, written rarely; how often each of them is used belongs to each manager, who reads their own
first.
"""

from __future__ import annotations

from collections.abc import Iterable

from ecandidat.domain.errors import Refused
from ecandidat.models.desk import Desk
from ecandidat.models.folder import ShardedMap
from ecandidat.models.offer import Component
from ecandidat.services.offer import record
from ecandidat.work import Work

MOST = 30
LONGEST = 300


def offered(work: Work, component: Component, usual: Iterable[str]) -> list[str]:
    """The comments of a component, else the ``usual`` ones; those that the actor writes most come first."""
    kept = component.frequent_comments
    known = list(usual) if kept is None else list(kept)
    mine = desk_of(work)
    times = {text: mine.used.get(text, 0) for text in known} if mine is not None else {}
    return sorted(known, key=lambda text: -int(times.get(text, 0)))


def keep(work: Work, component: Component, texts: Iterable[str]) -> None:
    """Replace the list of a component; an empty one gives the usual comments back."""
    cleaned = tuple(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    if len(cleaned) > MOST:
        raise Refused("comments_too_many", maximum=MOST, field="commentaires")
    if any(len(text) > LONGEST for text in cleaned):
        raise Refused("comment_too_long", maximum=LONGEST, field="commentaires")
    wanted = cleaned or None
    if wanted == component.frequent_comments:
        return
    before, component.frequent_comments = component.frequent_comments or (), wanted
    record(work, component, "commentaires-frequents", before=f"{len(before)}", after=f"{len(cleaned)}")


def keep_one(work: Work, component: Component, text: str, usual: Iterable[str]) -> None:
    """Add one comment to the list of a component; the full list takes no more, in silence."""
    text = " ".join(text.split())
    known = tuple(usual) if component.frequent_comments is None else component.frequent_comments
    if text and text not in known and len(known) < MOST and len(text) <= LONGEST:
        keep(work, component, (*known, text))


def use(work: Work, texts: Iterable[str]) -> None:
    """Count that the actor wrote these comments once more."""
    mine = None
    for text in texts:
        mine = mine or open_desk(work)
        mine.used[text] = int(mine.used.get(text, 0)) + 1


def desk_of(work: Work) -> Desk | None:
    """The actor's desk, None until they leave something on it."""
    found: Desk | None = work.root.desks.get(work.actor.userid) if work.root.desks is not None else None
    return found


def open_desk(work: Work) -> Desk:
    """The actor's desk, made when it is first needed."""
    desks = work.root.desks
    if desks is None:
        desks = work.root.desks = ShardedMap()
    found: Desk | None = desks.get(work.actor.userid)
    if found is None:
        found = desks[work.actor.userid] = Desk()
    return found
