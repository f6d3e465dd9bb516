"""Secret addresses that a candidate gives to a machine: the calendar of their dates, the end of the reminders.

Their secrets are derived from the instance's own and from the candidate, never stored: whoever reads the database
cannot open them, and yet they can be shown again on the candidate's page and written in every mail. The calendar's is
derived from a random word kept on the candidate too: another word is another address, none is no address.
"""

from __future__ import annotations

import hashlib
import hmac

from ecandidat.domain.identifiers import new_key
from ecandidat.models.candidate import Candidate
from ecandidat.resources import path_of
from ecandidat.work import Work

AGENDA, REMINDERS = "agenda", "rappels"
"""Names of the two doors below a candidate."""


def open_agenda(work: Work, candidate: Candidate) -> None:
    """Give the calendar a new address; the one before dies."""
    candidate.agenda = new_key(16)


def close_agenda(work: Work, candidate: Candidate) -> None:
    """The calendar has no address any more."""
    if candidate.agenda:
        candidate.agenda = ""


def agenda(work: Work, candidate: Candidate) -> str:
    """The calendar's address, '' while there is none."""
    if not candidate.agenda:
        return ""
    return f"{work.base_url}{path_of(candidate)}/{AGENDA}/{_secret(work, candidate, candidate.agenda)}.ics"


def opens_agenda(work: Work, candidate: Candidate, secret: str) -> bool:
    """Whether a secret is that of the calendar's address now."""
    return bool(candidate.agenda) and _same(_secret(work, candidate, candidate.agenda), secret)


def reminders_off(work: Work, candidate: Candidate) -> str:
    """The address that stops the reminders, written in each of them: it lasts as long as the account."""
    return f"{work.base_url}{path_of(candidate)}/{REMINDERS}/{_secret(work, candidate, REMINDERS)}"


def stops_reminders(work: Work, candidate: Candidate, secret: str) -> bool:
    """Whether a secret is that of :func:`reminders_off`."""
    return _same(_secret(work, candidate, REMINDERS), secret)


def want_reminders(work: Work, candidate: Candidate, wanted: bool) -> None:
    """Ask for the optional reminders, or for none."""
    if candidate.wants_reminders is not wanted:
        candidate.wants_reminders = wanted


def _secret(work: Work, candidate: Candidate, word: str) -> str:
    message = f"ecandidat:{candidate.userid}:{word}".encode()
    return hmac.new(work.settings.secret.encode(), message, hashlib.sha256).hexdigest()[:40]


def _same(secret: str, given: str) -> bool:
    return hmac.compare_digest(secret.encode(), given.encode("utf-8", "replace"))
