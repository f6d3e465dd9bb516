"""« N candidatures ont changé »: what a page that shows a list asks now and then. Only rows are read."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNoContent
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.domain.permissions import Permission as P
from ecandidat.queries import browse
from ecandidat.register import code_path
from ecandidat.views.desk import selection
from ecandidat.views.desk.cells import mark
from ecandidat.views.desk.listing import at_every_level

SINCE = "depuis"


@at_every_level("changements", permission=P.DESK_LIST)
def changes(context: Any, request: Request) -> Response:
    """``token`` and ``marks`` (row → fingerprint) of the page of the address; 204 while nothing at all was written."""
    token = request.portal._p_jar.db().lastTransaction().hex()
    if request.GET.get(SINCE) == token:
        return HTTPNoContent()
    query = selection.state(request, context, request.query_string).query
    rows = browse(context, query, selection.visible(request, context)).page.rows
    marks = {f"{code_path(formation)}/{row.key}": mark(row) for formation, row in rows}
    return Response(json_body={"token": token, "marks": marks}, content_type="application/json", charset="utf-8")
