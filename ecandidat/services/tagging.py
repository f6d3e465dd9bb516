"""Putting tags on applications and taking them away."""

from __future__ import annotations

from collections.abc import Collection

from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.models.application import Application
from ecandidat.services import effects, tags
from ecandidat.services.enrolment import check_open
from ecandidat.work import Work


def put(
    work: Work, application: Application, *, add: Collection[str] = (), remove: Collection[str] = (),
    exactly: Collection[str] | None = None,
) -> None:  # fmt: skip
    """Change the tags of an application: uids to add and to remove, or the only ones that it shall bear.

    Refuses ``tag_not_here`` for a tag that its formation does not offer and that it does not bear already, and
    ``tags_unchanged`` where there is nothing to do.
    """
    check_open(application)
    held, named = application.tags, tags.named(application.formation)
    offered = {tags.uid(tag) for tag in tags.available(application.formation)}
    wanted = set(exactly) if exactly is not None else (set(held) | set(add)) - set(remove)
    if not wanted <= offered | set(held):
        raise Refused("tag_not_here")
    after = (*(uid for uid in named if uid in wanted), *(uid for uid in held if uid in wanted and uid not in named))
    if set(after) == set(held):
        raise Refused("tags_unchanged")
    application.tags = after
    before, now = (", ".join(named[uid].label for uid in uids if uid in named) for uids in (held, after))
    effects.apply(work, application, Fact("etiquettes", before, now, public=False))
