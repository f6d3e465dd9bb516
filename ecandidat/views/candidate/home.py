"""The candidate's home: what is missing, in order, with one link each."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow import dossier
from ecandidat.i18n import _
from ecandidat.models.application import Application
from ecandidat.models.candidate import STEPS, Candidate
from ecandidat.refusals import STEP_LABELS
from ecandidat.resources import path_of
from ecandidat.services.situation import situation
from ecandidat.views import door
from ecandidat.views.candidate import parts
from ecandidat.views.candidate.applications import offer_url, visible


@door(Candidate, permission=P.PROFILE_VIEW, template="candidate/home.pt")
def home(context: Candidate, request: Request) -> dict[str, Any]:
    """« Bienvenue » and what to do next."""
    personal = context.profile.personal
    account = request.portal.accounts.get(context.userid)
    name = f"{personal.first_name} {personal.name}" if personal else account.name
    live = [application for application in visible(context, request) if application.cancelled_at is None]
    return {
        "title": request.localizer.translate(_("Accueil")),
        "name": name,
        "number": context.number,
        "owner": request.current_identity.candidate is context,
        "steps": missing_steps(context, request),
        "tasks": [task for application in live for task in tasks(application, request)],
        "live": len(live),
        "applications_url": f"{path_of(context)}/candidatures",
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


def tasks(application: Application, request: Request) -> list[dict[str, str]]:
    """What the candidate has to do on one application: ``label``, ``formation``, ``before``, ``url``."""
    now = situation(request.work, application)
    dates = parts.limit_dates(application, request.language)
    missing = sum(piece.status in (PieceStatus.PENDING, PieceStatus.REFUSED) for piece in now.pieces)
    found: tuple[Any, str] | None = None
    if parts.offered(request, application, now, "confirmer"):
        found = (_("Confirmer ou se désister"), dates["confirm_by"])
    elif parts.offered(request, application, now, "transmettre"):
        found = (_("Transmettre ma candidature"), dates["return_by"])
    elif application.status in (Status.PENDING, Status.INCOMPLETE) and not now.any_decision:
        late = dossier.return_date_not_passed(now) is not None
        if not now.digital and not late:
            found = (_("Envoyer mon dossier papier"), dates["return_by"])
        elif missing and not late:
            found = (_("Déposer mes pièces (${count} à fournir)", mapping={"count": missing}), dates["return_by"])
    if found is None:
        return []
    label, before = found
    return [{
        "label": request.localizer.translate(label), "formation": application.formation.title, "before": before,
        "url": path_of(application),
    }]  # fmt: skip
