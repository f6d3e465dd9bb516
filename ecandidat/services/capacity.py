"""How many a formation would admit once more decisions are entered or validated: said beforehand, never refused."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from ecandidat.domain.codes import DecisionKind, Treatment
from ecandidat.models.offer import Formation
from ecandidat.register import ApplicationRow


@dataclass(frozen=True)
class Crowd:
    """More people than places: ``held`` have one, ``coming`` would take one by decisions that nobody has validated."""

    formation: Formation
    capacity: int
    held: int
    coming: int

    @property
    def admitted(self) -> int:
        """All of them."""
        return self.held + self.coming


def if_favourable(formation: Formation, keys: Container[str]) -> Crowd | None:
    """Once these applications have a favourable decision, the drafts of others counted in; None when all find a place.
    """
    return _crowd(formation, lambda row: row.key in keys or is_proposed(row))


def if_validated(formation: Formation, keys: Container[str]) -> Crowd | None:
    """Once the drafts of these applications are validated, those of others left aside."""
    return _crowd(formation, lambda row: row.key in keys and is_proposed(row))


def if_direct(formation: Formation, keys: Container[str]) -> Crowd | None:
    """Once the direct access of these applications is validated."""
    return _crowd(
        formation,
        lambda row: row.key in keys and row.treatment == Treatment.DIRECT and not row.treatment_validated,
    )


def is_proposed(row: ApplicationRow) -> bool:
    """Whether its newest decision is favourable and not validated."""
    return row.decision == DecisionKind.FAVOURABLE and not row.decision_validated


def _crowd(formation: Formation, comes: Callable[[ApplicationRow], bool]) -> Crowd | None:
    if formation.capacity is None:
        return None
    held = coming = 0
    for row in formation.rows.values():
        if row.place:
            held += 1
        elif row.cancelled_on is None and comes(row):
            coming += 1
    return Crowd(formation, formation.capacity, held, coming) if held + coming > formation.capacity else None
