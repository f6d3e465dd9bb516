"""« Décisions »: the types of decision and the reasons of refusal of an establishment, or a component's own."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.mails.catalogue import DECISION_MAILS
from ecandidat.models.spoken import text
from ecandidat.resources import Component, DecisionType, Establishment, Motivation, path_of
from ecandidat.services import decision_types, mail_texts, sheets
from ecandidat.services.decision_types import Decides
from ecandidat.services.mail_texts import Level
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import SAVED, buttons, deleting, history, name_of, page
from ecandidat.views.layout import flash

KINDS: dict[str, tuple[type[DecisionType] | type[Motivation], Any, Any]] = {
    "decision": (DecisionType, _("Type de décision"), _("Nouveau type de décision")),
    "motif": (Motivation, _("Motif"), _("Nouveau motif")),
}
"""What « Décisions » lists: class, title, title of a new one."""


@door(Establishment, "decisions", permission=P.DECISION_TYPE_EDIT, template="central/decisions.pt")
@door(Component, "decisions", permission=P.DECISION_TYPE_EDIT, template="central/decisions.pt")
def decisions(context: Level, request: Request) -> dict[str, Any]:
    """Types of decision and reasons of refusal; for a component, those of its establishment too."""
    base, lists, may = path_of(context), [], mail_texts.may_own(request.work, context)
    fields = forms.decision_type(new=False, spoken=request.languages, mails=[])
    for kind, (made, title, new) in KINDS.items():
        above = [_row(request, context.establishment, kind, one) for one in _every(context.establishment, made)
                 if one.active] if isinstance(context, Component) else []  # fmt: skip
        lists.append(
            {
                "kind": kind,
                "title": request.localizer.translate(title),
                "new": request.localizer.translate(new),
                "new_url": f"{base}/@@modifier-decision?genre={kind}",
                "rows": [_row(request, context, kind, one) for one in _every(context, made)],
                "above": above,
            }
        )
    return page(
        request, _("Décisions"), kicker=name_of(context), lists=lists, switch_url=f"{base}/@@activer-decision", may=may,
        history=history(request, context, fields),
    )  # fmt: skip


@door(Establishment, "modifier-decision", permission=P.DECISION_TYPE_EDIT, template="central/form.pt", methods=FORM)
@door(Component, "modifier-decision", permission=P.DECISION_TYPE_EDIT, template="central/form.pt", methods=FORM)
def edit_decision(context: Level, request: Request) -> Any:
    """A type of decision or a reason: new without ``code``, else the one of that code."""
    kind, back = str(request.GET.get("genre")), f"{path_of(context)}/@@decisions"
    made, title, new = _kind(kind)
    code = request.GET.get("code")
    node = made() if code is None else _asked(context, made, str(code))
    if not mail_texts.may_own(request.work, context):
        raise HTTPNotFound

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        if code is None:
            decision_types.add(request.work, context, node, str(typed.pop("code")), typed)
        else:
            decision_types.edit(request.work, node, typed, version)
        flash(request, SAVED)
        return HTTPSeeOther(back)

    spoken = request.languages
    schema = (
        forms.decision_type(new=code is None, spoken=spoken, mails=_mails(request, context, node))
        if isinstance(node, DecisionType) else forms.motivation(new=code is None, spoken=spoken)
    )  # fmt: skip
    edition = Edition(
        request, schema, sheets.read(node), buttons=buttons(_("Enregistrer"), back), action=request.path_qs
    )
    delete_url = f"{path_of(context)}/@@supprimer-decision?genre={kind}&code={code}" if code is not None else None
    return edition.lead(save, **page(request, new if code is None else title, kicker=code, delete_url=delete_url))


@door(Establishment, "supprimer-decision", permission=P.DECISION_TYPE_EDIT, template="central/confirm.pt", methods=FORM)
@door(Component, "supprimer-decision", permission=P.DECISION_TYPE_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: Level, request: Request) -> Any:
    """Asks before a type or a reason that was never used is deleted."""
    made, _title, _new = _kind(str(request.GET.get("genre")))
    node = _asked(context, made, str(request.GET.get("code")))
    question = _("Supprimer « ${name} » ?", mapping={"name": name_of(node)})
    return deleting(request, node, f"{path_of(context)}/@@decisions", question, decision_types.delete)


@door(Establishment, "activer-decision", permission=P.DECISION_TYPE_EDIT, methods=ACT)
@door(Component, "activer-decision", permission=P.DECISION_TYPE_EDIT, methods=ACT)
def switch_decision(context: Level, request: Request) -> HTTPSeeOther:
    """Put a type of decision or a reason in or out of service."""
    made, _title, _new = _kind(str(request.POST.get("genre")))
    node = _asked(context, made, str(request.POST.get("code", "")))
    decision_types.edit(request.work, node, {"active": request.POST.get("actif") == "oui"})
    state = _("« ${name} » est en service.") if node.active else _("« ${name} » est hors service.")
    flash(request, _(state, mapping={"name": name_of(node)}))
    return HTTPSeeOther(f"{path_of(context)}/@@decisions")


def _kind(asked: str) -> tuple[type[DecisionType] | type[Motivation], Any, Any]:
    if asked not in KINDS:
        raise HTTPNotFound
    return KINDS[asked]


def _asked(level: Level, made: type, code: str) -> Decides:
    node: Decides | None = decision_types.folder_of(level, made).get(code)
    if node is None:
        raise HTTPNotFound
    return node


def _every(level: Level, made: type) -> list[Decides]:
    found = decision_types.folder_of(level, made).values()
    return sorted(found, key=lambda one: (not one.active, text(one.label).casefold()))


def _mails(request: Request, level: Level, node: DecisionType) -> list[tuple[str, Any]]:
    """The usual mail of its kind, then those that the level or its establishment made."""
    t = request.localizer.translate
    own = [
        (code, f"{found.label} ({t(label(found.kind.label))})")
        for _level, code, found in mail_texts.own_mails(level) if found.kind is not None
    ]  # fmt: skip
    return [(DECISION_MAILS[node.kind], _("Celui de son type d'avis")), *sorted(own, key=lambda one: one[1])]


def _row(request: Request, level: Level, kind: str, node: Decides) -> dict[str, Any]:
    decides, t = isinstance(node, DecisionType), request.localizer.translate
    return {
        "code": node.__name__,
        "title": text(node.label, request.language),
        "kind": label(node.kind.label) if isinstance(node, DecisionType) else "",
        "mail": t(label(mail_texts.label(level, node.mail))) if isinstance(node, DecisionType) else "",
        "final": decides and node.final,
        "comment": decides and node.show_comment,
        "transfers": decides and node.transfers and node.kind is DecisionKind.FAVOURABLE,
        "active": node.active,
        "url": f"{path_of(level)}/@@modifier-decision?genre={kind}&code={node.__name__}",
    }
