"""Whether this process can serve: for load balancers and supervision."""

from __future__ import annotations

import logging
from typing import Any

from pyramid.request import Request

from ecandidat.resources import Portal
from ecandidat.views import PUBLIC, door

log = logging.getLogger(__name__)


@door(Portal, "sante", permission=PUBLIC, renderer="json")
def health(context: Portal, request: Request) -> dict[str, Any]:
    """``{"etat": "ok"}`` when the database answers, 503 otherwise. Reads from the storage, not from the cache."""
    request.response.headers["Cache-Control"] = "no-store"
    try:
        context._p_jar.db().storage.load(context._p_oid)
        context.steps_done  # noqa: B018 - an object that cannot be read fails here
    except Exception:
        log.exception("La base ne répond pas")
        request.response.status_int = 503
        return {"etat": "base injoignable"}
    return {"etat": "ok"}
