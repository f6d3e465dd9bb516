"""« Paramètres » of an establishment, and of the instance for those that have no value of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.parameters import GROUPS, PARAMETERS, Group, Parameter
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import parameters as forms
from ecandidat.i18n import _, label
from ecandidat.register import fold
from ecandidat.resources import Establishment, Portal
from ecandidat.services import parameters as service
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, establishment_tabs, history, page
from ecandidat.views.layout import flash

LONGEST = 100
"""Characters of a search that are looked at."""


@door(Portal, "parametres", permission=P.PORTAL_EDIT, template="central/parameters.pt", methods=FORM)
def of_portal(context: Portal, request: Request) -> Any:
    """What holds for every establishment that says nothing else."""
    lead = _("Ces valeurs sont celles de tous les établissements qui n'ont pas la leur.")
    return _edit(context, request, lead, tabs=[], back="/@@administration")


@door(Establishment, "parametres", permission=P.ESTABLISHMENT_EDIT, template="central/parameters.pt", methods=FORM)
def of_establishment(context: Establishment, request: Request) -> Any:
    """What holds in one establishment; the central office reads those that only administrators set."""
    lead = _("Un paramètre qui n'a pas de valeur propre suit celle de l'instance, sinon celle d'origine.")
    return _edit(context, request, lead, tabs=establishment_tabs(request, context, "@@parametres"))


def _edit(context: service.Level, request: Request, lead: Any, **more: Any) -> Any:
    words = request.GET.get("q", "")[:LONGEST].strip()
    groups = _found(request, words)
    shown = page(request, _("Paramètres"), lead=request.localizer.translate(lead), words=words,
                 groups=[{"code": one.code, "label": label(one.label)} for one in groups],
                 searched=request.path, history=history(request, context), **more)  # fmt: skip

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = service.save(request.work, context, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path_qs)

    form = _form(context, request, groups)
    if form.restored:
        return _restore(context, request, groups, form, shown)
    return form.lead(save, **shown)


def _restore(
    context: service.Level, request: Request, groups: list[Group], form: forms.Parameters, shown: dict[str, Any]
) -> Any:
    """Give one value back; the rest of what was typed waits on the page, not saved yet."""
    code, lone = form.restored, form.untouched(form.restored)
    try:
        service.restore(request.work, context, code, form.version)
    except Refused as refused:
        if refused.code != "changed_meanwhile":
            raise
        request.response.status_int = 409
        form.late(code)
        return {"form": form.after(code), **shown}
    t = request.localizer.translate
    value = forms.words(PARAMETERS[code], service.current(request.work, context)[code], t)
    said = {"name": t(label(PARAMETERS[code].label)), "value": value}
    done = _("« ${name} » reprend sa valeur : ${value}.", mapping=said)
    if lone:
        flash(request, done)
        return HTTPSeeOther(f"{request.path_qs}#item-champ-{code}")
    waiting = _("Vos autres modifications ne sont pas encore enregistrées.")
    shown |= {"notice": f"{t(done)} {t(waiting)}", "history": history(request, context)}
    return {"form": _form(context, request, groups).after(code), **shown}


def _form(context: service.Level, request: Request, groups: list[Group]) -> forms.Parameters:
    portal, states = isinstance(context, Portal), service.held(request.work, context)
    every = bool(request.has_permission(P.PORTAL_EDIT, context))
    others = {code: service.elsewhere(request.work, code) for code in PARAMETERS} if portal else {}
    schema = forms.parameters(
        groups, lambda row: every or row.office, states, others, request.localizer.translate, portal=portal
    )
    sheet = {code: one.value for code, one in states.items()}
    return forms.Parameters(request, schema, sheet, buttons=buttons(_("Enregistrer")))


def _found(request: Request, words: str) -> list[Group]:
    """The groups and rows that hold every word, whatever its accents and capitals; all of them without words."""
    wanted = fold(words).split()
    t = request.localizer.translate

    def holds(group: Group, row: Parameter) -> bool:
        said = fold(" ".join((t(label(group.label)), row.code, t(label(row.label)), t(label(row.help)))))
        return all(word in said for word in wanted)

    kept = (replace(one, rows=tuple(row for row in one.rows if holds(one, row))) for one in GROUPS)
    return [one for one in kept if one.rows]
