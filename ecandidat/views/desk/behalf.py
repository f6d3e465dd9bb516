"""« Candidater pour quelqu'un »: a manager applies for a candidate, or proposes an admission, outside the dates."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import desk as forms
from ecandidat.i18n import _
from ecandidat.models.candidate import Candidate
from ecandidat.resources import Formation, path_of
from ecandidat.services import application as service
from ecandidat.views import FORM, door
from ecandidat.views.layout import flash


@door(Formation, "candidater-pour", permission=P.DATES_WAIVE, template="desk/behalf.pt", methods=FORM)
def apply_for(context: Formation, request: Request) -> Any:
    """The number and the choice, then who it is and what leaves, then the application."""
    t, base = request.localizer.translate, path_of(context)
    page = {"title": t(_("Candidater pour quelqu'un")), "kicker": context.title, "base": base, "asked": None}
    lifecycle = Lifecycle(request, forms.behalf(t), buttons=forms.buttons(_("Continuer")), action=request.path)

    def succeed(values: dict[str, Any]) -> Any:
        candidate = _candidate(request, context, values["numero"])
        proposed = values["choix"] == forms.PROPOSAL
        if request.POST.get("confirme") != candidate.number:
            return {**page, "form": "", "asked": _question(request, context, candidate, values["choix"])}
        if proposed:
            application = service.propose(request.work, context, candidate)
            flash(request, _("La proposition d'admission est enregistrée ; sa décision attend sa validation."))
        else:
            application = service.apply(request.work, context, candidate, waive_dates=True)
            flash(request, _("La candidature est enregistrée, le candidat en est prévenu par courriel."))
        return HTTPSeeOther(path_of(application))

    return lifecycle.handle(succeed, **page)


def _candidate(request: Request, formation: Formation, number: str) -> Candidate:
    """Who bears the number; what keeps them from applying is said to the manager, not to them."""
    found = request.portal.candidates.get(number)
    if not isinstance(found, Candidate):
        raise Refused("candidate_unknown", field="numero")
    refused = service.refusal_to_apply(request.work, formation, found, waive_dates=True)
    if refused is None:
        return found
    if refused.code == "profile_incomplete":
        raise Refused("candidate_profile_incomplete", field="numero", steps=refused.params["steps"])
    if refused.code == "already_applied":
        raise Refused("candidate_already_applied", field="numero")
    if refused.code == "ine_required":
        raise Refused("candidate_ine_required", field="numero", year=refused.params["year"])
    raise refused


def _question(request: Request, formation: Formation, candidate: Candidate, choice: str) -> dict[str, Any]:
    t, personal = request.localizer.translate, candidate.profile.personal
    if choice == forms.PROPOSAL:
        label = t(_("Proposer l'admission"))
        effects = [
            t(_("Le dossier est marqué complet et une décision favorable est saisie ; elle attend sa validation.")),
            t(_("Le candidat n'est prévenu qu'à la validation de la décision.")),
        ]
    else:
        label = t(_("Candidater pour cette personne"))
        effects = [
            t(_("Une candidature en attente est créée, même hors des dates.")),
            t(_("${who} reçoit un courriel qui le lui annonce.", mapping={"who": candidate.mail})),
        ]
    return {
        "name": f"{personal.name} {personal.first_name}" if personal else candidate.number,
        "number": candidate.number, "choice": choice, "label": label, "effects": effects,
    }  # fmt: skip
