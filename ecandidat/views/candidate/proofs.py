"""« Accusé de transmission »: the proof of a submission, as a PDF."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.permissions import Permission as P
from ecandidat.models.application import Application
from ecandidat.services import proofs
from ecandidat.views import door


@door(Application, "accuse.pdf", permission=P.APPLICATION_VIEW)
def proof_pdf(context: Application, request: Request) -> Response:
    """The proof of the submission of that number (``?n=2``), or of the last one."""
    asked = request.GET.get("n", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    filename, content = proofs.pdf(request.work, context, number)
    response = request.response
    response.content_type = "application/pdf"
    response.content_disposition = content_disposition(filename)
    response.body = content
    return response
