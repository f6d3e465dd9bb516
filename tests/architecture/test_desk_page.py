"""``docs/desk.md`` speaks of what is on the screens: each word between « » stands in a page, a label or a sentence."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.architecture.sources import PROJECT, TEMPLATES, modules, strings, tree

PAGE = PROJECT / "docs" / "desk.md"
QUOTED = re.compile(r"« ([^»]+) »")
PAGES = sorted(TEMPLATES.rglob("*.pt"))
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def quoted() -> list[str]:
    """What the page quotes, each once, lines joined."""
    return sorted(set(QUOTED.findall(" ".join(PAGE.read_text(encoding="utf-8").split())))) or [""]


@cache
def screens() -> str:
    """All texts of templates, and all of the code but its docstrings, with plain spaces."""
    texts = [re.sub(r"<!--.*?-->|<[^>]*>", "", path.read_text(encoding="utf-8"), flags=re.S) for path in PAGES]
    for path in modules():
        told = {ast.get_docstring(node, clean=False) for node in ast.walk(tree(path)) if isinstance(node, DOCUMENTED)}
        texts += [text for text in strings(path) if text not in told]
    return " ".join(" ".join(texts).replace("&nbsp;", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("words", quoted())
def test_what_the_page_quotes_is_on_a_screen(words: str) -> None:
    assert words
    assert words in screens().replace("${who}", "X").replace("${name}", "X")
