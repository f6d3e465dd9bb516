"""The first pages: the universities of the instance, the home of one, the choice of a language."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request

from ecandidat.domain.codes import LANGUAGES
from ecandidat.i18n import _
from ecandidat.resources import Establishment, Portal
from ecandidat.services import languages
from ecandidat.views import FORM, PUBLIC, door
from ecandidat.views.account.panels import panels
from ecandidat.views.account.session import local
from ecandidat.views.contents import paragraphs
from ecandidat.views.public.catalogue import catalogue


@door(Portal, permission=PUBLIC, template="public/portal.pt")
def portal(context: Portal, request: Request) -> Any:
    """The universities of the instance; the only one when there is one."""
    every = context.establishments
    if len(every) == 1:
        return HTTPFound(f"/{every[0].__name__}")
    today = request.work.today
    return {
        "title": request.localizer.translate(_("Candidater à l'université")),
        "theme_url": "/@@theme.css?v=" + "-".join(one.accent.lstrip("#") for one in every),
        "universities": [
            {
                "name": one.name_full,
                "url": f"/{one.__name__}",
                "theme": f"theme-{one.__name__}",
                "open": catalogue(request, one).count_open(today),
                "total": len(catalogue(request, one).leaves),
            }
            for one in every
        ],
    }


@door(Establishment, permission=PUBLIC, template="public/home.pt")
def home(context: Establishment, request: Request) -> dict[str, Any]:
    """« Accueil »: the message of the university, and the two ways in or who is signed in."""
    if request.session.get("establishment") != context.__name__:
        request.session["establishment"] = context.__name__
    identity = request.current_identity
    offer = catalogue(request, context)
    return {
        "title": request.localizer.translate(_("Accueil")),
        "establishment": context,
        "welcome": paragraphs(request, context.welcome),
        "legal_notice": paragraphs(request, context.legal_notice),
        "open": offer.count_open(request.work.today),
        "total": len(offer.leaves),
        "identity": identity,
        "panels": panels(request, context) if identity is None else None,
    }


@door(Portal, "langue", permission=PUBLIC, methods=FORM, in_maintenance=True)
def choose_language(context: Portal, request: Request) -> HTTPFound:
    """Remember a language and go back to the page, which is one of ours; a POST keeps it on the account too."""
    chosen, identity = request.params.get("l", ""), request.current_identity
    if chosen in LANGUAGES:
        if request.session.get("language") != chosen:
            request.session["language"] = chosen
        if request.method == "POST" and identity is not None and identity.real is None:
            languages.choose(identity.account, identity.candidate, chosen)
    return HTTPFound(local(request.params.get("retour", "")) or "/")
