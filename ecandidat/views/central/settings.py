"""« Paramètres » and « Décisions » of an establishment."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.models.offer import text
from ecandidat.resources import DecisionType, Establishment, Motivation, path_of
from ecandidat.services import offer, sheets
from ecandidat.services import parameters as service
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, establishment_tabs, name_of, page
from ecandidat.views.layout import flash

KINDS: dict[str, tuple[str, type, Any, Any, Any]] = {
    "decision": (
        "decision_types",
        DecisionType,
        forms.decision_type,
        _("Type de décision"),
        _("Nouveau type de décision"),
    ),
    "motif": ("motivations", Motivation, forms.motivation, _("Motif"), _("Nouveau motif")),
}
"""What « Décisions » lists: folder of the establishment, class, form, title, title of a new one."""


@door(Establishment, "parametres", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def parameters(context: Establishment, request: Request) -> Any:
    """Every parameter, by its type."""

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = service.save(request.work, context, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path)

    sheet = service.current(request.work, context)
    tabs = establishment_tabs(request, context, "@@parametres")
    return Edition(request, forms.parameters(), sheet).lead(save, **page(request, _("Paramètres"), tabs=tabs))


@door(Establishment, "decisions", permission=P.ESTABLISHMENT_EDIT, template="central/decisions.pt")
def decisions(context: Establishment, request: Request) -> dict[str, Any]:
    """Types of decision and reasons of refusal."""
    base = path_of(context)
    lists = []
    for kind, (folder, _class, _form, title, new) in KINDS.items():
        found = sorted(getattr(context, folder).values(), key=lambda one: (not one.active, text(one.label).casefold()))
        lists.append(
            {
                "kind": kind,
                "title": request.localizer.translate(title),
                "new": request.localizer.translate(new),
                "new_url": f"{base}/@@modifier-decision?genre={kind}",
                "rows": [_row(base, kind, one, request.language) for one in found],
            }
        )
    tabs = establishment_tabs(request, context, "@@decisions")
    return page(request, _("Décisions"), lists=lists, tabs=tabs, switch_url=f"{base}/@@activer-decision")


@door(Establishment, "modifier-decision", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def edit_decision(context: Establishment, request: Request) -> Any:
    """A type of decision or a reason: new without ``code``, else the one of that code."""
    folder, made, form, title, new = _kind(request.GET.get("genre"))
    container, code = getattr(context, folder), request.GET.get("code")
    back = f"{path_of(context)}/@@decisions"
    node = made() if code is None else container.get(code)
    if node is None:
        raise HTTPNotFound

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        if code is None:
            offer.add(request.work, container, node, str(typed.pop("code")), typed)
        else:
            offer.edit(request.work, node, typed, version)
        flash(request, SAVED)
        return HTTPSeeOther(back)

    shown = buttons(_("Enregistrer"), back)
    schema = form(new=code is None, spoken=request.languages)
    edition = Edition(request, schema, sheets.read(node), buttons=shown, action=request.path_qs)
    return edition.lead(save, **page(request, new if code is None else title, kicker=code))


@door(Establishment, "activer-decision", permission=P.ESTABLISHMENT_EDIT, methods=ACT)
def switch_decision(context: Establishment, request: Request) -> HTTPSeeOther:
    """Put a type of decision or a reason in or out of service."""
    folder, *_rest = _kind(request.POST.get("genre"))
    node = getattr(context, folder).get(request.POST.get("code", ""))
    if node is None:
        raise HTTPNotFound
    offer.edit(request.work, node, {"active": request.POST.get("actif") == "oui"})
    state = _("« ${name} » est en service.") if node.active else _("« ${name} » est hors service.")
    flash(request, _(state, mapping={"name": name_of(node)}))
    return HTTPSeeOther(f"{path_of(context)}/@@decisions")


def _kind(asked: str | None) -> tuple[str, type, Any, Any, Any]:
    if asked not in KINDS:
        raise HTTPNotFound
    return KINDS[asked]


def _row(base: str, kind: str, node: Any, lang: str) -> dict[str, Any]:
    decides = isinstance(node, DecisionType)
    return {
        "code": node.__name__,
        "title": text(node.label, lang),
        "kind": label(node.kind.label) if decides else "",
        "final": decides and node.final,
        "comment": decides and node.show_comment,
        "active": node.active,
        "url": f"{base}/@@modifier-decision?genre={kind}&code={node.__name__}",
    }
