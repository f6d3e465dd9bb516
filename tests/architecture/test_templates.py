"""Templates carry nothing inline, are all used, and load what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, TEMPLATES, modules, shown, strings

PAGES = sorted(TEMPLATES.rglob("*.pt"))
EACH = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LOAD = re.compile(r"load:\s*([\w./-]+\.pt)")


def markup(path: Path) -> str:
    """A template without its comments."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@EACH
def test_nothing_is_inline(path: Path) -> None:
    text = markup(path)
    assert not re.search(r"<style\b", text, re.I), "a <style> element"
    for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL | re.I):
        assert "src=" in attributes, "a <script> without src"
        assert not body.strip(), "a <script> with a body"
    for tag in re.findall(r"<\w[^<>]*>", text, re.DOTALL):
        assert not re.search(r"""\sstyle\s*=\s*["']""", tag, re.I), tag
        assert not re.search(r"""\son[a-z]+\s*=\s*["']""", tag, re.I), tag
        assert not re.search(r"""["'\s]javascript:""", tag, re.I), tag
    for statement in re.findall(r"""tal:attributes="([^"]*)\"""", text):
        for part in statement.split(";"):
            name = part.strip().split(" ")[0]
            assert name != "style", part
            assert not re.fullmatch(r"on[a-z]+", name), part


@EACH
def test_what_a_template_loads_exists(path: Path) -> None:
    missing = [name for name in LOAD.findall(path.read_text()) if not (path.parent / name).is_file()]
    assert missing == []


def test_every_template_is_used() -> None:
    words = {word for path in modules() for word in strings(path)}
    used = {
        page for page in PAGES
        if any(word.endswith(str(page.relative_to(TEMPLATES))) for word in words)
    }  # fmt: skip
    for page in PAGES:
        used |= {(page.parent / name).resolve() for name in LOAD.findall(page.read_text())}
    ours = TEMPLATES / "deform"
    used |= {page for page in PAGES if page.is_relative_to(ours) and is_widget(page.relative_to(ours))}
    assert sorted(shown(page) for page in PAGES if page not in used) == []


def is_widget(name: Path) -> bool:
    """Whether Deform has a template of that name, which ours replaces, or a form of ours asks for it."""
    import deform

    theirs = Path(deform.__file__).parent / "templates" / name
    asked = {word for path in modules("forms") for word in strings(path)}
    return theirs.is_file() or str(name.with_suffix("")) in asked


@pytest.mark.parametrize("path", sorted((PACKAGE / "static").rglob("*.css")), ids=lambda path: path.name)
def test_stylesheets_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"@import|https?://", text)
    for name in re.findall(r"""url\(["']?([^)"'?#]+)""", text):
        if not name.startswith("data:"):
            assert (path.parent / name).is_file(), name
