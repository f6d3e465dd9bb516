"""French typography: texts are typed with plain spaces, and shown with those that never break."""

from __future__ import annotations

import re
from functools import lru_cache

NBSP = "\u00a0"

_PLAIN = re.compile(r"(?<=\S) (?=[:;?!»](?!\w))|(?<=«) ")
"""The space before a double punctuation mark, and those inside quotation marks."""


@lru_cache(maxsize=8192)
def spaced(text: str) -> str:
    """A French text whose « : », « ; », « ? », « ! » and quotation marks never begin or end a line alone."""
    return _PLAIN.sub(NBSP, text)
