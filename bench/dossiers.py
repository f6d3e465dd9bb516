"""Dossiers of many, their pieces with them: seconds for each, memory of a few beside ten times as many."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from bench import data
from bench.apart import answer, apart, task
from bench.figures import Figure
from ecandidat.domain import filenames
from ecandidat.domain.codes import Mode, PieceStatus, Scan
from ecandidat.models.application import Snapshot
from ecandidat.models.document import Document
from ecandidat.resources import ROOT
from ecandidat.services import dossiers
from ecandidat.services.task_kinds import KINDS
from tests import seed

SIZE, SMALL, PIECES = 200, 20, 8
WEIGHT = 200_000
"""Octets of one piece: a scanned page."""

EACH, STEADY = 1.0, 1.5


def measure() -> list[Figure]:
    """One archive and one PDF of :data:`SIZE` dossiers, each with :data:`PIECES` pieces."""
    figures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with data.database(data.file_uri(folder)) as opened:
            data.build(opened, sent)
        for form, made in ((dossiers.ZIP, "archive"), (dossiers.PDF, "PDF")):
            apart("bench.dossiers", "prepare", folder, form, str(SMALL))
            few = apart("bench.dossiers", "task", folder)
            apart("bench.dossiers", "prepare", folder, form, str(SIZE))
            many = apart("bench.dossiers", "task", folder)
            bare = apart("bench.dossiers", "bare", folder)
            more, one = many.peak / few.peak, many.wall / SIZE
            figures += [
                Figure(
                    name=f"{made} of {SIZE} dossiers of {PIECES} pieces, s for one", value=f"{one:.2f}",
                    floor=f"{bare.wall / SIZE:.2f} (pages put together, nothing else)", goal=f"≤ {EACH:.0f}",
                    reached=one <= EACH, detail=f"{many.core:.1f} s of one core in all",
                ),
                Figure(
                    name=f"memory of {SIZE} dossiers beside {SMALL} ({made})",
                    value=f"×{more:.2f} ({few.peak:.0f} → {many.peak:.0f} MB)", floor=f"{bare.peak:.0f} MB (bare)",
                    goal=f"≤ ×{STEADY} and 400 MB", reached=more <= STEADY and many.peak <= 400,
                ),
            ]  # fmt: skip
    return figures


def sent(portal: Any) -> None:
    """Submitted applications, each with its own files."""
    formation = data.formation(portal)
    formation.mode = Mode.DIGITAL
    for rank in range(PIECES):
        seed.piece(formation, f"piece-{rank}", f"Pièce {rank}")
    data.crowd(portal, SIZE, whole=True)
    demands = list(formation.pieces.values())
    for application in formation.values():
        kept = [(demand.uid, demand.title(), PieceStatus.SENT.value, page()) for demand in demands]
        application.submitted_at = seed.NOW
        application.snapshots = (Snapshot(seed.NOW, application.candidate.data(), tuple(kept)),)


def page() -> Document:
    """A PDF of one page whose content does not shrink."""
    made, target = Document(), BytesIO()
    with pikepdf.new() as book:
        book.add_blank_page()
        book.pages[0].obj["/Noise"] = pikepdf.Stream(book, os.urandom(WEIGHT))
        book.save(target)
    made.filename, made.content_type, made.size = "page.pdf", "application/pdf", len(target.getvalue())
    made.added_at, made.scan = seed.NOW, Scan.SAFE
    with made.writer() as sink:
        sink.write(target.getvalue())
    return made


def prepare(folder: Path, form: str, size: str) -> Callable[[], int]:
    """Ask for the download of so many."""

    def ask() -> int:
        with data.asking(folder, int(size)) as (work, formation, paths):
            wanted = dossiers.Wanted(form, pieces=True, name=filenames.DEFAULT)
            task = dossiers.ask(work, formation, paths, wanted, kind=KINDS[dossiers.DOWNLOAD], back="/")
            (folder / "task").write_text(task.__name__, encoding="ascii")
        return len(paths)

    return ask


def bare(folder: Path) -> Callable[[], int]:
    """The floor: the same pieces put together by the library alone."""

    def join() -> int:
        with data.database(data.file_uri(folder)) as opened, opened.transaction() as connection:
            for application in data.formation(connection.root()[ROOT]).values():
                with pikepdf.new() as book:
                    for _uid, _label, _status, document in application.snapshots[-1].pieces:
                        with document.open() as source, pikepdf.open(source) as part:
                            book.pages.extend(part.pages)
                            book.save(folder / "bare.pdf")
        return 0

    return join


if __name__ == "__main__":
    answer({"prepare": prepare, "task": task, "bare": bare})
