"""« Campagne » of an establishment: when accounts may be made, until when candidates come in; the former campaigns."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _
from ecandidat.resources import Establishment, path_of
from ecandidat.services import campaigns
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, establishment_tabs, page
from ecandidat.views.layout import flash

TEXTS = ("code", "label")


@door(Establishment, "campagne", permission=P.ESTABLISHMENT_EDIT, template="central/campaign.pt", methods=FORM)
def edit(context: Establishment, request: Request) -> Any:
    """Code, label and dates; all of them empty, accounts are made at any time."""

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        values = {name: typed[name] or ("" if name in TEXTS else None) for name in campaigns.NAMES}
        before, known = context.campaign, len(context.past_campaigns)
        changed = campaigns.save(request.work, context, values, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        if before is not None and len(context.past_campaigns) > known:
            kept = _("La campagne « ${name} » est gardée parmi les campagnes précédentes.",
                     mapping={"name": before.label or before.code})  # fmt: skip
            flash(request, kept, "info")
        return HTTPSeeOther(request.path)

    lead = _("Hors de ces dates, un bandeau l'annonce et personne ne crée de compte. Sans date, rien n'est limité.")
    form = Edition(request, forms.campaign(), campaigns.sheet(context), buttons=buttons(_("Enregistrer")))
    return form.lead(save, **page(
        request, _("Campagne"), lead=request.localizer.translate(lead), past=_past(context, request),
        past_url=f"{path_of(context)}/@@campagne-passee", tabs=establishment_tabs(request, context, "@@campagne"),
    ))  # fmt: skip


def _past(context: Establishment, request: Request) -> list[dict[str, str]]:
    base, lang = f"{path_of(context)}/@@campagne-passee", request.language
    return [
        {"name": one.label or one.code, "code": one.code, "opens": short_date(one.opens, lang),
         "closes": short_date(one.closes, lang), "url": f"{base}?{urlencode({'campagne': one.code})}"}
        for one in reversed(context.past_campaigns)
    ]  # fmt: skip


@door(Establishment, "campagne-passee", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def past(context: Establishment, request: Request) -> Any:
    """Correct a former campaign, or add one of before this platform."""
    code, back = request.GET.get("campagne", ""), f"{path_of(context)}/@@campagne"
    found = campaigns.past(context, code)
    if code and found is None:
        raise HTTPNotFound()

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        values = {name: typed[name] or ("" if name in TEXTS else None) for name in campaigns.PAST_NAMES}
        changed = campaigns.save_past(request.work, context, code, values, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(back)

    sheet = campaigns.past_sheet(context, code)
    form = Edition(request, forms.past_campaign(), sheet, buttons=buttons(_("Enregistrer"), back))
    title = _("Campagne passée") if found is not None else _("Ajouter une campagne passée")
    lead = _("Une candidature appartient à la campagne pendant laquelle elle a été créée.")
    removal = f"{path_of(context)}/@@supprimer-campagne?{urlencode({'campagne': code})}" if found is not None else None
    return form.lead(save, **page(
        request, title, lead=request.localizer.translate(lead), back=back, delete_url=removal,
    ))  # fmt: skip


@door(Establishment, "supprimer-campagne", permission=P.ESTABLISHMENT_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: Establishment, request: Request) -> Any:
    """GET asks, POST takes a former campaign out of the list; no application is touched."""
    code, back = request.GET.get("campagne", ""), f"{path_of(context)}/@@campagne"
    found = campaigns.past(context, code)
    if found is None:
        raise HTTPNotFound()
    name = found.label or found.code
    if request.method == "POST":
        campaigns.forget_past(request.work, context, code)
        flash(request, _("« ${name} » est supprimé.", mapping={"name": name}))
        return HTTPSeeOther(back)
    t = request.localizer.translate
    return {
        "title": t(_("Supprimer cette campagne passée ?")), "name": name, "refusal": None, "action": request.path_qs,
        "back": back, "label": t(_("Supprimer")),
    }  # fmt: skip
