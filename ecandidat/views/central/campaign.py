"""« Campagne » of an establishment: when accounts may be made, until when candidates come in."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _
from ecandidat.resources import Establishment
from ecandidat.services import campaigns
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, establishment_tabs, page
from ecandidat.views.layout import flash


@door(Establishment, "campagne", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def edit(context: Establishment, request: Request) -> Any:
    """Code, label and dates; all of them empty, accounts are made at any time."""

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        values = {name: typed[name] or ("" if name in ("code", "label") else None) for name in campaigns.NAMES}
        changed = campaigns.save(request.work, context, values, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path)

    lead = _("Hors de ces dates, un bandeau l'annonce et personne ne crée de compte. Sans date, rien n'est limité.")
    form = Edition(request, forms.campaign(), campaigns.sheet(context), buttons=buttons(_("Enregistrer")))
    return form.lead(save, **page(
        request, _("Campagne"), lead=request.localizer.translate(lead),
        tabs=establishment_tabs(request, context, "@@campagne"),
    ))  # fmt: skip
