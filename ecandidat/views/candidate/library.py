"""« Mes documents »: the candidate's own files, and choosing one of them for a piece. Managers never come here."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.dates import short_date
from ecandidat.documents.limits import MAX_SENT
from ecandidat.domain.codes import Scan
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import civil
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.application import PieceFile
from ecandidat.models.document import Document, Library
from ecandidat.resources import path_of
from ecandidat.services import library as service
from ecandidat.services import pieces, uploads
from ecandidat.services.library import Use
from ecandidat.services.situation import piece_view
from ecandidat.views import ACT, FORM, READ, door
from ecandidat.views.candidate import parts
from ecandidat.views.candidate.pieces import demand_of, serve
from ecandidat.views.files import chosen_files
from ecandidat.views.layout import flash

TEMPLATE = "candidate/library.pt"
MANY = 20
"""Most files added by one form without a script."""


@door(Library, permission=P.LIBRARY_KEEP, template=TEMPLATE)
def show(context: Library, request: Request) -> dict[str, Any]:
    """Every file, with where it is used."""
    return page(context, request)


def page(context: Library, request: Request, errors: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of library.pt."""
    lang, used = request.language, service.uses(context.__parent__)
    return {
        "title": request.localizer.translate(_("Mes documents")),
        "rows": [_row(request, one, used.get(one.__name__, [])) for one in service.documents(context.__parent__)],
        "limit": parts.size(service.maximum(request.work), lang),
        "sendable": parts.size(MAX_SENT, lang),
        "base": path_of(context),
        "errors": errors,
    }


def _row(request: Request, document: Document, used: list[Use]) -> dict[str, Any]:
    lang, url = request.language, path_of(document)
    return {
        "key": document.__name__,
        "name": document.filename,
        "size": parts.size(document.size, lang),
        "pages": document.pages,
        "added": short_date(civil(document.added_at), lang) if document.added_at else "",
        "uses": [_use(request, use) for use in used],
        "infected": document.scan is Scan.INFECTED,
        "view_url": f"{url}/@@fichier",
        "download_url": f"{url}/@@fichier?telecharger=1",
        "delete_url": f"{url}/@@supprimer",
    }


def _use(request: Request, use: Use) -> dict[str, Any]:
    t = request.localizer.translate
    application = use.application
    state = _("transmise") if use.sent else _("pas encore transmise")
    if application is not None and application.cancelled_at is not None:
        state = _("candidature annulée")
    return {
        "formation": application.formation.title if application is not None else t(_("Toutes vos candidatures")),
        "url": path_of(application) if application is not None else "",
        "piece": use.demand.title(request.contents_language) if use.demand is not None else t(_("Formulaire")),
        "state": t(state),
        "sent": use.sent,
    }


@door(Library, "ajouter", permission=P.LIBRARY_KEEP, template=TEMPLATE, methods=ACT)
def add(context: Library, request: Request) -> Any:
    """« Ajouter »: files for later. Those that are good are kept, each of the others says why it is not."""
    candidate, added, faults = context.__parent__, 0, []
    sent = [(one.stream, one.filename) for one in uploads.received(request.work, candidate, _ids(request))]
    fields = chosen_files(request)
    sent += fields[:MANY]
    for stream, name in sent:
        try:
            service.add(request.work, candidate, stream, name)
            added += 1
        except Refused as refused:
            faults.append(f"{name[:100]} : {parts.say(request, refused)}")
    if not sent and not _ids(request):
        faults.append(parts.say(request, Refused("file_missing")))
    if added:
        many = _("${count} fichiers sont ajoutés à vos documents.", mapping={"count": added})
        flash(request, many if added > 1 else _("Le fichier est ajouté à vos documents."))
    if not faults:
        return HTTPSeeOther(path_of(context))
    if not added:
        request.response.status_int = 422
    return page(context, request, tuple(faults))


def _ids(request: Request) -> list[str]:
    return [str(key) for key in request.POST.getall("envoi")]


@door(Document, "fichier", permission=P.LIBRARY_KEEP, methods=READ)
def read(context: Document, request: Request) -> Response:
    """The file, to its owner."""
    return serve(_own(context), request)


@door(Document, "supprimer", permission=P.LIBRARY_KEEP, template="candidate/library_delete.pt", methods=FORM)
def delete(context: Document, request: Request) -> Any:
    """What deleting will do, then the deletion."""
    document, library = _own(context), context.__parent__
    if request.method == "POST":
        service.delete(request.work, library.__parent__, document)
        said = _("« ${name} » est supprimé de vos documents.", mapping={"name": document.filename})
        flash(request, said)
        return HTTPSeeOther(path_of(library))
    used = service.uses(library.__parent__).get(document.__name__, [])
    return {
        "title": request.localizer.translate(_("Supprimer ce document ?")),
        "row": _row(request, document, used),
        "kept": [_use(request, use) for use in used if use.sent],
        "lost": [_use(request, use) for use in used if not use.sent],
        "base": path_of(library),
    }


def _own(context: Document) -> Document:
    """A document of a library; models and letters are documents too."""
    if not isinstance(context.__parent__, Library):
        raise HTTPNotFound()
    return context


@door(PieceFile, "choisir", permission=P.LIBRARY_KEEP, template="candidate/choose.pt", methods=FORM)
def choose(context: PieceFile, request: Request) -> Any:
    """« Choisir dans mes documents »: one of the candidate's files answers the piece, without being sent again."""
    demand, application = demand_of(context), context.application
    candidate, error = application.candidate, ""
    if request.method == "POST":
        try:
            document = candidate.documents.get(str(request.POST.get("document", "")))
            if document is None:
                raise Refused("document_gone" if request.POST.get("document") else "document_missing")
            pieces.reuse(request.work, application, demand, document)
        except Refused as refused:
            request.tm.doom()
            request.response.status_int = 409
            error = parts.say(request, refused)
        else:
            title = demand.title(request.contents_language)
            flash(request, _("La pièce « ${piece} » est déposée.", mapping={"piece": title}))
            return HTTPSeeOther(f"{path_of(application)}#piece-{context.__name__.replace('~', '-')}")
    used, current = service.uses(candidate), piece_view(application, demand).document
    maximum = pieces.limit(request.work, application)
    return {
        "title": request.localizer.translate(_("Choisir dans mes documents")),
        "piece": demand.title(request.contents_language),
        "rows": [
            _row(request, one, used.get(one.__name__, []))
            | {"current": one is current, "too_large": one.size > maximum}
            for one in service.documents(candidate)
        ],
        "limit": parts.size(maximum, request.language),
        "error": error,
        "base": path_of(application),
        "library": path_of(candidate.documents),
    }
