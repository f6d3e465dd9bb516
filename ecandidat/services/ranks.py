"""Where a candidate stands on a waiting list: the rank shown, how it moved, the last rank called.

Everything is read from the rows of the formation; no application but the candidate's own is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from BTrees.OOBTree import OOBTree

from ecandidat.domain.decisions import Decision
from ecandidat.domain.moments import civil
from ecandidat.domain.ranking import History, Movement, movement, real_rank, real_ranks, recorded
from ecandidat.models.application import Application
from ecandidat.models.offer import Formation
from ecandidat.register import waiting
from ecandidat.services.situation import in_force
from ecandidat.work import Work

NONE, TYPED, REAL = "N", "S", "R"
"""Values of LC_MODE_AFFICHAGE_RANG."""


@dataclass(frozen=True)
class Standing:
    """The rank shown; for a real one how it moved, for a typed one the highest rank called so far."""

    rank: int
    movement: Movement | None = None
    last_called: int | None = None


def standing(work: Work, application: Application) -> Standing | None:
    """What the candidate may know of their rank; None without a rank, or where the establishment shows none."""
    decision, formation = in_force(application), application.formation
    mode = work.parameter("LC_MODE_AFFICHAGE_RANG", formation.establishment)
    if decision is None or decision.rank is None or mode == NONE:
        return None
    if mode == TYPED:
        called = [row.called_rank for row in formation.rows.values() if row.called_rank is not None]
        return Standing(decision.rank, last_called=max(called, default=None))
    rank = real_rank(decision.rank, _waiting(formation).values())
    published = civil(decision.published_at) if decision.published_at else work.today
    return Standing(rank, movement(history(formation, application.key), rank, published))


def shown(work: Work, application: Application, decision: Decision) -> str:
    """The rank of a decision as its mail may say it, or ''."""
    found = standing(work, application) if decision.rank is not None else None
    return str(found.rank) if found is not None else ""


def history(formation: Formation, key: str) -> History:
    """The real ranks that an application held."""
    return formation.ranks.get(key, ()) if formation.ranks is not None else ()


def is_followed(formation: Formation) -> bool:
    """Whether somebody waits on the list of a formation, or did when it was last looked at."""
    return bool(formation.ranks) or bool(_waiting(formation))


def track(formation: Formation, today: date) -> int:
    """Write today's real ranks where they moved, drop those of people who wait no more; how many changed."""
    ranks = real_ranks(_waiting(formation))
    kept = formation.ranks
    if kept is None:
        if not ranks:
            return 0
        kept = formation.ranks = OOBTree()
    gone = [key for key in kept if key not in ranks]
    for key in gone:
        del kept[key]
    moved = 0
    for key, rank in ranks.items():
        before = kept.get(key, ())
        after = recorded(before, today, rank)
        if after is not before:
            kept[key] = after
            moved += 1
    return moved + len(gone)


def _waiting(formation: Formation) -> dict[str, int]:
    """Key → typed rank of everybody who waits."""
    return {row.key: rank for row in formation.rows.values() if (rank := waiting(row)) is not None}
