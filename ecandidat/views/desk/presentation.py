"""« Colonnes et tri »: which columns the list shows, in which order, how many stay in place, how it is sorted.

What is chosen goes into the address of the list, and into the session for the lists opened next.
"""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import path_of
from ecandidat.views import ACT
from ecandidat.views.desk import address, selection
from ecandidat.views.desk.address import FROZEN, MOST_FROZEN, MOST_SORTS, ORDER, SHOWN, Links, State
from ecandidat.views.desk.columns import BY_FIELD, COLUMNS
from ecandidat.views.desk.listing import REMEMBERED, at_every_level, level_title

FIRST = ("last_name", "first_name")
"""The order as long as nobody chooses."""


@at_every_level("colonnes", permission=P.DESK_LIST, template="desk/columns.pt")
def columns(context: Any, request: Request) -> dict[str, Any]:
    """The form, filled in with the list that one came from."""
    t = request.localizer.translate
    state = selection.state(request, context, request.query_string)
    places = {code: place for place, code in enumerate(state.columns, start=1)}
    ordered = [*state.columns, *(code for code in COLUMNS if code not in places)]
    return {
        "title": t(_("Colonnes et tri")),
        "kicker": level_title(context, request.language),
        "base": path_of(context),
        "back": address.urlencode(state.pairs),
        "back_url": Links(context, state.pairs).to(),
        "columns": [
            {
                "code": code, "label": t(COLUMNS[code].label), "shown": code in places, "place": place,
                "named": t(_("Place de la colonne ${column}", mapping={"column": t(COLUMNS[code].label)})),
            }
            for place, code in enumerate(ordered, start=1)
        ],
        "sorts": _sorts(state),
        "choices": [(code, t(column.label)) for code, column in COLUMNS.items()],
        "frozen": state.frozen,
        "most_frozen": MOST_FROZEN,
    }


def _sorts(state: State) -> list[dict[str, Any]]:
    asked = list(state.query.sort)[:MOST_SORTS]
    return [
        {
            "rank": rank,
            "code": BY_FIELD[asked[rank - 1].removeprefix("-")].code if rank <= len(asked) else "",
            "down": rank <= len(asked) and asked[rank - 1].startswith("-"),
        }
        for rank in range(1, MOST_SORTS + 1)
    ]


@at_every_level("presenter", permission=P.DESK_LIST, methods=ACT)
def present(context: Any, request: Request) -> HTTPSeeOther:
    """Show the list that way; « Rétablir » goes back to the usual columns and order."""
    pairs = address.parse(request.POST.get("retour", ""))
    chosen = {} if request.POST.get("faire") == "retablir" else _chosen(context, request, pairs)
    if chosen:
        request.session[REMEMBERED] = chosen
    else:
        request.session.pop(REMEMBERED, None)
    changes = {name: chosen.get(name, "") for name in (SHOWN, FROZEN, ORDER)}
    resolved = selection.resolved(request, context, pairs)
    return HTTPSeeOther(Links(context, resolved, fallback=True).to(**changes))


def _chosen(context: Any, request: Request, pairs: address.Pairs) -> dict[str, str]:
    """What differs from the usual presentation."""
    posted = request.POST
    shown = [code for code in dict.fromkeys(posted.getall("montrer")) if code in COLUMNS]
    shown.sort(key=lambda code: address.number(posted.get(f"place-{code}", ""), 999))
    sort = address.sorting(".".join(
        ("-" if posted.get(f"sens-{rank}") == "desc" else "") + posted.get(f"tri-{rank}", "")
        for rank in range(1, MOST_SORTS + 1)
    ))  # fmt: skip
    frozen = min(address.number(posted.get(FROZEN, ""), 0), MOST_FROZEN)
    variant = address.read(request, context, pairs).query.variant
    wanted = {
        SHOWN: ".".join(shown) if tuple(shown) != address.usual(context, variant) else "",
        FROZEN: str(frozen) if frozen else "",
        ORDER: address.order(sort) if sort and sort != FIRST else "",
    }
    return {name: value for name, value in wanted.items() if value}
