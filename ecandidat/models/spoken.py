"""A text in several languages, as an immutable value."""

from __future__ import annotations

from ecandidat.domain.codes import interface

Texts = tuple[tuple[str, str], ...]
"""A text in several languages: ``(("fr", "…"), ("en", "…"))``."""


def text(texts: Texts, lang: str = "fr") -> str:
    """The text in that language, else in that of the screens, else in French, else the first, else ''."""
    return spoken(texts, lang)[0]


def spoken(texts: Texts, lang: str = "fr") -> tuple[str, str]:
    """What :func:`text` gives, and the language that it is in; ('', lang) when there is none."""
    found = {code: said for code, said in texts if said}
    code = next((code for code in (lang, interface(lang), "fr", *found) if code in found), lang)
    return found.get(code, ""), code
