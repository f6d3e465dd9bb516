"""A manager's list of 5,000 applications: filtered, sorted, one page of 50; beside a loop over plain tuples."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import data
from bench.figures import Figure
from ecandidat import main
from ecandidat.views.desk.columns import COLUMNS
from tests import seed
from tests.architecture.visitors import Visitor, open_session
from tests.conftest import INI

SIZE, TIMES, GOAL = 5_000, 40, 60.0
FORMATIONS, WHOLE_GOAL = 20, 250.0
"""Formations of that size in the whole establishment, and the longest time of its list, in milliseconds."""

ASKED = (
    ("filter by status, sort by name", "statut=RE&statut=CO&tri=last_name"),
    ("search a name, sort by date", "mots=martin&tri=-created_on"),
    ("everything, sort by decision", "tri=decision"),
    ("real rank and a text, every column, three sorts", f"rang-reel=remplie&prenom=a&col={'.'.join(COLUMNS)}"
     "&tri=-rang-reel.statut.nom"),
    ("six filters, sort by a date", "statut=sauf-AT&traitement=AC&fc=0&etiquettes=vide&creee-apres=2020-01-01"
     "&mail=exemple&tri=-creee"),
)


ASKED_WHOLE = (
    ("everything, sort by name", "tri=nom"),
    ("filter by status and text, sort by date", "statut=CO&nom=martin&tri=-creee"),
)


def measure() -> list[Figure]:
    """Milliseconds of the server for each question, warm."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.database(data.file_uri(folder)) as opened:
            data.build(opened, prepare)
            app = main({}, **{**INI, "ecandidat.var": str(folder)})
            for other in app.registry._zodb_databases.values():
                other.close()
            app.registry._zodb_databases = {"": opened}
            visitor = Visitor(app, "s-droit")
            rows = data.read(opened, lambda portal: [tuple(row) for row in data.formation(portal).rows.values()])
            floor = median(lambda: loop(rows))
            figures = [_figure(visitor, said, query, floor) for said, query in ASKED]
            office = Visitor(app, "s-central")
            whole = median(lambda: loop(rows * FORMATIONS))
            return figures + [_figure(office, said, query, whole, whole=True) for said, query in ASKED_WHOLE]


def prepare(portal: Any) -> None:
    """The crowd, the same rows in as many formations as a whole establishment has, and who looks at them."""
    data.crowd(portal, SIZE)
    first = data.formation(portal)
    for number in range(1, FORMATIONS):
        other = seed.formation(first.type, f"m1-droit-{number}", f"M1 Droit {number}")
        for key, row in first.rows.items():
            other.rows[f"{key}{number}"] = row._replace(key=f"{key}{number}")
    open_session(portal, "s-droit")
    open_session(portal, "s-central")


def loop(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The floor: keep some rows, sort them, cut a page."""
    kept = [row for row in rows if row[5] in ("RE", "CO")]
    kept.sort(key=lambda row: row[2])
    return kept[:50]


def median(act: Callable[[], Any]) -> float:
    """Median milliseconds of an act, after three that warm it."""
    times = []
    for rank in range(TIMES + 3):
        started = time.perf_counter()
        act()
        if rank >= 3:
            times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _figure(visitor: Visitor, said: str, query: str, floor: float, *, whole: bool = False) -> Figure:
    url = f"{'/test' if whole else data.FORMATION}/@@candidatures?{query}"
    size, goal = (SIZE * FORMATIONS, WHOLE_GOAL) if whole else (SIZE, GOAL)

    def ask() -> None:
        answer = visitor.knock(url)
        if answer.status_int != 200:
            raise RuntimeError(f"{url}: {answer.status}")

    found = median(ask)
    return Figure(
        name=f"list of {size}: {said}, ms",
        value=f"{found:.1f}",
        floor=f"{floor:.1f} (plain loop)",
        goal=f"≤ {goal:.0f}",
        reached=found <= goal,
    )
