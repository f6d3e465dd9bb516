"""Whether this process can serve: for load balancers and supervision."""

from __future__ import annotations

import logging

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.resources import Portal
from ecandidat.views import PUBLIC, door

log = logging.getLogger(__name__)


@door(Portal, "sante", permission=PUBLIC, in_maintenance=True)
def health(context: Portal, request: Request) -> Response:
    """``{"etat": "ok"}`` when the database answers, 503 otherwise. Reads from the storage, not from the cache."""
    state, status = "ok", 200
    try:
        context._p_jar.db().storage.load(context._p_oid)
    except Exception:
        log.exception("La base ne répond pas")
        state, status = "base injoignable", 503
    response = Response(json_body={"etat": state}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
