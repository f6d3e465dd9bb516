"""Setting a page in type: one template, plain data in, an accessible PDF out.

Data reach a template as JSON, never as source: what a user typed cannot be interpreted. Fonts are those carried by
the compiler and those of ``fonts/``, so that a page looks alike on every machine.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

TypesettingError = typst.TypstError
"""What a document that cannot be laid out raises."""

TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = Path(__file__).parent / "fonts"
_LONG_WORD: Final = re.compile(r"\S{25,}")
_ZERO_WIDTH_SPACE: Final = "\u200b"
MAX_TEXT: Final = 20_000
DEFAULT_ACCENT: Final = "#1b4f8a"


def compile_pdf(template: str, data: Mapping[str, Any], *, created: datetime | None = None) -> bytes:
    """The PDF of ``templates/<template>.typ`` with ``data`` (JSON values), tagged, in the language and title it sets.

    PDF/UA-1, unless a character has no glyph in any of our fonts (a rare script): then a tagged PDF that shows a box
    in its place, as the norm forbids such a character.
    ``created`` (aware) fixes the date in the file; two calls with equal arguments then give equal bytes.
    """
    inputs = {"data": json.dumps(_printable(data))}
    try:
        return _compile(template, inputs, created, ["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _compile(template, inputs, created, [])


def _compile(template: str, inputs: dict[str, str], created: datetime | None, standards: list[Any]) -> bytes:
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=created.replace(microsecond=0) if created is not None else None,
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _printable(value: Any) -> Any:
    """The same values with every string cleaned; tuples become lists."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value


def clean(text: str) -> str:
    """``text`` without what has no place on paper: controls, lone surrogates, direction overrides; cut after
    20,000 characters, more than any field holds, so that a page never takes seconds.

    A word longer than 24 characters (a file name, an address) may break after a separator or every 16 characters:
    else it would run out of its cell.
    """
    text = text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + " […]"
    text = text.replace("\r\n", "\n").replace("\t", " ")
    kept = (char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", unicodedata.normalize("NFC", "".join(kept)))
    return _LONG_WORD.sub(lambda match: _breakable(match.group()), text)


def _breakable(word: str) -> str:
    return _ZERO_WIDTH_SPACE.join(re.findall(r"\S{5,15}?[-_.@/,;:+]|\S{1,16}", word))


def colour(value: str) -> str:
    """``value`` if it is "#rrggbb", else the default accent: a wrong setting must not stop a letter."""
    return value if re.fullmatch("#[0-9a-fA-F]{6}", value) else DEFAULT_ACCENT
