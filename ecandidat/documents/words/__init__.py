"""Fixed words of the printed documents, in each language that a candidate may choose: one module for each.

Keys are those that the templates read; every language has the same keys (a test compares them).
"""

from __future__ import annotations

from typing import Final

from ecandidat.documents.words import de, en, es, fr

_MODULES: Final = {"fr": fr, "en": en, "es": es, "de": de}

DOSSIER: Final[dict[str, dict[str, str]]] = {lang: module.DOSSIER for lang, module in _MODULES.items()}
LETTER: Final[dict[str, dict[str, str]]] = {lang: module.LETTER for lang, module in _MODULES.items()}
DEFAULT_BODIES: Final[dict[tuple[str, str], str]] = {
    (kind, lang): body for lang, module in _MODULES.items() for kind, body in module.BODIES.items()
}
"""Keys: (kind, language). Paragraphs are separated by a blank line; ``${variable}`` is filled by the caller."""

CODES: Final[dict[str, dict[str, str]]] = {"en": en.CODES, "es": es.CODES, "de": de.CODES}
"""Language → French label of a code → its label in that language."""


def words_for(table: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """The words of ``language``, or French ones when we have none."""
    return table.get(language, table["fr"])
