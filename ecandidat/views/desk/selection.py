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
from ecandidat.services import rights, saved_views
from ecandidat.views.desk import address
from ecandidat.views.desk.address import EVERYTHING, PAGE, TICKED, VIEW, WHOLE, Pairs, State

FILTER = "filtre"
"""Value of ``tout`` that chooses everything that the filter keeps; ``1`` ticks the page."""

MOST_TICKED = 100
"""Most ticked rows that an address carries back to the list."""


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
    asked = {name for name, _value in pairs} - {PAGE, TICKED, WHOLE}
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
        asked = state(request, context, request.params.get("retour", ""))
        if asked.query.variant not in variants:
            return []
        return rows(context, replace(asked.query, page=1), visible(request, context))
    return ticked(request, context, request.params.getall(TICKED), cancelled)


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
    pairs = [pair for pair in address.parse(request.params.get("retour", "")) if pair[0] not in (TICKED, WHOLE)]
    if request.params.get(WHOLE) == FILTER:
        pairs.append((WHOLE, FILTER))
    else:
        pairs += [(TICKED, name) for name in request.params.getall(TICKED)[:MOST_TICKED]]
    query = address.urlencode(pairs)
    url = f"{path_of(context)}/@@candidatures"
    return f"{url}?{query}" if query else url


__all__ = ["EVERYTHING", "FILTER", "back_url", "matching", "resolved", "selected", "state", "ticked", "visible"]
