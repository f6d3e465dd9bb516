"""The table of ``docs/coverage.md`` is whole, and every test that it names exists and runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PROJECT

TABLE = PROJECT / "docs" / "coverage.md"
ROWS = [f"C{number:03d}" for number in range(1, 105)]
NAMED = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)+)`")
SKIPPING = re.compile(r"\b(skip|skipif|xfail|importorskip)\b")


def table() -> list[tuple[str, str, list[str]]]:
    """(row, what it is, tests) of each line of the table."""
    lines = [line.split("|") for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| C")]
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


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_tests_that_exist_and_run(row: str) -> None:
    named = next(tests for one, _what, tests in table() if one == row)
    assert named, "no test proves this row"
    for name in named:
        path, _, test = name.partition("::")
        assert (PROJECT / path).is_file(), name
        found = dict(functions_of(PROJECT / path)).get(test)
        assert found is not None, name
        assert row in (ast.get_docstring(found) or ""), f"{name} does not name the row in its docstring"
        assert not any(SKIPPING.search(ast.unparse(mark)) for mark in found.decorator_list), name
