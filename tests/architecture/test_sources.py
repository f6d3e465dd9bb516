"""Modules say what they are, stay short, and speak of the project alone."""

from __future__ import annotations

import ast
import subprocess

import pytest

from tests.architecture.sources import PACKAGE, PROJECT, modules, shown, tree

MODULE_LINES, VIEW_FUNCTION_LINES = 400, 60
FOREIGN = ("/work/", "/root/.", "pypi.org/simple", "files.pythonhosted", "registry.npmjs", "jfrog.io", "artifactory")
"""Paths of one machine and addresses of registries: the project names neither."""


def test_every_module_says_what_it_is() -> None:
    silent = [shown(path) for path in modules() if not ast.get_docstring(tree(path))]
    assert silent == []


def test_no_module_grows_beyond_its_room() -> None:
    long = {shown(path): n for path in modules() if (n := len(path.read_text().splitlines())) > MODULE_LINES}
    assert long == {}


def test_view_functions_stay_short() -> None:
    long = [
        f"{shown(path)}:{node.name} ({lines})"
        for path in modules("views")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > VIEW_FUNCTION_LINES
    ]
    assert long == []


def test_only_settings_reads_the_environment() -> None:
    readers = {
        shown(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        and isinstance(node.value, ast.Name) and node.value.id == "os"
    }  # fmt: skip
    # The launcher hands the environment on to the server that it becomes.
    assert readers <= {"ecandidat/settings.py", "ecandidat/scripts/run.py"}


@pytest.mark.parametrize("room", ["domain", "models"])
def test_no_clock_is_read_in(room: str) -> None:
    clocks = [
        f"{shown(path)}:{node.lineno}"
        for path in modules(room)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "today", "utcnow", "time")
        and ast.unparse(node.func.value) in ("datetime", "date", "time", "datetime.datetime", "datetime.date")
    ]
    assert clocks == []


def test_the_repository_speaks_of_the_project_alone() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    this = shown(PROJECT / "tests" / "architecture" / "test_sources.py")
    foreign: list[str] = []
    for name in listed:
        path = PROJECT / name
        if not name or name == this or not path.is_file():
            continue
        content = path.read_bytes()
        foreign += [f"{name}: {word}" for word in FOREIGN if word.encode() in content]
    assert foreign == []
    assert PACKAGE.is_dir()
