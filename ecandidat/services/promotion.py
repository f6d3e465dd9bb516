"""The waiting list of a formation: a place that is freed goes to the next one, in the transaction that freed it.

An act that may take or free a place runs within :func:`places`. A call that cannot be carried out (a letter that
cannot be made) undoes nothing of the act: the place stays owed, the list says why, the round of the calendar tries
again (decision 19).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.decisions import beneath_draft
from ecandidat.domain.errors import Refused
from ecandidat.domain.promotion import Waiting, answer_by, holds_place, in_order
from ecandidat.domain.promotion import places as free_places
from ecandidat.domain.workflow import decision as decision_table
from ecandidat.models.application import Application
from ecandidat.models.offer import Formation
from ecandidat.register import formations_below, waiting
from ecandidat.services import decisions
from ecandidat.services.situation import situation
from ecandidat.work import SYSTEM, Work


@dataclass(frozen=True)
class Places:
    """What a formation may take and holds. ``free`` is None without a capacity; negative when more are admitted.

    ``fault`` says why the last call failed, None when none did; ``about`` is the key of the application concerned.
    """

    capacity: int | None
    admitted: int
    waiting: int
    fault: Refused | None = None
    about: str = ""

    @property
    def free(self) -> int | None:
        """Places that nobody holds."""
        return None if self.capacity is None else self.capacity - self.admitted


@contextmanager
def places(work: Work, application: Application) -> Iterator[None]:
    """Around an act: where it frees a place of a formation that has a waiting list, the next ones are called."""
    before = holds(application)
    yield
    after, formation = holds(application), application.formation
    if before is after or not formation.waiting_list:
        return
    if before:
        freed(work, formation)
    else:
        decisions.turn(formation)


def freed(work: Work, formation: Formation) -> None:
    """A place was freed just now: the next one is called where the waiting list is switched on."""
    if formation.waiting_list:
        decisions.turn(formation)
        fill(work, formation, freed=1)


def fill(work: Work, formation: Formation, freed: int = 0) -> list[Application]:
    """Call as many as there are places, in the order of ranks; who was called.

    ``freed`` places were freed just now. Nothing happens where the waiting list is switched off.
    """
    if not formation.waiting_list:
        return []
    owed = (formation.waiting.owed if formation.waiting is not None else 0) + freed
    rows = list(formation.rows.values())
    number = free_places(formation.capacity, sum(row.place for row in rows), owed)
    return _call(replace(work, actor=SYSTEM), formation, number) if number else []


def resized(work: Work, formation: Formation) -> list[Application]:
    """The capacity changed, or the list was switched on or off; whoever fills a place meanwhile begins again."""
    decisions.turn(formation)
    return fill(work, formation)


def call_next(work: Work, formation: Formation) -> list[Application]:
    """« Appeler »: the free places of the capacity, else the next one; in the name of whoever asks.

    Refuses ``nobody_waits`` and ``no_place_left``, and what keeps the very first call from being carried out.
    """
    state = state_of(formation)
    if not state.waiting:
        raise Refused("nobody_waits")
    if state.free is not None and state.free <= 0:
        raise Refused("no_place_left", capacity=state.capacity, admitted=state.admitted)
    called = _call(work, formation, 1 if state.free is None else state.free)
    if not called:
        fault = state_of(formation).fault
        raise fault if fault is not None else Refused("nobody_waits")
    return called


def state_of(formation: Formation) -> Places:
    """Read from the rows of the formation."""
    rows, board = list(formation.rows.values()), formation.waiting
    fault = board.fault if board is not None else None
    return Places(
        formation.capacity, sum(row.place for row in rows), len(_people(formation)),
        Refused(fault[0], **dict(fault[1])) if fault is not None else None, board.about if board is not None else "",
    )  # fmt: skip


def owed(work: Work) -> Iterator[Formation]:
    """Formations where a call failed: the round tries again."""
    for formation in formations_below(work.root):
        if formation.waiting is not None and formation.waiting.fault is not None:
            yield formation


def holds(application: Application) -> bool:
    """Whether an application takes a place of its formation."""
    return holds_place(application.decisions, application.answer, application.cancelled_at is not None)


def _people(formation: Formation) -> list[Waiting]:
    """Who may be called: told their rank, and not about to be told something else."""
    return [
        Waiting(row.key, rank, row.created_on)
        for row in formation.rows.values()
        if (rank := waiting(row)) is not None and not row.unpublished
    ]


def _call(work: Work, formation: Formation, number: int) -> list[Application]:
    """Call ``number`` people; the first who cannot be called stops it, so that nobody passes before them."""
    board = decisions.turn(formation)
    staying = (one for key in in_order(_people(formation)) if not _left(one := formation[key]))
    called: list[Application] = []
    fault, about = None, ""
    for application in islice(staying, number):
        refused = _apart(work, application)
        if refused is not None:
            fault = (refused.code, tuple((name, str(value)) for name, value in refused.params.items()))
            about = application.key
            break
        called.append(application)
    board.owed = number - len(called) if fault is not None and formation.capacity is None else 0
    if (board.fault, board.about) != (fault, about):
        board.fault, board.about = fault, about
    return called


def _left(application: Application) -> bool:
    candidate = application.candidate
    return candidate.leaves_at is not None or candidate.left_at is not None


def _apart(work: Work, application: Application) -> Refused | None:
    """Promote in a savepoint: what fails leaves nothing behind, and is returned."""
    savepoint = work.root._p_jar.transaction_manager.savepoint()
    try:
        _promote(work, application)
    except Refused as refused:
        savepoint.rollback()
        return refused
    return None


def _promote(work: Work, application: Application) -> None:
    """A favourable decision, validated and published with all that follows; a draft stays a draft, above it.

    It is told at once even where decisions wait for a date or for somebody who publishes them. Whoever is called was
    told their rank: the results of the formation are out, and to wait would only eat the days left to answer, theirs
    and those of the next ones.
    """
    decision_table.TRANSITIONS["appeler"].check(application.status, situation(work, application))
    formation = application.formation
    code = formation.waiting_favourable_type or formation.favourable_type
    kind = decisions.decision_type(application, code)
    if kind.kind is not DecisionKind.FAVOURABLE:
        raise Refused("unknown_decision_type", code=code)
    shortest = int(work.parameter("LC_NB_JOUR_REPONSE_MIN", formation.establishment))
    made = replace(
        decisions.validated(work, decisions.new(work, kind)),
        from_waiting_list=True, confirm_by=answer_by(formation.calendar, work.today, shortest),
    )  # fmt: skip
    application.decisions = beneath_draft(application.decisions, made)
    # An individual date was given for a former decision.
    application.confirm_by = None
    decisions.reveal(work, application, "appeler", alert="LISTE_PRINC")
