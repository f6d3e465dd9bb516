"""Receiving a file: streamed to its place, measured, then believed for what it contains, never for its name.

What never enters: where the file is kept, who may send it, the antivirus.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO, Final
from urllib.parse import quote

import filetype
import pikepdf

from ecandidat.documents.images import HEIC, JPEG, PNG, TIFF, WEBP, open_image
from ecandidat.documents.limits import MAX_DECODED_PIXELS, MAX_PAGES, MAX_PIXELS
from ecandidat.domain.errors import Refused

__all__ = ["HEIC", "JPEG", "PDF", "PNG", "TIFF", "WEBP", "Received", "check", "check_image", "check_pdf",
           "content_disposition", "copy", "open_image", "receive", "safe_filename", "saved_as", "sniff"]  # fmt: skip

CHUNK: Final = 64 * 1024
PDF: Final = "application/pdf"
MAX_NAME: Final = 200

_TAIL: Final = 1024
_HEIF_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_JPEG_END: Final = b"\xff\xd9"
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS: Final = "\u200c\u200d"
_decoding = threading.Lock()


@dataclass(frozen=True)
class Received:
    """A file that was accepted. ``size`` in bytes, ``sha256`` in hexadecimal, ``pages`` is 1 for an image."""

    filename: str
    content_type: str
    size: int
    sha256: str
    pages: int


def receive(stream: BinaryIO, filename: str, *, limit: int, target: BinaryIO) -> Received:
    """Copy ``stream`` into ``target`` (seekable, readable, empty) by pieces of 64 kB and check what arrived.

    Refused with ``file_too_large`` as soon as more than ``limit`` bytes came (``size`` is what was read by then),
    ``file_empty``, ``file_type`` (``found`` is the type recognised, or ""), ``file_encrypted``, ``file_broken``,
    ``file_too_many_pages``, ``file_image_too_big``. On refusal ``target`` holds rubbish that the caller throws away;
    on success it stands at its start.
    """
    size, sha256 = copy(stream, target, limit)
    content_type, pages = check(target)
    target.seek(0)
    return Received(safe_filename(filename), content_type, size, sha256, pages)


def copy(stream: BinaryIO, target: BinaryIO, limit: int) -> tuple[int, str]:
    """Copy at most ``limit`` bytes by pieces of 64 kB: how many, and their SHA-256.

    Refused with ``file_too_large`` as soon as more came, ``file_empty``.
    """
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise Refused("file_too_large", limit=limit, size=size)
        digest.update(chunk)
        target.write(chunk)
    if not size:
        raise Refused("file_empty")
    return size, digest.hexdigest()


def check(file: BinaryIO) -> tuple[str, int]:
    """Content type and number of pages of a seekable file; refuses as :func:`receive` does."""
    file.seek(0)
    head = file.read(8192)
    if not head:
        raise Refused("file_empty")
    content_type = sniff(head)
    if content_type == PDF:
        return PDF, check_pdf(file)
    if content_type in (JPEG, PNG):
        check_image(file, content_type)
        return content_type, 1
    raise Refused("file_type", found=content_type)


def sniff(head: bytes) -> str:
    """Media type told by the first bytes of a file, "" when unknown. A PDF must begin at the very first byte."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    kind = filetype.guess(head)
    if kind is not None:
        return str(kind.mime)
    return "text/html" if re.match(rb"\s*<(!doctype|html|head|body|script|svg|\?xml)", head, re.IGNORECASE) else ""


def check_pdf(file: BinaryIO) -> int:
    """Number of pages of a PDF that opens without a password; no page content is decoded.

    Official documents are often locked against changes by their owner's password: whoever reads them needs none, so
    they are as good as any other.

    A damaged table of contents is repaired, as every reader does, provided that the file reaches its end mark:
    without it the transfer was cut.
    """
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - _TAIL))
    whole = b"%%EOF" in file.read()
    try:
        with pikepdf.open(file, attempt_recovery=whole, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if pages > MAX_PAGES:
                raise Refused("file_too_many_pages", pages=pages, limit=MAX_PAGES)
            for page in pdf.pages:
                _ = page.mediabox
    except pikepdf.PasswordError:
        raise Refused("file_encrypted") from None
    except Refused:
        raise
    except Exception as error:
        raise Refused("file_broken") from error
    if not pages:
        raise Refused("file_broken")
    return pages


def check_image(file: BinaryIO, content_type: str) -> tuple[int, int]:
    """Width and height in pixels of a whole JPEG or PNG.

    A JPEG is decoded at an eighth of its size, which reads it to its end; a large progressive one, whose decoder keeps
    every coefficient, must only have its end mark. A PNG has its checksums verified, then is decoded if it is small
    enough. One image at a time in the process: together they would exhaust the memory.
    """
    try:
        image = open_image(file, content_type)
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise Refused("file_image_too_big", width=width, height=height, limit=MAX_PIXELS)
        small = width * height <= MAX_DECODED_PIXELS
        with _decoding:
            if content_type == JPEG and not small and image.info.get("progressive"):
                file.seek(-min(CHUNK, file.seek(0, os.SEEK_END)), os.SEEK_END)
                if _JPEG_END not in file.read():
                    raise Refused("file_broken")
            elif content_type == JPEG:
                image.draft(image.mode, (max(1, width // 8), max(1, height // 8)))
                image.load()
            else:
                image.verify()
                if small:
                    open_image(file, content_type).load()
    except Refused:
        raise
    except Exception as error:
        raise Refused("file_broken") from error
    return width, height


def safe_filename(filename: str) -> str:
    """The name as it was sent, without folders, invisible characters or direction overrides; at most 200 characters.

    Spaces, accents, emoji, quotes stay: a name is shown, it never becomes a path. "document" when nothing is left.
    """
    name = re.split(r"[/\\]", filename)[-1]
    kept = (char for char in name if char in _JOINERS or unicodedata.category(char) not in _UNSEEN)
    name = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
    if len(name) > MAX_NAME:
        stem, extension = os.path.splitext(name)
        extension = extension if len(extension) <= 10 else ""
        name = stem[: MAX_NAME - len(extension)].rstrip() + extension
    return name if name.strip(". \u200c\u200d") else "document"


_EXTENSIONS: Final = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"), PNG: (".png",)}


def saved_as(filename: str, content_type: str) -> str:
    """The name under which a document leaves: one that ends as another kind of file gets the extension of its own.

    A page of the web can hide in a PDF: saved as ``.html``, it would run where it is opened.
    """
    name, extensions = safe_filename(filename), _EXTENSIONS.get(content_type, ())
    if not extensions or os.path.splitext(name)[1].lower() in extensions:
        return name
    return safe_filename(name[: MAX_NAME - len(extensions[0])] + extensions[0])


def content_disposition(filename: str, inline: bool = False) -> str:
    """Value of the header (RFC 6266): an ASCII name for old readers, the exact one in UTF-8 (RFC 5987)."""
    name = safe_filename(filename)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'["\\%;]', "_", plain).strip() or "document"
    if plain.startswith("."):
        plain = "document" + plain
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
