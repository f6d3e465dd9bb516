"""A small survey inside the application, for the demo and the tests: same steps, no other machine.

Its page (``/@@enquete``, development only) asks the questions below, whatever the survey, and keeps the replies in
memory: what was taken from here is in the database.
"""

from __future__ import annotations

import threading
from itertools import count

from ecandidat.adapters.survey import Reply

QUESTIONS = (
    "Comment avez-vous connu cette formation ?",
    "Quel métier visez-vous ?",
    "Combien d'heures par semaine pensez-vous travailler à côté de vos études ?",
)


class EmbeddedSurveys:
    """Replies by survey, in the order in which they were sent."""

    def __init__(self) -> None:
        self._replies: dict[str, list[Reply]] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def replies(self, survey: str) -> list[Reply]:
        """The replies of a survey."""
        with self._lock:
            return list(self._replies.get(survey, ()))

    def reply(
        self, survey: str, number: str, application: str, answers: tuple[tuple[str, str], ...], sent: str
    ) -> Reply:
        """Keep what somebody answered on the page."""
        with self._lock:
            made = Reply(str(next(self._numbers)), number, application, sent, answers)
            self._replies.setdefault(survey, []).append(made)
        return made
