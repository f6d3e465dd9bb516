"""A piece shown in the page: the pages of a PDF drawn by the server, a picture as it is, or why there is nothing."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents.uploads import PDF
from ecandidat.domain.codes import Scan
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.application import key_of
from ecandidat.resources import Application, PieceFile, path_of
from ecandidat.services import filing
from ecandidat.services.dossier import readable
from ecandidat.services.situation import PieceView
from ecandidat.views import door
from ecandidat.views.candidate.parts import size
from ecandidat.views.candidate.pieces import demand_of
from ecandidat.views.predicates import owns

MOST_PAGES = 60
"""Pages that are shown in the page; the file itself has the others."""


@door(PieceFile, "page", permission=P.APPLICATION_VIEW)
def picture(context: PieceFile, request: Request) -> Response:
    """One page of a PDF as a picture: ``?numero=<from 1>``."""
    document = readable(context.application, demand_of(context), owner=owns(request, context))
    asked = request.GET.get("numero", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    if document is None or document.content_type != PDF or not 1 <= number <= max(document.pages, 1):
        raise HTTPNotFound()
    if document.scan in (Scan.INFECTED, Scan.CORRUPT):
        raise Refused("file_infected")
    tag = f"{document.sha256}-{number}"
    if tag in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"})
    try:
        drawn = filing.picture(request.work, document, number - 1)
    except Refused:
        # A page that cannot be drawn is still a page: the file itself stays one click away.
        return HTTPSeeOther(request.static_path("ecandidat:static/img/page.svg"))
    response = Response(drawn, content_type="image/jpeg")
    response.charset = None
    response.etag = tag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def viewer(request: Request, application: Application, view: PieceView, title: str) -> dict[str, Any]:
    """What stands beside the verdict: ``pages`` (``src``, ``alt``) or ``text``; the file's ``url``, ``name``."""
    t = request.localizer.translate
    label = request.localizer.translate(_("Pages du document"))
    nothing: dict[str, Any] = {"pages": [], "label": label, "text": "", "url": "", "name": "", "size": "", "more": ""}
    document = readable(application, view.demand, owner=False)
    if document is None:
        return {**nothing, "text": t(_("Aucun fichier n'a été transmis pour cette pièce."))}
    if document.scan in (Scan.INFECTED, Scan.CORRUPT):
        text = t(_("L'antivirus a écarté ce fichier : refusez la pièce en le disant au candidat."))
        return {**nothing, "text": text, "name": document.filename}
    base = f"{path_of(application)}/pieces/{key_of(view.demand.uid)}"
    file = {"url": f"{base}/@@fichier", "name": document.filename, "size": size(document.size, request.language)}
    if document.content_type.startswith("image/"):
        return {**nothing, **file, "pages": [{"src": file["url"], "alt": title, "drawn": False}]}
    if document.content_type != PDF:
        return {**nothing, **file, "text": t(_("Ce fichier ne se montre pas ici : ouvrez-le."))}
    total = max(document.pages, 1)
    pages = [
        {"src": f"{base}/@@page?numero={number}&v={document.sha256[:8]}", "drawn": True, "alt": t(
            _("${piece}, page ${number} sur ${total}", mapping={"piece": title, "number": number, "total": total})
        )}
        for number in range(1, min(total, MOST_PAGES) + 1)
    ]  # fmt: skip
    more = _("Les ${count} premières pages sont montrées ici, sur ${total} : ouvrez le fichier pour les autres.")
    said = t(_(more, mapping={"count": MOST_PAGES, "total": total})) if total > MOST_PAGES else ""
    return {**nothing, **file, "pages": pages, "more": said}
