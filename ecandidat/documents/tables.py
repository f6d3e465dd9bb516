"""Small tables that managers send back, CSV or XLSX, as rows of texts; bounded, and nothing in them is run."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ecandidat.domain.errors import Refused

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 50
MOST_BYTES: Final = 5 * 1024 * 1024
_MOST_UNPACKED: Final = 60 * 1024 * 1024


def read(stream: BinaryIO) -> list[list[str]]:
    """The rows that are not blank, each as texts without blanks around them. The content decides the format.

    Refuses ``table_broken`` and ``table_too_large``.
    """
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _too_large()
    if content.startswith(b"PK\x03\x04"):
        return _bounded(_xlsx(content))
    return _bounded(_csv(content))


def _csv(content: bytes) -> Iterator[Iterable[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise Refused("table_broken")
    head = text.split("\n", 1)[0]
    delimiter = max((";", "\t", ","), key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Refused("table_broken") from error


def _xlsx(content: bytes) -> Iterator[Iterable[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
                raise _too_large()
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            yield from sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        finally:
            book.close()
    except (
        InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, OSError,
        AttributeError, NotImplementedError, EOFError,
    ) as error:  # fmt: skip
        raise Refused("table_broken") from error


def _bounded(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    found: list[list[str]] = []
    for row in rows:
        texts = [_text(value) for value in row][:MOST_COLUMNS]
        if any(texts):
            found.append(texts)
        if len(found) > MOST_ROWS:
            raise _too_large()
    return found


def _text(value: Any) -> str:
    """A cell as typed: « 3 », not « 3.0 »; the apostrophe that keeps a text from being run goes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().removeprefix("'")[:500]


def _too_large() -> Refused:
    return Refused("table_too_large", maximum=MOST_ROWS, limit_mb=MOST_BYTES // (1024 * 1024))
