"""« Candidater »: what will be asked, then the application; or why not, and where to go next."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import deadline
from ecandidat.domain.codes import Mode
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Formation
from ecandidat.refusals import STEP_LABELS
from ecandidat.resources import path_of
from ecandidat.services import application as service
from ecandidat.services.situation import mode_of
from ecandidat.views import FORM, door
from ecandidat.views.candidate import parts
from ecandidat.views.contents import words
from ecandidat.views.layout import flash


@door(Formation, "candidater", permission=P.APPLY, template="candidate/apply.pt", methods=FORM)
def apply(context: Formation, request: Request) -> Any:
    """The question and its answer."""
    candidate = request.current_identity.candidate
    refused = service.refusal_to_apply(request.work, context, candidate)
    if request.method == "POST":
        if refused is None:
            application = service.apply(request.work, context, candidate)
            flash(request, _("Votre candidature est enregistrée. Un courriel vous le confirme."))
            return HTTPSeeOther(path_of(application))
        request.response.status_int = 409
    lang = request.language
    digital = mode_of(request.work, context) is Mode.DIGITAL
    return {
        "title": request.localizer.translate(_("Candidater")),
        "formation": context,
        "type": words(request, context.type.label),
        "digital": digital,
        "return_by": deadline(context.calendar.return_for(), lang),
        "closes": deadline(context.calendar.closes, lang),
        "demands": [{"title": words(request, d.label), "conditional": d.conditional} for d in _demands(context)],
        "refusal": parts.say(request, refused) if refused is not None else "",
        "remedies": remedies(request, context, candidate, refused) if refused is not None else [],
        "base": path_of(context),
    }


def _demands(formation: Formation) -> list[Any]:
    return formation.demands(formation.treatment)


def remedies(request: Request, formation: Formation, candidate: Candidate, refused: Refused) -> list[dict[str, str]]:
    """The pages where what keeps from applying can be mended, as links."""
    t, home = request.localizer.translate, path_of(candidate)
    steps = {"profile_incomplete": refused.params.get("steps", ()), "ine_required": ("infos-perso",)}.get(refused.code)
    if isinstance(steps, tuple):
        return [{"label": t(STEP_LABELS[step]), "url": f"{home}/profil/{step}"} for step in steps]
    if refused.code == "already_applied":
        live = (one for one in candidate.live_applications() if one.formation is formation)
        return [{"label": t(_("Ouvrir ma candidature")), "url": path_of(one)} for one in live]
    if refused.code == "quota_reached":
        return [{"label": t(_("Candidatures")), "url": f"{home}/candidatures"}]
    offer = f"{path_of(formation.establishment)}/@@offre"
    return [{"label": t(_("Offre de formation")), "url": offer}]
