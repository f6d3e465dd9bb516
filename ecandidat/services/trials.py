"""« Mode test »: a formation that only its managers and a few chosen candidates see, to walk its whole road beforehand.

A formation goes on trial as long as nobody has applied, so that every application it holds is a try: lists, counts and
exports above leave them out, and opening it to all removes them with their mails.
"""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Formation
from ecandidat.services import closing
from ecandidat.services.offer import record
from ecandidat.work import Work

MOST_TESTERS = 20


def begin(work: Work, formation: Formation) -> None:
    """Hide a formation to which nobody has applied; refuses ``trial_has_applications`` and ``trial_already``."""
    if formation.trial:
        raise Refused("trial_already")
    if len(formation):
        raise Refused("trial_has_applications", count=len(formation))
    formation.trial = True
    record(work, formation, "essai-commencer")


def set_testers(work: Work, formation: Formation, typed: str) -> tuple[str, ...]:
    """Who may apply meanwhile: numbers of candidates, one to a line or a word; refuses ``tester_unknown``."""
    _check(formation)
    numbers = tuple(dict.fromkeys(typed.upper().replace(",", " ").replace(";", " ").split()))
    if len(numbers) > MOST_TESTERS:
        raise Refused("too_many_testers", field="testers", maximum=MOST_TESTERS)
    for number in numbers:
        candidate = work.root.candidates.get(number)
        if candidate is None or candidate.left_at is not None or candidate.leaves_at is not None:
            raise Refused("tester_unknown", field="testers", number=number[:20])
    if numbers != formation.testers:
        before, formation.testers = ", ".join(formation.testers), numbers
        record(work, formation, "essai-candidats", before=before, after=", ".join(numbers))
    return numbers


def erase(work: Work, formation: Formation) -> int:
    """Remove every try, with its mails; return how many there were."""
    _check(formation)
    tries = list(formation.values())
    for application in tries:
        closing.erase_application(work, application)
    if tries:
        formation.ranks = formation.waiting = None
        record(work, formation, "essai-effacer", after=str(len(tries)))
    return len(tries)


def end(work: Work, formation: Formation) -> int:
    """« Ouvrir à tous »: the tries go, the formation stands in the offer; return how many there were."""
    count = erase(work, formation)
    formation.trial, formation.testers = False, ()
    record(work, formation, "essai-finir")
    return count


def _check(formation: Formation) -> None:
    if not formation.trial:
        raise Refused("trial_over")
