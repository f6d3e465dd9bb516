"""« Classement »: the waiting list of a formation, its order, its spreadsheet, and the call of the next ones."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
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
from ecandidat.queries import seen
from ecandidat.resources import Formation, path_of
from ecandidat.services import classification, promotion
from ecandidat.services.classification import NUMBER, RANK, Ranked
from ecandidat.views import FORM, door
from ecandidat.views.candidate.parts import person, say
from ecandidat.views.desk import selection
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
    people = _people(context, request)
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


def _people(context: Formation, request: Request) -> list[Ranked]:
    """Everybody who is ranked; whom the person may not see keeps their place, without name nor number."""
    shown = _seen(context, request)
    return [
        one if one.row.key in shown else replace(one, row=one.row._replace(number="", last_name="", first_name=""))
        for one in classification.ranked(context)
    ]


def _seen(context: Formation, request: Request) -> set[str]:
    return {row.key for row in seen(context, selection.visible(request, context))}


def _is_field(name: str) -> bool:
    return name.startswith(FIELD)


def _save(context: Formation, request: Request, people: list[Ranked], typed: Mapping[str, str]) -> None:
    now = {one.row.key: one.rank for one in people}
    shown = {one.row.key for one in people if one.row.number}
    wanted = {key: _whole(value) for key, value in typed.items() if key in shown}
    act, _colon, key = request.POST.get("acte", "").partition(":")
    if act in ("monter", "descendre") and key in shown:
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
            "name": _name(t, one),
            "number": one.row.number,
            "url": f"{base}/{one.row.key}" if one.row.number else "",
            "rank": typed.get(one.row.key, one.rank),
            "faulty": bool(faulty) and str(typed.get(one.row.key, one.rank)) == faulty,
            "real": one.real,
            "kind": STATES[one.state][0],
            "state": t(STATES[one.state][1]),
        }
        for one in people
    ]
    about = context.get(state.about) if state.about in {one.row.key for one in people if one.row.number} else None
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


def _name(t: Any, one: Ranked) -> str:
    if not one.row.number:
        return str(t(_("Candidature que vous ne voyez pas")))
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
            # Sent twice, or from a page of before, it would call somebody whom nobody chose.
            if request.POST.get("vu", "") != _state_shown(context):
                raise Refused("call_changed")
            called = promotion.call_next(request.work, context)
        except Refused as refused:
            flash(request, say(request, refused), "danger")
        else:
            t, shown = request.localizer.translate, _seen(context, request)
            names = ", ".join(
                person(one) if one.key in shown else t(_("Candidature que vous ne voyez pas")) for one in called
            )
            flash(request, _("Appelé(s) : ${names}. Chacun en est prévenu par courriel.", mapping={"names": names}))
        return HTTPSeeOther(back)
    number = _number(context, promotion.state_of(context))
    people = [one for one in _people(context, request) if one.state == "published"]
    t = request.localizer.translate
    return {
        "title": t(_("Appeler de la liste complémentaire")),
        "kicker": context.title,
        "names": [_called(t, one) for one in people[:number]],
        "action": f"{path_of(context)}/@@appeler",
        "back": back,
        "version": _state_shown(context),
    }


def _state_shown(formation: Formation) -> str:
    """What a page that asks before a call was made of: the list and how many it would call."""
    return f"{classification.version(formation)}-{_number(formation, promotion.state_of(formation))}"


def _called(t: Any, one: Ranked) -> str:
    """« 3. MARTIN CAMILLE (K7PX2M9A) »."""
    return f"{one.rank}. {_name(t, one)}" + (f" ({one.row.number})" if one.row.number else "")


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
            for one in _people(context, request):
                if not one.row.number:
                    continue
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
        reading = classification.read(context, tables.read(sent.file), _seen(context, request))
        people = _people(context, request)
        now = {one.row.key: one.rank for one in people}
        after = inserted(now, reading.typed)
    except Refused as refused:
        request.response.status_int = 422
        return {**page, "refusal": say(request, refused)}
    changes = [
        {"key": one.row.key, "name": _name(t, one), "number": one.row.number,
         "before": one.rank, "after": after[one.row.key], "typed": one.row.key in reading.typed}
        for one in sorted(people, key=lambda one: after[one.row.key])
        if after[one.row.key] != one.rank
    ]  # fmt: skip
    faults = [
        {"line": fault.line, "said": fault.said, "why": say(request, fault.refused)} for fault in reading.faults
    ]
    return {**page, "changes": changes, "faults": faults, "version": classification.version(context)}
