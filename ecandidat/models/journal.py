"""What happened to one object, in order: who, what, before → after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent


class Entry(NamedTuple):
    """One line. ``act`` is a code, ``actor`` a printable name, ``public`` lines are shown to the candidate too."""

    at: datetime
    actor: str
    act: str
    before: str = ""
    after: str = ""
    detail: str = ""
    automatic: bool = False
    public: bool = False


class Journal(Persistent):
    """Entries keyed by microseconds since the epoch; two entries of one instant follow each other."""

    def __init__(self) -> None:
        self._entries = LOBTree()

    def add(self, entry: Entry) -> None:
        """Append an entry."""
        key = int(entry.at.timestamp() * 1_000_000)
        while not self._entries.insert(key, entry):
            key += 1

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def newest_first(self) -> list[Entry]:
        """Entries, the newest first."""
        return list(self._entries.values())[::-1]

    def since(self, moment: datetime) -> list[Entry]:
        """Entries written after a moment, in order."""
        return list(self._entries.values(min=int(moment.timestamp() * 1_000_000), excludemin=True))

    def __len__(self) -> int:
        return len(self._entries)

    def __bool__(self) -> bool:
        return True
