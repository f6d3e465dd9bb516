"""The candidate's home: what is missing, in the order of its dates, one link each; where each application stands."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.candidate import STEPS, Candidate
from ecandidat.refusals import STEP_LABELS
from ecandidat.resources import path_of
from ecandidat.services.situation import situation
from ecandidat.views import door
from ecandidat.views.candidate import milestones
from ecandidat.views.candidate.applications import offer_url, visible
from ecandidat.views.candidate.todo import by_urgency, card, todo


@door(Candidate, permission=P.PROFILE_VIEW, template="candidate/home.pt")
def home(context: Candidate, request: Request) -> dict[str, Any]:
    """« Bienvenue » and what to do next."""
    personal = context.profile.personal
    account = request.portal.accounts.get(context.userid)
    known = account.name if account is not None else context.number
    name = f"{personal.first_name} {personal.name}" if personal else known
    live = [application for application in visible(context, request) if application.cancelled_at is None]
    found = by_urgency(todo(request, one, situation(request.work, one)) for one in live)
    cards = [card(request, one, milestones.of(request, one.application, one.situation)) for one in found]
    return {
        "title": request.localizer.translate(_("Accueil")),
        "name": name,
        "number": context.number,
        "watch_url": f"{path_of(context)}/@@voir-comme" if request.has_permission(P.CANDIDATE_WATCH, context) else "",
        "owner": request.current_identity.candidate is context,
        "steps": missing_steps(context, request),
        "cards": cards,
        "countdown": next((one["countdown"] for one in cards if one["countdown"]), None),
        "waiting": any(one["tasks"] for one in cards),
        "applications_url": f"{path_of(context)}/candidatures",
        "alerts_url": f"{path_of(context)}/alertes" if request.has_permission(P.ACCOUNT_EDIT, context) else "",
        "offer_url": offer_url(request),
    }


def missing_steps(candidate: Candidate, request: Request) -> list[dict[str, str]]:
    """Obligatory steps of the profile that are still empty, as links."""
    base = path_of(candidate)
    return [
        {"label": request.localizer.translate(label), "url": f"{base}/profil/{name}"}
        for name, label in STEP_LABELS.items()
        if getattr(candidate.profile, STEPS[name]) is None
    ]
