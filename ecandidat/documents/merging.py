"""Putting pieces behind a typeset document: PDF pages as they are, images on an A4 page, bookmarks for all.

Sent files are read here, hence in another process (:mod:`workshop`): functions take paths and answer plain values.
What never enters: words, layout of the typeset pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO
from typing import Any, BinaryIO, Final, NamedTuple

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


class Part(NamedTuple):
    """A piece to be merged: ``path`` of the PDF that holds its pages, or ``fault``, the code of why there are none."""

    label: str
    filename: str
    path: str
    fault: str = ""
    image: bool = False

    @property
    def needs_page(self) -> bool:
        """True if the typeset document carries a page for it (title of an image, or warning)."""
        return self.image or bool(self.fault)


def examine(source: str, content_type: str, target: str) -> dict[str, Any]:
    """Check one sent file; an image becomes the PDF ``target`` of one page: ``image`` tells so.

    Refused as the checks of uploads do, with ``file_type`` for what cannot be printed.
    """
    try:
        with open(source, "rb") as file:
            if content_type == PDF:
                check_pdf(file)
                return {"image": False}
            if content_type in (JPEG, PNG):
                page = _image_page(file, content_type)
                with open(target, "wb") as made:
                    made.write(page.getbuffer())
                return {"image": True}
    except (pikepdf.PdfError, img2pdf.ImageOpenError, OSError, ValueError) as error:
        raise Refused("file_broken") from error
    raise Refused("file_type", found=content_type)


def merge(typeset: str, parts: Sequence[Sequence[Any]], first_title: str, target: str) -> dict[str, Any]:
    """Write the PDF ``typeset`` and the pages of the parts (each a :class:`Part`) to ``target``: ``pages``.

    ``typeset`` ends with one page per part that ``needs_page``, in order.
    """
    found = [Part(*part) for part in parts]
    with ExitStack() as stack:
        pdf = stack.enter_context(pikepdf.open(typeset))
        position = len(pdf.pages) - sum(part.needs_page for part in found)
        with pdf.open_outline() as outline:
            headings = list(outline.root)
            outline.root.clear()
            first = pikepdf.OutlineItem(first_title, 0)
            first.children.extend(headings)
            outline.root.append(first)
            for part in found:
                outline.root.append(pikepdf.OutlineItem(part.label, position))
                position += _insert(pdf, part, position, stack)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            # Pieces come from anywhere: the whole no longer keeps the promise that its first pages keep.
            if found and "pdfuaid:part" in metadata:
                del metadata["pdfuaid:part"]
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return {"pages": len(pdf.pages)}


def bind(volumes: Sequence[Sequence[str]], target: str) -> dict[str, Any]:
    """Put whole PDFs, (path, title) each, one behind the other in ``target``, with a bookmark for each: ``pages``."""
    with ExitStack() as stack:
        book = stack.enter_context(pikepdf.new())
        marks: list[tuple[str, int]] = []
        for path, title in volumes:
            volume = stack.enter_context(pikepdf.open(path))
            marks.append((title, len(book.pages)))
            book.pages.extend(volume.pages)
        with book.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, position) for title, position in marks)
        book.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return {"pages": len(book.pages)}


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


def _insert(pdf: pikepdf.Pdf, part: Part, position: int, stack: ExitStack) -> int:
    """Put a part at ``position``; the page typeset for it, if any, already stands there. Returns its pages."""
    if part.fault:
        return 1
    pages = stack.enter_context(pikepdf.open(part.path, suppress_warnings=True)).pages
    if part.image:
        pdf.pages[position].add_overlay(pages[0], pikepdf.Rectangle(*IMAGE_BOX))
        return 1
    for offset, page in enumerate(pages):
        pdf.pages.insert(position + offset, page)
        _quieten(pdf.pages[position + offset])
    return len(pages)


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
