"""Texts that managers wrote, with the language they are in: pages mark a part that is not in their own language."""

from __future__ import annotations

from dataclasses import dataclass

from pyramid.request import Request

from ecandidat.models.spoken import Texts, spoken


@dataclass(frozen=True)
class Words:
    """A text; ``lang`` is None where it is in the language of the page, so that the attribute is left out."""

    text: str
    lang: str | None = None


def words(request: Request, texts: Texts) -> Words:
    """The text in the reader's language of contents, else in the nearest one that it has."""
    said, lang = spoken(texts, request.contents_language)
    return Words(said, lang if said and lang != request.language else None)


def paragraphs(request: Request, texts: Texts) -> list[Words]:
    """The paragraphs of a text: one per line."""
    whole = words(request, texts)
    return [Words(line.strip(), whole.lang) for line in whole.text.splitlines() if line.strip()]
