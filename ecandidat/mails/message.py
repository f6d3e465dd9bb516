"""A mail on its way out, as a value; and the way out itself, as a protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol


class Attached(NamedTuple):
    """A file joined to a mail."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """One message, complete. ``key`` is that of the stored mail: sending it again bears the same Message-ID.

    ``unsubscribe`` is the address where a mail program may stop mails of this sort with one POST, or ''.
    ``blind`` get a copy that no header tells.
    """

    key: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    date: datetime
    copies: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = field(default=())
    unsubscribe: str = ""
    blind: tuple[str, ...] = ()


class NotSent(Exception):
    """The message did not leave. ``reply`` is what the server said; ``final`` tells that trying again is useless."""

    def __init__(self, reply: str, *, final: bool = False) -> None:
        super().__init__(reply)
        self.reply = reply
        self.final = final


class Transport(Protocol):
    """A way out."""

    def send(self, message: Outgoing) -> str:
        """Hand one message over and return the server's reply; raise :class:`NotSent`."""


class Keep:
    """Development: nothing leaves, every mail is read at ``/@@courriels``."""

    def send(self, message: Outgoing) -> str:
        """Say that the message was kept."""
        return "conservé (développement)"
