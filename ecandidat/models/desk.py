"""What one manager leaves behind while working: when they last opened each file, which comments they use.

Each has an object of their own, so that nobody's reading meets anybody else's.
"""

from __future__ import annotations

from datetime import datetime

from BTrees.OOBTree import OOBTree
from persistent import Persistent


class Desk(Persistent):
    """One person's desk. ``looks``: application key → :class:`Look` of their last two visits; ``used``: comment → how
    often they wrote it beside a piece; ``ticks``: key → what was ticked in a list (``services.ticks``).
    """

    ticks: OOBTree | None = None

    def __init__(self) -> None:
        self.looks = OOBTree()
        self.used = OOBTree()

    def look(self, key: str) -> tuple[datetime, datetime] | None:
        """When a file was last opened, and the visit before that one."""
        found: tuple[datetime, datetime] | None = self.looks.get(key)
        return found
