"""What a PDF could do by itself, taken out: scripts, actions that open or send something, files and media inside.

What stays: text, images, links to pages of the web, bookmarks, the fields of a form and what was typed in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pikepdf

HARMLESS_ACTIONS: Final = {"/GoTo", "/URI", "/Named", "/Hide", "/SetOCGState", "/ResetForm", "/Trans", "/Thread"}
"""Actions that lead within the document or to a page of the web; any other is taken out."""

LIVE_ANNOTATIONS: Final = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment"}

_TRIGGERS: Final = ("/AA", "/JS")
_ATTACHED: Final = ("/AF", "/Collection")
_DEEPEST: Final = 50
_MOST: Final = 100_000
"""Fields and bookmarks looked at: a tree that holds more, or loops, is cut there."""


def strip(pdf: pikepdf.Pdf) -> int:
    """Take active content out of an open PDF; how many things were removed, 0 when it had none."""
    removed = _strip_root(pdf.Root)
    for page in pdf.pages:
        removed += _drop(page.obj, (*_TRIGGERS, "/AF")) + _strip_annotations(page.obj)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        removed += _drop(form, ("/XFA",))
        for field in _tree(form.get("/Fields"), "/Kids"):
            removed += _strip_trigger(field)
    outlines = pdf.Root.get("/Outlines")
    if isinstance(outlines, pikepdf.Dictionary):
        for item in _chain(outlines):
            removed += _strip_trigger(item)
    return removed


def _strip_root(root: Any) -> int:
    removed = _drop(root, (*_TRIGGERS, *_ATTACHED))
    opening = root.get("/OpenAction")
    # A place to open at is no action; whoever writes it as an action may only go somewhere.
    if isinstance(opening, pikepdf.Dictionary) and _runs(opening):
        removed += _drop(root, ("/OpenAction",))
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        removed += _drop(names, ("/JavaScript", "/EmbeddedFiles", "/Renditions"))
    return removed


def _strip_annotations(page: pikepdf.Dictionary) -> int:
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return 0
    removed = 0
    for index in range(len(annotations) - 1, -1, -1):
        annotation = annotations[index]
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        if str(annotation.get("/Subtype", "")) in LIVE_ANNOTATIONS:
            del annotations[index]
            removed += 1
        else:
            removed += _strip_trigger(annotation)
    return removed


def _strip_trigger(thing: pikepdf.Dictionary) -> int:
    """Take what a field, a bookmark or an annotation would run."""
    removed = _drop(thing, _TRIGGERS)
    action = thing.get("/A")
    if isinstance(action, pikepdf.Dictionary) and _runs(action):
        removed += _drop(thing, ("/A",))
    return removed


def _runs(action: pikepdf.Dictionary, depth: int = 0) -> bool:
    """Whether an action, or one that follows it, does more than show something."""
    if str(action.get("/S", "")) not in HARMLESS_ACTIONS or "/JS" in action or depth > _DEEPEST:
        return True
    following = action.get("/Next")
    several: Iterable[Any] = (following,) if not isinstance(following, pikepdf.Array) else following
    return any(_runs(one, depth + 1) for one in several if isinstance(one, pikepdf.Dictionary))


def _drop(thing: Any, keys: Iterable[str]) -> int:
    held = [key for key in keys if key in thing]
    for key in held:
        del thing[key]
    return len(held)


def _tree(nodes: Any, below: str) -> Iterator[pikepdf.Dictionary]:
    waiting = list(nodes) if isinstance(nodes, pikepdf.Array) else []
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MOST:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen if node.is_indirect else (-1, len(seen)))
        yield node
        kids = node.get(below)
        waiting += list(kids) if isinstance(kids, pikepdf.Array) else []


def _chain(outlines: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    waiting, seen = [outlines.get("/First")], set[tuple[int, int]]()
    while waiting and len(seen) < _MOST:
        item = waiting.pop()
        if not isinstance(item, pikepdf.Dictionary) or not item.is_indirect or item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield item
        waiting += [item.get("/First"), item.get("/Next")]
