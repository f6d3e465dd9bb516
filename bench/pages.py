"""A public page against a bare « hello » on the same server, in alternate rounds."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench import data
from bench.figures import Figure
from bench.load import rate
from bench.servers import ECANDIDAT, HELLO, serve

ROUNDS, SECONDS, GOAL = 7, 2.0, 0.4
PAGES = (("formation page", data.FORMATION), ("offer page", "/test/@@offre"))


def measure() -> list[Figure]:
    """Requests per second of each public page, as a share of the floor's in the round beside."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        uri = data.file_uri(folder)
        with data.database(uri) as opened:
            data.build(opened, lambda portal: data.crowd(portal, 200))
        app = ECANDIDAT.format(uri=uri, var=folder)
        with serve(HELLO, folder, "hello") as floor, serve(app, folder, "ecandidat") as ours:
            return [_compare(name, floor, ours, path) for name, path in PAGES]


def _compare(name: str, floor: int, ours: int, path: str) -> Figure:
    for port, asked in ((floor, "/"), (ours, path)):
        rate(port, asked, 0.5)
    rounds = [(rate(floor, "/", SECONDS), rate(ours, path, SECONDS)) for _ in range(ROUNDS)]
    ratios = [mine / bare for bare, mine in rounds]
    bare, mine = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(ratios)
    return Figure(
        name=f"{name}, requests/s",
        value=f"{mine:.0f}",
        floor=f"{bare:.0f} (hello)",
        goal=f"ratio ≥ {GOAL}",
        reached=ratio >= GOAL,
        detail=f"ratio: median {ratio:.2f}, least {min(ratios):.2f} of {ROUNDS} alternate rounds of {SECONDS:g} s",
    )
