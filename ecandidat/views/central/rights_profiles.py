"""« Profils de droits » of an establishment: the list, the matrix of one, and the statuses that commissions see."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profiles import FUNCTIONALITIES, GRANTED_ON, GROUPS, Functionality, Level, ProfileKind
from ecandidat.i18n import _, label
from ecandidat.resources import Establishment, RightsProfile, path_of
from ecandidat.services import rights_profiles as service
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import SAME, SAVED, deleting, page, told
from ecandidat.views.central.rights import called
from ecandidat.views.layout import flash

LEVELS = {Level.NONE: _("Aucun"), Level.READ: _("Lecture"), Level.WRITE: _("Écriture")}
BEARS = {
    "establishment": _("S'accorde sur l'établissement et vaut partout."),
    "component": _("S'accorde sur une composante, entière ou limitée à quelques commissions."),
    "commission": _("S'accorde sur une commission et vaut pour ses formations."),
}
CANDIDATES = _("S'accorde sur l'établissement et porte sur tous ses candidats.")


@door(Establishment, "profils", permission=P.RIGHTS_EDIT, template="central/profiles.pt")
def every(context: Establishment, request: Request) -> dict[str, Any]:
    """The profiles of the product and of the site, with how many people hold them; the statuses of commissions."""
    t, base = request.localizer.translate, path_of(context)
    rows = [
        {
            "label": called(t, line.profile),
            "code": line.profile.code,
            "kind": f"{line.profile.kind.value} – {t(label(line.profile.kind.label))}",
            "system": line.profile.system,
            "active": line.profile.active,
            "people": line.people,
            "url": None if line.profile.system else f"{base}/profils/{line.profile.code}/@@modifier",
            "copy_url": f"{base}/@@nouveau-profil?de={line.profile.code}",
        }
        for line in service.every(request.work, context)
    ]
    shown = context.commission_statuses
    statuses = [
        {"code": status.value, "label": t(label(status.label)), "checked": shown is None or status.value in shown}
        for status in Status
    ]
    return page(
        request, _("Profils de droits"), rows=rows, new_url=f"{base}/@@nouveau-profil", statuses=statuses,
        statuses_url=f"{base}/@@statuts-commissions" if request.has_permission(P.ESTABLISHMENT_EDIT, context) else None,
        rights_url=f"{base}/@@droits",
    )  # fmt: skip


@door(Establishment, "statuts-commissions", permission=P.ESTABLISHMENT_EDIT, methods=ACT)
def statuses(context: Establishment, request: Request) -> HTTPSeeOther:
    """Which statuses the members of commissions see."""
    changed = service.set_statuses(request.work, context, frozenset(request.POST.getall("statut")))
    flash(request, SAVED if changed else SAME, "success" if changed else "info")
    return HTTPSeeOther(f"{path_of(context)}/@@profils")


@door(Establishment, "nouveau-profil", permission=P.RIGHTS_EDIT, template="central/profile.pt", methods=FORM)
def new(context: Establishment, request: Request) -> Any:
    """A new profile, empty or from another one."""
    t, back = request.localizer.translate, f"{path_of(context)}/@@profils"
    copied = service.levels(context, request.params.get("de", ""))
    kind = copied[0] if copied is not None else _kind(request.params.get("type", ""))
    if kind is None:
        choices = [
            {"label": t(label(one.label)), "text": t(_bears(one)), "url": f"{request.path}?type={one.value}"}
            for one in ProfileKind
        ]
        return page(request, _("Nouveau profil"), choices=choices, back=back)
    typed = _typed(request) if request.method == "POST" else dict(copied[1] if copied is not None else ())
    name, code = _text(request, "label"), _text(request, "code")
    fault = None
    if request.method == "POST":
        try:
            made = service.create(request.work, context, code, name, kind, typed)
        except Refused as refused:
            fault = _fault(request, refused)
        else:
            flash(request, _("« ${name} » est créé.", mapping={"name": made.label}))
            return HTTPSeeOther(back)
    more = {"code": code, "name": name, "fault": fault, "back": back, "act": _("Créer")}
    return _sheet(request, _("Nouveau profil"), kind, typed, **more)


@door(RightsProfile, "modifier", permission=P.RIGHTS_EDIT, template="central/profile.pt", methods=FORM)
def edit(context: RightsProfile, request: Request) -> Any:
    """The name of a profile and its matrix."""
    back = f"{path_of(context.__parent__.__parent__)}/@@profils"
    typed, name, fault, late = dict(context.levels), context.label, None, ()
    if request.method == "POST":
        typed, name = _typed(request), _text(request, "label")
        seen, seen_label = _seen(request), _text(request, "vu-libelle")
        try:
            changed = service.edit(request.work, context, name, typed, seen_label, seen)
        except Refused as refused:
            fault, late = _fault(request, refused), refused.params.get("codes", ())
            stored = dict(context.levels)
            typed = {
                code: stored.get(code, "") if typed.get(code, "") == seen.get(code, "") else typed.get(code, "")
                for code in FUNCTIONALITIES
            }
        else:
            flash(request, SAVED if changed else SAME, "success" if changed else "info")
            return HTTPSeeOther(back)
    held = len(service.people(context.__parent__.__parent__, context.__name__))
    more = {"code": context.__name__, "name": name, "fault": fault, "back": back, "act": _("Enregistrer"), "late": late}
    answer = _sheet(request, _("Modifier le profil"), context.kind, typed, node=context, **more)
    return {**answer, "held": held, "copy_url": f"{back[:-len('profils')]}nouveau-profil?de={context.__name__}"}


@door(RightsProfile, "activer", permission=P.RIGHTS_EDIT, methods=ACT)
def switch(context: RightsProfile, request: Request) -> HTTPSeeOther:
    """Close a profile, or open it again."""
    try:
        service.set_active(request.work, context, request.POST.get("actif") == "oui")
        opened, closed = _("« ${name} » est en service."), _("« ${name} » est fermé : il ne donne plus rien.")
        said = opened if context.active else closed
        flash(request, _(said, mapping={"name": context.label}))
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/@@modifier")


@door(RightsProfile, "supprimer", permission=P.RIGHTS_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: RightsProfile, request: Request) -> Any:
    """Asks before a profile that nobody holds is deleted."""
    back = f"{path_of(context.__parent__.__parent__)}/@@profils"
    return deleting(request, context, back, _("Supprimer ce profil ?"), service.delete)


def _sheet(
    request: Request, title: Any, kind: ProfileKind, typed: dict[str, str], *, name: str, code: str, fault: Any,
    back: str, act: Any, node: RightsProfile | None = None, late: tuple[str, ...] = (),
) -> dict[str, Any]:  # fmt: skip
    """What the page of the matrix reads."""
    t = request.localizer.translate
    groups = []
    for group, heading in GROUPS.items():
        rows = [row for row in FUNCTIONALITIES.values() if row.group == group and kind in row.kinds]
        if rows:
            lines = [_line(t, row, kind, typed.get(row.code, ""), node, late) for row in rows]
            groups.append({"heading": t(label(heading)), "rows": lines})
    return page(
        request, title, choices=None, kind=f"{kind.value} – {t(label(kind.label))}", bears=t(_bears(kind)),
        groups=groups, name=name, code=code, fault=fault, back=back, act=t(act), node=node,
        action=request.path_qs, seen=" ".join(f"{one}:{level}" for one, level in node.levels) if node else "",
        stored=node.label if node is not None else "", late_name="" in late, maximum=service.LABEL_MAXIMUM,
        code_maximum=service.CODE_MAXIMUM,
        base=path_of(node) if node is not None else "",
    )  # fmt: skip


def _line(
    t: Any, row: Functionality, kind: ProfileKind, level: str, node: RightsProfile | None, late: tuple[str, ...]
) -> dict[str, Any]:
    stored = dict(node.levels).get(row.code, "") if node is not None else ""
    return {
        "code": row.code,
        "label": t(label(row.label)),
        "does": t(label(row.does)),
        "levels": [
            {
                "value": one.value,
                "label": t(LEVELS[one]),
                "checked": one.value == level,
                "id": f"{row.code}-{one.value or 'N'}",
            }
            for one in row.levels(kind)
        ],
        "late": t(LEVELS[Level(stored)]) if row.code in late else None,
    }


def _fault(request: Request, refused: Refused) -> dict[str, str]:
    request.response.status_int = 409
    return {"field": str(refused.params.get("field", "")), "text": told(request, refused)}


def _typed(request: Request) -> dict[str, str]:
    return {code: str(request.POST.get(code, "")) for code in FUNCTIONALITIES if request.POST.get(code)}


def _seen(request: Request) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in _text(request, "vu").split())
    return {code: level for code, _colon, level in pairs}


def _text(request: Request, name: str) -> str:
    value = request.POST.get(name, "")
    return value[:2000] if isinstance(value, str) else ""


def _kind(value: str) -> ProfileKind | None:
    return next((kind for kind in ProfileKind if kind.value == value), None)


def _bears(kind: ProfileKind) -> Any:
    return CANDIDATES if kind in (ProfileKind.CANDIDATES, ProfileKind.CANDIDATES_READ) else BEARS[GRANTED_ON[kind]]
