"""« Candidatures »: the managers' list at any level of the offer, read from the register alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import Status
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _, label
from ecandidat.queries import ARCHIVED, CANCELLED, LIVE, Overview, browse
from ecandidat.resources import Commission, Component, DiplomaType, Establishment, Formation, path_of
from ecandidat.services import bulk, saved_views
from ecandidat.services.exports import establishment_of
from ecandidat.views import door
from ecandidat.views.desk import address, filters, selection
from ecandidat.views.desk.address import (
    EVERYTHING,
    ORDER,
    PRESENTATION,
    VARIANT,
    VIEW,
    WHOLE,
    Links,
    State,
)
from ecandidat.views.desk.cells import Cells
from ecandidat.views.desk.columns import COLUMNS

LEVELS = (Establishment, Component, DiplomaType, Formation, Commission)
REMEMBERED = "liste"
"""Where the session keeps columns and order chosen without saving a view."""


def at_every_level(name: str, **more: Any) -> Callable[[Any], Any]:
    """A door on each object that has a list of applications."""

    def decorate(view: Any) -> Any:
        for level in LEVELS:
            # The scan keeps views found in the module that decorates them: one call further than here.
            view = door(level, name, _depth=1, **more)(view)
        return view

    return decorate


@at_every_level("candidatures", permission=P.DESK_LIST, template="desk/list.pt")
def applications(context: Any, request: Request) -> Any:
    """The list: views, filters, counts, one page of rows."""
    asked = tuple((name, value) for name, value in request.GET.items() if value)
    if (elsewhere := _preferred(context, request, asked)) is not None:
        return HTTPSeeOther(elsewhere)
    if "mots" in request.GET and {name for name, _value in asked} == {VIEW}:
        # The form came back empty: the filters of the view that it started from are taken away.
        asked = ((VIEW, EVERYTHING),)
    shown = page(context, request, address.read(request, context, selection.resolved(request, context, asked)))
    if request.headers.get("HX-Request"):
        # The form sends every field; the address keeps those that say something.
        request.response.headers["HX-Push-Url"] = shown["address"]
    return shown


def _preferred(context: Any, request: Request, asked: address.Pairs) -> str | None:
    """The address that says what a bare one leaves to the person: their view, else what the session remembers."""
    named = {name for name, _value in asked}
    if not request.query_string:
        usual = saved_views.usual(request.current_identity.account, context)
        if usual is not None:
            return Links(context, ()).to(**{VIEW: usual.key})
    remembered = request.session.get(REMEMBERED)
    if not remembered or named & {*PRESENTATION, VIEW}:
        return None
    query = address.urlencode([*asked, *((name, remembered[name]) for name in PRESENTATION if remembered.get(name))])
    return f"{path_of(context)}/@@candidatures?{query}"


def page(context: Any, request: Request, state: State) -> dict[str, Any]:
    """What ``desk/list.pt`` reads."""
    t, query = request.localizer.translate, state.query
    found = browse(context, query, selection.visible(request, context))
    views = saved_views.listed(request.current_identity.account, context)
    links = Links(context, state.pairs, fallback=any(view.usual for view in views))
    listed, cells = found.page, Cells(request, context, state.columns, state.frozen)
    live, exports = query.variant == LIVE, query.variant != ARCHIVED and _may_export(request, context)
    acts = bulk_acts(request, context) if live else []
    first = (listed.number - 1) * query.size + 1 if listed.total else 0
    rows = cells.rows(listed.rows)
    ticks = _ticks(request, state, rows, listed.total)
    tags = {tag["label"]: tag for row in rows for cell in row["cells"] for tag in cell.get("tags", ())}
    return {
        "title": t(_("Candidatures")),
        "base": path_of(context),
        "kicker": level_title(context, request.language),
        "state": state,
        "variant": VARIANT[query.variant],
        "words": query.words,
        "tabs": _tabs(t, links, found, query.variant),
        "tiles": _tiles(t, links, found) if live else [],
        "filters": filters.fields(request, context, state, found),
        "chosen": lambda code: filters.chosen(state, code),
        "kept": [(name, value) for name, value in state.pairs if name in (*PRESENTATION, VIEW)],
        "unread": _unread(request, context, links, found) if live else None,
        "reset_url": links.to(keep=(*PRESENTATION, VARIANT[query.variant])),
        "columns": _heads(t, links, state, cells),
        "rows": rows,
        "alerts": [{"colour": one.colour, "text": cells.days(one.days)} for one in reversed(cells.watch.alerts)],
        "legend": list(tags.values()),
        "page": listed,
        "count_text": t(_("${first}–${last} sur ${total}", mapping={
            "first": digits(first), "last": digits(first + len(rows) - 1 if listed.total else 0),
            "total": digits(listed.total),
        })),
        "pager": _pager(links, listed.number, listed.pages),
        "previous_url": links.to(page=str(listed.number - 1)) if listed.number > 1 else None,
        "next_url": links.to(page=str(listed.number + 1)) if listed.number < listed.pages else None,
        "acts": acts,
        "selectable": bool(acts) or exports,
        "exports": exports,
        **ticks,
        "check_url": links.to(tout="1", page=str(listed.number)),
        "whole_url": links.to(tout=selection.FILTER, page=str(listed.number)),
        "back": links.query(page=str(listed.number)),
        "here": links.to(page=str(listed.number)),
        "address": links.to(),
        "watch_url": f"{path_of(context)}/@@changements?{links.query(page=str(listed.number))}",
        "views": _views(request, context, state, views),
        "may_share": bool(request.has_permission(P.VIEW_SHARE, context)),
        "no_view_url": Links(context, ()).to(**{VIEW: EVERYTHING}),
        "with_views": bool(views),
    }  # fmt: skip


def bulk_acts(request: Request, context: Any) -> list[dict[str, str]]:
    """The acts on several applications that this person may do here."""
    t = request.localizer.translate
    return [
        {"name": act.code, "label": t(label(act.label))}
        for act in bulk.ACTS.values()
        if request.has_permission(act.permission, context)
        and (not act.parameter or request.work.parameter(act.parameter, establishment_of(context)))
    ]


def _may_export(request: Request, context: Any) -> bool:
    return bool(request.has_permission(P.DESK_EXPORT, context))


def digits(number: int) -> str:
    """« 5 000 »."""
    return f"{number:,}".replace(",", " ")


def level_title(context: Any, lang: str) -> str:
    """The title of a level."""
    if isinstance(context, Establishment):
        return context.name_short or context.name_full
    if isinstance(context, DiplomaType):
        return f"{context.component.title} – {context.title(lang)}"
    title: str = context.title
    return title


def _ticks(request: Request, state: State, rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """What stands chosen when the page opens: all of the filter, the page, or the rows that the address names."""
    whole = state.value(WHOLE)
    if whole == selection.FILTER:
        ticked, count = {row["id"] for row in rows}, total
    else:
        named = {row["id"] for row in rows} if whole else set(selection.names(request))
        ticked = {row["id"] for row in rows if row["id"] in named}
        count = len(ticked)
    t = request.localizer.translate
    came = selection.named(request) and count > 0
    warned = came and bool(request.work.parameter("GEST_IS_WARNING_CAND_SELECT", request.establishment))
    return {
        "ticked": ticked,
        "whole": whole == selection.FILTER,
        "chosen_count": count,
        "chosen_text": t(_("Sélection : ${count}", mapping={"count": digits(count)})),
        "remain_text": t(_("Candidatures encore sélectionnées : ${count}", mapping={"count": digits(count)}))
        if warned else "",
    }  # fmt: skip


def _tabs(t: Any, links: Links, found: Overview, variant: str) -> list[dict[str, Any]]:
    live = sum(found.by_status.values())
    counts = [(LIVE, _("En cours"), live), (CANCELLED, _("Candidatures annulées"), found.cancelled)]
    if found.archived or variant == ARCHIVED:
        counts.append((ARCHIVED, _("Archivées"), found.archived))
    tabs = []
    for name, said, count in counts:
        changes = {VARIANT[name]: "1"} if VARIANT[name] else {}
        url = links.to(keep=PRESENTATION, **changes)
        tabs.append({"label": t(said), "url": url, "current": name == variant, "count": digits(count)})
    return tabs


def _tiles(t: Any, links: Links, found: Overview) -> list[dict[str, Any]]:
    return [
        {"label": t(_(status.label)), "value": digits(found.by_status[status.value]),
         "url": links.to(statut=status.value)}
        for status in Status
    ]  # fmt: skip


def _unread(request: Request, context: Any, links: Links, found: Overview) -> dict[str, str] | None:
    """How many candidates wrote something that nobody read, and the list of them; None when none did."""
    if not found.unread or not request.has_permission(P.DESK_MESSAGE, context):
        return None
    one, many = _("1 candidature avec un message non lu"), _("${count} candidatures avec un message non lu")
    said = one if found.unread == 1 else _(many, mapping={"count": digits(found.unread)})
    return {"label": request.localizer.translate(said), "url": links.to(messages="1")}


def _heads(t: Any, links: Links, state: State, cells: Cells) -> list[dict[str, Any]]:
    """One per column; a click sorts by it first, the columns asked before it after."""
    sort, heads = state.query.sort, []
    for position, code in enumerate(state.columns):
        column = COLUMNS[code]
        first = sort[0].removeprefix("-") == column.field
        direction = ("desc" if sort[0].startswith("-") else "asc") if first else None
        wanted = f"-{column.field}" if direction == "asc" else column.field
        others = [name for name in sort if name.removeprefix("-") != column.field] if state.value(ORDER) else []
        url = links.to(**{ORDER: address.order([wanted, *others][: address.MOST_SORTS])})
        heads.append({"label": t(column.label), "url": url, "direction": direction, "css": cells.css(position)})
    return heads


def _views(request: Request, context: Any, state: State, views: list[saved_views.Kept]) -> list[dict[str, Any]]:
    """The links above the list; ``current`` is the view that it shows, ``changed`` tells that it shows more or less."""
    asked = state.value(VIEW)
    return [
        {
            "key": kept.key,
            "title": kept.view.title,
            "shared": kept.shared,
            "usual": kept.usual,
            "url": Links(context, ()).to(**{VIEW: kept.key}),
            "current": kept.key == asked,
            "may_change": not kept.shared or request.has_permission(P.VIEW_SHARE, context),
        }
        for kept in views
    ]


def _pager(links: Links, number: int, pages: int) -> list[dict[str, Any]]:
    near = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    found: list[dict[str, Any]] = []
    former = 0
    for near_page in near:
        if near_page - former > 1:
            found.append({"label": "…", "url": None, "current": False})
        found.append({"label": str(near_page), "url": links.to(page=str(near_page)), "current": near_page == number})
        former = near_page
    return found

