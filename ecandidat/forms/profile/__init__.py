"""« Mon compte »: one module per step, and the life that these forms share.

A step module says four things: ``schema`` (the fields, given the lists and what is being typed, because lists depend
on one another), ``shown`` (a stored value → what the fields show), ``read`` (what was typed → a value to store) and
``card`` (a value as label and text pairs, to read). What never enters: writing (``services.profile``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyramid.request import Request

from ecandidat.domain.codes import LANGUAGES
from ecandidat.forms import Lifecycle
from ecandidat.models.nomenclature import Nomenclatures

VERSION = "version"
"""Name of the hidden field that says which stored value a form was drawn from."""

ENTRY = "cle"
"""Name of the hidden field that holds the key of a list's entry, chosen before it exists: sent twice, it is one."""


@dataclass(frozen=True)
class Desk:
    """What the schemas of a page lean on: the lists, the language, the civil date, a translator, the languages that
    one of the universities speaks.
    """

    lists: Nomenclatures
    lang: str
    today: date
    translate: Callable[[Any], str]
    spoken: tuple[str, ...] = tuple(LANGUAGES)

    @classmethod
    def of(cls, request: Request) -> Desk:
        """The desk of a request."""
        spoken = {code for found in request.portal.establishments for code in found.languages} | {"fr"}
        return cls(
            request.portal.nomenclatures, request.language, request.work.today, request.localizer.translate,
            tuple(code for code in LANGUAGES if code in spoken),
        )  # fmt: skip


def fingerprint(value: Any) -> str:
    """A short print of a stored value: two pages drawn from the same value carry the same one."""
    return hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()[:16]


class StepForm(Lifecycle):
    """The form of a step: knows which version it was drawn from."""

    def stale(self, values: dict[str, Any], stored: Any, wanted: Any) -> bool:
        """Whether the stored value changed since the form was shown, into something else than what is wanted."""
        version = values.get(VERSION)
        return bool(version) and version != fingerprint(stored) and stored != wanted

    def again(self, stored: Any) -> str:
        """The form with what was typed, now drawn from the value stored at present."""
        return self._typed(**{VERSION: fingerprint(stored)})
