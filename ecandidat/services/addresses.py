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
"""Names of the two doors. They stand below ``/compte``, not below each candidate: a wrong address answers the same
whether its candidate exists or not.
"""


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
    return f"{_door(work, candidate, AGENDA)}/{_secret(work, candidate, candidate.agenda)}.ics"


def whose_agenda(work: Work, number: str, secret: str) -> Candidate | None:
    """Whose calendar an address opens now: its number and its secret; None when it opens none."""
    found = _present(work, number)
    if found is None or not found.agenda or not _same(_secret(work, found, found.agenda), secret):
        return None
    return found


def reminders_off(work: Work, candidate: Candidate) -> str:
    """The address that stops the reminders, written in each of them: it lasts as long as the account."""
    return f"{_door(work, candidate, REMINDERS)}/{_secret(work, candidate, REMINDERS)}"


def whose_reminders(work: Work, number: str, secret: str) -> Candidate | None:
    """Whose reminders an address of :func:`reminders_off` stops; None when it stops nobody's."""
    found = _present(work, number)
    return found if found is not None and _same(_secret(work, found, REMINDERS), secret) else None


def want_reminders(work: Work, candidate: Candidate, wanted: bool) -> None:
    """Ask for the optional reminders, or for none."""
    if candidate.wants_reminders is not wanted:
        candidate.wants_reminders = wanted


def _present(work: Work, number: str) -> Candidate | None:
    """The candidate of that number; None for who left, as for a number that nobody bears."""
    found: Candidate | None = work.root.candidates.get(number)
    account = work.root.accounts.get(found.userid) if found is not None else None
    return found if account is not None and account.active else None


def _door(work: Work, candidate: Candidate, name: str) -> str:
    return f"{work.base_url}{path_of(work.root.accounts)}/@@{name}/{candidate.number}"


def _secret(work: Work, candidate: Candidate, word: str) -> str:
    message = f"ecandidat:{candidate.userid}:{word}".encode()
    return hmac.new(work.settings.secret.encode(), message, hashlib.sha256).hexdigest()[:40]


def _same(secret: str, given: str) -> bool:
    return hmac.compare_digest(secret.encode(), given.encode("utf-8", "replace"))
