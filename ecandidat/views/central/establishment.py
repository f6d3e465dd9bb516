"""The establishment as its central office sets it: identity, FAQ, documents, components."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _
from ecandidat.models.spoken import text
from ecandidat.resources import Component, Establishment, path_of
from ecandidat.services import offer, sheets
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import (
    SAVED,
    buttons,
    creating,
    editing,
    establishment_tabs,
    history,
    page,
    told,
)
from ecandidat.views.layout import flash

LISTS = {"@@faq": ("faq", ("question", "answer")), "@@documentation": ("documentation", ("label", "url"))}
"""View → attribute of the establishment, names of the two parts of an entry."""


@door(Establishment, "modifier", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def edit(context: Establishment, request: Request) -> Any:
    """Identity, look, contact, texts."""
    schema = forms.establishment(
        may_close=bool(request.has_permission(P.PORTAL_EDIT, request.portal)), spoken=request.languages
    )
    return editing(
        request, context, schema, _("Modifier l'établissement"),
        tabs=establishment_tabs(request, context, "@@modifier"), history=history(request, context, schema),
        preview=_preview(context, request),
    )  # fmt: skip


def _preview(context: Establishment, request: Request) -> dict[str, str]:
    """The colour that was typed, else the one in force, under the text of the logo, with their contrast."""
    typed = request.POST.get("accent", "").strip().lower()
    accent = typed if sheets.is_colour(typed) else context.accent
    label = _(
        "Aperçu de ${colour} : contraste ${ratio} avec le blanc.",
        mapping={"colour": accent, "ratio": f"{sheets.ratio(accent):.1f}".replace(".", ",")},
    )
    return {"accent": accent, "logo": context.logo_text, "label": request.localizer.translate(label)}


@door(Establishment, "gerer", permission=P.ESTABLISHMENT_EDIT, template="central/establishment.pt")
def manage(context: Establishment, request: Request) -> dict[str, Any]:
    """The components, in service or not."""
    rows = [
        {
            "title": component.title,
            "code": component.__name__,
            "url": f"{path_of(component)}/@@gerer",
            "edit_url": f"{path_of(component)}/@@modifier",
            "active": component.active,
            "formations": sum(len(kind) for kind in component.values()),
            "commissions": len(component.commissions),
            "quota": component.quota,
        }
        for component in sorted(context.values(), key=lambda found: (not found.active, found.title.casefold()))
    ]
    title = request.localizer.translate(_("Composantes"))
    return {"title": title, "rows": rows, "new_url": f"{path_of(context)}/@@nouvelle-composante"}


@door(Establishment, "nouvelle-composante", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def new_component(context: Establishment, request: Request) -> Any:
    """« Nouvelle composante »."""
    schema = forms.component(new=True, may_close=True, spoken=request.languages)
    back = f"{path_of(context)}/@@gerer"
    return creating(request, context, Component, schema, back, _("Nouvelle composante"))


@door(Establishment, "faq", permission=P.ESTABLISHMENT_EDIT, template="central/entries.pt", methods=FORM)
def faq(context: Establishment, request: Request) -> Any:
    """The questions and answers of « Assistance »."""
    schema = forms.question(request.languages)
    return _entries(context, request, "@@faq", _("Questions fréquentes"), _("Nouvelle question"), schema)


@door(Establishment, "documentation", permission=P.ESTABLISHMENT_EDIT, template="central/entries.pt", methods=FORM)
def documentation(context: Establishment, request: Request) -> Any:
    """The documents of « Assistance »."""
    schema = forms.document(request.languages)
    return _entries(context, request, "@@documentation", _("Documents"), _("Nouveau document"), schema)


@door(Establishment, "deplacer-question", permission=P.ESTABLISHMENT_EDIT, methods=ACT)
def move_question(context: Establishment, request: Request) -> HTTPSeeOther:
    """Put an entry of the FAQ one place up, or take it away."""
    return _move(context, request, "@@faq")


@door(Establishment, "deplacer-document", permission=P.ESTABLISHMENT_EDIT, methods=ACT)
def move_document(context: Establishment, request: Request) -> HTTPSeeOther:
    """Put an entry of the documentation one place up, or take it away."""
    return _move(context, request, "@@documentation")


def _entries(context: Establishment, request: Request, view: str, title: Any, new: Any, schema: Any) -> Any:
    name, parts = LISTS[view]
    entries = getattr(context, name)
    asked = request.GET.get("entree")
    here = f"{path_of(context)}/{view}"
    if asked is None:
        rows = [
            {"title": text(entry[0]), "text": entry[1] if isinstance(entry[1], str) else text(entry[1]), "index": index}
            for index, entry in enumerate(entries)
        ]
        mover = "deplacer-question" if name == "faq" else "deplacer-document"
        return page(
            request, title, rows=rows, here=here, form=None, move_url=f"{path_of(context)}/@@{mover}",
            seen=offer.entries_version(context, name), new_label=request.localizer.translate(new),
            tabs=establishment_tabs(request, context, view),
        )  # fmt: skip
    index = len(entries) if asked == "nouvelle" else _index(asked, entries)
    sheet = _entry_sheet(entries[index], parts) if index < len(entries) else {}
    sheet["liste"] = offer.entries_version(context, name)

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        seen = typed.pop("liste")
        entry = _entry(typed, parts, sheet)
        complete = (*entries[:index], entry, *entries[index + 1 :])
        offer.set_entries(request.work, context, name, complete, seen)
        flash(request, SAVED)
        return HTTPSeeOther(here)

    form = Edition(request, schema, sheet, buttons=buttons(_("Enregistrer"), here))
    return form.lead(save, **page(request, new if index == len(entries) else title, rows=None, here=here))


def _move(context: Establishment, request: Request, view: str) -> HTTPSeeOther:
    name, _parts = LISTS[view]
    entries = list(getattr(context, name))
    index = _index(request.POST.get("entree", ""), tuple(entries))
    taken = entries.pop(index)
    if request.POST.get("acte") == "monter":
        entries.insert(max(0, index - 1), taken)
    try:
        offer.set_entries(request.work, context, name, tuple(entries), request.POST.get("liste", ""))
        flash(request, SAVED)
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/{view}")


def _index(asked: str, entries: tuple[Any, ...]) -> int:
    if not asked.isdecimal() or not asked.isascii() or len(asked) > 6 or int(asked) >= len(entries):
        raise HTTPNotFound
    return int(asked)


def _entry_sheet(entry: Any, parts: tuple[str, str]) -> dict[str, str]:
    sheet: dict[str, str] = {}
    for part, value in zip(parts, entry, strict=True):
        if isinstance(value, str):
            sheet[part] = value
        else:
            sheet |= {f"{part}_{lang}": words for lang, words in value}
    return sheet


def _entry(typed: dict[str, Any], parts: tuple[str, str], before: dict[str, str]) -> tuple[Any, ...]:
    """An entry as it is kept; what it says in languages that are no longer shown stays."""

    def texts(part: str) -> Any:
        if part in typed:
            return typed[part]
        said = {lang: typed.get(f"{part}_{lang}", before.get(f"{part}_{lang}", "")) for lang in LANGUAGES}
        return tuple((lang, words) for lang, words in said.items() if words)

    return tuple(texts(part) for part in parts)
