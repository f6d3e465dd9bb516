"""Reading a PDF back, as a person would."""

from __future__ import annotations

import subprocess

import pikepdf


def text(pdf: bytes, page: int | None = None) -> str:
    """The text in reading order; one page (from 1) or all."""
    only = ["-f", str(page), "-l", str(page)] if page else []
    done = subprocess.run(["pdftotext", *only, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def outline(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Top bookmarks: title, index of the page."""
    entries = []
    with pdf.open_outline() as tree:
        for item in tree.root:
            destination = item.destination
            assert isinstance(destination, pikepdf.Array)
            entries.append((item.title, pikepdf.Page(destination[0]).index))
    return entries
