"""« Télécharger »: the dossiers of a selection, or one piece of each, as a task."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain import filenames
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import path_of
from ecandidat.services import dossiers
from ecandidat.services.dossiers import PIECE, Wanted
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import FORM, sudo
from ecandidat.views.candidate.parts import say
from ecandidat.views.desk.exports import chosen_rows, frame, paths
from ecandidat.views.desk.listing import at_every_level
from ecandidat.views.desk.selection import back_url
from ecandidat.views.layout import flash

CHOICES = (
    (dossiers.ZIP, _("Les dossiers, un PDF par candidature, dans une archive ZIP")),
    (dossiers.PDF, _("Les dossiers à la suite, dans un seul PDF")),
    (dossiers.PIECE, _("Une seule pièce de chaque candidature, dans une archive ZIP")),
)


@at_every_level("telecharger", permission=P.DESK_EXPORT, template="desk/download.pt", methods=FORM)
def download(context: Any, request: Request) -> Any:
    """GET shows what can be downloaded; POST queues the task."""
    found = chosen_rows(context, request)
    back = back_url(context, request)
    if not found:
        flash(request, say(request, Refused("export_empty")), "warning")
        return HTTPSeeOther(back)
    refused, wanted = None, dossiers.usual(request.work, context)
    offered = dossiers.pieces_of({id(formation): formation for formation, _row in found}.values())
    if request.method == "POST":
        wanted = _posted(request, dict(offered))
        try:
            sudo.check(request)
            task = dossiers.ask(
                request.work, context, paths(found), wanted, kind=KINDS[dossiers.DOWNLOAD], back=back
            )  # fmt: skip
        except Refused as error:
            refused = error
        else:
            return HTTPSeeOther(path_of(task))
    t = request.localizer.translate
    return {
        **frame(context, request, found, back, refused),
        "title": t(_("Télécharger les dossiers")),
        "action": f"{path_of(context)}/@@telecharger",
        "choices": [{"code": code, "label": t(label), "checked": code == wanted.form} for code, label in CHOICES],
        "pieces": [{"uid": uid, "label": label, "chosen": uid == wanted.piece} for uid, label in offered],
        "with_pieces": wanted.pieces,
        "name": wanted.name,
        "variables": ", ".join(f"{{{name}}}" for name in filenames.VARIABLES),
        "fault": refused.params.get("field", "") if refused is not None else "",
    }


def _posted(request: Request, offered: dict[str, str]) -> Wanted:
    """What was chosen; a piece that the selection does not know is none."""
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    form, piece = typed.get("forme", ""), typed.get("piece", "")
    name = typed.get("nom", "").strip()
    if name in ("", filenames.DEFAULT, filenames.DEFAULT_PIECE):
        name = filenames.DEFAULT_PIECE if form == PIECE else filenames.DEFAULT
    return Wanted(form, typed.get("pieces") == "1", piece if piece in offered else "", name)
