"""Putting pieces behind a typeset document: PDF pages as they are, images on an A4 page, bookmarks for all.

What never enters: words, layout of the typeset pages.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final, Protocol

import img2pdf
import pikepdf
from PIL import Image

from ecandidat.documents.limits import MAX_DECODED_PIXELS
from ecandidat.documents.uploads import JPEG, PDF, PNG, check_image, check_pdf, open_image
from ecandidat.domain.errors import Refused

_MM: Final = 72 / 25.4
A4: Final = (210 * _MM, 297 * _MM)
IMAGE_BOX: Final = (18 * _MM, 20 * _MM, 192 * _MM, 257 * _MM)
"""Where an image stands on its page, in points from the lower left corner; the title is typeset above."""

_RUNNING_ACTIONS: Final = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"}


class Source(Protocol):
    """What a piece must offer; see ``dossier.PieceFile``."""

    @property
    def label(self) -> str: ...
    @property
    def filename(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    def open(self) -> BinaryIO: ...


@dataclass(frozen=True)
class Part:
    """A piece ready to be merged: ``pdf`` holds its pages, or ``fault`` is the code of why there are none."""

    label: str
    filename: str
    pdf: pikepdf.Pdf | None
    fault: str = ""
    image: bool = False

    @property
    def needs_page(self) -> bool:
        """True if the typeset document carries a page for it (title of an image, or warning)."""
        return self.image or self.pdf is None


@contextmanager
def opened(sources: Sequence[Source]) -> Iterator[tuple[Part, ...]]:
    """The sources checked and opened, closed at the end."""
    with ExitStack() as stack:
        yield tuple(_open(source, stack) for source in sources)


def _open(source: Source, stack: ExitStack) -> Part:
    try:
        file = stack.enter_context(source.open())
    except (OSError, LookupError):
        return Part(source.label, source.filename, None, "file_missing")
    try:
        if source.content_type == PDF:
            check_pdf(file)
            file.seek(0)
            pdf = stack.enter_context(pikepdf.open(file, suppress_warnings=True))
            return Part(source.label, source.filename, pdf)
        if source.content_type in (JPEG, PNG):
            pdf = stack.enter_context(pikepdf.open(_image_page(file, source.content_type)))
            return Part(source.label, source.filename, pdf, image=True)
    except Refused as refusal:
        return Part(source.label, source.filename, None, refusal.code)
    except (pikepdf.PdfError, img2pdf.ImageOpenError, OSError, ValueError):
        return Part(source.label, source.filename, None, "file_broken")
    return Part(source.label, source.filename, None, "file_type")


def _image_page(file: BinaryIO, content_type: str) -> BytesIO:
    """One A4 page holding the image, upright; JPEG data are copied, not encoded again."""
    width, height = check_image(file, content_type)
    image = open_image(file, content_type)
    source: BinaryIO = file
    if content_type == PNG and (image.mode not in ("1", "L", "RGB") or "transparency" in image.info):
        if width * height > MAX_DECODED_PIXELS:
            raise Refused("file_image_too_big")
        source = _opaque(image)
    source.seek(0)
    left, bottom, right, top = IMAGE_BOX
    layout = img2pdf.get_layout_fun(
        pagesize=(right - left, top - bottom), imgsize=None, border=None, fit=img2pdf.FitMode.into
    )
    page = BytesIO()
    img2pdf.convert(source, layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, outputstream=page)
    page.seek(0)
    return page


def _opaque(image: Image.Image) -> BytesIO:
    """The image on white paper."""
    layered = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    out = BytesIO()
    paper.save(out, "PNG", compress_level=1)
    out.seek(0)
    return out


def write(typeset: bytes, parts: Sequence[Part], first_title: str, target: BinaryIO) -> None:
    """``typeset`` ends with one page per part that ``needs_page``, in order; the result goes to ``target``."""
    with pikepdf.open(BytesIO(typeset)) as pdf:
        spare = sum(part.needs_page for part in parts)
        position = len(pdf.pages) - spare
        with pdf.open_outline() as outline:
            headings = list(outline.root)
            outline.root.clear()
            first = pikepdf.OutlineItem(first_title, 0)
            first.children.extend(headings)
            outline.root.append(first)
            for part in parts:
                outline.root.append(pikepdf.OutlineItem(part.label, position))
                position += _insert(pdf, part, position)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            # Pieces come from anywhere: the whole no longer keeps the promise that its first pages keep.
            if parts and "pdfuaid:part" in metadata:
                del metadata["pdfuaid:part"]
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    target.seek(0, os.SEEK_END)


def _insert(pdf: pikepdf.Pdf, part: Part, position: int) -> int:
    """Put a part at ``position``; the page typeset for it, if any, already stands there. Returns its pages."""
    if part.pdf is None:
        return 1
    if part.image:
        pdf.pages[position].add_overlay(part.pdf.pages[0], pikepdf.Rectangle(*IMAGE_BOX))
        return 1
    for offset, page in enumerate(part.pdf.pages):
        pdf.pages.insert(position + offset, page)
        _quieten(pdf.pages[position + offset])
    return len(part.pdf.pages)


def _quieten(page: pikepdf.Page) -> None:
    """Take from a sent page what would run on opening, and its links to a structure tree that stayed behind."""
    for key in ("/AA", "/StructParents"):
        if key in page.obj:
            del page.obj[key]
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    for annotation in annotations:
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        for key in ("/AA", "/StructParent"):
            if key in annotation:
                del annotation[key]
        action = annotation.get("/A")
        if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in _RUNNING_ACTIONS:
            del annotation["/A"]
