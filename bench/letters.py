"""A thousand letters on one core, beside as many documents of one line set by the bare compiler."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import typst

from bench.figures import Figure
from ecandidat.documents.letter_variables import samples
from ecandidat.documents.typesetting import _fonts
from ecandidat.services import letter_texts, letters
from tests import seed

SIZE, TIMES, GOAL = 1_000, 60, 60.0
LINE = b"Bonjour."


def measure() -> list[Figure]:
    """Seconds for :data:`SIZE` letters, from the rate of :data:`TIMES` of them, all different."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        floor = _seconds(lambda _rank: typst.compile(LINE, font_paths=_fonts(), ignore_system_fonts=True))
        taken = _seconds(_letter())
    finally:
        os.sched_setaffinity(0, cores)
    return [
        Figure(
            name=f"{SIZE} letters on one core, s",
            value=f"{taken:.1f}",
            floor=f"{floor:.1f} (one line each)",
            goal=f"≤ {GOAL:.0f}",
            reached=taken <= GOAL,
            detail=f"{taken / floor:.1f} times the floor",
        )
    ]


def _letter() -> Callable[[int], object]:
    """What prints one letter: the text of an administrator, the values of somebody."""
    zodb_root: dict[str, object] = {}
    portal = seed.build(zodb_root)
    component = portal["test"]["droit"]
    work, chosen = seed.work(portal), letter_texts.Chosen("fr", letter_texts.ours("admission", "fr"), None)
    commission = component.commissions["commission"]

    def print_one(rank: int) -> bytes:
        values = samples("fr") | {"numeroDossierCandidat": f"K{rank:07}", "prenomCandidat": f"Élodie {rank}"}
        sheet = letters.letter(
            work, "admission", chosen, values, (values["prenomCandidat"], "12 rue de l'Épée", "17000 LA ROCHELLE"),
            component=component, commission=commission, number=values["numeroDossierCandidat"],
            formation=values["libelleFormation"], date=values["date"], decision=values["libelleAvis"],
        )  # fmt: skip
        return letters.made(sheet, work.now)

    return print_one


def _seconds(act: Callable[[int], object]) -> float:
    for rank in range(3):
        act(-1 - rank)
    started = time.perf_counter()
    for rank in range(TIMES):
        act(rank)
    return (time.perf_counter() - started) / TIMES * SIZE


