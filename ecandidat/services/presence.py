"""« X consulte ce dossier depuis 14:02 »: who else has a candidate's profile or an application open.

Never a lock: nothing is refused for it. Beats are written rarely: one small object per person and file, at most every
:data:`BEAT`; a candidate is only announced where somebody may be reading, that is once they sent something. Candidates
read the name of a service, never of a person; managers of two universities never learn of each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Component, Establishment
from ecandidat.models.presence import Presence, Presences
from ecandidat.work import Work

ALIVE = timedelta(seconds=150)
"""How long somebody is said to be there after their last beat."""

BEAT = timedelta(seconds=50)
"""The shortest time between two writes of one person's beat."""

File = Application | Candidate


def beat(work: Work, file: File) -> bool:
    """Say that the actor has the file open; tell whether anything was written."""
    if not announced(work, file):
        return False
    if file.presences is None:
        file.presences = Presences()
    people = file.presences
    mine = people.get(work.actor.userid)
    if mine is not None and mine.seen is not None and work.now - mine.seen < BEAT:
        return False
    for userid, one in list(people.items()):
        if userid != work.actor.userid and not _alive(work, one):
            people.remove(userid)
    if mine is None or not _alive(work, mine):
        mine = mine or Presence()
        _describe(work, file, mine)
        mine.since = work.now
        if people.get(work.actor.userid) is None:
            people.enter(work.actor.userid, mine)
    mine.seen = work.now
    return True


def others(work: Work, file: File) -> list[Presence]:
    """Who else has the file open and may be known of by the actor, the first to come first."""
    if file.presences is None:
        return []
    own = work.actor.userid == _candidate(file).userid
    place = "" if own else _place(work, file)[0]
    found = [
        one for userid, one in file.presences.items()
        if userid != work.actor.userid and _alive(work, one)
        and (own or not one.staff or not one.place or not place or one.place == place)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.since or work.now)


def announced(work: Work, file: File) -> bool:
    """Whether the actor's presence is of use to anybody: a candidate's, only on what managers read."""
    candidate = _candidate(file)
    if work.actor.userid != candidate.userid:
        return True
    return file.snapshot is not None if isinstance(file, Application) else len(file.applications) > 0


def _candidate(file: File) -> Candidate:
    return file.candidate if isinstance(file, Application) else file


def _alive(work: Work, one: Presence) -> bool:
    return one.seen is not None and work.now - one.seen < ALIVE


def _describe(work: Work, file: File, one: Presence) -> None:
    one.name = work.actor.name
    one.staff = work.actor.userid != _candidate(file).userid
    one.place, one.service = _place(work, file) if one.staff else ("", "")


def _place(work: Work, file: File) -> tuple[str, str]:
    """The establishment whose rights opened the file to the actor, and the service that candidates read."""
    for establishment, component in _reached(file):
        if component.grants.holds(work.actor.userid):
            return establishment.__name__, component.title
        if any(one.grants.holds(work.actor.userid) for one in component.commissions.values()):
            return establishment.__name__, component.title
        if establishment.grants.holds(work.actor.userid):
            return establishment.__name__, establishment.name_full
    return "", ""


def _reached(file: File) -> Iterator[tuple[Establishment, Component]]:
    applications = [file] if isinstance(file, Application) else list(file.applications.values())
    for application in applications:
        yield application.formation.establishment, application.formation.component
