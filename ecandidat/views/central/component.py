"""A component as its managers set it: itself, its diploma types and formations, its commissions."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import formation as formation_forms
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.resources import Commission, Commissions, Component, DiplomaType, Formation, path_of
from ecandidat.services import offer, sheets
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, creating, deleting, editing, history, page, tabs
from ecandidat.views.layout import flash

TABS = ((_("Composante"), "@@modifier"), (_("Nouvelles formations"), "@@nouvelles-formations"))
"""The pages where a component is set."""


@door(Component, "modifier", permission=P.COMPONENT_EDIT, template="central/form.pt", methods=FORM)
def edit(context: Component, request: Request) -> Any:
    """Title, contact, quota, texts; only the establishment puts a component in or out of service."""
    may_close = bool(request.has_permission(P.ESTABLISHMENT_EDIT, context.establishment))
    schema = forms.component(new=False, may_close=may_close, spoken=request.languages)
    return editing(
        request, context, schema, _("Modifier la composante"),
        kicker=context.title, tabs=tabs(request, context, TABS, "@@modifier"),
        history=history(request, context, schema),
        delete_url=f"{path_of(context)}/@@supprimer" if may_close and offer.can_delete(context) else None,
    )  # fmt: skip


@door(Component, "nouvelles-formations", permission=P.COMPONENT_EDIT, template="central/form.pt", methods=FORM)
def defaults(context: Component, request: Request) -> Any:
    """« Nouvelles formations »: what they start from."""
    schema = formation_forms.defaults(context, request.contents_language)

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = offer.edit_defaults(request.work, context, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path)

    form = Edition(request, schema, sheets.read(offer.defaults_of(context)), buttons=buttons(_("Enregistrer")))
    lead = _("Chaque nouvelle formation part de ces réglages ; celles qui existent ne changent pas.")
    return form.lead(save, **page(
        request, _("Nouvelles formations"), kicker=context.title, lead=request.localizer.translate(lead),
        tabs=tabs(request, context, TABS, "@@nouvelles-formations"),
    ))  # fmt: skip


@door(Component, "supprimer", permission=P.ESTABLISHMENT_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: Component, request: Request) -> Any:
    """Asks before an empty component is deleted."""
    back = f"{path_of(context.establishment)}/@@gerer"
    return deleting(request, context, back, _("Supprimer cette composante ?"))


@door(Component, "gerer", permission=P.FORMATION_EDIT, template="central/component.pt")
def manage(context: Component, request: Request) -> dict[str, Any]:
    """Diploma types and their formations."""
    return {
        "title": request.localizer.translate(_("Offre de la composante")),
        "kicker": context.title,
        "types": [type_panel(kind) for kind in _sorted_types(context)],
        "new_type_url": f"{path_of(context)}/@@nouveau-type",
        "commissions": len(context.commissions),
        "commissions_url": f"{path_of(context)}/commissions/@@nouvelle",
    }


@door(Component, "nouveau-type", permission=P.FORMATION_EDIT, template="central/form.pt", methods=FORM)
def new_type(context: Component, request: Request) -> Any:
    """« Nouveau type de diplôme »."""
    back = f"{path_of(context)}/@@gerer"
    schema = forms.diploma_type(new=True, spoken=request.languages)
    return creating(request, context, DiplomaType, schema, back, _("Nouveau type de diplôme"))


@door(DiplomaType, "gerer", permission=P.FORMATION_EDIT, template="central/component.pt")
def manage_type(context: DiplomaType, request: Request) -> dict[str, Any]:
    """The formations of one type."""
    return {
        "title": context.title(request.language),
        "kicker": context.component.title,
        "types": [type_panel(context)],
        "new_type_url": None,
        "commissions": len(context.component.commissions),
        "commissions_url": f"{path_of(context.component)}/commissions/@@nouvelle",
    }


@door(DiplomaType, "modifier", permission=P.FORMATION_EDIT, template="central/form.pt", methods=FORM)
def edit_type(context: DiplomaType, request: Request) -> Any:
    """Labels and switch."""
    back = f"{path_of(context.component)}/@@gerer"
    schema = forms.diploma_type(new=False, spoken=request.languages)
    return editing(
        request, context, schema, _("Modifier le type de diplôme"), back=back,
        kicker=context.title(request.language), history=history(request, context, schema),
        delete_url=f"{path_of(context)}/@@supprimer" if offer.can_delete(context) else None,
    )  # fmt: skip


@door(DiplomaType, "supprimer", permission=P.FORMATION_EDIT, template="central/confirm.pt", methods=FORM)
def remove_type(context: DiplomaType, request: Request) -> Any:
    """Asks before an empty type is deleted."""
    back = f"{path_of(context.component)}/@@gerer"
    return deleting(request, context, back, _("Supprimer ce type de diplôme ?"))


@door(Commissions, "", permission=P.COMMISSION_EDIT, template="central/commissions.pt")
def commissions(context: Commissions, request: Request) -> dict[str, Any]:
    """The commissions of a component."""
    rows = [
        {
            "title": commission.title,
            "code": commission.__name__,
            "url": path_of(commission),
            "edit_url": f"{path_of(commission)}/@@modifier",
            "members": len(commission.grants),
            "mail": commission.mail,
            "signatory": commission.signatory,
            "letters": commission.letters,
            "active": commission.active,
        }
        for commission in sorted(context.values(), key=lambda found: (not found.active, found.title.casefold()))
    ]
    return page(
        request, _("Commissions"), kicker=context.__parent__.title, rows=rows, new_url=f"{path_of(context)}/@@nouvelle"
    )


@door(Commissions, "nouvelle", permission=P.COMMISSION_EDIT, template="central/form.pt", methods=FORM)
def new_commission(context: Commissions, request: Request) -> Any:
    """« Nouvelle commission »."""
    schema = forms.commission(new=True, spoken=request.languages)
    return creating(request, context, Commission, schema, path_of(context), _("Nouvelle commission"))


def type_panel(kind: DiplomaType) -> dict[str, Any]:
    """A diploma type and the rows of its formations, for the tables of « Offre »."""
    base = path_of(kind)
    formations = sorted(kind.values(), key=lambda found: (not found.active, found.title.casefold(), found.__name__))
    return {
        "title": kind.title(),
        "code": kind.__name__,
        "active": kind.active,
        "edit_url": f"{base}/@@modifier",
        "new_url": f"{base}/@@nouvelle-formation",
        "rows": [_row(formation) for formation in formations],
    }


def _row(formation: Formation) -> dict[str, Any]:
    dates = formation.calendar
    commission = formation.commission
    live = sum(1 for row in formation.rows.values() if row.cancelled_on is None)
    return {
        "title": formation.title,
        "code": formation.__name__,
        "url": f"{path_of(formation)}/@@modifier",
        "list_url": f"{path_of(formation)}/@@candidatures",
        "commission": commission.title if commission is not None else "",
        "dates": f"{short_date(dates.opens)} – {short_date(dates.closes)}",
        "return_by": short_date(dates.return_by),
        "mode": label(formation.mode.label),
        "treatment": label(formation.treatment.label),
        "capacity": formation.capacity,
        "active": formation.active,
        "count": live,
    }


def _sorted_types(component: Component) -> list[DiplomaType]:
    return sorted(component.values(), key=lambda kind: (not kind.active, kind.title().casefold(), kind.__name__))
