"""« Nomenclatures »: the tables of the instance, and the official files that bring them up to date."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import stamp
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _, label
from ecandidat.models.nomenclature import LOCAL, TABLES, Entry, Nomenclature
from ecandidat.register import fold
from ecandidat.resources import Portal, path_of
from ecandidat.services import official_import as service
from ecandidat.services.official_kinds import KINDS, TITLES
from ecandidat.services.task_kinds import KINDS as TASKS
from ecandidat.views import ACT, FORM, READ, door
from ecandidat.views.central.pages import page, told
from ecandidat.views.files import chosen_file
from ecandidat.views.layout import flash

LIST, PREVIEW = "/@@nomenclatures", "/@@nomenclature-apercu"
SHOWN = 50
"""Differences and faulty lines that the preview shows, entries on one page of a table."""

WORDS_MAXIMUM = 100
BADGES = {
    service.ADDED: "valid", service.CHANGED: "draft", service.CLOSED: "cancelled", service.REOPENED: "valid",
    service.ABSENT: "incomplete",
}  # fmt: skip
SEPARATORS = {";": _("point-virgule"), ",": _("virgule"), "\t": _("tabulation"), "|": _("barre verticale")}
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "latin-1": "ISO-8859-1", "utf-16": "UTF-16"}


@door(Portal, "nomenclatures", permission=P.PORTAL_EDIT, template="central/nomenclatures.pt", methods=FORM)
def listed(context: Portal, request: Request) -> Any:
    """Every table, and the form that receives an official file; nothing of it is written before its preview."""
    t, refusal, asked = request.localizer.translate, None, request.POST.get("genre", "")
    if request.method == "POST":
        try:
            sent = chosen_file(request)
            service.receive(request.work, sent.stream, sent.filename, asked)
        except Refused as refused:
            request.response.status_int = 409
            refusal = told(request, refused)
        else:
            return HTTPSeeOther(PREVIEW)
    waits = service.mine(request.work)
    return page(
        request, _("Nomenclatures"), refusal=refusal, asked=asked, action=LIST,
        kinds=[(kind.code, t(label(kind.label))) for kind in KINDS.values()],
        tables=[_table(request, context.nomenclatures.table(name)) for name in TABLES],
        waits=service.waiting(request.work, waits).filename if waits else None, preview_url=PREVIEW,
    )  # fmt: skip


@door(Portal, "nomenclature-apercu", permission=P.PORTAL_EDIT, template="central/nomenclature_preview.pt", methods=READ)
def preview(context: Portal, request: Request) -> Any:
    """What the file that waits would change: counts, the first differences, the lines that cannot be read."""
    t, key = request.localizer.translate, service.mine(request.work)
    if not key:
        return HTTPSeeOther(LIST)
    arrival = service.waiting(request.work, key)
    done = service.preview(request.work, arrival)
    shown = [*done.differences, *(service.Difference(service.ABSENT, one, one) for one in done.absent)]
    counts = [(t(label(words)), done.count(act)) for act, words in service.ACTS.items()]
    more = [(t(_("Inchangés")), done.unchanged), (t(_("Saisis ici, laissés tels quels")), done.kept),
            (t(_("Sans objet")), done.ignored), (t(_("Lignes écartées")), done.faulty)]  # fmt: skip
    return page(
        request, _("Aperçu de l'import"), kicker=t(label(TITLES[done.table])), filename=arrival.filename, key=key,
        kind=t(label(done.kind.label)), charset=ENCODINGS[done.encoding], separator=t(SEPARATORS[done.separator]),
        counts=[{"label": words, "value": str(count)} for words, count in [*counts, *more] if count],
        differences=[_difference(request, one) for one in shown[:SHOWN]], others=max(0, len(shown) - SHOWN),
        faults=[{"line": one.line, "code": one.code, "text": told(request, one.refused)}
                for one in done.faults[:SHOWN]],
        more_faults=max(0, done.faulty - SHOWN), absent=len(done.absent), active=done.active,
        whole=done.whole, empty=done.empty, back=LIST,
    )  # fmt: skip


@door(Portal, "nomenclature-importer", permission=P.PORTAL_EDIT, methods=ACT)
def confirm(context: Portal, request: Request) -> HTTPSeeOther:
    """« Importer »: the file of the preview that was seen, behind the page."""
    key, close_absent = request.POST.get("liste", ""), request.POST.get("absents") == "oui"
    task = service.confirm(request.work, key, TASKS[service.IMPORT], close_absent=close_absent, back=LIST)
    return HTTPSeeOther(path_of(task))


@door(Portal, "nomenclature-oublier", permission=P.PORTAL_EDIT, methods=ACT)
def let_go(context: Portal, request: Request) -> HTTPSeeOther:
    """« Ne pas importer »."""
    service.forget(request.work, request.POST.get("liste", ""))
    flash(request, _("Rien n'a été importé, et le fichier est effacé."), "info")
    return HTTPSeeOther(LIST)


@door(Portal, "nomenclature", permission=P.PORTAL_EDIT, template="central/nomenclature.pt", methods=READ)
def entries(context: Portal, request: Request) -> dict[str, Any]:
    """The entries of one table, in service or not, found by words."""
    name = request.GET.get("table", "")
    if name not in TABLES:
        raise HTTPNotFound
    t, words = request.localizer.translate, request.GET.get("q", "")[:WORDS_MAXIMUM]
    out = request.GET.get("etat") == "hors-service"
    wanted = fold(words).split()
    table = context.nomenclatures.table(name)
    found = [
        entry
        for entry in table.entries.values()
        if not (out and entry.active) and all(word in fold(f"{entry.code} {entry.fr}") for word in wanted)
    ]
    pages = max(1, -(-len(found) // SHOWN))
    number = min(_number(request.GET.get("page", "")), pages)

    def at(page_number: int) -> str:
        pairs = {"table": name, "q": words, "etat": "hors-service" if out else "", "page": str(page_number)}
        return f"/@@nomenclature?{urlencode({key: value for key, value in pairs.items() if value})}"

    near = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    return page(
        request, label(TITLES[name]), kicker=t(_("Nomenclatures")), name=name, words=words, out=out, total=len(found),
        rows=[_entry(request, one) for one in found[(number - 1) * SHOWN : number * SHOWN]], back=LIST,
        pages=[{"label": str(one), "url": at(one), "current": one == number} for one in near],
        previous_url=at(number - 1) if number > 1 else None, next_url=at(number + 1) if number < pages else None,
    )  # fmt: skip


def _table(request: Request, table: Nomenclature) -> dict[str, Any]:
    t, last = request.localizer.translate, table.imported
    return {
        "title": t(label(TITLES[table.name])), "count": len(table),
        "url": f"/@@nomenclature?{urlencode({'table': table.name})}",
        "imported": stamp(last.at, request.language) if last is not None else "",
        "by": last.by if last is not None else "", "filename": last.filename if last is not None else "",
    }  # fmt: skip


def _difference(request: Request, one: service.Difference) -> dict[str, Any]:
    t, old, entry = request.localizer.translate, one.old, one.entry
    changes = []
    if old is not None and one.act != service.ABSENT:
        before, after = dict(old.extra), dict(entry.extra)
        pairs = [("en", old.en, entry.en)]
        pairs += [(key, before.get(key, ""), after.get(key, "")) for key in dict.fromkeys([*before, *after])]
        changes = [{"name": name, "before": was or "–", "after": now or "–"} for name, was, now in pairs if was != now]
    return {
        "act": t(label(service.ACTS[one.act])), "kind": BADGES[one.act], "code": entry.code, "label": entry.fr,
        "was": old.fr if old is not None and old.fr != entry.fr else "", "changes": changes,
    }  # fmt: skip


def _entry(request: Request, one: Entry) -> dict[str, Any]:
    t = request.localizer.translate
    origin = _("Saisi ici") if one.origin == LOCAL else _("Fichier officiel") if one.origin else _("Fourni")
    return {"code": one.code, "label": one.fr, "english": one.en, "active": one.active, "origin": t(origin)}


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
