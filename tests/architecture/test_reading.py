"""Files that people send are read in processes apart: ``documents.workshop`` is the only way to them."""

from __future__ import annotations

import ast

from tests.architecture.sources import PROJECT

READERS = {"receive", "check", "check_pdf", "check_image", "open_image"}
"""What reads a file in the process that calls it."""

MODULES = {"ecandidat.documents.uploads", "ecandidat.documents.images"}
APART = {"documents", "services/demo"}
"""Where that is allowed: the worker's own modules, and the files that come with the demonstration."""


def test_no_sent_file_is_read_in_the_process_of_the_server() -> None:
    package, found = PROJECT / "ecandidat", []
    for path in package.rglob("*.py"):
        where = path.relative_to(package).as_posix()
        if any(where.startswith(f"{folder}/") for folder in APART):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module in MODULES:
                found += [f"{where}: {one.name}" for one in node.names if one.name in READERS]
    assert not found
