"""« Candidatures »: the list of a candidate's applications."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.resources import path_of
from ecandidat.views import door
from ecandidat.views.candidate import parts


@door(Candidate, "candidatures", permission=P.PROFILE_VIEW, template="candidate/applications.pt")
def show(context: Candidate, request: Request) -> dict[str, Any]:
    """Formation, return date, status, decision; cancelled ones apart."""
    every = visible(context, request)
    live = [application for application in every if application.cancelled_at is None]
    cancelled = [application for application in every if application.cancelled_at is not None]
    return {
        "title": request.localizer.translate(_("Candidatures")),
        "owner": request.current_identity.candidate is context,
        "number": context.number,
        "rows": [_row(request, application) for application in live],
        "cancelled": [_row(request, application) for application in cancelled],
        "offer_url": offer_url(request),
    }


def visible(candidate: Candidate, request: Request) -> list[Application]:
    """The applications that the person asking may open, the newest first."""
    every = [one for one in candidate.applications.values() if request.has_permission(P.APPLICATION_VIEW, one)]
    return sorted(every, key=lambda application: application.created_at, reverse=True)


def offer_url(request: Request) -> str:
    """Where a new application begins: the university's offer, or the list of universities."""
    found = request.establishment
    return f"{path_of(found)}/@@offre" if found is not None else "/"


def _row(request: Request, application: Application) -> dict[str, Any]:
    formation = application.formation
    return {
        "formation": formation.title,
        "component": formation.component.title,
        "url": path_of(application),
        "return_by": short_date(formation.calendar.return_for(application.return_by), request.language),
        "status": parts.status_line(request, application),
        "decision": parts.decision_line(request, application),
    }
