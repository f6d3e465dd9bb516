"""Reading a table that somebody downloaded somewhere: compressed or not, in any usual encoding, with any separator.

Nothing of a file is believed: its size, what it grows to, the length of its lines and their number are bounded, and
what is no table is refused with a sentence. What the columns mean is in :mod:`.official_kinds`.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from ecandidat.domain.errors import Refused
from ecandidat.models.nomenclature import french_order

MEGABYTE = 1024 * 1024
LARGEST = 64 * MEGABYTE
"""Most bytes of a file as it is sent."""

LARGEST_TEXT = 192 * MEGABYTE
"""Most bytes of a file once decompressed."""

LONGEST_LINE = 200_000
MOST_ROWS = 200_000
MOST_COLUMNS = 300
MOST_LINES_OF_A_ROW = 20
"""A quoted cell may hold line breaks; one that goes on longer has lost its closing quote."""

SEPARATORS = (";", ",", "\t", "|")
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of workbooks and other archives."""

OTHERS = (b"\x89PNG", b"%PDF", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<")
"""First bytes of images, documents and web pages that are sent by mistake."""

_CHUNK = 64 * 1024
_PLAIN = frozenset(b"\t\n\r\f\x1a")

Row = tuple[int, list[str] | None]
"""The number of the line where a row starts (the header is 1), and its cells; None for one that cannot be parsed."""


@contextmanager
def received(stream: BinaryIO, folder: str | None = None) -> Iterator[IO[bytes]]:
    """A temporary copy of what was sent; refuses ``file_empty`` and ``nomenclature_too_large``."""
    with tempfile.TemporaryFile(dir=folder) as kept:
        if not _copied(stream.read, kept, LARGEST):
            raise Refused("file_empty")
        kept.seek(0)
        yield kept


def _copied(read: Callable[[int], bytes], kept: IO[bytes], most: int) -> int:
    size = 0
    while chunk := read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise Refused("nomenclature_too_large", limit=most)
        kept.write(chunk)
    return size


@contextmanager
def unpacked(stream: IO[bytes], folder: str | None = None) -> Iterator[IO[bytes]]:
    """A temporary file with the text of a table, decompressed where it was gzip.

    Refuses ``nomenclature_too_large``, ``nomenclature_unreadable``, ``nomenclature_book`` and ``nomenclature_binary``.
    """
    first = stream.read(2)
    stream.seek(0)
    read = gzip.GzipFile(fileobj=stream).read if first == b"\x1f\x8b" else stream.read
    with tempfile.TemporaryFile(dir=folder) as kept:
        try:
            _copied(read, kept, LARGEST_TEXT)
        except (OSError, EOFError, zlib.error) as error:
            raise Refused("nomenclature_unreadable") from error
        kept.seek(0)
        _check_text(kept.read(4096))
        kept.seek(0)
        yield kept


def _check_text(start: bytes) -> None:
    if not start.strip():
        raise Refused("file_empty")
    if start.startswith(BOOKS):
        raise Refused("nomenclature_book")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(OTHERS):
        raise Refused("nomenclature_binary")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if any(byte < 32 and byte not in _PLAIN for byte in start.split(b"\n", 1)[0]):
        raise Refused("nomenclature_binary")


class OfficialFile:
    """A table in a text. ``header`` is in lower case, without accents, words joined by ``_``."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.encoding = _encoding(stream)
        stream.seek(0)
        self._text = io.TextIOWrapper(stream, encoding=self.encoding, newline="")
        try:
            first = self._text.readline(LONGEST_LINE)
        except UnicodeDecodeError as error:
            raise Refused("nomenclature_binary") from error
        self.separator = max(SEPARATORS, key=first.count)
        try:
            cells = next(csv.reader([first], delimiter=self.separator), [])
        except csv.Error as error:
            raise Refused("nomenclature_binary") from error
        self.header = [french_order(cell)[0].replace(" ", "_") for cell in cells]
        if not 2 <= len(cells) <= MOST_COLUMNS:
            raise Refused("nomenclature_columns", columns=shown(cells))

    def rows(self) -> Iterator[Row]:
        """All rows after the header, once; refuses ``nomenclature_rows`` when there are too many."""
        reader = csv.reader(self._lines(), delimiter=self.separator)
        for _count in range(MOST_ROWS):
            line = reader.line_num + 2
            try:
                row = next(reader)
            except csv.Error:
                yield line, None
            except UnicodeDecodeError as error:
                raise Refused("nomenclature_binary") from error
            except StopIteration:
                return
            else:
                yield line, row if reader.line_num + 2 - line <= MOST_LINES_OF_A_ROW else None
        try:
            more = next(self._lines(), "")
        except UnicodeDecodeError:
            more = "?"
        if more:
            raise Refused("nomenclature_rows", maximum=MOST_ROWS)

    def detach(self) -> None:
        """Let go of the stream, which stays open."""
        self._text.detach()

    def _lines(self) -> Iterator[str]:
        """The lines; what is too long of one is dropped, and no row is made of what is left."""
        while line := self._text.readline(LONGEST_LINE):
            yield line
            while len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
                line = self._text.readline(LONGEST_LINE)


def shown(cells: list[str]) -> str:
    """The first columns of a header, for a sentence."""
    return ", ".join("".join(sign for sign in cell[:40] if sign.isprintable()) for cell in cells[:10]) or "–"


def _encoding(stream: IO[bytes]) -> str:
    """The encoding of a text: that of its mark, else UTF-8 where every byte allows it, else that of Windows."""
    stream.seek(0)
    start = stream.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(name)()
        stream.seek(0)
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"
