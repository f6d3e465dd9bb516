"""Files of any kind become pages, pages become one PDF: what workers do with files that nobody vouches for.

Each function reads and writes files named by their paths and answers plain values, for :mod:`workshop` calls them in
another process. What never enters: the database, HTTP, names of files, who sent them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf

from ecandidat.documents.active import strip
from ecandidat.documents.images import IMAGES, JPEG, PNG, bare, check_jpeg, check_png, open_image, pdf_of
from ecandidat.documents.shrinking import fit, forget_places, save
from ecandidat.documents.uploads import PDF, check, check_pdf, sniff
from ecandidat.domain.errors import Refused

THUMBNAIL: Final = 200
"""Pixels of the long side of the picture of a page."""

MAX_THUMBNAIL: Final = 20 * 1024
"""Bytes of the picture of a page."""

PICTURE: Final = 1600
"""Pixels of the long side of a page that is read on the screen."""

_HEAD: Final = 8192
_AFTER_END: Final = 64
"""Bytes that sloppy programs leave after the end mark of a PDF; more of them are another file."""

_END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF")
"""How a PDF ends: the mark alone may as well stand in what was put behind it."""

Sheet = tuple[str, int, int]
"""A page to put into a piece: path of a PDF, index of its page, degrees to turn it clockwise."""


def receive(source: str, target: str, limit: int) -> dict[str, Any]:
    """Make one file a document of at most ``limit`` bytes: ``content_type``, ``pages``, ``kept``.

    ``kept`` tells that the file is good as it was sent; otherwise ``target`` holds a PDF made of it. Refused with
    ``file_empty``, ``file_type``, ``file_encrypted``, ``file_broken``, ``file_too_many_pages``,
    ``file_image_too_big``, ``file_cannot_fit``.
    """
    path = Path(source)
    content_type = _type_of(path)
    small = path.stat().st_size <= limit
    if content_type in (JPEG, PNG) and small and bare(content := path.read_bytes(), content_type):
        check_jpeg(open_image(BytesIO(content), JPEG)) if content_type == JPEG else check_png(content)
        return {"content_type": content_type, "pages": 1, "kept": True}
    with _as_pdf(path, content_type) as (pdf, changed):
        pages = len(pdf.pages)
        if small and not changed:
            return {"content_type": PDF, "pages": pages, "kept": True}
        fit(pdf, Path(target), limit)
        return {"content_type": PDF, "pages": pages, "kept": False}


def inspect(source: str, types: Sequence[str]) -> dict[str, Any]:
    """Check a file that is kept byte for byte as it was sent: ``content_type``, one of ``types``, and ``pages``.

    Refused as ``uploads.check`` does, with ``file_type`` for any other type.
    """
    with Path(source).open("rb") as file:
        found = sniff(file.read(_HEAD))
        if found not in types:
            raise Refused("file_type", found=found)
        content_type, count = check(file)
    return {"content_type": content_type, "pages": count}


def pages(source: str, target: str) -> dict[str, Any]:
    """Make one file the PDF ``target``, whatever its size: ``pages``. Refused as :func:`receive` does."""
    path = Path(source)
    with _as_pdf(path, _type_of(path)) as (pdf, changed):
        if changed:
            save(pdf, Path(target))
        else:
            shutil.copyfile(path, target)
        return {"pages": len(pdf.pages)}


def compose(sheets: Sequence[Sheet], target: str, limit: int) -> dict[str, Any]:
    """Write the pages in their order to ``target``, in at most ``limit`` bytes: ``pages``, ``size``.

    The whole of one untouched document stays as it is, bookmarks and all. Refused with ``file_cannot_fit``.
    """
    paths = {path for path, _, _ in sheets}
    with ExitStack() as stack:
        sources = {path: stack.enter_context(pikepdf.open(path, suppress_warnings=True)) for path in paths}
        first = sheets[0][0]
        whole = [(first, index, 0) for index in range(len(sources[first].pages))]
        if [tuple(sheet) for sheet in sheets] == whole:
            if Path(first).stat().st_size <= limit:
                shutil.copyfile(first, target)
                return {"pages": len(sheets), "size": Path(target).stat().st_size}
            return {"pages": len(sheets), "size": fit(sources[first], Path(target), limit)}
        for source in sources.values():
            if "/AcroForm" in source.Root:
                # Fields would lose the form they belong to: what was typed in them becomes part of the page.
                source.generate_appearance_streams()
                source.flatten_annotations("all")
        piece = stack.enter_context(pikepdf.new())
        for path, index, turn in sheets:
            piece.pages.append(sources[path].pages[index])
            page = piece.pages[-1]
            if turn:
                page.rotate(turn, relative=True)
            for key in ("/StructParents", "/Tabs"):
                if key in page.obj:
                    del page.obj[key]
        strip(piece)
        forget_places(piece)
        return {"pages": len(sheets), "size": fit(piece, Path(target), limit)}


def thumbnail(source: str, target: str, index: int) -> dict[str, Any]:
    """Write a small JPEG of a page of a PDF, at most 200 pixels long and 20 kB: ``width``, ``height``."""
    image = _drawn(source, index, THUMBNAIL)
    for quality in (80, 60, 40, 20):
        image.save(target, "JPEG", quality=quality, optimize=True)
        if Path(target).stat().st_size <= MAX_THUMBNAIL:
            break
    return {"width": image.width, "height": image.height}


def picture(source: str, target: str, index: int) -> dict[str, Any]:
    """Write a JPEG of a page of a PDF to read on the screen, at most 1,600 pixels long: ``width``, ``height``."""
    image = _drawn(source, index, PICTURE)
    image.save(target, "JPEG", quality=80, optimize=True)
    return {"width": image.width, "height": image.height}


def _drawn(source: str, index: int, side: int) -> Any:
    """A page as a picture of at most ``side`` pixels; refused with ``file_broken`` where there is no such page."""
    # Imported here: only the process that draws needs the library.
    import pypdfium2

    with pypdfium2.PdfDocument(source) as document:
        if not 0 <= index < len(document):
            raise Refused("file_broken")
        page = document[index]
        width, height = page.get_size()
        drawn = page.render(scale=side / max(width, height, 1), optimize_mode="lcd", draw_annots=True)
        image = drawn.to_pil().convert("RGB")
    image.thumbnail((side, side))
    return image


def _type_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise Refused("file_empty")
    found = sniff(head)
    if found != PDF and found not in IMAGES:
        raise Refused("file_type", found=found)
    return found


@contextmanager
def _as_pdf(path: Path, content_type: str) -> Iterator[tuple[pikepdf.Pdf, bool]]:
    """The PDF of a file, open, and whether it differs from the file. Refused as :func:`receive` does."""
    if content_type != PDF:
        with pdf_of(path.read_bytes(), content_type) as made:
            yield made, True
        return
    with path.open("rb") as file:
        check_pdf(file)
        file.seek(-min(path.stat().st_size, _HEAD), os.SEEK_END)
        tail = file.read()
    ends = [found.end() for found in _END.finditer(tail)]
    after_end = tail[ends[-1] if ends else 0 :].strip()
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        try:
            removed = strip(pdf)
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
            raise Refused("file_broken") from error
        yield pdf, bool(removed) or len(after_end) > _AFTER_END
