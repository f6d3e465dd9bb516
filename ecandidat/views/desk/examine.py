"""« Examiner les pièces »: each document beside its verdict, then the status that follows."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import PieceStatus, Scan, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import desk as forms
from ecandidat.i18n import _
from ecandidat.models.application import key_of
from ecandidat.models.document import Document
from ecandidat.resources import Application, PieceFile, path_of
from ecandidat.services import pieces
from ecandidat.services.dossier import readable
from ecandidat.services.situation import PieceView, piece_view, piece_views
from ecandidat.views import ACT, door, presence
from ecandidat.views.candidate.parts import PIECE_BADGES, person, piece_version, size, status_line
from ecandidat.views.desk import versions
from ecandidat.views.layout import flash


@door(Application, "examen", permission=P.DESK_VERDICT, template="desk/examine.pt")
def examine(context: Application, request: Request) -> dict[str, Any]:
    """The table of examination; ``?piece=<key>`` opens one piece, else the first that waits for a verdict."""
    views = piece_views(context)
    chosen = _chosen(views, request.GET.get("piece", ""))
    if chosen is None:
        return {**_page(request, context, views, None), "form": ""}
    page: dict[str, Any] = _lifecycle(request, chosen).handle(_unreachable, **_page(request, context, views, chosen))
    return page


@door(PieceFile, "verdict", permission=P.DESK_VERDICT, template="desk/examine.pt", methods=ACT)
def verdict(context: PieceFile, request: Request) -> Any:
    """Record a verdict and go on; a refusal shows the same table with what was typed."""
    application = context.application
    demand = application.demand(context.uid)
    if demand is None:
        raise HTTPNotFound()
    view = piece_view(application, demand)
    lifecycle = _lifecycle(request, view)

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        _check(request, application, view, lifecycle, values["version"])
        comment = " ".join(part for part in (values["frequent"], values["commentaire"]) if part)
        pieces.judge(request.work, application, demand, PieceStatus(values["verdict"]), comment)
        flash(request, _("« ${piece} » : verdict enregistré.", mapping={"piece": demand.title(request.language)}))
        following = _next(piece_views(application), view) if forms.NEXT in request.POST else key_of(demand.uid)
        # The fragment shows the document at once, and the Tab key starts from there.
        return HTTPSeeOther(f"{path_of(application)}/@@examen?piece={following}#piece")

    return lifecycle.handle(succeed, **_page(request, application, piece_views(application), view))


def _unreachable(values: dict[str, Any]) -> Any:
    """A page that is only read receives no form."""
    raise HTTPNotFound()


def _check(request: Request, application: Application, view: PieceView, lifecycle: Lifecycle, seen: str) -> None:
    """A verdict is on the very file that was read, and on the verdict that was seen."""
    present = piece_version(view)
    if seen and seen != present:
        t = request.localizer.translate
        lifecycle.form["version"].cstruct = present
        now = t(_(view.status.label)) + (f", {view.comment}" if view.comment else "")
        raise Refused(
            "stale_section", section=view.demand.title(request.language), now=now,
            who=view.file.changed_by or versions.last_actor(application),
        )  # fmt: skip


def _lifecycle(request: Request, view: PieceView) -> Lifecycle:
    values = {"commentaire": view.comment, "version": piece_version(view)}
    if view.status in (PieceStatus.VALID, PieceStatus.REFUSED):
        values["verdict"] = view.status.value
    action = f"{path_of(view.file)}/@@verdict"
    schema = forms.verdict(request.localizer.translate, pieces.verdicts(view))
    return Lifecycle(request, schema, values=values, buttons=forms.verdict_buttons(), action=action)


def _chosen(views: list[PieceView], asked: str) -> PieceView | None:
    """The piece asked for; else the first that waits; else the first that holds a file; else the first."""
    named = [view for view in views if key_of(view.demand.uid) == asked]
    waiting = [view for view in views if view.status is PieceStatus.SENT]
    filed = [view for view in views if view.document is not None]
    return next(iter([*named, *waiting, *filed, *views]), None)


def _next(views: list[PieceView], done: PieceView) -> str:
    """The key of the next piece that waits for a verdict, going round; the same one when none waits."""
    keys = [view.demand.uid for view in views]
    start = keys.index(done.demand.uid) + 1
    around = [*views[start:], *views[:start]]
    return next(
        (key_of(view.demand.uid) for view in around if view.status is PieceStatus.SENT), key_of(done.demand.uid)
    )


def _page(
    request: Request, application: Application, views: list[PieceView], chosen: PieceView | None
) -> dict[str, Any]:
    t, base = request.localizer.translate, path_of(application)
    due = [view for view in views if view.status is not PieceStatus.NOT_CONCERNED]
    judged = [view for view in views if view.status in (PieceStatus.VALID, PieceStatus.REFUSED)]
    return {
        "title": t(_("Examiner les pièces")),
        "presence": presence.shown(request, application),
        "kicker": f"{person(application)} – {application.formation.title}",
        "base": base,
        "status": status_line(request, application),
        "pieces": [
            {
                "title": view.demand.title(request.language),
                "url": f"{base}/@@examen?piece={key_of(view.demand.uid)}#piece",
                "current": chosen is not None and view.demand.uid == chosen.demand.uid,
                "status": {"label": t(_(view.status.label)), "kind": PIECE_BADGES[view.status]},
            }
            for view in views
        ],
        "progress": t(_("${done} sur ${total} examinées", mapping={"done": len(judged), "total": len(due)})),
        "chosen": chosen.demand.title(request.language) if chosen is not None else "",
        "chosen_note": _note(request, chosen) if chosen is not None else "",
        "viewer": _viewer(request, application, chosen) if chosen is not None else None,
        "proposal": _proposal(request, application, views),
        "version": versions.version(application, "statut"),
    }


def _note(request: Request, view: PieceView) -> str:
    t = request.localizer.translate
    if view.record:
        return t(_("Pièce provenant du dossier étudiant : ${piece}.", mapping={"piece": view.record}))
    return t(_("Le candidat se dit non concerné par cette pièce.")) if view.status is PieceStatus.NOT_CONCERNED else ""


def _viewer(request: Request, application: Application, view: PieceView) -> dict[str, Any]:
    """What stands in the middle: a PDF, a picture, or why there is none."""
    t = request.localizer.translate
    document = readable(application, view.demand, owner=False)
    if document is None:
        text = _("Aucun fichier n'a été transmis pour cette pièce.")
        return {"kind": "none", "text": t(text), "url": "", "name": ""}
    url = f"{path_of(application)}/pieces/{key_of(view.demand.uid)}/@@fichier"
    if document.scan in (Scan.INFECTED, Scan.CORRUPT):
        text = _("L'antivirus a écarté ce fichier : refusez la pièce en le disant au candidat.")
        return {"kind": "none", "text": t(text), "url": "", "name": document.filename}
    return {"kind": _kind(document), "text": "", "url": url, "name": document.filename,
            "size": size(document.size, request.language)}  # fmt: skip


def _kind(document: Document) -> str:
    return "image" if document.content_type.startswith("image/") else "frame"


def _proposal(request: Request, application: Application, views: list[PieceView]) -> dict[str, str] | None:
    """The status that the verdicts lead to, once none is waited for."""
    t = request.localizer.translate
    if not views or not request.has_permission(P.DESK_STATUS, application) or application.cancelled_at is not None:
        return None
    statuses = {view.status for view in views}
    if statuses & {PieceStatus.SENT, PieceStatus.PENDING} or application.snapshot is None:
        return None
    wanted = Status.INCOMPLETE if PieceStatus.REFUSED in statuses else Status.COMPLETE
    if application.status is wanted:
        return None
    if wanted is Status.INCOMPLETE:
        text, label = (
            _("Des pièces sont refusées : le candidat recevra leur liste et vos commentaires."),
            _("Marquer incomplet"),
        )
    else:
        text, label = _("Toutes les pièces sont validées : le candidat en sera prévenu."), _("Marquer complet")
    return {"status": wanted.value, "text": t(text), "label": t(label)}
