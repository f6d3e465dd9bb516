"""While maintenance lasts, every page answers 503 with the message of whoever closed; doors marked stay open.

Closed pages are told from the object that the address leads to, before rights: a visitor of a private page reads the
message too, instead of a form to sign in that would lead nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.renderers import render
from pyramid.request import Request
from pyramid.response import Response
from pyramid.viewderivers import INGRESS

from ecandidat.domain.permissions import Permission as P
from ecandidat.resources import Establishment, Portal, find_root
from ecandidat.services import maintenance
from ecandidat.views.contents import paragraphs

RETRY_AFTER = "600"
"""Seconds before a browser, a script or a search engine may come back."""

View = Callable[[Any, Request], Response]


def closed(context: Any, request: Request) -> Portal | Establishment | None:
    """What is closed to the person asking, None when the page may be shown."""
    establishment, node = None, context
    while node is not None and not isinstance(node, Portal):
        establishment = node if isinstance(node, Establishment) else establishment
        node = getattr(node, "__parent__", None)
    if node is None:
        return None
    holder = maintenance.closed_by(find_root(node), establishment)
    if holder is None or request.has_permission(P.PORTAL_EDIT, node):
        return None
    allowed = isinstance(holder, Establishment) and request.has_permission(P.ESTABLISHMENT_EDIT, holder)
    return None if allowed else holder


def page(holder: Portal | Establishment, request: Request) -> Response:
    """The message, alone on its page."""
    name = holder.name_full if isinstance(holder, Establishment) else "eCandidat"
    values = {
        "lang": request.language, "name": name, "message": paragraphs(request, holder.maintenance),
        "css_urls": ("/static/deform/css/bootstrap.min.css", "/static/ecandidat/css/ecandidat.css"),
    }  # fmt: skip
    html = render("ecandidat:templates/errors/maintenance.pt", values, request=request)
    response = Response(html, status=503, content_type="text/html", charset="utf-8")
    response.headers["Retry-After"] = RETRY_AFTER
    response.headers["Cache-Control"] = "no-store"
    return response


def deriver(view: View, info: Any) -> View:
    """Every view but those of errors, of static files, and those that say ``in_maintenance=True``."""
    if info.exception_only or info.options.get("in_maintenance"):
        return view

    def answer(context: Any, request: Request) -> Response:
        if request.matched_route is None and (holder := closed(context, request)) is not None:
            return page(holder, request)
        return view(context, request)

    return answer


deriver.options = ("in_maintenance",)  # type: ignore[attr-defined]


def includeme(config: Configurator) -> None:
    """Before rights are asked."""
    config.add_view_deriver(deriver, "maintenance", under=INGRESS, over="secured_view")
