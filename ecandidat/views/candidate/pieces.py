"""The pieces of an application: remove, « non concerné par cette pièce », and the files themselves.

What never enters: depositing (``composer``).
"""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import FileIter, Response

from ecandidat.documents.uploads import content_disposition, saved_as
from ecandidat.domain.codes import PieceStatus, Scan
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow import dossier
from ecandidat.i18n import _
from ecandidat.models.application import PieceFile
from ecandidat.models.document import Document
from ecandidat.models.offer import PieceDemand
from ecandidat.resources import path_of
from ecandidat.services import pieces as service
from ecandidat.services.dossier import readable
from ecandidat.services.situation import piece_view, piece_views, situation
from ecandidat.views import ACT, door
from ecandidat.views.candidate import application as application_page
from ecandidat.views.candidate import parts
from ecandidat.views.layout import flash
from ecandidat.views.predicates import owns

TEMPLATE = "ecandidat:templates/candidate/application.pt"
TOO_LARGE = 413
CONFLICTS = ("file_frozen", "tray_changed")
"""Refusals that are not about what was sent, but about what happened meanwhile."""
FILE_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
"""A file may hold anything: nothing in it is run, nothing is fetched for it; viewers need inline styles."""


def demand_of(context: PieceFile) -> PieceDemand:
    """The demand that a piece file answers; 404 when the formation asks for it no more."""
    demand = context.application.demand(context.uid)
    if demand is None:
        raise HTTPNotFound()
    return demand


@door(PieceFile, "retirer", permission=P.APPLICATION_DEPOSIT, methods=ACT)
def remove(context: PieceFile, request: Request) -> Any:
    """« − »."""
    demand, application = demand_of(context), context.application
    try:
        _unchanged(context, request, demand)
        waive = parts.waives_dates(request, application)
        service.remove(request.work, application, demand, waive_dates=waive)
    except Refused as refused:
        return refuse(context, request, refused)
    title = demand.title(request.contents_language)
    flash(request, _("Le fichier de « ${piece} » est supprimé.", mapping={"piece": title}))
    return HTTPSeeOther(anchor(context))


@door(PieceFile, "non-concerne", permission=P.APPLICATION_DEPOSIT, methods=ACT)
@door(PieceFile, "concerne", permission=P.APPLICATION_DEPOSIT, methods=ACT)
def concern(context: PieceFile, request: Request) -> Any:
    """« Non concerné par cette pièce », « Concerné par cette pièce »."""
    demand, application = demand_of(context), context.application
    before = left(context, request)
    try:
        _unchanged(context, request, demand)
        service.set_not_concerned(
            request.work, application, demand, request.view_name == "concerne",
            waive_dates=parts.waives_dates(request, application),
        )  # fmt: skip
    except Refused as refused:
        return refuse(context, request, refused)
    return done(context, request, before)


def _unchanged(context: PieceFile, request: Request, demand: PieceDemand) -> None:
    """Refuse to take away a file that the page never showed: another tab, or a manager, changed the piece since."""
    seen = request.POST.get("version", "")
    if seen and seen != parts.piece_version(piece_view(context.application, demand)):
        raise Refused("piece_changed", piece=demand.title(request.contents_language))


@door(PieceFile, "fichier", permission=P.APPLICATION_VIEW)
def read(context: PieceFile, request: Request) -> Response:
    """The file: the owner's own, or to managers what was sent; inline, or attached with ``?telecharger=1``."""
    demand = demand_of(context)
    document = readable(context.application, demand, owner=owns(request, context))
    if document is None:
        raise HTTPNotFound()
    return serve(document, request)


def serve(document: Document, request: Request) -> Response:
    """The bytes of a document, for whoever was let in; inline, or attached with ``?telecharger=1``."""
    if document.scan is Scan.INFECTED:
        raise Refused("file_infected")
    name = saved_as(document.filename, document.content_type)
    response = Response(
        content_type=document.content_type,
        conditional_response=True,
        content_disposition=content_disposition(name, inline="telecharger" not in request.GET),
        app_iter=FileIter(open(document.committed(), "rb")),  # noqa: SIM115 - closed once streamed
        accept_ranges="bytes",
    )
    response.charset = None
    response.content_length = document.size
    response.etag = document.sha256
    response.headers["Content-Security-Policy"] = FILE_CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def row_of(context: PieceFile, request: Request) -> dict[str, Any]:
    """The piece as the table shows it; 404 when it is not asked."""
    rows = parts.piece_rows(request, context.application, owner=owns(request, context))
    found = next((row for row in rows if row["key"] == context.__name__), None)
    if found is None:
        raise HTTPNotFound()
    return found


def left(context: PieceFile, request: Request) -> int:
    """How many pieces the application still waits for."""
    waited = (PieceStatus.PENDING, PieceStatus.REFUSED)
    return sum(view.status in waited for view in piece_views(context.application))


def done(context: PieceFile, request: Request, before: int) -> Response:
    """Back to the piece; a reminder to submit when it was the last that was waited for."""
    application = context.application
    row = dossier.TRANSITIONS["transmettre"]
    now = situation(request.work, application, waive_dates=parts.waives_dates(request, application))
    if before and not left(context, request) and row.refusal(application.status, now) is None:
        reminder = _(
            "Toutes vos pièces sont déposées. Il reste à transmettre votre candidature avec le bouton "
            "« Transmettre ma candidature » : un dossier non transmis n'est pas examiné."
        )
        theirs = _("Toutes les pièces sont déposées : la candidature peut être transmise.")
        flash(request, reminder if owns(request, application) else theirs, "warning")
    return HTTPSeeOther(anchor(context))


def anchor(context: PieceFile) -> str:
    """The piece's row on the page of its application."""
    return f"{path_of(context.application)}#piece-{context.__name__.replace('~', '-')}"


def refuse(context: PieceFile, request: Request, refused: Refused) -> Response:
    """Show the sentence at the piece to the owner, at the top of the page to a manager; nothing is written."""
    request.tm.doom()
    application = context.application
    said = parts.say(request, refused)
    if not owns(request, application):
        flash(request, said, "danger")
        return HTTPSeeOther(anchor(context))
    values = application_page.page(application, request, errors={context.__name__: said})
    request.response.status_int = status_of(refused)
    return render_to_response(TEMPLATE, values, request=request, response=request.response)


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal about files."""
    if refused.code in ("file_too_large", "file_cannot_fit"):
        return TOO_LARGE
    if refused.code in ("files_crowd", "files_turn"):
        return 503
    return 422 if refused.code.startswith(("file_", "tray_")) and refused.code not in CONFLICTS else 409
