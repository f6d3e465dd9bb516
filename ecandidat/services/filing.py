"""From what was sent to what is kept: streams become files on disk, which workers read and make good.

What never enters: which piece a file answers, who may send it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, BinaryIO

from ZODB.blob import Blob

from ecandidat.documents import workshop
from ecandidat.documents.limits import MAX_SENT
from ecandidat.documents.uploads import CHUNK, PDF, copy, safe_filename
from ecandidat.models.document import Document
from ecandidat.models.tray import Sheet, Tray, TrayFile
from ecandidat.work import Work


def new_document(work: Work, stream: BinaryIO, filename: str, maximum: int) -> Document:
    """A document of at most ``maximum`` bytes: the file as it was sent when it is good so, else a PDF made of it.

    Refused with ``file_too_large`` above :data:`MAX_SENT`, and as ``documents.workshop.receive``.
    """
    document = Document()
    with document.writer() as target:
        size, sha256 = copy(stream, target, MAX_SENT)
        source = target.name
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "made.pdf")
        done = workshop.receive(source, made, maximum, work.actor.userid)
        document.filename, document.content_type = safe_filename(filename), done["content_type"]
        if not done["kept"]:
            document.filename = as_pdf(filename)
            size, sha256 = os.path.getsize(made), _sha256(made)
            document.blob.consumeFile(made)
    document.size, document.sha256, document.pages = size, sha256, done["pages"]
    return _signed(work, document)


def untouched(work: Work, stream: BinaryIO, filename: str, maximum: int, types: Sequence[str]) -> Document:
    """A document that stays byte for byte as it was sent: one of ``types``, at most ``maximum`` bytes.

    Refused with ``file_too_large``, and as ``documents.workshop.inspect``.
    """
    document = Document()
    with document.writer() as target:
        document.size, document.sha256 = copy(stream, target, maximum)
        source = target.name
    done = workshop.inspect(source, types, work.actor.userid)
    document.filename, document.content_type = safe_filename(filename), done["content_type"]
    document.pages = done["pages"]
    return _signed(work, document)


def as_sent(work: Work, stream: IO[bytes], filename: str, content_type: str) -> Document:
    """A document whose content somebody else has checked: it waits for its owner's word, and is handed to nobody."""
    document = Document()
    with document.writer() as target:
        shutil.copyfileobj(stream, target, CHUNK)
        document.size = target.tell()
    document.filename, document.content_type = safe_filename(filename), content_type
    return _signed(work, document)


def room(work: Work) -> str | None:
    """Where temporary files that may be large stand: beside the data, which has room."""
    return str(work.settings.var) if work.settings.var is not None and work.settings.var.is_dir() else None


def new_sheets(work: Work, stream: BinaryIO, filename: str) -> TrayFile:
    """A file as pages of a tray. Refused as ``documents.workshop.pages``, and with ``file_too_large``."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = os.path.join(folder, "sent"), os.path.join(folder, "made.pdf")
        with open(source, "w+b") as target:
            copy(stream, target, MAX_SENT)
        return _tray_file(work, source, made, safe_filename(filename))


def sheets_of(work: Work, document: Document) -> TrayFile:
    """The pages of a document that was deposited. Refused as ``documents.workshop.pages``."""
    with tempfile.TemporaryDirectory() as folder, document.open() as source:
        return _tray_file(work, source.name, os.path.join(folder, "made.pdf"), document.filename)


def _tray_file(work: Work, source: str, made: str, filename: str) -> TrayFile:
    file = TrayFile()
    file.pages = workshop.pages(source, made, work.actor.userid)["pages"]
    file.filename, file.size = filename, os.path.getsize(made)
    file.blob.consumeFile(made)
    return file


def composed(work: Work, tray: Tray, sheets: Sequence[Sheet], filename: str, maximum: int) -> Document:
    """A document of these pages, in at most ``maximum`` bytes. Refused with ``file_cannot_fit``."""
    document = Document()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        made = os.path.join(folder, "made.pdf")
        paths = {key: path_of(tray.files[key].blob, stack) for key in {sheet.file for sheet in sheets}}
        laid = [(paths[sheet.file], sheet.page, sheet.turn) for sheet in sheets]
        done = workshop.compose(laid, made, maximum, work.actor.userid)
        document.size, document.sha256, document.pages = done["size"], _sha256(made), done["pages"]
        document.blob.consumeFile(made)
    document.filename, document.content_type = safe_filename(filename), PDF
    return _signed(work, document)


def thumbnail(file: TrayFile, page: int) -> bytes:
    """A small JPEG of a page. Refused as ``documents.workshop.thumbnail``."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        made = os.path.join(folder, "page.jpg")
        workshop.thumbnail(path_of(file.blob, stack), made, page)
        return Path(made).read_bytes()


def picture(work: Work, document: Document, page: int) -> bytes:
    """A JPEG of a page of a PDF, to read on the screen. Refused as ``documents.workshop.picture``."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        made = os.path.join(folder, "page.jpg")
        workshop.picture(path_of(document.blob, stack), made, page, work.actor.userid)
        return Path(made).read_bytes()


def path_of(blob: Blob, stack: ExitStack) -> str:
    """Where the bytes of a blob are, while ``stack`` holds it open."""
    path: str = stack.enter_context(blob.open("r")).name
    return path


def as_pdf(filename: str) -> str:
    """The name of the PDF made of a file: ``photo.heic`` becomes ``photo.pdf``."""
    stem, extension = os.path.splitext(safe_filename(filename))
    return safe_filename(f"{stem if len(extension) <= 6 else stem + extension}.pdf")


def _signed(work: Work, document: Document) -> Document:
    document.added_at, document.added_by = work.now, work.actor.name
    return document


def _sha256(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
