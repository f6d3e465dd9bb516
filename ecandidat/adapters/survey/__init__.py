"""Questionnaires kept by a LimeSurvey server: the Protocol and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Unavailable(Exception):
    """The survey server cannot be reached, or what it answers cannot be read."""


@dataclass(frozen=True)
class Reply:
    """One completed reply. ``number`` and ``application`` are what the link carried ('' without them); ``sent`` is the
    moment as the server writes it; ``answers`` are (question, answer) texts in the order of the survey.
    """

    id: str
    number: str
    application: str = ""
    sent: str = ""
    answers: tuple[tuple[str, str], ...] = ()


class Surveys(Protocol):
    """Reads the replies of a survey."""

    def replies(self, survey: str) -> list[Reply]:
        """The completed replies of a survey, by its number; raises :class:`Unavailable`."""
        ...


class NoSurveys:
    """The surveys of an instance that has none."""

    def replies(self, survey: str) -> list[Reply]:
        """Nobody replied."""
        return []
