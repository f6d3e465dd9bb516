"""Creating formations from the student system: what it knows is searched, and fills the form of a new formation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ecandidat.adapters.sis.offer import OfferedFormation
from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Component, DiplomaType, Establishment, Formation
from ecandidat.register import fold, formations_below
from ecandidat.services import centres
from ecandidat.work import Work

SHORTEST, MOST = 3, 50
"""Fewest letters of a search, most formations that it shows."""

TITLE_MAXIMUM = 200


@dataclass(frozen=True)
class Found:
    """A formation of the student system; ``made`` are those of the university that were created from it already.

    ``type`` is the diploma type of the component that bears the name of its diploma, None when none does.
    """

    offered: OfferedFormation
    made: tuple[Formation, ...]
    type: DiplomaType | None


def searchable(work: Work, component: Component) -> bool:
    """Whether the offer of the university can be searched."""
    return work.adapters.offer.covers(component.establishment.__name__)


def search(work: Work, component: Component, words: str) -> tuple[list[Found], bool]:
    """What holds every word, and whether there is more than is shown.

    Refuses ``offer_words`` for too few letters and ``offer_unavailable`` when the student system cannot tell.
    """
    if len("".join(words.split())) < SHORTEST:
        raise Refused("offer_words", field="q", minimum=SHORTEST)
    try:
        found = work.adapters.offer.formations(
            component.establishment.__name__, words, mine(work, component), limit=MOST + 1
        )
    except OSError as error:
        raise Refused("offer_unavailable") from error
    made = _made(component.establishment)
    types = {fold(name): one for one in component.values() for name in (one.__name__, one.title()) if one.active}
    return [
        Found(one, tuple(made.get((one.code, one.version), ())), types.get(fold(one.diploma)) if one.diploma else None)
        for one in found[:MOST]
    ], len(found) > MOST


def filled(work: Work, component: Component, code: str, version: str) -> dict[str, Any]:
    """The first values of a formation created from the student system.

    Refuses ``offer_gone`` when it has no such formation, or none of the centres of the actor, and
    ``offer_unavailable`` when it cannot tell.
    """
    try:
        found = work.adapters.offer.formation(component.establishment.__name__, code, version)
    except OSError as error:
        raise Refused("offer_unavailable") from error
    limit = mine(work, component)
    if found is None or (limit and found.cge not in limit):
        raise Refused("offer_gone", code=code[:50] if code.isprintable() else "")
    return {
        "title": found.title[:TITLE_MAXIMUM], "si_code": found.code, "si_version": found.version,
        "si_label": found.title, "cge": found.cge,
    }  # fmt: skip


def mine(work: Work, component: Component) -> tuple[str, ...]:
    """The management centres to which the actor is limited in a component; () for no limit."""
    return tuple(sorted(centres.limit(work.actor.userid, component) or ()))


def _made(establishment: Establishment) -> dict[tuple[str, str], list[Formation]]:
    known: dict[tuple[str, str], list[Formation]] = {}
    for formation in formations_below(establishment, trials=True):
        if formation.si_code:
            known.setdefault((formation.si_code, formation.si_version), []).append(formation)
    return known
