"""A piece that managers ask of one candidate, besides those of the formation: ``<application>/demandes/<key>``."""

from __future__ import annotations

from datetime import date, datetime

from ecandidat.domain.reminders import Sent
from ecandidat.models.offer import PieceDemand


class AskedPiece(PieceDemand):
    """``limit`` is the last day to deposit it. ``blocking``: the file is incomplete until it is there; otherwise the
    file goes on, and the piece is deposited beside it. ``reminders`` are those already sent.
    """

    unique: bool = True
    explanation: str = ""
    limit: date | None = None
    blocking: bool = False
    asked_at: datetime | None = None
    asked_by: str = ""
    reminders: Sent = ()
