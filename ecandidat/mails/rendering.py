"""The strict template language of the texts that administrators edit.

``${variable}`` inserts a value; ``{if(variable)} … {endif(variable)}`` (or ``{if($variable)}``) keeps what it encloses
only when the value is not blank. Names come from a closed list, nothing is evaluated, and a value is inserted as
it is: whatever it contains is never read again as a template.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from typing import NamedTuple

_TAG = re.compile(
    r"\$\{(?P<value>[^{}\n]*)\}"
    r"|\{(?P<word>if|endif)[ \t]*+\([ \t]*+\$?+(?P<condition>[^(){}\n]*+)\)[ \t]*+\}"
    r"|(?P<broken>\$\{|\{(?:end)?if\b)"
)
HINTED = 20
"""Faults that come with the name that was perhaps meant: looking for it takes time."""

_AFTER = re.compile(r"[ \t]*(?:\n|\Z)")


class Kind(Enum):
    """What a node of a template is."""

    TEXT = auto()
    VALUE = auto()
    IF = auto()
    ENDIF = auto()


class Node(NamedTuple):
    """A stretch of text, or the name of a variable."""

    kind: Kind
    content: str


class Piece(NamedTuple):
    """A stretch of a rendered text: ``name`` is None for the template's own words, else the variable it came from."""

    text: str
    name: str | None


class Fault(NamedTuple):
    """What is wrong in a text: line (from 1), the name or tag concerned, and the sentence without its line.

    ``code`` is that of a refusal, whose other parameter ``more`` is: the name meant, the right way to write, the block
    that stands in the way.
    """

    line: int
    name: str
    message: str
    code: str = ""
    more: str = ""

    def __str__(self) -> str:
        return f"Ligne {self.line}\u00a0: {self.message}"


class TemplateError(ValueError):
    """A text cannot be used. ``line`` and ``name`` say where and what; ``str()`` is a French sentence."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.line = fault.line
        self.name = fault.name


@dataclass(frozen=True)
class Template:
    """A parsed text, ready to receive values any number of times."""

    nodes: tuple[Node, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every variable the text inserts or tests."""
        return frozenset(node.content for node in self.nodes if node.kind is not Kind.TEXT)

    def pieces(self, values: Mapping[str, str]) -> Iterator[Piece]:
        """The rendered text in stretches that tell the template's words from the values."""
        hidden = 0
        for kind, content in self.nodes:
            if kind is Kind.IF:
                hidden += 1 if hidden or not values.get(content, "").strip() else 0
            elif kind is Kind.ENDIF:
                hidden -= 1 if hidden else 0
            elif not hidden:
                yield Piece(values.get(content, ""), content) if kind is Kind.VALUE else Piece(content, None)

    def render(self, values: Mapping[str, str]) -> str:
        """The text with its values; a variable without value renders empty."""
        return "".join(piece.text for piece in self.pieces(values))


def parse(text: str, allowed: Collection[str]) -> Template:
    """Read ``text``, whose variables must all be in ``allowed``. Raise :class:`TemplateError` at the first fault."""
    nodes, faults = _scan(text, allowed)
    if faults:
        raise TemplateError(faults[0])
    return Template(tuple(nodes))


def check(text: str, allowed: Collection[str]) -> list[str]:
    """Every fault of ``text`` as a French sentence that begins with its line; an empty list when it may be used."""
    return [str(fault) for fault in _scan(text, allowed)[1]]


def faults_of(text: str, allowed: Collection[str]) -> list[Fault]:
    """Every fault of ``text``, in the order of its lines."""
    return _scan(text, allowed)[1]


def _scan(text: str, allowed: Collection[str]) -> tuple[list[Node], list[Fault]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    nodes: list[Node] = []
    faults: list[Fault] = []
    opened: list[tuple[str, int]] = []
    position = 0
    for match in _TAG.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        start, end = match.span()
        if match["broken"]:
            faults.append(_broken(line, match["broken"]))
            continue
        name = (match["value"] if match["value"] is not None else match["condition"]).strip()
        if name not in allowed:
            faults.append(_unknown(line, name, allowed if len(faults) < HINTED else ()))
        if match["word"]:
            start, end = _whole_line(text, start, end)
        if start > position:
            nodes.append(Node(Kind.TEXT, text[position:start]))
        position = max(position, end)
        if match["value"] is not None:
            nodes.append(Node(Kind.VALUE, name))
        elif match["word"] == "if":
            nodes.append(Node(Kind.IF, name))
            opened.append((name, line))
        else:
            nodes.append(Node(Kind.ENDIF, name))
            faults.extend(_close(line, name, opened))
    if position < len(text):
        nodes.append(Node(Kind.TEXT, text[position:]))
    faults.extend(
        Fault(line, name, f"le bloc {{if({name})}} n'est pas fermé\u00a0: ajoutez {{endif({name})}}.",
              "template_unclosed")
        for name, line in opened
    )
    return nodes, sorted(faults, key=lambda fault: fault.line)


def _whole_line(text: str, start: int, end: int) -> tuple[int, int]:
    """A condition alone on its line takes the whole line with it, so that it leaves no blank line behind."""
    line_start = text.rfind("\n", 0, start) + 1
    after = _AFTER.match(text, end)
    if after and not text[line_start:start].strip(" \t"):
        return line_start, after.end()
    return start, end


def _broken(line: int, tag: str) -> Fault:
    wanted = "${variable}" if tag == "${" else f"{tag}(variable)}}"
    return Fault(line, tag, f"«\u00a0{tag}\u00a0» ouvre une balise mal écrite\u00a0; écrivez {wanted}.",
                 "template_broken", wanted)


def _unknown(line: int, name: str, allowed: Collection[str]) -> Fault:
    near = get_close_matches(name, allowed, n=1)
    hint = f"\u00a0; vouliez-vous dire «\u00a0{near[0]}\u00a0»\u00a0?" if near else "."
    return Fault(line, name, f"la variable «\u00a0{name}\u00a0» n'existe pas ici{hint}",
                 "template_misspelt" if near else "template_unknown", near[0] if near else "")


def _close(line: int, name: str, opened: list[tuple[str, int]]) -> list[Fault]:
    """Close the innermost block; a misplaced end also closes the blocks it leaves open, to report each fault once."""
    if not any(name == block for block, _ in opened):
        return [Fault(line, name, f"{{endif({name})}} ne ferme aucun bloc ouvert.", "template_unopened")]
    faults = []
    while (block := opened.pop())[0] != name:
        faults.append(
            Fault(line, block[0], f"{{endif({name})}} arrive avant {{endif({block[0]})}}, ouvert ligne {block[1]}.",
                  "template_crossed", block[0])
        )
    return faults
