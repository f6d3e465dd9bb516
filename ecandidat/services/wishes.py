"""The order of preference among one's applications, establishment by establishment."""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.journal import Entry
from ecandidat.models.offer import Establishment
from ecandidat.work import Work


def ordered(candidate: Candidate) -> list[Application]:
    """Live applications, the preferred first; those that were never ordered come after, the oldest first.

    As long as nothing was ordered, the newest come first.
    """
    live = candidate.live_applications()
    if not candidate.wishes:
        return live[::-1]
    place = {key: index for index, key in enumerate(candidate.wishes)}
    return sorted(live, key=lambda one: place.get(one.key, len(place)))


def below(candidate: Candidate, establishment: Establishment) -> list[Application]:
    """The same, of one establishment."""
    return [one for one in ordered(candidate) if one.formation.establishment is establishment]


def rank(application: Application) -> tuple[int, int] | None:
    """(place, total) of an application in its establishment; None when its candidate ordered nothing there."""
    candidate = application.candidate
    near = below(candidate, application.formation.establishment)
    keys = [one.key for one in near]
    if len(keys) < 2 or application.key not in keys or not set(keys) & set(candidate.wishes):
        return None
    return keys.index(application.key) + 1, len(keys)


def move(work: Work, candidate: Candidate, key: str, *, up: bool) -> bool:
    """Exchange an application with the one before or after it in its establishment; says whether anything changed.

    KeyError when the candidate has no such live application.
    """
    application = {one.key: one for one in candidate.live_applications()}[key]
    keys = [one.key for one in below(candidate, application.formation.establishment)]
    place = keys.index(key)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(keys):
        return False
    keys[place], keys[other] = keys[other], keys[place]
    return arrange(work, candidate, application.formation.establishment, tuple(keys))


def arrange(work: Work, candidate: Candidate, establishment: Establishment, keys: tuple[str, ...]) -> bool:
    """Give one establishment's applications this order; says whether anything changed.

    Refuses ``wishes_changed`` when ``keys`` are not exactly the live applications there.
    """
    near = [one.key for one in below(candidate, establishment)]
    if sorted(keys) != sorted(near):
        raise Refused("wishes_changed")
    elsewhere = [one.key for one in ordered(candidate) if one.key not in near]
    wanted = (*(key for key in candidate.wishes if key in elsewhere), *keys)
    if wanted == candidate.wishes or (not candidate.wishes and list(keys) == near):
        return False
    candidate.wishes = wanted
    candidate.journal.add(
        Entry(work.now, work.actor.name, "voeux", after=" ".join(keys), detail=establishment.__name__)
    )
    return True
