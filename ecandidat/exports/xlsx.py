"""XLSX: rows go to the disk as they come; texts are written as texts, whatever they begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import xlsxwriter

from ecandidat.exports.cells import Head, Value, local, text

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST_DAY: Final = date(1900, 3, 1)
"""Spreadsheets count days from 1900 and believe that it was a leap year: what comes before is written as text."""

_OPTIONS: Final = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}  # fmt: skip


class Book:
    """A workbook written to ``path``; a context manager. Temporary files stand in its folder."""

    def __init__(self, path: Path, *, title: str = "") -> None:
        self._book: Any = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
        self._book.set_properties({"title": title, "author": "eCandidat"})
        self.head: Any = self._book.add_format({"bold": True, "bg_color": "#e8edf3", "bottom": 1, "text_wrap": True,
                                                "valign": "top"})  # fmt: skip
        self.day: Any = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self.moment: Any = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self.amount: Any = self._book.add_format({"num_format": "0.00"})
        self.strong: Any = self._book.add_format({"bold": True})

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def sheet(self, name: str, heads: Sequence[Head]) -> Sheet:
        """A sheet with its titles, frozen and filtered; one at a time is written."""
        return Sheet(self, self._book.add_worksheet(_sheet_name(name)), heads)


class Sheet:
    """One sheet. Rows are added in their order and never read again."""

    def __init__(self, book: Book, sheet: Any, heads: Sequence[Head]) -> None:
        self._book, self._sheet, self._row, self._columns = book, sheet, 1, len(heads)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, head.width)
            sheet.write_string(0, column, text(head.label), book.head)
        sheet.freeze_panes(1, 0)

    def add(self, values: Iterable[Value], *, strong: bool = False) -> None:
        """Append a row."""
        row, sheet, book = self._row, self._sheet, self._book
        plain = book.strong if strong else None
        for column, value in enumerate(values):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(row, column, text(value), plain)
            elif isinstance(value, datetime):
                sheet.write_datetime(row, column, local(value), book.moment)
            elif isinstance(value, date):
                if value < _FIRST_DAY:
                    sheet.write_string(row, column, f"{value:%d/%m/}{value.year:04}")
                else:
                    sheet.write_datetime(row, column, value, book.day)
            elif isinstance(value, Decimal):
                sheet.write_number(row, column, float(value), book.amount)
            else:
                sheet.write_number(row, column, value, plain)
        self._row += 1

    def end(self, footer: Sequence[str] = ()) -> None:
        """Filter the columns; the footer stands after an empty row, apart from what is filtered."""
        self._sheet.autofilter(0, 0, max(self._row - 1, 0), max(self._columns - 1, 0))
        self._row += 1
        for line in footer:
            self._sheet.write_string(self._row, 0, text(line))
            self._row += 1


def _sheet_name(name: str) -> str:
    """A name that spreadsheet programs take."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in text(name)).strip().strip("'")
    return plain[:31] or "Feuille"
