"""The table of ``docs/coverage.md`` is whole, and every test that it names exists and runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PROJECT

TABLE = PROJECT / "docs" / "coverage.md"
GROUPS = {"C": (104, 3), "G": (17, 2), "M": (51, 2), "D": (34, 2), "S": (25, 2), "X": (22, 2)}
"""Letter of a group → how many rows it has, and with how many digits their ids are written."""

ROWS = [f"{letter}{number:0{digits}d}" for letter, (most, digits) in GROUPS.items() for number in range(1, most + 1)]
LATER = ("M45", "M46", "M47", "M48")
"""Rows that come later: the table says so, and names no test."""

ROW = re.compile(r"\| [CGMDSX]\d+ \|")
NAMED = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)+)`")
SKIPPING = re.compile(r"\b(skip|skipif|xfail|importorskip)\b")


def table() -> list[tuple[str, str, list[str]]]:
    """(row, what it is, tests) of each line of the table."""
    lines = [line.split("|") for line in TABLE.read_text(encoding="utf-8").splitlines() if ROW.match(line)]
    return [(cells[1].strip(), cells[2].strip(), NAMED.findall("|".join(cells[3:]))) for cells in lines]


def functions_of(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """``test_name`` or ``Class::test_name`` → its function, of one file."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name.startswith("test_"):
                    yield f"{node.name}::{method.name}", method


def test_every_row_is_there_in_order_and_says_what_it_is() -> None:
    assert [row for row, _what, _tests in table()] == ROWS
    assert [row for row, what, _tests in table() if not what] == []


def test_what_comes_later_says_so_and_names_no_test() -> None:
    assert [row for row, what, tests in table() if tests == [] and what.startswith("Comes later")] == list(LATER)


@pytest.mark.parametrize("row", [row for row in ROWS if row not in LATER])
def test_a_row_names_tests_that_exist_and_run(row: str) -> None:
    named = next((tests for one, _what, tests in table() if one == row), [])
    assert named, "no test proves this row"
    for name in named:
        path, _, test = name.partition("::")
        assert (PROJECT / path).is_file(), name
        found = dict(functions_of(PROJECT / path)).get(test)
        assert found is not None, name
        assert row in (ast.get_docstring(found) or ""), f"{name} does not name the row in its docstring"
        assert not any(SKIPPING.search(ast.unparse(mark)) for mark in found.decorator_list), name
