"""The shape of a body: paragraphs, lists, facts and buttons.

It is read from the text *before* the values go in, so that nothing a candidate types can add a paragraph, a
button or a link. Marks of the texts:

* a blank line ends a paragraph; a line that begins with ``- `` is a list item; when each item of a list reads
  ``Label : value`` the list is shown as a panel of facts; an item made of one variable is one item per line of it;
* ``=> label | ${lienX}``, or ``${lienX}`` alone on its line, is a button, its address printed below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from ecandidat.domain.codes import interface
from ecandidat.mails.rendering import Piece
from ecandidat.mails.variables import VARIABLES, ValueKind

HTTP = re.compile(r"https?://[^\s<>\"'\\`{}|^]+\Z")
FACT = re.compile(r"(?P<label>[^:\n]{2,60}?)[ \u00a0\u202f]?:[ \u00a0]")

Line = list[Piece]


class Shape(Enum):
    """What a block of the body is."""

    PARAGRAPH = auto()
    LIST = auto()
    FACTS = auto()
    BUTTON = auto()


@dataclass(frozen=True)
class Block:
    """One block of the body: its lines (or items); for a button one line (the label) and the address."""

    shape: Shape
    lines: tuple[Line, ...]
    url: str = ""




def blocks_of(pieces: Iterable[Piece], lang: str) -> list[Block]:
    """The body as blocks; items, buttons and paragraphs that the values leave empty vanish."""
    blocks: list[Block] = []
    for shape, group in groupby(_lines(pieces), key=_line_shape):
        lines = list(group)
        if shape is Shape.BUTTON:
            blocks.extend(filter(None, (_button(line, lang) for line in lines)))
        elif shape is Shape.LIST:
            items = tuple(item for line in lines for item in _items(line))
            facts = bool(items) and all(item[0].name is None and FACT.match(item[0].text) for item in items)
            blocks.append(Block(Shape.FACTS if facts else Shape.LIST, items))
        elif shape is Shape.PARAGRAPH:
            blocks.append(Block(shape, tuple(line for line in lines if text_of(line).strip())))
    return [block for block in blocks if block.lines]


def _lines(pieces: Iterable[Piece]) -> list[Line]:
    """Cut at the line ends of the text itself; those of the values stay inside their line."""
    lines: list[Line] = [[]]
    for piece in pieces:
        if piece.name is not None:
            lines[-1].append(piece)
            continue
        first, *others = piece.text.split("\n")
        lines[-1].append(Piece(first, None))
        lines.extend([Piece(other, None)] for other in others)
    return [[piece for piece in line if piece.text or piece.name] for line in lines]


def _line_shape(line: Line) -> Shape | None:
    literal = line[0].text.lstrip() if line and line[0].name is None else ""
    if literal.startswith("=>") or _lone_link(line):
        return Shape.BUTTON
    if literal.startswith("- "):
        return Shape.LIST
    if all(piece.name is None and not piece.text.strip() for piece in line):
        return None
    return Shape.PARAGRAPH


def _lone_link(line: Line) -> str | None:
    names = [piece.name for piece in line if piece.name or piece.text.strip()]
    if len(names) == 1 and names[0] and VARIABLES[names[0]].kind is ValueKind.LINK:
        return names[0]
    return None


def _button(line: Line, lang: str) -> Block | None:
    name = _lone_link(line)
    if name:
        url = text_of(line).strip()
        label = VARIABLES[name].button.get(lang) or VARIABLES[name].button[interface(lang)]
        return Block(Shape.BUTTON, ([Piece(label, None)],), url) if url else None
    whole = [Piece(line[0].text.lstrip().removeprefix("=>").lstrip(), None), *line[1:]]
    bar = next((i for i, piece in enumerate(whole) if piece.name is None and "|" in piece.text), None)
    if bar is None:
        return Block(Shape.PARAGRAPH, (whole,))
    before, _, after = whole[bar].text.partition("|")
    shown = [*whole[:bar], Piece(before.rstrip(), None)]
    target = [Piece(after.lstrip(), None), *whole[bar + 1 :]]
    url = text_of(target).strip()
    if not url:
        return None
    # An address half typed by a candidate must not become a button.
    typed = any(piece.name and VARIABLES[piece.name].kind is not ValueKind.LINK for piece in target)
    if typed or not HTTP.match(url):
        return Block(Shape.PARAGRAPH, ([*shown, Piece(" ", None), *target],))
    return Block(Shape.BUTTON, (shown,), url)


def _items(line: Line) -> list[Line]:
    first = Piece(line[0].text.lstrip().removeprefix("- ").lstrip(" "), None)
    item = [piece for piece in (first, *line[1:]) if piece.text]
    if len(item) == 1 and item[0].name:
        rows = (row.strip().removeprefix("- ") for row in item[0].text.split("\n"))
        return [[Piece(row, item[0].name)] for row in rows if row]
    return [item] if item else []


def text_of(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
