"""« Maintenance » of the instance and of one university."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _
from ecandidat.resources import Establishment, Portal
from ecandidat.services import maintenance as service
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, establishment_tabs, history, page
from ecandidat.views.layout import flash


@door(Portal, "maintenance", permission=P.PORTAL_EDIT, template="central/form.pt", methods=FORM)
def of_portal(context: Portal, request: Request) -> Any:
    """Close every page of the instance, and say why."""
    return _edit(context, request, back="/@@administration")


@door(Establishment, "maintenance", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def of_establishment(context: Establishment, request: Request) -> Any:
    """Close the pages of one university, and say why."""
    return _edit(context, request, tabs=establishment_tabs(request, context, "@@maintenance"))


def _edit(context: Portal | Establishment, request: Request, *, back: str = "", **more: Any) -> Any:
    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = service.save(request.work, context, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(back or request.path)

    schema = forms.maintenance(request.languages)
    form = Edition(request, schema, service.read(context), buttons=buttons(_("Enregistrer"), back))
    shown = page(request, _("Maintenance"), back=back, history=history(request, context, schema), **more)
    return form.lead(save, **shown)
