"""Reading the project's own sources, for the tests of this folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "ecandidat"
TEMPLATES = PACKAGE / "templates"


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(*below: str) -> list[Path]:
    """Python files of the package, or of one of its folders."""
    return sorted(PACKAGE.joinpath(*below).rglob("*.py"))


def strings(path: Path) -> Iterator[str]:
    """Every string constant of a file, docstrings and pieces of f-strings included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def shown(path: Path) -> str:
    """A path as failures print it."""
    return str(path.relative_to(PROJECT))
