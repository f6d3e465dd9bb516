"""The directory of a university's staff: the Protocol and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

MOST = 30
"""Most people that one search returns."""


class Unavailable(Exception):
    """The directory did not answer, or refused to."""


@dataclass(frozen=True)
class Person:
    """Somebody of the directory; ``login`` is the one of the ENT."""

    login: str
    first_name: str
    last_name: str
    mail: str


class Directory(Protocol):
    """Finds people."""

    def search(self, words: str) -> list[Person]:
        """People whose login, name or mail address hold every word, :data:`MOST` at most; raises `Unavailable`."""
        ...
