"""Who has a file open at this moment: a courtesy between people, never a lock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from BTrees.OOBTree import OOBTree
from persistent import Persistent


class Presence(Persistent):
    """One person on one file: an object of its own, so that nobody's beat meets another's.

    ``service`` is what those see who may not read names: a university's or a component's title. ``place`` is the code
    of the establishment whose rights opened the file, ``""`` for the whole instance and for the candidate.
    """

    name: str = ""
    service: str = ""
    place: str = ""
    staff: bool = False
    since: datetime | None = None
    seen: datetime | None = None


class Presences(Persistent):
    """The people on one file, by account id."""

    def __init__(self) -> None:
        self._people = OOBTree()

    def get(self, userid: str) -> Presence | None:
        """Somebody's presence, fresh or not."""
        found: Presence | None = self._people.get(userid)
        return found

    def enter(self, userid: str, presence: Presence) -> None:
        """Add somebody."""
        self._people[userid] = presence

    def remove(self, userid: str) -> None:
        """Remove somebody."""
        self._people.pop(userid, None)

    def items(self) -> Iterator[tuple[str, Presence]]:
        """(account id, presence) of everybody, fresh or not."""
        return iter(self._people.items())

    def __len__(self) -> int:
        return len(self._people)

    def __bool__(self) -> bool:
        return True
