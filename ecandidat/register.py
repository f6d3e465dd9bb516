"""The register: one small row per application, the only thing that lists, counts and exports read.

A formation keeps its rows beside its applications (``Formation.rows``); a list at any level chains the registers
below it. Rows are derived data: :func:`rebuild` makes them anew, a test proves that rebuilt equals kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from ecandidat.domain.codes import DecisionKind, PieceStatus
from ecandidat.domain.decisions import current, draft, published, unpublished
from ecandidat.domain.moments import civil
from ecandidat.domain.promotion import holds_place, ranks_held
from ecandidat.models.application import Application
from ecandidat.models.offer import Commission, Component, DiplomaType, Establishment, Formation
from ecandidat.resources import Portal


class ApplicationRow(NamedTuple):
    """What a list shows of an application. Codes, not labels; dates are civil; ``rank`` is the rank typed.

    ``return_on`` is the individual return date. ``waiting_rank`` is the rank typed of a published waiting list,
    ``called_rank`` that of whoever was admitted from one: a draft changes neither. ``unpublished`` tells
    that a validated decision waits for its publication. ``place`` tells that it takes one of the formation's places,
    ``ranks`` are those that nobody else may bear, drafts' too. ``piece_until`` is the nearest date of a piece asked of
    this candidate that the file does not wait for; ``unread`` counts their messages that no manager has read.

    New columns are added at the end with a default, so that rows written before still open.
    """

    key: str
    number: str
    last_name: str
    first_name: str
    birth_date: date | None
    status: str
    treatment: str
    treatment_validated: bool
    decision: str
    decision_label: str
    decision_validated: bool
    rank: int | None
    answer: str
    created_on: date
    submitted_on: date | None
    cancelled_on: date | None
    mail: str = ""
    ine: str = ""
    return_on: date | None = None
    waiting_rank: int | None = None
    called_rank: int | None = None
    unpublished: bool = False
    student_id: str = ""
    birth_country: str = ""
    nationality: str = ""
    bac_year: int | None = None
    continuing: bool = False
    motivation: str = ""
    comment: str = ""
    meeting_date: date | None = None
    meeting_time: str = ""
    meeting_place: str = ""
    received_on: date | None = None
    complete_on: date | None = None
    incomplete_on: date | None = None
    confirm_on: date | None = None
    validated_on: date | None = None
    final: bool = False
    regime: str = ""
    exemption: str = ""
    fees: str = ""
    fees_note: str = ""
    registered_on: date | None = None
    registration_code: str = ""
    cancelled_by: str = ""
    tags: tuple[str, ...] = ()
    assignee: str = ""
    place: bool = False
    ranks: tuple[int, ...] = ()
    answered_on: date | None = None
    piece_until: date | None = None
    unread: int = 0


def row_of(application: Application) -> ApplicationRow:
    """The row that describes an application as it is now."""
    data = application.profile
    personal = data.personal
    newest = draft(application.decisions) or current(application.decisions)
    return ApplicationRow(
        key=application.key,
        number=data.number,
        last_name=personal.name if personal else "",
        first_name=personal.first_name if personal else "",
        birth_date=personal.birth_date if personal else None,
        status=application.status.value,
        treatment=application.treatment.value,
        treatment_validated=application.treatment_validated,
        decision=newest.kind.value if newest else "",
        decision_label=newest.label if newest else "",
        decision_validated=bool(newest and newest.validated_at),
        rank=newest.rank if newest else None,
        answer=application.answer.value,
        created_on=civil(application.created_at) if application.created_at else date.min,
        submitted_on=civil(application.submitted_at) if application.submitted_at else None,
        cancelled_on=civil(application.cancelled_at) if application.cancelled_at else None,
        mail=data.mail,
        ine=f"{personal.ine}{personal.ine_key}" if personal else "",
        return_on=application.return_by,
        waiting_rank=_waiting_rank(application),
        called_rank=_called_rank(application),
        unpublished=unpublished(application.decisions) is not None,
        student_id=application.candidate.student_id,
        birth_country=personal.birth_country if personal else "",
        nationality=personal.nationality if personal else "",
        bac_year=data.baccalaureate.year if data.baccalaureate else None,
        continuing=application.candidate.continuing,
        motivation=newest.motivation if newest else "",
        comment=newest.comment if newest else "",
        meeting_date=newest.meeting_date if newest else None,
        meeting_time=newest.meeting_time if newest else "",
        meeting_place=newest.meeting_place if newest else "",
        received_on=application.received_on,
        complete_on=application.complete_on,
        incomplete_on=application.incomplete_on,
        confirm_on=application.confirm_by,
        validated_on=civil(newest.validated_at) if newest and newest.validated_at else None,
        final=bool(newest and newest.validated_at and newest.final),
        regime=application.regime,
        exemption=application.exemption,
        fees=application.fees,
        fees_note=application.fees_note,
        registered_on=application.registered_on,
        registration_code=application.registration_code,
        cancelled_by=application.cancelled_by,
        tags=application.tags,
        assignee=application.assignee,
        place=holds_place(application.decisions, application.answer, application.cancelled_at is not None),
        ranks=() if application.cancelled_at is not None else ranks_held(application.decisions),
        answered_on=civil(application.answered_at) if application.answered_at else None,
        piece_until=_piece_until(application),
        unread=application.thread.unread(staff=True) if application.thread is not None else 0,
    )


def _piece_until(application: Application) -> date | None:
    """The nearest date of the pieces asked besides that hold nothing up and are not there yet."""
    owed = (PieceStatus.PENDING, PieceStatus.REFUSED)
    waited = (one for one in application.requested() if one.active and not one.blocking)
    return min((one.limit for one in waited if one.limit and application.pieces.of(one).status in owed), default=None)


def _waiting_rank(application: Application) -> int | None:
    told = published(application.decisions)
    return told.rank if told is not None and told.kind is DecisionKind.WAITING_RANKED else None


def _called_rank(application: Application) -> int | None:
    told = published(application.decisions)
    if told is None or told.kind is not DecisionKind.FAVOURABLE:
        return None
    ranks = [one.rank for one in application.decisions if one.published_at and one.kind is DecisionKind.WAITING_RANKED]
    return ranks[-1] if ranks else None


def waiting(row: ApplicationRow) -> int | None:
    """The rank typed of somebody who waits on a ranked list, None for anybody else.

    Rows written before ``waiting_rank`` was kept say it by their decision.
    """
    if row.cancelled_on is not None:
        return None
    if row.waiting_rank is None and row.decision == DecisionKind.WAITING_RANKED and row.decision_validated:
        return row.rank
    return row.waiting_rank


TOLD_FIRST = {DecisionKind.WAITING_RANKED.value: 0, DecisionKind.FAVOURABLE.value: 1}


def order_told(row: ApplicationRow) -> tuple[int, int]:
    """In which order decisions are told together: who is ranked by rank, then who is admitted, then the others.

    Otherwise the first of them would seem the only ones on the list, and a place freed on the way would call somebody
    before a better rank that was about to be told.
    """
    return TOLD_FIRST.get(row.decision, 2), row.rank or 0


def refresh(application: Application) -> None:
    """Write the application's row where it changed."""
    rows = application.formation.rows
    row = row_of(application)
    if rows.get(application.key) != row:
        rows[application.key] = row


def rebuild(formation: Formation) -> int:
    """Make all rows of a formation anew; return how many differed."""
    wrong = 0
    wanted = {application.key: row_of(application) for application in formation.values()}
    for key in [key for key in formation.rows if key not in wanted]:
        del formation.rows[key]
        wrong += 1
    for key, row in wanted.items():
        if formation.rows.get(key) != row:
            formation.rows[key] = row
            wrong += 1
    return wrong


Listing = tuple[Formation, ApplicationRow]


def formations_below(node: Any, *, trials: bool = False) -> Iterator[Formation]:
    """Formations at or below a node of the offer, or examined by a commission.

    One on trial is met as itself alone, so that no list, count or export above holds its tries; ``trials`` takes it in.
    """
    if isinstance(node, Formation):
        yield node
    elif isinstance(node, Commission):
        below = formations_below(node.component, trials=trials)
        yield from (formation for formation in below if formation.commission_code == node.__name__)
    elif isinstance(node, DiplomaType):
        yield from (formation for formation in node.values() if trials or not formation.trial)
    elif isinstance(node, Component | Establishment | Portal):
        for child in node.values():
            yield from formations_below(child, trials=trials)


def code_path(formation: Formation) -> str:
    """How a list names a formation: its path below the establishment, ``droit/master/m1-droit``."""
    return f"{formation.component.__name__}/{formation.type.__name__}/{formation.__name__}"


WHOLE = str.maketrans({
    "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ı": "i", "Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae",
})  # fmt: skip
"""Letters that no decomposition splits into a plain letter and its accent."""


def fold(text: str) -> str:
    """Case and accents apart: « Élodie » and « ELODIE » are alike, « Łukasz » and « lukasz » too."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.translate(WHOLE))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
