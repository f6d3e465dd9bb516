"""The address of a list says everything of it: variant, filters, order, columns, page. Read it, write it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pyramid.request import Request

from ecandidat.domain.campaign import Period
from ecandidat.queries import ARCHIVED, CANCELLED, LIVE, SORTABLE, Condition, Query
from ecandidat.resources import Establishment, Formation, path_of
from ecandidat.services import campaigns, tags
from ecandidat.views.desk import columns
from ecandidat.views.desk.columns import BY_FIELD, COLUMNS

Pairs = tuple[tuple[str, str], ...]
"""Names and values of an address, in their order; none is empty."""

VIEW, EVERYTHING = "vue", "toutes"
SHOWN, FROZEN, ORDER, PAGE, TICKED, WHOLE, KEPT = "col", "fige", "tri", "page", "c", "tout", "s"
PRESENTATION = (SHOWN, FROZEN, ORDER)
VARIANT: dict[str, str] = {LIVE: "", CANCELLED: "annulees", ARCHIVED: "archivees"}
"""Variant → its parameter in the address."""

CAMPAIGN = "campagne"
"""Which former campaign an archived list shows, by its code."""

FILTERS = columns.FILTERS | {"mots", "formation", CAMPAIGN}
MOST_SORTS, MOST_FROZEN = 4, 4
LONGEST = 4_000
"""Longest address that is read, in characters."""


@dataclass(frozen=True)
class State:
    """A list as its address says it: what to ask of the register, the columns shown and how many stay in place."""

    pairs: Pairs
    query: Query
    columns: tuple[str, ...]
    frozen: int

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return any(name in FILTERS for name, _value in self.pairs)

    def values(self, name: str) -> list[str]:
        """What the address gives to a parameter."""
        return [value for known, value in self.pairs if known == name]

    def value(self, name: str) -> str:
        """The first of them, '' where there is none."""
        return next(iter(self.values(name)), "")


def parse(query: str) -> Pairs:
    """The pairs of a query string, whatever it holds."""
    text = "".join(char for char in query[:LONGEST] if char.isascii() and char.isprintable())
    return tuple((name, value) for name, value in parse_qsl(text, errors="replace") if value)


def read(request: Request, context: Any, pairs: Iterable[tuple[str, str]]) -> State:
    """The list that an address asks for; what no list offers is left out."""
    kept = tuple((name, value) for name, value in pairs if value)
    values: dict[str, list[str]] = {}
    for name, value in kept:
        values.setdefault(name, []).append(value)
    variant = next((code for code, name in VARIANT.items() if name and values.get(name) == ["1"]), LIVE)
    userid = request.current_identity.userid if request.current_identity is not None else ""
    query = Query(
        words=values.get("mots", [""])[0].strip()[: columns.LONGEST],
        conditions=(
            *columns.conditions(values, request.portal.nomenclatures, request.language, userid),
            *(former(request, context, values.get(CAMPAIGN, [""])[0]) if variant == ARCHIVED else ()),
        ),
        formation=values.get("formation", [""])[0],
        variant=variant,
        since=since(request, context),
        sort=sorting(values.get(ORDER, [""])[0]) or ("last_name", "first_name"),
        page=number(values.get(PAGE, [""])[0]),
    )
    shown = tuple(dict.fromkeys(code for code in values.get(SHOWN, [""])[0].split(".") if code in COLUMNS))
    frozen = min(number(values.get(FROZEN, ["0"])[0], 0), MOST_FROZEN)
    return State(kept, query, shown or usual(context, variant), frozen)


def usual(context: Any, variant: str = LIVE) -> tuple[str, ...]:
    """The columns of a list as long as nobody chooses."""
    tagged = any(tag.active for tag in tags.below(context).values())
    return columns.usual(tagged=tagged, within=isinstance(context, Formation), cancelled=variant == CANCELLED)


def since(request: Request, context: Any) -> date | None:
    """The first day of the current campaign there, None while there is none."""
    return campaigns.begun(_university(context), request.work.today)


def archived(request: Request, context: Any) -> tuple[Period, ...]:
    """The campaigns before the current one, the newest first."""
    return campaigns.known(_university(context), request.work.today)[1:]


def former(request: Request, context: Any, code: str) -> tuple[Condition, ...]:
    """What keeps the applications of a former campaign; an unknown code keeps all."""
    found = next((one for one in archived(request, context) if code and one.code == code), None)
    if found is None:
        return ()
    return (Condition("created_on", low=found.first, high=found.last(request.work.today)),)


def _university(context: Any) -> Establishment:
    while not isinstance(context, Establishment):
        context = context.__parent__
    return context


def sorting(text: str) -> tuple[str, ...]:
    """The fields of ``-transmise.nom``; fields by their own name are known too."""
    found = []
    for part in text.split("."):
        code = part.removeprefix("-")
        name = COLUMNS[code].field if code in COLUMNS else code
        if name in SORTABLE and name not in [known.removeprefix("-") for known in found]:
            found.append(f"-{name}" if part.startswith("-") else name)
    return tuple(found[:MOST_SORTS])


def order(sort: Iterable[str]) -> str:
    """What :func:`sorting` reads."""
    return ".".join(("-" if name.startswith("-") else "") + BY_FIELD[name.removeprefix("-")].code for name in sort)


def number(text: str, default: int = 1) -> int:
    """A small whole number of an address."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


class Links:
    """Addresses of the same list with something changed; the page goes back to the first, the selection is dropped."""

    def __init__(self, context: Any, pairs: Pairs, *, fallback: bool = False) -> None:
        self.url, self.pairs, self.fallback = f"{path_of(context)}/@@candidatures", pairs, fallback

    def to(self, keep: Iterable[str] | None = None, **changes: str) -> str:
        """The address; an empty value takes a parameter away, ``keep`` limits those kept.

        ``fallback`` asks for everything explicitly where a bare address would open somebody's own view.
        """
        query = self.query(keep, **changes)
        if not query and self.fallback:
            query = urlencode([(VIEW, EVERYTHING)])
        return f"{self.url}?{query}" if query else self.url

    def query(self, keep: Iterable[str] | None = None, **changes: str) -> str:
        """The same, as a query string alone."""
        left_out = {PAGE, TICKED, WHOLE, KEPT, *changes}
        kept = [(n, v) for n, v in self.pairs if n not in left_out and (keep is None or n in keep)]
        return urlencode([*kept, *((name, value) for name, value in changes.items() if value)])
