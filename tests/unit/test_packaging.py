"""A clean machine gets all that the code imports: the lock knows every library, the package every file."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import fields
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from ecandidat.scripts import cli
from ecandidat.settings import Settings

PROJECT = Path(__file__).parents[2]
OURS = {"ecandidat", "tests", "bench"}


def imported(folder: Path) -> set[str]:
    """Top-level modules that the files of a folder import, except the standard library and ours."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - OURS


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    """Name → version of requirements.txt."""
    lines = (PROJECT / "requirements.txt").read_text("utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {normal(name): version for name, version in pairs}


@pytest.mark.parametrize("folder", ["ecandidat", "tests", "bench"])
def test_every_library_imported_is_in_the_lock(folder: str) -> None:
    distributions, lock = packages_distributions(), locked()
    missing = {
        module
        for module in imported(PROJECT / folder)
        if not any(normal(name) in lock for name in distributions.get(module, ()))
    }
    assert not missing


def test_the_lock_holds_exact_versions_of_what_setup_asks() -> None:
    lock = locked()
    asked = re.findall(r'^    "([A-Za-z][\w.-]*?)(?:[<>=].*)?",$', (PROJECT / "setup.py").read_text("utf-8"), re.M)
    assert len(asked) > 30
    assert set(map(normal, asked)) <= set(lock)
    assert lock["setuptools"].split(".")[0] == "80"
    assert "psycopg2" not in lock
    assert all(re.fullmatch(r"\d[\w.]*", version) for version in lock.values())


def test_every_file_that_is_not_python_is_packaged() -> None:
    """What MANIFEST.in forgets is absent from an installed copy only, where nobody looks."""
    line = (PROJECT / "MANIFEST.in").read_text("utf-8")
    packaged = set(re.findall(r"\*(\.\w+)", line))
    found = {
        path.suffix
        for path in (PROJECT / "ecandidat").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".keep"
    }
    assert found - packaged <= {".py", ".mo"}


def test_the_operators_page_names_every_setting_and_every_command() -> None:
    page = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    names = [field.name for field in fields(Settings)]
    missing = [name for name in names if not re.search(rf"`(ECANDIDAT_|ecandidat\.){name}`", page, re.IGNORECASE)]
    assert missing == []
    (choices,) = (action.choices for action in cli._parser()._actions if action.choices)
    told = re.findall(r"^\| `([a-z]+)[^.]*?` \| \w", page.partition("## Commands")[2], re.MULTILINE)
    assert sorted(told) == sorted(choices)
