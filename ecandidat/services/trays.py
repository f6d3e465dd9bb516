"""Several files make one piece: pages are laid out, ordered, turned, removed, then put together and deposited.

A tray belongs to one person, one piece and one application, so that two people never write the same. It is forgotten
once its piece is deposited, when its owner gives up, and some days after it was last touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from BTrees.OOBTree import OOBTree

from ecandidat.documents.limits import MAX_FRAMES, MEBIBYTE
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.document import Document
from ecandidat.models.folder import ShardedMap
from ecandidat.models.offer import PieceDemand
from ecandidat.models.tray import Sheet, Tray, TrayFile
from ecandidat.resources import Portal
from ecandidat.services import filing, pieces
from ecandidat.services.uploads import Sent
from ecandidat.work import Work

MAX_SHEETS: Final = MAX_FRAMES
"""Pages of one tray."""

MAX_HELD: Final = 400 * MEBIBYTE
"""Bytes of all that one person lays out for one candidate, before anything is made smaller."""

KEEP: Final = timedelta(days=7)
"""How long a tray that nobody touches is kept."""


@dataclass(frozen=True)
class Failure:
    """A file that was not taken, and why."""

    filename: str
    refused: Refused


def find(work: Work, application: Application, demand: PieceDemand) -> Tray | None:
    """The tray of who acts, for this piece; None while nothing is laid out."""
    trays = application.candidate.trays
    found: Tray | None = trays.get(_key(work, application, demand)) if trays is not None else None
    return found


def add(
    work: Work, application: Application, demand: PieceDemand, files: Iterable[Sent], *, waive_dates: bool = False
) -> list[Failure]:
    """Lay out the pages of these files after those that are there; the files that were not taken.

    Refused altogether when nothing may be deposited now, or when no file was given (``file_missing``).
    """
    sent = list(files)
    if not sent:
        raise Refused("file_missing")
    begun = max(one.begun_at for one in sent)
    pieces.check_deposit(work, application, demand, waive_dates=waive_dates, begun_at=begun)
    tray = find(work, application, demand)
    failures: list[Failure] = []
    for one in sent:
        try:
            file = filing.new_sheets(work, one.stream, one.filename)
            _check_room(work, application, tray, file)
        except Refused as refused:
            failures.append(Failure(one.filename, refused))
            continue
        file.begun_at = one.begun_at
        tray = tray if tray is not None else _new(work, application, demand)
        _lay(work, tray, file)
    return failures


def reopen(work: Work, application: Application, demand: PieceDemand, *, waive_dates: bool = False) -> None:
    """« Modifier les pages »: lay out the deposited file, unless something is laid out already."""
    view = pieces.check_deposit(work, application, demand, waive_dates=waive_dates)
    document = view.document
    if document is None:
        raise Refused("tray_empty")
    if find(work, application, demand) is None:
        file = filing.sheets_of(work, document)
        _check_room(work, application, None, file)
        _lay(work, _new(work, application, demand), file)


def move(work: Work, tray: Tray, key: str, steps: int) -> None:
    """Move a page by so many places, towards the end when positive; it stops at both ends."""
    sheets = list(tray.sheets)
    sheet = _sheet(tray, key)
    place = sheets.index(sheet)
    sheets.remove(sheet)
    sheets.insert(min(max(place + steps, 0), len(sheets)), sheet)
    _write(work, tray, sheets)


def order(work: Work, tray: Tray, keys: Sequence[str]) -> None:
    """Put the pages in this order; ``tray_changed`` when they are not the pages of the tray."""
    by_key = {sheet.key: sheet for sheet in tray.sheets}
    if sorted(keys) != sorted(by_key):
        raise Refused("tray_changed")
    _write(work, tray, [by_key[key] for key in keys])


def turn(work: Work, tray: Tray, key: str) -> None:
    """Turn a page a quarter clockwise."""
    turned = _sheet(tray, key)
    _write(
        work, tray,
        [replace(sheet, turn=(sheet.turn + 90) % 360) if sheet is turned else sheet for sheet in tray.sheets],
    )  # fmt: skip


def drop(work: Work, application: Application, demand: PieceDemand, key: str) -> None:
    """Take a page away; the last one takes the tray with it."""
    tray = require(work, application, demand)
    gone = _sheet(tray, key)
    _write(work, tray, [sheet for sheet in tray.sheets if sheet is not gone])
    if not tray.sheets:
        cancel(work, application, demand)
    elif all(sheet.file != gone.file for sheet in tray.sheets):
        del tray.files[gone.file]


def cancel(work: Work, application: Application, demand: PieceDemand) -> None:
    """Forget what is laid out."""
    candidate = application.candidate
    if candidate.trays is not None:
        candidate.trays.pop(_key(work, application, demand), None)


def assemble(
    work: Work, application: Application, demand: PieceDemand, keys: Sequence[str] = (), *, waive_dates: bool = False
) -> Document:
    """« Assembler et déposer la pièce »: one PDF of the pages, in the order of ``keys`` when given, deposited.

    Refused with ``tray_empty``, ``tray_changed``, ``file_cannot_fit`` and as any deposit; the tray then stays.
    """
    tray = find(work, application, demand)
    if tray is None or not tray.sheets:
        raise Refused("tray_empty")
    begun = _begun(tray)
    pieces.check_deposit(work, application, demand, waive_dates=waive_dates, begun_at=begun)
    if keys:
        order(work, tray, keys)
    maximum = pieces.limit(work, application)
    document = filing.composed(work, tray, tray.sheets, _name(tray, demand), maximum)
    pieces.place(work, application, demand, document, waive_dates=waive_dates, begun_at=begun)
    cancel(work, application, demand)
    return document


def require(work: Work, application: Application, demand: PieceDemand) -> Tray:
    """The tray of who acts; ``tray_changed`` when it is gone."""
    tray = find(work, application, demand)
    if tray is None:
        raise Refused("tray_changed")
    return tray


def size(tray: Tray) -> int:
    """Bytes of the files laid out, before anything is made smaller."""
    return sum(file.size for file in tray.files.values())


def composing(portal: Portal) -> list[str]:
    """The numbers of the candidates who may have trays."""
    return sorted(portal.candidates.composing or ())


def purge(portal: Portal, number: str, now: datetime) -> int:
    """Forget a candidate's trays that nobody touched for :data:`KEEP`; how many."""
    candidate: Candidate | None = portal.candidates.get(number)
    trays = candidate.trays if candidate is not None else None
    old = [key for key, tray in (trays or {}).items() if tray.changed_at + KEEP <= now]
    for key in old:
        if trays is not None:
            del trays[key]
    if portal.candidates.composing is not None and not trays:
        portal.candidates.composing.pop(number)
    return len(old)


def _key(work: Work, application: Application, demand: PieceDemand) -> str:
    return f"{application.key}/{demand.uid}/{work.actor.userid}"


def _new(work: Work, application: Application, demand: PieceDemand) -> Tray:
    candidate, portal = application.candidate, work.root
    if candidate.trays is None:
        candidate.trays = OOBTree()
    tray = candidate.trays[_key(work, application, demand)] = Tray()
    if portal.candidates.composing is None:
        portal.candidates.composing = ShardedMap()
    portal.candidates.composing.insert(candidate.number, True)
    return tray


def _lay(work: Work, tray: Tray, file: TrayFile) -> None:
    key = new_key()
    tray.files[key] = file
    _write(work, tray, [*tray.sheets, *(Sheet(new_key(), key, page) for page in range(file.pages))])


def _check_room(work: Work, application: Application, tray: Tray | None, file: TrayFile) -> None:
    if (len(tray.sheets) if tray is not None else 0) + file.pages > MAX_SHEETS:
        raise Refused("tray_full", limit=MAX_SHEETS)
    trays = application.candidate.trays
    own = f"/{work.actor.userid}"
    held = sum(size(other) for key, other in (trays or {}).items() if key.endswith(own))
    if held + file.size > MAX_HELD:
        raise Refused("tray_heavy", limit=MAX_HELD)


def _write(work: Work, tray: Tray, sheets: Sequence[Sheet]) -> None:
    if tuple(sheets) != tray.sheets:
        tray.sheets, tray.changed_at = tuple(sheets), work.now


def _sheet(tray: Tray, key: str) -> Sheet:
    sheet = tray.sheet(key)
    if sheet is None:
        raise Refused("tray_changed")
    return sheet


def _begun(tray: Tray) -> datetime | None:
    """When the last of the files began to come; None when all were there before."""
    return max((file.begun_at for file in tray.files.values() if file.begun_at is not None), default=None)


def _name(tray: Tray, demand: PieceDemand) -> str:
    """The file's own name when there is one, else the piece's."""
    names = {file.filename for file in tray.files.values()}
    # A title may say « (recto/verso) »: as a name, what comes before the bar would be a folder.
    return filing.as_pdf(names.pop() if len(names) == 1 else f"{demand.title().replace('/', '-')}.pdf")
