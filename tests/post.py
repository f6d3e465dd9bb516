"""A mail server of tests, and the way to it."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from ecandidat.jobs.smtp import Smtp
from tests.postgres import free_port


class Post:
    """Keeps what it accepts, refuses ``inconnu@``, asks ``plus-tard@`` to try later."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Accept a recipient or not; called by the server."""
        if address.startswith("inconnu@"):
            return "550 5.1.1 Boite inconnue"
        if address.startswith("plus-tard@"):
            return "451 4.3.0 Revenez plus tard"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """Keep a message; called by the server."""
        self.envelopes.append(envelope)
        return "250 2.0.0 Accepte sous le numero 42"

    @property
    def messages(self) -> list[EmailMessage]:
        """What arrived, parsed, the oldest first."""
        return [email.message_from_bytes(one.content, EmailMessage, policy=default) for one in self.envelopes]

    def to(self, address: str) -> list[EmailMessage]:
        """What arrived at an address."""
        return [message for message in self.messages if address in str(message["To"])]

    def said(self, address: str) -> str:
        """The text of the last mail that arrived at an address, one space between words."""
        body = self.to(address)[-1].get_body(("plain",))
        return " ".join(body.get_content().split()) if body is not None else ""


@contextmanager
def delivering(post: Post) -> Iterator[Smtp]:
    """The way to the running server."""
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Smtp({"mail.host": "127.0.0.1", "mail.port": str(port)})
    finally:
        controller.stop()
