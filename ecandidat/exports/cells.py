"""What a cell of an exported table may hold, whatever the format: typed values, texts that no program interprets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from ecandidat.domain.moments import PARIS

Value = str | int | Decimal | date | datetime | None
"""A cell: None and '' are empty, moments are aware."""

LONGEST: Final = 32_767
"""Most characters of a cell, counted as spreadsheet programs do (UTF-16)."""

CUT: Final = "… [texte coupé]"
"""What ends a text that was too long."""

_DROPPED: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))


@dataclass(frozen=True)
class Head:
    """A column as it is written: its title, its width in characters."""

    label: str
    width: int = 16


def text(value: str) -> str:
    """A text that every program opens: no control characters, no half of a character, not longer than a cell."""
    if not value.isprintable():
        value = value.translate(_DROPPED).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(value) <= LONGEST // 2 or _units(value) <= LONGEST:
        return value
    kept = value[: LONGEST - len(CUT)]
    while _units(kept) > LONGEST - len(CUT):
        kept = kept[: -max(1, (_units(kept) - LONGEST + len(CUT)) // 2)]
    return kept + CUT


def local(value: datetime) -> datetime:
    """A moment as people read it: Paris time, to the second, without its zone."""
    return value.astimezone(PARIS).replace(tzinfo=None, microsecond=0)


def _units(value: str) -> int:
    return len(value.encode("utf-16-le", "replace")) // 2
