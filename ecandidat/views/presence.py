"""« X consulte ce dossier depuis 14:02 »: the beat of an open page, and the sentences that the page shows."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.domain.moments import PARIS
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.presence import Presence
from ecandidat.resources import Application, ProfileStep, path_of
from ecandidat.services import presence
from ecandidat.views import ACT, door


@door(Application, "presence", permission=P.APPLICATION_VIEW, methods=ACT)
def on_application(context: Application, request: Request) -> Response:
    """The beat of a page of an application."""
    return _beat(request, context)


@door(ProfileStep, "presence", permission=P.PROFILE_VIEW, methods=ACT)
def on_profile(context: ProfileStep, request: Request) -> Response:
    """The beat of a page of a profile: one presence for the whole profile."""
    return _beat(request, context.candidate)


def shown(request: Request, context: Application | ProfileStep) -> dict[str, Any]:
    """The values of ``templates/macros/presence.pt``: where to beat, who is there now. Reading writes nothing."""
    file = context if isinstance(context, Application) else context.candidate
    return {"url": f"{path_of(context)}/@@presence", "people": _sentences(request, file)}


def _beat(request: Request, file: presence.File) -> Response:
    presence.beat(request.work, file)
    return Response(json_body={"people": _sentences(request, file)}, content_type="application/json")


def _sentences(request: Request, file: presence.File) -> list[str]:
    candidate = file.candidate if isinstance(file, Application) else file
    own = request.work.actor.userid == candidate.userid
    return [_sentence(request, one, own) for one in presence.others(request.work, file)]


def _sentence(request: Request, one: Presence, own: bool) -> str:
    t, at = request.localizer.translate, f"{(one.since or request.work.now).astimezone(PARIS):%H:%M}"
    if not own and not one.staff:
        return t(_("Le candidat a ce dossier ouvert depuis ${time}.", mapping={"time": at}))
    if not own:
        return t(_("${who} consulte ce dossier depuis ${time}.", mapping={"who": one.name, "time": at}))
    if not one.service:
        return t(_("Le service des candidatures consulte ce dossier depuis ${time}.", mapping={"time": at}))
    return t(_(
        "Le service des candidatures (${service}) consulte ce dossier depuis ${time}.",
        mapping={"service": one.service, "time": at},
    ))  # fmt: skip
