"""« Étiquettes » of an establishment and of a component, « Alertes SVA » of an establishment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import tags as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _
from ecandidat.models.marks import SvaAlert, Tag
from ecandidat.resources import Component, Establishment, path_of
from ecandidat.services import offer, sheets, sva
from ecandidat.services import tags as service
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, name_of, page, tabs, told
from ecandidat.views.layout import flash

TABS = ((_("Étiquettes"), "@@etiquettes"), (_("Alertes SVA"), "@@alertes-sva"))


def at_both(name: str, **more: Any) -> Callable[[Any], Any]:
    """A door on the two levels that have tags, each asking its own right."""

    def decorate(view: Any) -> Any:
        for level, permission in ((Establishment, P.ESTABLISHMENT_EDIT), (Component, P.COMPONENT_EDIT)):
            # The scan keeps views found in the module that decorates them: one call further than here.
            view = door(level, name, permission=permission, _depth=1, **more)(view)
        return view

    return decorate


@at_both("etiquettes", template="central/tags.pt")
def tags(context: Any, request: Request) -> dict[str, Any]:
    """The tags of this level, and how many applications bear each."""
    base, uses = path_of(context), service.uses(context)
    return page(
        request, _("Étiquettes"), kicker=name_of(context), tabs=_tabs(context, request, "@@etiquettes"),
        new_url=f"{base}/@@modifier-etiquette", switch_url=f"{base}/@@activer-etiquette",
        delete_action=f"{base}/@@supprimer-etiquette",
        rows=[
            {"code": tag.__name__, "label": tag.label, "colour": tag.colour, "active": tag.active,
             "uses": uses[service.uid(tag)], "url": f"{base}/@@modifier-etiquette?code={tag.__name__}"}
            for tag in service.of(context)
        ],
        inherited=service.of(context.establishment) if isinstance(context, Component) else [],
    )  # fmt: skip


@at_both("modifier-etiquette", template="central/form.pt", methods=FORM)
def edit_tag(context: Any, request: Request) -> Any:
    """A tag: new without ``code``, else the one of that code."""
    tag = _found(context.tags, request.GET.get("code"), Tag)

    def save(typed: dict[str, Any], version: str) -> bool:
        if tag is None:
            service.add_tag(request.work, context, typed)
            return True
        return bool(service.edit_tag(request.work, tag, typed, version))

    title = _("Nouvelle étiquette") if tag is None else _("Modifier l'étiquette")
    return _form(context, request, forms.tag(), tag or Tag(), title, save, "@@etiquettes")


@at_both("activer-etiquette", methods=ACT)
def switch_tag(context: Any, request: Request) -> HTTPSeeOther:
    """Put a tag in or out of service."""
    return _switch(context, request, _required(context.tags, request), "@@etiquettes")


@at_both("supprimer-etiquette", methods=ACT)
def delete_tag(context: Any, request: Request) -> HTTPSeeOther:
    """Remove a tag that no application bears."""
    tag = _required(context.tags, request)
    try:
        service.delete_tag(request.work, tag)
    except Refused as refused:
        flash(request, told(request, refused), "warning")
    else:
        flash(request, _("L'étiquette « ${label} » est supprimée.", mapping={"label": tag.label}))
    return HTTPSeeOther(f"{path_of(context)}/@@etiquettes")


@door(Establishment, "alertes-sva", permission=P.ESTABLISHMENT_EDIT, template="central/alerts.pt")
def alerts(context: Establishment, request: Request) -> dict[str, Any]:
    """The alerts by their delay, and the date that they count from."""
    base, counted = path_of(context), str(request.work.parameter("SVA_ALERT_DAT", context))
    return page(
        request, _("Alertes SVA"), kicker=name_of(context), tabs=_tabs(context, request, "@@alertes-sva"),
        new_url=f"{base}/@@modifier-alerte-sva", switch_url=f"{base}/@@activer-alerte-sva",
        delete_action=f"{base}/@@supprimer-alerte-sva", parameters_url=f"{base}/@@parametres",
        counted=request.localizer.translate(forms.COUNTED[counted]), idle=counted not in sva.FIELDS,
        rows=[
            {"code": alert.__name__, "days": alert.days, "colour": alert.colour, "active": alert.active,
             "url": f"{base}/@@modifier-alerte-sva?code={alert.__name__}"}
            for alert in service.alerts(context)
        ],
    )  # fmt: skip


@door(Establishment, "modifier-alerte-sva", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def edit_alert(context: Establishment, request: Request) -> Any:
    """An alert: new without ``code``, else the one of that code."""
    alert = _found(context.sva_alerts, request.GET.get("code"), SvaAlert)

    def save(typed: dict[str, Any], version: str) -> bool:
        if alert is None:
            service.add_alert(request.work, context, typed)
            return True
        return bool(service.edit_alert(request.work, alert, typed, version))

    title = _("Nouvelle alerte SVA") if alert is None else _("Modifier l'alerte SVA")
    return _form(context, request, forms.alert(), alert or SvaAlert(), title, save, "@@alertes-sva")


@door(Establishment, "activer-alerte-sva", permission=P.ESTABLISHMENT_EDIT, methods=ACT)
def switch_alert(context: Establishment, request: Request) -> HTTPSeeOther:
    """Put an alert in or out of service."""
    return _switch(context, request, _required(context.sva_alerts, request), "@@alertes-sva")


@door(Establishment, "supprimer-alerte-sva", permission=P.ESTABLISHMENT_EDIT, methods=ACT)
def delete_alert(context: Establishment, request: Request) -> HTTPSeeOther:
    """Remove an alert: nothing leans on it."""
    offer.delete(request.work, _required(context.sva_alerts, request))
    flash(request, _("L'alerte est supprimée."))
    return HTTPSeeOther(f"{path_of(context)}/@@alertes-sva")


def _tabs(context: Any, request: Request, current: str) -> list[dict[str, Any]]:
    return tabs(request, context, TABS, current) if isinstance(context, Establishment) else []


def _found(folder: Any, code: str | None, kind: type) -> Any:
    """None for a new one; else the one of that code, or 404."""
    if code is None:
        return None
    node = folder.get(code) if folder is not None else None
    if not isinstance(node, kind):
        raise HTTPNotFound
    return node


def _required(folder: Any, request: Request) -> Any:
    node = folder.get(request.POST.get("code", "")) if folder is not None else None
    if node is None:
        raise HTTPNotFound
    return node


def _form(
    context: Any, request: Request, schema: Any, node: Any, title: Any, save: Callable[[dict[str, Any], str], bool],
    view: str,
) -> Any:  # fmt: skip
    back = f"{path_of(context)}/{view}"

    def keep(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = save(typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(back)

    shown = buttons(_("Enregistrer"), back)
    edition = Edition(request, schema, sheets.read(node), buttons=shown, action=request.path_qs)
    return edition.lead(keep, **page(request, title, kicker=name_of(context)))


def _switch(context: Any, request: Request, node: Any, view: str) -> HTTPSeeOther:
    offer.edit(request.work, node, {"active": request.POST.get("actif") == "oui"})
    flash(request, SAVED)
    return HTTPSeeOther(f"{path_of(context)}/{view}")
