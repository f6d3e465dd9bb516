"""What a benchmark answers: figures with their floors and goals; how they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measure. ``floor`` is what the same machine does without us; ``reached`` is None where nothing is asked."""

    name: str
    value: str
    floor: str
    goal: str
    reached: bool | None = None
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


HEADS = ("measure", "value", "floor", "goal", "")
MARKS = {True: "ok", False: "MISSED", None: ""}


def table(figures: Iterable[Figure]) -> str:
    """The figures in aligned columns."""
    rows = [HEADS, *((f.name, f.value, f.floor, f.goal, MARKS[f.reached]) for f in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
