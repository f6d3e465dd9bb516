"""A crowd at one formation: candidates with sessions, and acts that all start at the same instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from ecandidat.models.application import Application
from ecandidat.models.portal import Portal
from ecandidat.resources import path_of
from ecandidat.services import application as service
from tests import seed
from tests.architecture.visitors import open_session
from tests.architecture.world import fill

FORMATION = "/test/droit/master/m1-droit"


def number_of(rank: int) -> str:
    """The candidate number of one of the crowd."""
    return f"FQQQE{rank:03d}".replace("0", "Z").replace("1", "Y")


def gather(portal: Portal, size: int) -> list[str]:
    """Add ``size`` candidates with complete profiles and open sessions; their account ids."""
    userids = []
    for rank in range(size):
        candidate = seed.candidate(portal, number_of(rank), first_name=f"ALEX {rank}")
        open_session(portal, candidate.userid)
        userids.append(candidate.userid)
    return userids


def formation(portal: Portal) -> Any:
    """Where all of them apply."""
    return portal["test"]["droit"]["master"]["m1-droit"]


def ready_to_submit(portal: Portal, userid: str) -> str:
    """An application of that candidate with all its pieces; its path."""
    candidate = portal.candidates[userid.removeprefix("c-")]
    work = seed.work(portal, userid, "ALEX MARTIN")
    application: Application = service.apply(work, formation(portal), candidate)
    fill(work, application)
    return path_of(application)


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run acts in a thread each, released together; their results in the same order, or the first error."""
    barrier = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)
    errors: list[BaseException] = []

    def run(rank: int) -> None:
        try:
            barrier.wait(60)
            results[rank] = acts[rank]()
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=(rank,)) for rank in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if errors:
        raise errors[0]
    return results
