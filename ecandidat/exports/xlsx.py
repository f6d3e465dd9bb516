"""XLSX: rows go to the disk as they come; texts are written as texts, whatever they begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ecandidat.exports.cells import Head, Value, local, text

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_COLUMNS: Final = 16_384
"""Columns of a sheet, for every program that opens it."""

_FIRST_DAY: Final = date(1900, 3, 1)
"""Spreadsheets count days from 1900 and believe that it was a leap year: what comes before is written as text."""

_REMEMBERED: Final = 2_000
"""Texts whose element is kept for the next row: codes and labels come again, names and addresses do not."""

T = TypeVar("T")

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
        return Sheet(self, self._book.add_worksheet(_sheet_name(name), worksheet_class=Rows), heads)


class Rows(Worksheet):
    """A sheet of the library that takes a row as it will stand in the file.

    The library makes an object, two lists and eight calls of each cell: a million of them took half a minute.
    """

    def put(self, row: int, columns: int, cells: str) -> None:
        """Append a row of at most so many columns; ``cells`` are its elements."""
        # What the library was given before, the titles, comes first.
        self._write_single_row(row)
        self._check_dimensions(row, columns - 1)
        self.row_data_fh.write(f'<row r="{row + 1}">{cells}</row>')

    def escaped(self, value: str) -> str:
        """A text as the content of an element."""
        return str(self._escape_data(self._escape_control_characters(value)))


class Sheet:
    """One sheet. Rows are added in their order and never read again."""

    def __init__(self, book: Book, sheet: Any, heads: Sequence[Head]) -> None:
        self._book, self._sheet, self._row, self._columns = book, sheet, 1, len(heads)
        self._letters = [xl_col_to_name(column) for column in range(len(heads))]
        self._texts: dict[str, str] = {}
        self._days: dict[date, str] = {}
        for column, head in enumerate(heads):
            sheet.set_column(column, column, head.width)
            sheet.write_string(0, column, text(head.label), book.head)
        sheet.freeze_panes(1, 0)

    def add(self, values: Iterable[Value], *, strong: bool = False) -> None:
        """Append a row, no longer than the titles."""
        number, cells = self._row + 1, []
        for letters, value in zip(self._letters, values, strict=False):
            if value is None or value == "":
                continue
            if strong:
                said = self._element(value, self._book.strong)
            elif isinstance(value, str):
                said = _once(self._texts, value, self._element)
            elif type(value) is date:
                said = _once(self._days, value, self._element)
            else:
                said = self._element(value)
            cells.append(f'<c r="{letters}{number}"{said}')
        self._sheet.put(self._row, self._columns, "".join(cells))
        self._row += 1

    def _element(self, value: Value, style: Any = None) -> str:
        """A value as the rest of its element, after where it stands."""
        sheet, book = self._sheet, self._book
        if isinstance(value, date) and (isinstance(value, datetime) or value >= _FIRST_DAY):
            moment, shape = (local(value), book.moment) if isinstance(value, datetime) else (value, book.day)
            return _number(sheet._convert_date_time(moment), shape)
        if isinstance(value, Decimal):
            return _number(float(value), book.amount)
        if isinstance(value, int):
            return _number(value, style)
        said = sheet.escaped(f"{value:%d/%m/}{value.year:04}" if isinstance(value, date) else text(value or ""))
        kept = ' xml:space="preserve"' if said != said.strip() else ""
        return f'{_styled(style)} t="inlineStr"><is><t{kept}>{said}</t></is></c>'

    def end(self, footer: Sequence[str] = ()) -> None:
        """Filter the columns; the footer stands after an empty row, apart from what is filtered."""
        self._sheet.autofilter(0, 0, max(self._row - 1, 0), max(self._columns - 1, 0))
        self._row += 1
        for line in footer:
            self._sheet.write_string(self._row, 0, text(line))
            self._row += 1


def _number(value: float, style: Any) -> str:
    return f"{_styled(style)}><v>{value:.16G}</v></c>"


def _styled(style: Any) -> str:
    return f' s="{style._get_xf_index()}"' if style is not None else ""


def _once(known: dict[T, str], value: T, make: Callable[[T], str]) -> str:
    """What ``make`` says of a value; most values of a table come again and again."""
    said = known.get(value)
    if said is None:
        if len(known) >= _REMEMBERED:
            known.clear()
        said = known[value] = make(value)
    return said


def _sheet_name(name: str) -> str:
    """A name that spreadsheet programs take."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in text(name)).strip().strip("'")
    return plain[:31] or "Feuille"
