"""The export of 20,000 applications, all columns, beside a bare workbook of as many cells; the dashboard of a crowd."""

from __future__ import annotations

import gc
import statistics as means
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from bench import data
from bench.figures import Figure
from ecandidat.exports.columns import COLUMNS
from ecandidat.resources import path_of
from ecandidat.services import exports, statistics
from ecandidat.services.exports import Choice
from ecandidat.services.task_kinds import KINDS
from tests import seed
from tests.functional.ops.test_tasks import runner

SIZE, GOAL = 20_000, 20.0
CROWD, CROWD_GOAL = 100_000, 300.0
BLANK = "Un texte de cellule"


def measure() -> list[Figure]:
    """Seconds and memory of the export, each in a process of its own; milliseconds of the dashboard."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.database(data.file_uri(folder)) as opened:
            data.build(opened, lambda portal: data.crowd(portal, SIZE))
        ours, floor = apart("whole", str(folder)), apart("bare", str(folder))
    return [
        Figure(
            name=f"export of {SIZE} rows × {len(COLUMNS)} columns, s of one core",
            value=f"{ours[0]:.1f}", floor=f"{floor[0]:.1f} (bare workbook, ×{ours[0] / floor[0]:.1f})",
            goal=f"≤ {GOAL:.0f}", reached=ours[0] <= GOAL,
        ),
        Figure(
            name="memory that the export adds, MB",
            value=f"{ours[1]:.0f}", floor=f"{floor[1]:.0f} (bare workbook)", goal="≤ 150", reached=ours[1] <= 150,
        ),
        dashboard(),
    ]  # fmt: skip


def dashboard() -> Figure:
    """The counts of a crowd, warm, beside a loop over as many tuples."""
    with tempfile.TemporaryDirectory() as name, data.database(data.file_uri(Path(name))) as opened:
        data.build(opened, lambda portal: data.crowd(portal, 5_000))
        portal = opened.open().root()["ecandidat"]
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


def apart(act: str, folder: str) -> tuple[float, float]:
    """Seconds of one core, and megabytes added at the peak, of an act in a new process."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.exports", act, folder], capture_output=True, text=True, check=True
    )
    seconds, added = done.stdout.split()[-2:]
    return float(seconds), float(added)


def whole(folder: Path) -> Any:
    """The task, as the worker does it."""
    opened = data.database(data.file_uri(folder)).__enter__()
    with opened.transaction() as connection:
        portal = connection.root()["ecandidat"]
        formation = data.formation(portal)
        paths = [f"{path_of(formation)}/{key}" for key in formation.rows]
        choice = Choice(tuple(column.code for column in COLUMNS))
        work = seed.work(portal, "s-droit", "Droit Test")
        key = exports.ask(work, formation, paths, choice, kind=KINDS[exports.EXPORT], back="/").__name__
    opened.cacheMinimize()
    going = runner(opened, *KINDS.values())
    return lambda: going.run([key])


def bare(folder: Path) -> Any:
    """The floor: as many cells, written by the library alone."""

    def write() -> None:
        book = xlsxwriter.Workbook(str(folder / "bare.xlsx"), {"constant_memory": True, "tmpdir": str(folder)})
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for row in range(SIZE):
            for column in range(len(COLUMNS)):
                if column % 5:
                    sheet.write_string(row, column, BLANK)
                else:
                    sheet.write_datetime(row, column, date(2026, 11, 22), day)
        book.close()

    return write


def held(name: str) -> float:
    """Megabytes that the process holds (``VmRSS``), or held at most since it was last asked to forget (``VmHWM``)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


if __name__ == "__main__":
    prepared = {"whole": whole, "bare": bare}[sys.argv[1]](Path(sys.argv[2]))
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, started = held("VmRSS"), time.process_time()
    prepared()
    print(f"{time.process_time() - started:.2f} {held('VmHWM') - before:.1f}")
