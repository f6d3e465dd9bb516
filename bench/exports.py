"""The export of 20,000 applications, all columns, beside a bare workbook of as many cells; the dashboard of a crowd."""

from __future__ import annotations

import statistics as means
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from bench import data
from bench.apart import answer, apart, task
from bench.figures import Figure
from ecandidat.exports.columns import COLUMNS
from ecandidat.resources import ROOT
from ecandidat.services import exports, statistics
from ecandidat.services.exports import Choice
from ecandidat.services.task_kinds import KINDS

SIZE, SMALL, GOAL = 20_000, 2_000, 20.0
STEADY = 1.25
"""How much more memory ten times as many rows may take."""

CROWD, CROWD_GOAL = 100_000, 300.0
BLANK = "Un texte de cellule"


def measure() -> list[Figure]:
    """Seconds and memory of the export, each in a process of its own; milliseconds of the dashboard."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.database(data.file_uri(folder)) as opened:
            data.build(opened, lambda portal: data.crowd(portal, SIZE, whole=True))
        filled = apart("bench.exports", "prepare", folder, str(SIZE)).filled
        ours = apart("bench.exports", "task", folder)
        floor = apart("bench.exports", "bare", folder, str(SIZE), str(filled))
        apart("bench.exports", "prepare", folder, str(SMALL))
        few = apart("bench.exports", "task", folder)
        bare_few = apart("bench.exports", "bare", folder, str(SMALL), str(filled))
    name = f"export of {SIZE} rows × {len(COLUMNS)} columns"
    more = ours.peak / few.peak
    return [
        Figure(
            name=f"{name}, s", value=f"{ours.wall:.1f}",
            floor=f"{floor.wall:.1f} (bare workbook of {filled} texts a row)", goal=f"≤ {GOAL:.0f}",
            reached=ours.wall <= GOAL,
            detail=f"{ours.core:.1f} s of one core, the bare workbook {floor.core:.1f} s",
        ),
        Figure(
            name=f"{name}, MB of the process at its peak", value=f"{ours.peak:.0f} ({ours.idle:.0f} before)",
            floor=f"{floor.peak:.0f} (bare workbook)", goal="≤ 400", reached=ours.peak <= 400,
        ),
        Figure(
            name=f"memory of {SIZE} rows beside {SMALL}", value=f"×{more:.2f} ({few.peak:.0f} → {ours.peak:.0f} MB)",
            floor=f"×{floor.peak / bare_few.peak:.2f} (bare workbook)", goal=f"≤ ×{STEADY}", reached=more <= STEADY,
        ),
        dashboard(),
    ]  # fmt: skip


def dashboard() -> Figure:
    """The counts of a crowd, warm, beside a loop over as many tuples."""
    with tempfile.TemporaryDirectory() as name, data.database(data.file_uri(Path(name))) as opened:
        data.build(opened, lambda portal: data.crowd(portal, 5_000))
        portal = opened.open().root()[ROOT]
        formation = data.formation(portal)
        rows = [row for _ in range(CROWD // 5_000) for row in formation.rows.values()]
        count = timed(lambda: (statistics.count(rows), statistics.Days().add(rows)))
        floor = timed(lambda: [row for row in rows if row[5] == "RE"])
    return Figure(
        name=f"dashboard of {CROWD} rows, ms", value=f"{count:.0f}", floor=f"{floor:.0f} (plain loop)",
        goal=f"≤ {CROWD_GOAL:.0f}", reached=count <= CROWD_GOAL,
    )  # fmt: skip


def timed(act: Any) -> float:
    """Median milliseconds of five."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    return means.median(times)


def prepare(folder: Path, size: str) -> Callable[[], int]:
    """Ask for the export of so many rows; the act counts the cells that a row fills."""
    choice = Choice(tuple(column.code for column in COLUMNS))

    def ask() -> int:
        with data.asking(folder, int(size)) as (work, formation, paths):
            key = exports.ask(work, formation, paths, choice, kind=KINDS[exports.EXPORT], back="/").__name__
            (folder / "task").write_text(key, encoding="ascii")
            gather = exports.Gatherer(work, "s-droit")
            entries = [entry for _count, entry in gather.entries(paths[:500]) if entry is not None]
            filled = sum(column.read(entry) not in (None, "") for entry in entries for column in COLUMNS)
            return round(filled / len(entries))

    return ask


def bare(folder: Path, size: str, filled: str) -> Callable[[], int]:
    """The floor: as many cells, written by the library alone."""

    def write() -> int:
        book = xlsxwriter.Workbook(str(folder / "bare.xlsx"), {"constant_memory": True, "tmpdir": str(folder)})
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for row in range(int(size)):
            for column in range(int(filled)):
                if column % 5:
                    sheet.write_string(row, column, BLANK)
                else:
                    sheet.write_datetime(row, column, date(2026, 11, 22), day)
        book.close()
        return 0

    return write


if __name__ == "__main__":
    answer({"prepare": prepare, "task": task, "bare": bare})
