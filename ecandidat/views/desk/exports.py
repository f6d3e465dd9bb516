"""« Exporter »: which columns of which applications, then the task that makes the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.exports import columns as table
from ecandidat.i18n import _
from ecandidat.register import Listing
from ecandidat.resources import path_of
from ecandidat.services import exports
from ecandidat.services.exports import Choice
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import FORM, sudo
from ecandidat.views.account.session import KEEP
from ecandidat.views.candidate.parts import say
from ecandidat.views.desk.listing import at_every_level, digits, level_title
from ecandidat.views.desk.selection import back_url, matching, named, returning, selected, travelling
from ecandidat.views.layout import flash

TICKS = {"tout": True, "rien": False}
"""Value of « cocher » in the address → every box ticked, or none."""


@at_every_level("exporter", permission=P.DESK_EXPORT, template="desk/export.pt", methods=FORM)
def export(context: Any, request: Request) -> Any:
    """GET shows the columns, those of the last export ticked; POST queues the task."""
    found = chosen_rows(context, request)
    back = back_url(context, request)
    if not found:
        flash(request, say(request, Refused("export_empty")), "warning")
        return HTTPSeeOther(back)
    refused = None
    if request.method == "POST":
        choice = _posted(request)
        try:
            sudo.check(request)
            task = exports.ask(request.work, context, paths(found), choice, kind=KINDS[exports.EXPORT], back=back)
        except Refused as error:
            refused = error
        else:
            return HTTPSeeOther(path_of(task))
    else:
        choice = _offered(request)
    return {
        **frame(context, request, found, back, refused),
        "title": request.localizer.translate(_("Exporter les candidatures")),
        "action": f"{path_of(context)}/@@exporter",
        "blocks": _blocks(request, context, choice),
        "questions": choice.questions,
        "format": choice.format,
        "footer": choice.footer,
    }


def chosen_rows(context: Any, request: Request) -> list[Listing]:
    """The rows that were ticked, or all those that the list showed when none was."""
    if named(request):
        return selected(context, request, cancelled=True)
    return matching(request, context, returning(request))


def paths(found: Iterable[Listing]) -> list[str]:
    """The URL paths of the applications of some rows."""
    known: dict[int, str] = {}
    every = []
    for formation, row in found:
        base = known.get(id(formation))
        if base is None:
            base = known[id(formation)] = path_of(formation)
        every.append(f"{base}/{row.key}")
    return every


def frame(context: Any, request: Request, found: list[Listing], back: str, refused: Refused | None) -> dict[str, Any]:
    """What the windows of « Exporter » and « Télécharger » share: the selection, the password, what was refused."""
    if refused is not None:
        request.response.status_int = 429 if refused.code.startswith("throttled") else 422
        request.response.headers.update(KEEP)
    said = say(request, refused) if refused is not None else ""
    at_password = refused is not None and refused.params.get("field") == sudo.FIELD
    asks = sudo.needed(request)
    count, t = digits(len(found)), request.localizer.translate
    told = t(_("1 candidature") if len(found) == 1 else _("${count} candidatures", mapping={"count": count}))
    if not named(request):
        told = t(_("${count} : tout ce que montre la liste", mapping={"count": told}))
    return {
        "kicker": level_title(context, request.language),
        "count": len(found),
        "count_text": told,
        "hidden": travelling(request),
        "back_url": back,
        "said": "" if at_password else said,
        "sudo": ("password" if sudo.has_password(request) else "ent") if asks else "",
        "sudo_error": said if at_password else "",
    }  # fmt: skip


def _posted(request: Request) -> Choice:
    typed = [value for value in request.POST.getall("colonne") if isinstance(value, str)]
    asked = request.POST.get("format", "xlsx")
    return Choice(
        tuple(column.code for column in table.chosen(typed)), request.POST.get("questions") == "1",
        asked if asked in exports.FORMATS else "xlsx", request.POST.get("pied") == "1",
    )  # fmt: skip


def _offered(request: Request) -> Choice:
    """What the window proposes: everything or nothing when asked so, else the last choice, else the usual blocks."""
    kept = exports.remembered(request.current_identity.account) or Choice(tuple(table.USUAL))
    every = TICKS.get(request.params.get("cocher", ""))
    if every is None:
        return kept
    return Choice(tuple(table.BY_CODE) if every else (), every, kept.format, kept.footer)


def _blocks(request: Request, context: Any, choice: Choice) -> list[dict[str, Any]]:
    t, establishment = request.localizer.translate, exports.establishment_of(context)
    notes = bool(request.work.parameter("GEST_IS_EXPORT_BLOC_NOTE", establishment))
    ticked = set(choice.columns)
    return [
        {
            "code": block.code,
            "label": t(block.label),
            "columns": [
                {"code": one.code, "label": t(one.label), "ticked": one.code in ticked}
                for one in table.COLUMNS if one.block == block.code
            ],
        }
        for block in table.BLOCKS
        if block.code != table.NOTES or notes
    ]  # fmt: skip
