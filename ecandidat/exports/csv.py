"""CSV as French spreadsheet programs open it: UTF-8 with its mark, semicolons; no text is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Final

from ecandidat.exports.cells import Head, Value, local, text

CONTENT_TYPE: Final = "text/csv; charset=utf-8"
MOST_COLUMNS: Final = None
"""No limit."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet program would run."""


class Book:
    """A CSV file of one table; a context manager, like that of ``exports.xlsx``."""

    def __init__(self, path: Path, *, title: str = "") -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";", lineterminator="\r\n")

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def sheet(self, name: str, heads: Sequence[Head]) -> Sheet:
        """The table, with its titles."""
        self._writer.writerow([plain(head.label) for head in heads])
        return Sheet(self)

    def row(self, values: Iterable[Value]) -> None:
        """Write a row."""
        self._writer.writerow([plain(value) for value in values])


class Sheet:
    """The table of the file."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def add(self, values: Iterable[Value], *, strong: bool = False) -> None:
        """Append a row."""
        self._book.row(values)

    def end(self, footer: Sequence[str] = ()) -> None:
        """The footer stands after an empty line."""
        if footer:
            self._book.row([])
        for line in footer:
            self._book.row([line])


def plain(value: Value) -> str:
    """A value as text; one that would be run is prefixed with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str):
        said = text(value)
        return f"'{said}" if said.lstrip(" \u00a0").startswith(_FORMULA) else said
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/}{value.year:04}"
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return str(value)
