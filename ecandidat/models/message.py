"""Messages between the candidate and the managers of one application."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from persistent import Persistent


class Message(NamedTuple):
    """One message. ``staff`` tells which side wrote it; ``piece`` is the uid of the piece that it is about, or ''."""

    at: datetime
    userid: str
    author: str
    staff: bool
    text: str
    piece: str = ""


class Thread(Persistent):
    """The messages of an application, the oldest first; apart from the application, so that writing one touches
    nothing else.

    ``read_by_candidate`` and ``read_by_staff`` are when each side last read; ``told_staff`` when the managers were last
    told by mail that something waits.
    """

    messages: tuple[Message, ...] = ()
    read_by_candidate: datetime | None = None
    read_by_staff: datetime | None = None
    told_staff: datetime | None = None

    def unread(self, *, staff: bool) -> int:
        """How many messages of the other side one side has not read."""
        seen = self.read_by_staff if staff else self.read_by_candidate
        return sum(one.staff is not staff and (seen is None or one.at > seen) for one in self.messages)

    def read_at(self, message: Message) -> datetime | None:
        """When the side that a message was written to opened the thread since; None while it has not."""
        seen = self.read_by_candidate if message.staff else self.read_by_staff
        return seen if seen is not None and seen >= message.at else None
