"""« Relancer »: managers recall the questionnaires that wait for an answer."""

from __future__ import annotations

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import Application, path_of
from ecandidat.services import questionnaires
from ecandidat.views import ACT, door
from ecandidat.views.candidate.parts import say
from ecandidat.views.layout import flash


@door(Application, "relancer-formulaires", permission=P.DESK_STATUS, methods=ACT)
def remind(context: Application, request: Request) -> HTTPSeeOther:
    """Send the mail that names the questionnaires without answer."""
    try:
        questionnaires.remind(request.work, context)
    except Refused as refused:
        request.tm.doom()
        flash(request, say(request, refused), "danger")
    else:
        flash(request, _("Le rappel des formulaires part dans quelques instants."))
    return HTTPSeeOther(f"{path_of(context)}#formulaires")
