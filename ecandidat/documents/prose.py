"""The text of a letter as paragraphs, lists and bold words: the only shapes that its author may give it.

Marks are read in the author's own words, before values go in, so that a value never makes a list or a bold word:
a blank line ends a paragraph, ``- `` begins an item, ``**`` begins and ends what is bold, until the end of its
paragraph or item at the latest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

BOLD = "**"
ITEM = "- "


class Stretch(NamedTuple):
    """A stretch of text; ``value`` when it came from a variable: then it holds no marks."""

    text: str
    value: bool = False


class Run(NamedTuple):
    """Words printed alike."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list: each item is its runs; a paragraph has one. Runs hold line ends."""

    listed: bool
    items: tuple[tuple[Run, ...], ...]


def plain(text: str) -> Block:
    """A paragraph where nothing is a mark."""
    return Block(False, ((Run(text),),))


def blocks(stretches: Iterable[Stretch]) -> tuple[Block, ...]:
    """The text as blocks; what the values leave empty vanishes."""
    found: list[tuple[bool, list[list[Stretch]]]] = []
    open_block = False
    for line in _lines(stretches):
        if not line or all(not part.value and not part.text.strip() for part in line):
            open_block = False
            continue
        listed = not line[0].value and line[0].text.startswith(ITEM)
        if listed:
            line = [Stretch(line[0].text.removeprefix(ITEM)), *line[1:]]
        if not open_block or found[-1][0] is not listed:
            found.append((listed, [line]))
        elif listed:
            found[-1][1].append(line)
        else:
            found[-1][1][0] += [Stretch("\n"), *line]
        open_block = True
    made = (Block(listed, tuple(filter(None, map(_runs, items)))) for listed, items in found)
    return tuple(block for block in made if block.items)


def _lines(stretches: Iterable[Stretch]) -> list[list[Stretch]]:
    """Cut at the line ends of the author's words; those of the values stay inside their line."""
    lines: list[list[Stretch]] = [[]]
    for stretch in stretches:
        if stretch.value:
            lines[-1].append(stretch)
            continue
        first, *others = stretch.text.split("\n")
        lines[-1].append(Stretch(first))
        lines.extend([Stretch(other)] for other in others)
    return [[part for part in line if part.text] for line in lines]


def _runs(line: list[Stretch]) -> tuple[Run, ...]:
    runs: list[Run] = []
    bold = False
    for part in line:
        pieces = [part.text] if part.value else part.text.split(BOLD)
        for rank, piece in enumerate(pieces):
            bold = not bold if rank else bold
            if piece:
                runs.append(Run(piece, bold))
    return tuple(runs) if "".join(run.text for run in runs).strip() else ()
