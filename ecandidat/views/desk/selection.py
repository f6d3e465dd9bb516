"""What of a list a person sees, and what they chose in it: rows ticked, or all that the filter keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.queries import CANCELLED, LIVE, RowTest, Visible, rows
from ecandidat.register import Listing, code_path, formations_below
from ecandidat.resources import Formation, path_of
from ecandidat.services import rights, saved_views, ticks
from ecandidat.views.desk import address
from ecandidat.views.desk.address import EVERYTHING, KEPT, PAGE, TICKED, VIEW, WHOLE, Pairs, State

FILTER = "filtre"
"""Value of ``tout`` that chooses everything that the filter keeps; ``1`` ticks the page."""

LONGEST = 1_500
"""Most characters of an address that carries what was chosen; beyond, it is kept and the address names it."""


def visible(request: Request, context: Any) -> Visible:
    """Which rows of which formations the person sees: every list, count, choice and export asks it, and only it."""
    everywhere = request.has_permission(P.APPLICATION_VIEW, context)
    userid = request.current_identity.userid

    def look(formation: Formation) -> bool | RowTest:
        if not everywhere and not request.has_permission(P.APPLICATION_VIEW, formation):
            return False
        return rights.sees(request.work, userid, formation) or True

    return look


def resolved(request: Request, context: Any, pairs: Pairs) -> Pairs:
    """The address with its saved view opened, where it names one and asks for nothing else."""
    asked = {name for name, _value in pairs} - {PAGE, TICKED, WHOLE, KEPT}
    if asked != {VIEW}:
        return pairs
    key = next(value for name, value in pairs if name == VIEW)
    kept = saved_views.find(request.current_identity.account, context, key)
    return (*address.parse(kept.view.query), *pairs) if kept is not None else pairs


def state(request: Request, context: Any, query_string: str) -> State:
    """The list behind a query string."""
    return address.read(request, context, resolved(request, context, address.parse(query_string)))


def matching(request: Request, context: Any, query_string: str) -> list[Listing]:
    """Every application of the list behind a query string that the person sees, in its order."""
    asked = state(request, context, query_string)
    return rows(context, replace(asked.query, page=1), visible(request, context))


def selected(context: Any, request: Request, cancelled: bool = False) -> list[Listing]:
    """What was chosen in the list: the ``c`` ticked, or with ``tout=filtre`` all that ``retour`` shows.

    Archived applications are never chosen, cancelled ones only when asked for; what the person may not see is as if
    unknown.
    """
    variants = (LIVE, CANCELLED) if cancelled else (LIVE,)
    if request.params.get(WHOLE) == FILTER:
        asked = state(request, context, returning(request))
        if asked.query.variant not in variants:
            return []
        return rows(context, replace(asked.query, page=1), visible(request, context))
    return ticked(request, context, names(request), cancelled)


def named(request: Request) -> bool:
    """Whether rows were chosen one by one, even if none of them is known any more."""
    return KEPT in request.params or TICKED in request.params


def names(request: Request) -> list[str]:
    """The names of the rows ticked: those that the request carries, else those kept that it names."""
    if TICKED in request.params:
        return [name for name in request.params.getall(TICKED) if isinstance(name, str)]
    kept = ticks.find(request.work, request.params.get(KEPT, ""))
    return kept.names.paths() if kept is not None else []


def returning(request: Request) -> str:
    """The query string of the list that the choice was made in."""
    if "retour" in request.params:
        return str(request.params["retour"])
    kept = ticks.find(request.work, request.params.get(KEPT, ""))
    return kept.back if kept is not None else ""


def travelling(request: Request) -> address.Pairs:
    """What a form carries along so that the same choice comes back with it."""
    pairs = [(name, str(request.params[name])) for name in ("retour", WHOLE, KEPT) if request.params.get(name)]
    if request.params.get(WHOLE) != FILTER:
        pairs += [(TICKED, name) for name in request.params.getall(TICKED) if isinstance(name, str)]
    return tuple(pairs)


def addressed(request: Request, context: Any, more: Pairs) -> str:
    """The query string that says what was chosen, and ``more``; what is long is kept on the person's desk."""
    plain = address.urlencode([*more, *travelling(request)])
    if len(plain) <= LONGEST:
        return plain
    whole = request.params.get(WHOLE) == FILTER
    found = [] if whole else ticked(request, context, names(request), cancelled=True)
    known = (f"{code_path(formation)}/{row.key}" for formation, row in found)
    key = ticks.keep(request.work, known, returning(request))
    return address.urlencode([*more, *([(WHOLE, FILTER)] if whole else []), (KEPT, key)])


def ticked(request: Request, context: Any, names: Iterable[str], cancelled: bool = False) -> list[Listing]:
    """The rows of those names (``droit/master/m1-droit/KEY``), in their order, as far as the person sees them."""
    wanted = dict.fromkeys(names)
    if not wanted:
        return []
    formations = {code_path(formation): formation for formation in formations_below(context)}
    sees, since = visible(request, context), address.since(request, context)
    found: list[Listing] = []
    for name in wanted:
        path, _slash, key = name.rpartition("/")
        formation = formations.get(path)
        row = formation.rows.get(key) if formation is not None else None
        if formation is None or row is None or (since is not None and row.created_on < since):
            continue
        if row.cancelled_on is not None and not cancelled:
            continue
        test = sees(formation) if sees is not None else True
        if test is True or (callable(test) and test(row)):
            found.append((formation, row))
    return found


def back_url(context: Any, request: Request) -> str:
    """The list one came from, always this object's, with what was chosen still chosen."""
    pairs = [pair for pair in address.parse(returning(request)) if pair[0] not in (TICKED, WHOLE, KEPT)]
    if request.params.get(WHOLE) == FILTER:
        chosen: Pairs = ((WHOLE, FILTER),)
    elif TICKED in request.params:
        chosen = _short((TICKED, name) for name in names(request))
    else:
        chosen = tuple((KEPT, key) for key in request.params.getall(KEPT)[:1])
    query = address.urlencode([*pairs, *chosen])
    url = f"{path_of(context)}/@@candidatures"
    return f"{url}?{query}" if query else url


def _short(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """The first of some pairs, as many as an address may hold."""
    kept: list[tuple[str, str]] = []
    left = LONGEST
    for pair in pairs:
        left -= len(address.urlencode([pair])) + 1
        if left < 0:
            break
        kept.append(pair)
    return tuple(kept)


__all__ = [
    "EVERYTHING",
    "FILTER",
    "addressed",
    "back_url",
    "matching",
    "named",
    "names",
    "resolved",
    "returning",
    "selected",
    "state",
    "ticked",
    "travelling",
    "visible",
]
