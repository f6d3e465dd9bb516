"""Books of exports: typed cells, texts that nothing runs, one content in both formats."""

from __future__ import annotations

import csv as reader
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from ecandidat.exports import cells, csv, xlsx
from ecandidat.exports.cells import Head
from ecandidat.exports.columns import BLOCKS, COLUMNS, amount, chosen

HEADS = [Head("Nom", 20), Head("=Titre()"), Head("Jour"), Head("Moment"), Head("Nombre"), Head("Montant")]
MOMENT = datetime(2026, 7, 14, 21, 30, 15, 999, tzinfo=UTC)
SEEN = datetime.combine(date(2026, 7, 14), time(23, 30, 15))
ROWS: list[list[Any]] = [
    ["DUPONT", "", date(2003, 7, 14), MOMENT, 3, Decimal("12.5")],
    ["=cmd|' /C calc'!A0", "+33600000000", None, None, 0, None],
    ["@SUM(A1)", "-1+1", date(1899, 12, 31), None, -4, None],
    ["http://exemple.fr", "12", None, None, None, None],
    ["ligne 1\nligne 2 ; « suite »", " =1+1", None, None, None, None],
    ["mot\x00 caché\x0b 😀", "\t=1", None, None, None, None],
]


def write(book: Any, path: Path) -> None:
    with book.Book(path, title="Essai") as opened:
        sheet = opened.sheet("Feuille [1]", HEADS)
        for row in ROWS:
            sheet.add(row)
        sheet.end(["Fin"])


def test_a_workbook_holds_typed_cells_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "essai.xlsx"
    write(xlsx, path)
    sheet = openpyxl.load_workbook(path).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0] == [head.label for head in HEADS]
    assert found[1] == ["DUPONT", None, datetime.combine(date(2003, 7, 14), time()), SEEN, 3, 12.5]
    assert found[2] == ["=cmd|' /C calc'!A0", "+33600000000", None, None, 0, None]
    assert found[3] == ["@SUM(A1)", "-1+1", "31/12/1899", None, -4, None]
    assert found[4][:2] == ["http://exemple.fr", "12"]
    assert found[5][:2] == ["ligne 1\nligne 2 ; « suite »", " =1+1"]
    assert found[6][0] == "mot caché 😀"
    assert found[8][0] == "Fin"
    texts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in texts)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F7"
    assert (sheet.title, sheet.column_dimensions["A"].width >= 20) == ("Feuille  1", True)
    assert sheet["C2"].number_format == "dd/mm/yyyy"


def test_a_csv_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "essai.csv"
    write(csv, path)
    assert path.read_bytes().startswith("\ufeff".encode())
    with path.open(encoding="utf-8-sig", newline="") as opened:
        found = list(reader.reader(opened, delimiter=";"))
    assert found[0][1] == "'=Titre()"
    assert found[1] == ["DUPONT", "", "14/07/2003", "14/07/2026 23:30", "3", "12,50"]
    assert found[2][:2] == ["'=cmd|' /C calc'!A0", "'+33600000000"]
    assert found[3][:3] == ["'@SUM(A1)", "'-1+1", "31/12/1899"]
    assert (found[3][4], found[5][1], found[6][1]) == ("-4", "' =1+1", "'\t=1")
    assert found[5][0] == "ligne 1\nligne 2 ; « suite »"
    assert found[-1] == ["Fin"]


@pytest.mark.parametrize("sign", ["a", "é", "😀"])
def test_a_text_longer_than_a_cell_is_cut_with_a_mark(sign: str, tmp_path: Path) -> None:
    said = cells.text(sign * 40_000)
    assert said.endswith(cells.CUT)
    assert len(said.encode("utf-16-le")) // 2 <= cells.LONGEST
    assert cells.text(sign * 10_000) == sign * 10_000
    with xlsx.Book(tmp_path / "long.xlsx") as book:
        sheet = book.sheet("Long", HEADS)
        sheet.add([sign * 40_000])
        sheet.end()
    assert openpyxl.load_workbook(tmp_path / "long.xlsx").active["A2"].value == said


WORDS = [
    "_x0041_", " bords ", "a < b & c > d", "0123456789A", "+33600000000", "00123", "l'été \U0001f600", "deux\rlignes",
]  # fmt: skip


def test_a_workbook_says_every_text_as_it_was_typed(tmp_path: Path) -> None:
    """M38: long numbers stay texts with their zeros; what the format writes otherwise is read back alike."""
    with xlsx.Book(tmp_path / "mots.xlsx") as book:
        sheet = book.sheet("Mots", [Head(word) for word in WORDS])
        for _ in range(3):
            sheet.add(WORDS)
        sheet.add(["Total", 3, Decimal("1.5"), date(2026, 1, 2)], strong=True)
        sheet.end()
    found = list(openpyxl.load_workbook(tmp_path / "mots.xlsx").active.iter_rows())
    assert [[unescape(cell.value) for cell in row] for row in found[:4]] == [WORDS] * 4
    assert {cell.data_type for row in found[:4] for cell in row} <= {"s", "inlineStr"}
    assert [cell.value for cell in found[4][:4]] == ["Total", 3, 1.5, datetime.combine(date(2026, 1, 2), time())]
    assert [cell.font.bold for cell in found[4][:2]] == [True, True]


def test_a_workbook_of_more_texts_than_are_remembered_is_whole(tmp_path: Path) -> None:
    """M37."""
    with xlsx.Book(tmp_path / "grand.xlsx") as book:
        sheet = book.sheet("Grand", [Head("Rang"), Head("Jour")])
        for rank in range(5_000):
            sheet.add([f"Texte {rank}", date(2000, 1, 1) + timedelta(days=rank)])
        sheet.end()
    first = datetime.combine(date(2000, 1, 1), time())
    with closing(openpyxl.load_workbook(tmp_path / "grand.xlsx", read_only=True)) as read:
        rows = [row[:2] for row in read.active.iter_rows(min_row=2, values_only=True)]
    assert rows == [(f"Texte {rank}", first + timedelta(days=rank)) for rank in range(5_000)]


def test_half_of_a_character_does_not_break_a_file() -> None:
    assert cells.text("a\ud83d b\ufffe") == "a\ufffd b"


def test_every_column_has_a_block_and_a_code_of_its_own() -> None:
    codes = [column.code for column in COLUMNS]
    assert len(set(codes)) == len(codes)
    assert {column.block for column in COLUMNS} | {"questions"} == {block.code for block in BLOCKS}
    assert [column.code for column in chosen(["statut", "numero", "inconnue", "numero"])] == ["numero", "statut"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("245.50", Decimal("245.50")), ("", None), ("12,5", Decimal("12.5")), ("?", "?"), ("nan", "nan")],
)
def test_an_amount_is_a_number_or_what_was_typed(typed: str, said: object) -> None:
    assert amount(typed) == said
