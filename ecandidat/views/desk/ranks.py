"""« Classement »: the waiting list of a formation, its order, its spreadsheet, and the call of the next ones."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents import tables
from ecandidat.domain.codes import Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.promotion import places
from ecandidat.domain.ranking import HIGHEST, inserted, renumbered, swapped
from ecandidat.exports import csv, xlsx
from ecandidat.exports.cells import Head
from ecandidat.i18n import _
from ecandidat.resources import Formation, path_of
from ecandidat.services import classification, promotion
from ecandidat.services.classification import NUMBER, RANK, Ranked
from ecandidat.views import FORM, door
from ecandidat.views.candidate.parts import person, say
from ecandidat.views.layout import flash

FIELD = "rang-"
FORMATS = {"xlsx": xlsx, "csv": csv}
STATES = {
    "draft": ("draft", _("Non validée")),
    "validated": ("draft", _("Validée, non publiée")),
    "published": ("waiting", _("Publiée")),
}


@door(Formation, "classement", permission=P.DESK_RANK, template="desk/ranks.pt", methods=FORM)
def ranks(context: Formation, request: Request) -> Any:
    """GET shows the list; POST saves the ranks typed, moves somebody by one, or numbers them anew."""
    people = classification.ranked(context)
    typed: dict[str, str] = {}
    said, faulty = "", ""
    if request.method == "POST":
        typed = {name.removeprefix(FIELD): value.strip() for name, value in request.POST.items() if _is_field(name)}
        try:
            _save(context, request, people, typed)
        except Refused as refused:
            request.response.status_int = 409
            said, faulty = say(request, refused), str(refused.params.get("rank", ""))
        else:
            return HTTPSeeOther(f"{path_of(context)}/@@classement")
    return {**_page(context, request, people, typed, faulty), "said": said}


def _is_field(name: str) -> bool:
    return name.startswith(FIELD)


def _save(context: Formation, request: Request, people: list[Ranked], typed: Mapping[str, str]) -> None:
    now = {one.row.key: one.rank for one in people}
    wanted = {key: _whole(value) for key, value in typed.items() if key in now}
    act, _colon, key = request.POST.get("acte", "").partition(":")
    if act in ("monter", "descendre") and key in now:
        wanted = swapped(inserted(now, wanted), key, -1 if act == "monter" else 1)
    elif act == "renumeroter":
        wanted = renumbered(inserted(now, wanted))
    changed = classification.save(request.work, context, wanted, request.POST.get("vu", ""))
    if changed:
        flash(request, _("Le classement est enregistré : ${count} rang(s) changé(s).", mapping={"count": changed}))
    else:
        flash(request, _("Le classement est le même : rien n'a changé."), "info")


def _whole(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 6):
        raise Refused("rank_range", rank=value, maximum=HIGHEST)
    return int(value)


def _page(
    context: Formation, request: Request, people: list[Ranked], typed: Mapping[str, str], faulty: str
) -> dict[str, Any]:
    t, base = request.localizer.translate, path_of(context)
    state = promotion.state_of(context)
    lines = [
        {
            "key": one.row.key,
            "name": _name(one),
            "number": one.row.number,
            "url": f"{base}/{one.row.key}",
            "rank": typed.get(one.row.key, one.rank),
            "faulty": bool(faulty) and str(typed.get(one.row.key, one.rank)) == faulty,
            "real": one.real,
            "kind": STATES[one.state][0],
            "state": t(STATES[one.state][1]),
        }
        for one in people
    ]
    about = context.get(state.about) if state.about else None
    return {
        "title": t(_("Classement de la liste complémentaire")),
        "kicker": context.title,
        "lines": lines,
        "version": classification.version(context),
        "base": base,
        "switched_on": context.waiting_list,
        "tiles": _tiles(t, state),
        "callable": _number(context, state),
        "fault": say(request, state.fault) if state.fault is not None else "",
        "fault_url": path_of(about) if about is not None else "",
        "extend_url": f"{base}/@@candidatures?statut={Status.COMPLETE}",
    }


def _name(one: Ranked) -> str:
    return f"{one.row.last_name} {one.row.first_name}".strip() or one.row.number


def _tiles(t: Any, state: promotion.Places) -> list[dict[str, Any]]:
    free = state.free
    tiles = [
        {"label": t(_("Admis")), "value": state.admitted, "url": None, "note": None},
        {"label": t(_("Places")), "value": "–" if state.capacity is None else state.capacity, "url": None,
         "note": t(_("sans capacité fixée")) if state.capacity is None else None},
        {"label": t(_("En attente")), "value": state.waiting, "url": None, "note": None},
    ]  # fmt: skip
    if free is not None:
        note = t(_("${over} admis de plus que de places", mapping={"over": -free})) if free < 0 else None
        tiles.insert(2, {"label": t(_("Places libres")), "value": max(free, 0), "url": None, "note": note})
    return tiles


def _number(context: Formation, state: promotion.Places) -> int:
    """How many « Appeler » would call now."""
    if not context.waiting_list:
        return 0
    return min(state.waiting, places(state.capacity, state.admitted, 1))


@door(Formation, "appeler", permission=P.DESK_RANK, template="desk/call.pt", methods=FORM)
def call(context: Formation, request: Request) -> Any:
    """« Appeler »: GET says who would be called, POST calls them."""
    back = f"{path_of(context)}/@@classement"
    if request.method == "POST":
        try:
            called = promotion.call_next(request.work, context)
        except Refused as refused:
            flash(request, say(request, refused), "danger")
        else:
            names = ", ".join(person(one) for one in called)
            flash(request, _("Appelé(s) : ${names}. Chacun en est prévenu par courriel.", mapping={"names": names}))
        return HTTPSeeOther(back)
    number = _number(context, promotion.state_of(context))
    people = [one for one in classification.ranked(context) if one.state == "published"]
    return {
        "title": request.localizer.translate(_("Appeler de la liste complémentaire")),
        "kicker": context.title,
        "names": [f"{one.rank}. {_name(one)} ({one.row.number})" for one in people[:number]],
        "action": f"{path_of(context)}/@@appeler",
        "back": back,
    }


@door(Formation, "classement-fichier", permission=P.DESK_RANK)
def export(context: Formation, request: Request) -> Response:
    """The list as a spreadsheet, to be changed and imported again."""
    kind = request.GET.get("format", "xlsx")
    book, t = FORMATS.get(kind, xlsx), request.localizer.translate
    kind = kind if kind in FORMATS else "xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"classement.{kind}"
        titles = (NUMBER, t(_("Nom")), t(_("Prénom")), RANK, t(_("Rang réel")))
        with book.Book(path, title=context.title) as made:
            sheet = made.sheet("Classement", [Head(title) for title in titles])
            for one in classification.ranked(context):
                sheet.add((one.row.number, one.row.last_name, one.row.first_name, one.rank, one.real))
            sheet.end()
        content = path.read_bytes()
    disposition = f'attachment; filename="classement-{context.__name__}.{kind}"'
    return Response(content, content_type=book.CONTENT_TYPE, content_disposition=disposition)


@door(Formation, "classement-import", permission=P.DESK_RANK, template="desk/ranks_import.pt", methods=FORM)
def import_(context: Formation, request: Request) -> Any:
    """GET asks for a file, POST shows what it would change; « Enregistrer » of that page saves as the list does."""
    t, back = request.localizer.translate, f"{path_of(context)}/@@classement"
    page: dict[str, Any] = {
        "title": t(_("Importer un classement")), "kicker": context.title, "back": back, "refusal": "",
        "action": f"{path_of(context)}/@@classement-import", "changes": None, "faults": (), "version": "",
        "export": f"{path_of(context)}/@@classement-fichier",
    }  # fmt: skip
    if request.method != "POST":
        return page
    sent = request.POST.get("fichier")
    try:
        if not hasattr(sent, "file"):
            raise Refused("file_missing")
        reading = classification.read(context, tables.read(sent.file))
        people = classification.ranked(context)
        now = {one.row.key: one.rank for one in people}
        after = inserted(now, reading.typed)
    except Refused as refused:
        request.response.status_int = 422
        return {**page, "refusal": say(request, refused)}
    changes = [
        {"key": one.row.key, "name": _name(one), "number": one.row.number,
         "before": one.rank, "after": after[one.row.key], "typed": one.row.key in reading.typed}
        for one in sorted(people, key=lambda one: after[one.row.key])
        if after[one.row.key] != one.rank
    ]  # fmt: skip
    faults = [
        {"line": fault.line, "said": fault.said, "why": say(request, fault.refused)} for fault in reading.faults
    ]
    return {**page, "changes": changes, "faults": faults, "version": classification.version(context)}
