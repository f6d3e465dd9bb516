"""The offer of a university as plain values, kept from one request to the next as long as nothing in it changes.

What never enters: HTML, the day (a state is asked with a date), the language (labels are asked with one).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from pyramid.request import Request

from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Mode
from ecandidat.models.offer import Component, DiplomaType, Establishment, Formation
from ecandidat.models.spoken import Texts, text
from ecandidat.resources import path_of
from ecandidat.views.public.sharing import fingerprint

Serials = tuple[tuple[bytes, bytes], ...]


class Opening(StrEnum):
    """Whether one may apply."""

    OPEN = "open"
    FUTURE = "future"
    CLOSED = "closed"


def opening(calendar: Calendar, today: date) -> Opening:
    """The state of a calendar on a day; without dates it is closed."""
    if calendar.is_open(today):
        return Opening.OPEN
    return Opening.FUTURE if calendar.opens is not None and calendar.opens > today else Opening.CLOSED


def plain(words: str) -> str:
    """Lower case without accents: what a search compares."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("œ", "oe").replace("æ", "ae")


@dataclass(frozen=True)
class Leaf:
    """One formation. ``text`` is everything a search looks at, in every language, made plain; ``mode`` is its own."""

    code: str
    path: str
    title: str
    keywords: str
    url: str
    mode: Mode
    calendar: Calendar
    text: str


@dataclass(frozen=True)
class TypeBranch:
    """One diploma type with its formations by title."""

    code: str
    path: str
    label: Texts
    leaves: tuple[Leaf, ...]

    def title(self, lang: str) -> str:
        """The label in a language."""
        return text(self.label, lang)


@dataclass(frozen=True)
class Branch:
    """One component with its diploma types by title; empty ones are left out."""

    code: str
    path: str
    title: str
    types: tuple[TypeBranch, ...]

    def leaves(self) -> Iterator[Leaf]:
        """Every formation of the component."""
        for branch in self.types:
            yield from branch.leaves


@dataclass(frozen=True)
class Catalogue:
    """The whole offer. ``serials`` are the states of the objects that it was read from."""

    serials: Serials
    branches: tuple[Branch, ...]

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every formation of the university."""
        return tuple(leaf for branch in self.branches for leaf in branch.leaves())

    def count_open(self, today: date) -> int:
        """How many formations take applications on that day."""
        return sum(leaf.calendar.is_open(today) for leaf in self.leaves)


def catalogue(request: Request, establishment: Establishment) -> Catalogue:
    """The offer of a university, read again only when one of its objects has changed."""
    kept: dict[bytes, Catalogue] = request.registry.__dict__.setdefault("catalogues", {})
    serials = fingerprint(nodes(establishment))
    found = kept.get(establishment._p_oid)
    if found is None or found.serials != serials:
        found = kept[establishment._p_oid] = Catalogue(serials, tuple(_branches(establishment)))
    return found


def nodes(establishment: Establishment) -> Iterator[Any]:
    """Every object that the offer is read from."""
    yield establishment
    for component in establishment.values():
        yield component
        for type_ in component.values():
            yield type_
            yield from type_.values()


def _branches(establishment: Establishment) -> Iterator[Branch]:
    for component in establishment.components:
        types = tuple(branch for type_ in component.types if (branch := _type_branch(component, type_)).leaves)
        if types:
            yield Branch(component.__name__, path_of(component), component.title, types)


def _type_branch(component: Component, type_: DiplomaType) -> TypeBranch:
    around = [component.title, *(label for _, label in type_.label)]
    leaves = tuple(_leaf(formation, around) for formation in type_.formations)
    return TypeBranch(type_.__name__, path_of(type_), type_.label, leaves)


def _leaf(formation: Formation, around: list[str]) -> Leaf:
    words = plain(" ".join([formation.title, formation.keywords, *around]))
    return Leaf(
        formation.__name__, path_of(formation), formation.title, formation.keywords, formation.url, formation.mode,
        formation.calendar, " ".join(words.split()),
    )  # fmt: skip
