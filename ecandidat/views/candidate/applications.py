"""« Candidatures »: the list of a candidate's applications, in their order of preference."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.resources import Establishment, path_of
from ecandidat.services import messages, wishes
from ecandidat.views import ACT, door
from ecandidat.views.candidate import parts
from ecandidat.views.layout import flash
from ecandidat.views.predicates import owns


@door(Candidate, "candidatures", permission=P.PROFILE_VIEW, template="candidate/applications.pt")
def show(context: Candidate, request: Request) -> dict[str, Any]:
    """Formation, return date, status, decision; cancelled ones apart."""
    every = visible(context, request)
    live = [application for application in wishes.ordered(context) if application in every]
    owner = request.current_identity.candidate is context
    cancelled = [application for application in every if application.cancelled_at is not None]
    return {
        "title": request.localizer.translate(_("Candidatures")),
        "owner": owner,
        "number": context.number,
        "rows": [_row(request, application) for application in live],
        "groups": _groups(request, live, owner=owner),
        "order_url": f"{path_of(context)}/@@ordre",
        "cancelled": [_row(request, application) for application in cancelled],
        "offer_url": offer_url(request),
    }


@door(Candidate, "ordre", permission=P.PROFILE_EDIT, methods=ACT)
def arrange(context: Candidate, request: Request) -> HTTPSeeOther:
    """« Monter », « Descendre », or a whole order of one establishment's applications."""
    if request.current_identity.candidate is not context:
        raise HTTPNotFound
    try:
        if "ordre" in request.POST:
            establishment = request.portal.get(request.POST.get("etablissement", ""))
            if not isinstance(establishment, Establishment):
                raise HTTPNotFound
            keys = tuple(str(request.POST["ordre"]).split())
            changed = wishes.arrange(request.work, context, establishment, keys)
        else:
            up = request.POST.get("sens") == "monter"
            changed = wishes.move(request.work, context, request.POST.get("candidature", ""), up=up)
    except KeyError:
        raise HTTPNotFound from None
    except Refused as refused:
        flash(request, parts.say(request, refused), "warning")
        changed = False
    if changed:
        flash(request, _("Votre ordre de préférence est enregistré."))
    return HTTPSeeOther(f"{path_of(context)}/candidatures")


def _groups(request: Request, live: list[Application], *, owner: bool) -> list[dict[str, Any]]:
    """The rows by establishment, named when there are several; ``sortable`` where the candidate may order them."""
    found: dict[Establishment, list[Application]] = {}
    for application in live:
        found.setdefault(application.formation.establishment, []).append(application)
    return [
        {
            "code": establishment.__name__,
            "title": establishment.name_full if len(found) > 1 else "",
            "sortable": owner and len(applications) > 1,
            "ordered": any(wishes.rank(one) is not None for one in applications),
            "rows": [_row(request, application) for application in applications],
        }
        for establishment, applications in found.items()
    ]


def visible(candidate: Candidate, request: Request) -> list[Application]:
    """The applications that the person asking may open, the newest first."""
    every = [one for one in candidate.applications.values() if request.has_permission(P.APPLICATION_VIEW, one)]
    return sorted(every, key=lambda application: application.created_at, reverse=True)


def offer_url(request: Request) -> str:
    """Where a new application begins: the university's offer, or the list of universities."""
    found = request.establishment
    return f"{path_of(found)}/@@offre" if found is not None else "/"


def _row(request: Request, application: Application) -> dict[str, Any]:
    formation, rank = application.formation, wishes.rank(application)
    return {
        "key": application.key,
        "rank": str(rank[0]) if rank is not None else "",
        "formation": formation.title,
        "component": formation.component.title,
        "url": path_of(application),
        "return_by": short_date(formation.calendar.return_for(application.return_by), request.language),
        "status": parts.status_line(request, application),
        "decision": parts.decision_line(request, application),
        "unread": _unread(request, application),
    }


def _unread(request: Request, application: Application) -> str:
    """How many messages the candidate has not read, in words; '' when none."""
    count = messages.unread(application, staff=False)
    if not count or not owns(request, application):
        return ""
    one, many = _("1 message non lu"), _("${count} messages non lus", mapping={"count": count})
    return str(request.localizer.translate(one if count == 1 else many))
