"""Texts that an establishment or a component wrote in place of the built-in ones, mails and letters; their history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from BTrees.IOBTree import IOBTree
from persistent import Persistent

from ecandidat.domain.codes import DecisionKind

Fields = tuple[tuple[str, str], ...]
"""The parts of one text: ``(("subject", "…"), ("body", "…"))``; () stands for the built-in text."""


class Version(NamedTuple):
    """What a text became at a moment, in one language, and who wrote it."""

    at: datetime
    by: str
    lang: str
    fields: Fields = ()


class OwnText(Persistent):
    """A text in several languages: ``texts`` holds ``(language, fields)``, only for languages that were written.

    ``history`` holds the versions by their number, from 1; None until something was written. It is an object apart,
    because a text is read for each mail and its history nearly never.
    """

    texts: tuple[tuple[str, Fields], ...] = ()
    active: bool = True
    history: IOBTree | None = None

    def fields(self, lang: str) -> dict[str, str]:
        """The parts written in a language; none where the built-in text stands."""
        return dict(dict(self.texts).get(lang, ()))

    def put(self, version: Version) -> None:
        """Make a version the text of its language, and remember it."""
        others = tuple((lang, fields) for lang, fields in self.texts if lang != version.lang)
        self.texts = (*others, (version.lang, version.fields)) if version.fields else others
        if self.history is None:
            self.history = IOBTree()
        self.history[self.history.maxKey() + 1 if self.history else 1] = version

    def versions(self, lang: str) -> list[tuple[int, Version]]:
        """(number, version) of one language, the newest first."""
        found = list(self.history.items()) if self.history is not None else []
        return [(number, version) for number, version in found if version.lang == lang][::-1]


class MailTemplate(OwnText):
    """The own texts of one mail. ``label`` and ``kind`` belong to mails that the catalogue does not know: those of
    decision types; ``kind`` is None for the others.
    """

    label: str = ""
    kind: DecisionKind | None = None


class LetterTemplate(OwnText):
    """The own letter of one kind of decision. ``logo`` is a document, a PNG or a JPEG, which takes the place of the
    establishment's name; ``facts`` frames decision, reason, comment and deadline above the text; ``sign`` prints
    the commission's signature image.
    """

    logo: Any = None
    facts: bool = True
    sign: bool = True
