"""Single sign-on of a university (CAS): the Protocol and its identities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Unavailable(Exception):
    """The sign-on server cannot be reached, or what it answers cannot be read."""


@dataclass(frozen=True)
class Identity:
    """Who the university says it is. Attributes it does not give are ''."""

    login: str
    last_name: str = ""
    first_name: str = ""
    mail: str = ""
    student_id: str = ""


class SingleSignOn(Protocol):
    """Sends a browser to sign in and checks the ticket it comes back with."""

    def login_url(self, service: str) -> str:
        """Where to send the browser so that it comes back to ``service`` with a ``ticket`` parameter."""
        ...

    def logout_url(self, service: str) -> str:
        """Where to send the browser to end the session at the university; '' when there is none."""
        ...

    def verify(self, ticket: str, service: str) -> Identity | None:
        """The identity behind a ticket, which works once; None when it is refused; raises :class:`Unavailable`."""
        ...
