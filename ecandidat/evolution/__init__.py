"""Evolution: the named, dated steps that bring a database written by an older version up to date.

What enters: one row of :data:`STEPS` per change of shape that class defaults cannot absorb (a class that moves, a value
that becomes another, an index to fill), and its function, which takes the portal. Rows are never removed nor reordered.
What never enters: anything that can be run twice with another result, requests, the clock.

A database remembers the steps it has been through (``Portal.steps_done``); a new one is born with all of them. The
application refuses to start on a database with pending steps (:mod:`ecandidat.evolution.boot`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ecandidat.evolution import lists
from ecandidat.models.portal import Portal


@dataclass(frozen=True)
class Step:
    """``name`` starts with the day on which it was written (``2026-11-21-…``); ``said`` tells what it does."""

    name: str
    said: str
    act: Callable[[Portal], None]


Steps = tuple[Step, ...]

STEPS: Steps = (
    Step("2026-11-22-list-columns", "les listes montrent toutes leurs colonnes", lists.fill_columns),
)
"""All steps, the oldest first."""


class DatabaseTooOld(RuntimeError):
    """The database waits for steps: the text names them and the command."""


class DatabaseTooNew(RuntimeError):
    """The database went through steps that this version does not know."""


def names(steps: Steps = STEPS) -> tuple[str, ...]:
    """What a database that is up to date remembers."""
    return tuple(step.name for step in steps)


def pending(portal: Portal, steps: Steps = STEPS) -> list[Step]:
    """The steps that this database has not been through, the oldest first."""
    return [step for step in steps if step.name not in portal.steps_done]


def run(portal: Portal, steps: Steps = STEPS) -> Iterator[Step]:
    """Go through the pending steps; the caller commits after each one that is yielded."""
    for step in pending(portal, steps):
        step.act(portal)
        portal.steps_done = (*portal.steps_done, step.name)
        yield step


def check(portal: Portal, steps: Steps = STEPS) -> None:
    """Raise when the database is not at the version of the program."""
    if unknown := [name for name in portal.steps_done if name not in names(steps)]:
        raise DatabaseTooNew(
            f"La base vient d'une version plus récente d'eCandidat ({', '.join(unknown)}) : installez cette version."
        )
    if late := pending(portal, steps):
        raise DatabaseTooOld(
            f"La base attend {len(late)} étape(s) ({', '.join(step.name for step in late)}) : sauvegardez-la, puis "
            "lancez « ecandidat -c fichier.ini evolve »."
        )
