"""A formation as its managers set it: new, edited, deleted; a change of dates says first whom it touches."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.calendar import LABELS
from ecandidat.domain.codes import Status
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import formation as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.queries import seen
from ecandidat.resources import DiplomaType, Formation, path_of
from ecandidat.services import formations, offer, offered, publications, sheets
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import SAME, SAVED, buttons, creating, deleting, history, page
from ecandidat.views.desk.selection import visible
from ecandidat.views.layout import flash

NAMED = 20
"""Applications named in the warning; the others are counted."""


@door(DiplomaType, "nouvelle-formation", permission=P.FORMATION_EDIT, template="central/form.pt", methods=FORM)
def new_formation(context: DiplomaType, request: Request) -> Any:
    """« Nouvelle formation »."""
    commissions = list(context.component.commissions)

    def make(typed: dict[str, Any]) -> Formation:
        return Formation(shards=offer.MANY_SHARDS if typed.get("very_popular") else 0)

    component, t = context.component, request.localizer.translate
    known: dict[str, Any] = {}
    if request.method != "POST" and "si" in request.GET:
        known = offered.filled(request.work, component, request.GET["si"], request.GET.get("version", ""))
    tool = None
    if offered.searchable(request.work, component):
        search = f"{path_of(context)}/@@chercher-formation"
        tool = {"label": t(_("Chercher dans le dossier étudiant")), "url": search}
    set_there = component.defaults is not None
    lead = _("Dates, mode et décisions sont repris de la composante : changez ce qui est propre à cette formation.")
    return creating(
        request, context, Formation, forms.formation(
            context.component, new=True, spoken=request.languages, lang=request.contents_language),
        f"{path_of(context.component)}/@@gerer", _("Nouvelle formation"), more=make,
        values={
            **sheets.read(offer.defaults_of(context.component)),
            "commission_code": commissions[0] if len(commissions) == 1 else "",
            **known,
        },
        tool=tool,
        lead=request.localizer.translate(lead) if set_there else None,
    )  # fmt: skip


@door(Formation, "modifier", permission=P.FORMATION_EDIT, template="central/form.pt", methods=FORM)
def edit(context: Formation, request: Request) -> Any:
    """Everything but the code. Dates that touch live applications are confirmed on a second look at the form."""
    schema = forms.formation(context.component, new=False, spoken=request.languages, lang=request.contents_language)
    form = Edition(request, schema, sheets.read(context), buttons=buttons(_("Enregistrer")))
    shown = page(
        request, _("Modifier la formation"), kicker=f"{context.title} ({context.__name__})",
        history=history(request, context, schema),
        delete_url=f"{path_of(context)}/@@supprimer" if offer.can_delete(context) else None,
    )  # fmt: skip

    def save(typed: dict[str, Any], version: str) -> Any:
        moved = (*sheets.DATES, *sheets.PUBLISHING)
        confirmed, dates = typed.pop("confirmed"), {name: typed[name] for name in moved}
        touched = offer.affected(context, dates)
        asked = sheets.fingerprint(repr(sorted(dates.items())))
        if touched and confirmed != asked:
            affected = _affected(request, context, touched)
            affected["leaving"] = publications.let_go(request.work, context, dates)
            return {**shown, "form": form.redraw(confirmed=asked), "affected": affected}
        changed = offer.edit(request.work, context, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path)

    return form.lead(save, **shown)


@door(Formation, "dupliquer", permission=P.FORMATION_EDIT, template="central/form.pt", methods=FORM)
def duplicate(context: Formation, request: Request) -> Any:
    """« Dupliquer »: the copy is out of service, and its form opens filled."""
    component = context.component
    back = f"{path_of(component)}/@@formations"
    sheet = {"title": context.title, "type": context.type.__name__, "parts": frozenset(formations.PARTS)}

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        made = formations.duplicate(
            request.work, context, component[typed["type"]], typed["code"], typed["title"], typed["parts"]
        )
        flash(request, _("La copie est créée, hors service : vérifiez-la, puis mettez-la en service."))
        return HTTPSeeOther(f"{path_of(made)}/@@modifier")

    schema = forms.duplicate(component, request.contents_language)
    form = Edition(request, schema, sheet, buttons=buttons(_("Dupliquer"), back))
    shown = page(request, _("Dupliquer la formation"), kicker=f"{context.title} ({context.__name__})", back=back)
    return form.lead(save, **shown)


@door(Formation, "supprimer", permission=P.FORMATION_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: Formation, request: Request) -> Any:
    """Asks before a formation without applications is deleted."""
    above = context.component
    managed = request.has_permission(P.FORMATION_EDIT, above)
    back = f"{path_of(above)}/@@gerer" if managed else path_of(above)
    return deleting(request, context, back, _("Supprimer cette formation ?"))


def _affected(request: Request, formation: Formation, touched: list[offer.Affected]) -> dict[str, Any]:
    """How many a change touches, and who the first ones are, for whoever may know."""
    base, mine = path_of(formation), {row.key for row in seen(formation, visible(request, formation))}
    named = [one for one in touched if one.row.key in mine][:NAMED]
    return {
        "count": len(touched),
        "others": len(touched) - len(named),
        "rows": [
            {
                "name": f"{one.row.last_name} {one.row.first_name}".strip() or one.row.number,
                "number": one.row.number,
                "url": f"{base}/{one.row.key}",
                "status": label(Status(one.row.status).label),
                "date": label(LABELS[one.field]),
            }
            for one in named
        ],
    }
