"""What the form of a list sends: where to go with the rows chosen, by an address that stays short."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.resources import path_of
from ecandidat.views import ACT
from ecandidat.views.desk.listing import at_every_level
from ecandidat.views.desk.selection import addressed

BULK = "en-masse"
WAYS = (BULK, "exporter", "telecharger")


@at_every_level("choisir", permission=P.DESK_LIST, methods=ACT)
def choose(context: Any, request: Request) -> HTTPSeeOther:
    """Lead to the act, the export or the download of what was ticked; each asks its own right."""
    way = request.POST.get("vers", "")
    way = way if way in WAYS else BULK
    act = request.POST.get("acte", "")
    more = (("acte", act[:40]),) if way == BULK and isinstance(act, str) else ()
    return HTTPSeeOther(f"{path_of(context)}/@@{way}?{addressed(request, context, more)}")
