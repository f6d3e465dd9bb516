"""Resumable uploads by the tus protocol 1.0: core, creation, termination, expiration, checksum.

What never enters: pages. Whatever is refused is answered by one sentence in plain text, in the reader's language.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents.limits import MAX_SENT
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.models.upload import Upload, Uploads
from ecandidat.refusals import sentence
from ecandidat.resources import path_of
from ecandidat.services import uploads as service
from ecandidat.views import door

VERSION = "1.0.0"
OFFSET = "application/offset+octet-stream"
MAX_METADATA = 4096
"""Most characters said of a file: a name and what its browser calls it."""

STATUSES = {
    "upload_gone": "404 Not Found", "upload_offset": "409 Conflict", "upload_overrun": "413 Content Too Large",
    "upload_chunk": "413 Content Too Large", "file_too_large": "413 Content Too Large", "file_empty": "422 File Empty",
    "upload_checksum": "460 Checksum Mismatch", "upload_unreadable": "400 Bad Request",
    "uploads_too_many": "429 Too Many Uploads",
}  # fmt: skip
"""Refusal → status of the protocol."""

_NUMBER = re.compile(r"[0-9]{1,15}\Z", re.ASCII)


@door(Uploads, permission=P.APPLICATION_DEPOSIT, methods=("OPTIONS", "POST"))
def collection(context: Uploads, request: Request) -> Response:
    """What the server can do; a new upload."""
    return _answer(request, {"OPTIONS": lambda: _options(request), "POST": lambda: _create(context, request)})


@door(Upload, permission=P.APPLICATION_DEPOSIT, methods=("OPTIONS", "HEAD", "PATCH", "DELETE", "POST"))
def one(context: Upload, request: Request) -> Response:
    """How far it came, more bytes, its end; by POST where a proxy lets no other method through."""
    return _answer(
        request,
        {
            "OPTIONS": lambda: _options(request),
            "HEAD": lambda: _tell(_own(context, request)),
            "PATCH": lambda: _append(_own(context, request), request),
            "DELETE": lambda: _end(_own(context, request)),
        },
    )


def _answer(request: Request, acts: dict[str, Callable[[], Response]]) -> Response:
    method = request.method
    if method == "POST":
        method = request.headers.get("X-HTTP-Method-Override", method)
    if method not in acts:
        response = Response(status="405 Method Not Allowed")
        response.headers["Allow"] = ", ".join(acts)
    elif method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        response = Response(status="412 Precondition Failed")
        response.headers["Tus-Version"] = VERSION
    else:
        try:
            response = acts[method]()
        except Refused as refused:
            said = sentence(refused, request.localizer.translate, request.language)
            response = Response(said, STATUSES[refused.code], content_type="text/plain", charset="utf-8")
    response.headers.update({"Tus-Resumable": VERSION, "Cache-Control": "no-store"})
    return response


def _options(request: Request) -> Response:
    response = Response(status="204 No Content")
    response.headers.update(
        {
            "Tus-Version": VERSION,
            "Tus-Max-Size": str(MAX_SENT),
            "Tus-Extension": "creation,termination,expiration,checksum",
            "Tus-Checksum-Algorithm": ",".join(service.DIGESTS),
        }
    )
    return response


def _create(context: Uploads, request: Request) -> Response:
    length = _number(request, "Upload-Length")
    said = request.headers.get("Upload-Metadata", "")
    metadata = _metadata(said)
    upload = service.begin(
        request.work, context.__parent__, metadata.get("filename", ""), length, said, once="token" in metadata
    )
    response = Response(status="201 Created")
    response.headers.update({"Location": path_of(upload), "Upload-Expires": _http(upload.expires_at)})
    return response


def _tell(upload: Upload) -> Response:
    response = Response(status="200 OK")
    response.headers.update(
        {
            "Upload-Offset": str(upload.offset),
            "Upload-Length": str(upload.length),
            "Upload-Expires": _http(upload.expires_at),
        }
    )
    if upload.metadata:
        response.headers["Upload-Metadata"] = upload.metadata
    return response


def _append(upload: Upload, request: Request) -> Response:
    if request.content_type != OFFSET:
        return Response(status="415 Unsupported Media Type")
    service.append(upload, _number(request, "Upload-Offset"), request.body_file, _checksum(request))
    response = Response(status="204 No Content")
    response.headers.update({"Upload-Offset": str(upload.offset), "Upload-Expires": _http(upload.expires_at)})
    return response


def _end(upload: Upload) -> Response:
    service.abandon(upload.__parent__.__parent__, upload)
    return Response(status="204 No Content")


def _own(context: Upload, request: Request) -> Upload:
    """The upload, for who began it and while it is wanted."""
    upload = service.found(request.work, context.__parent__.__parent__, context.__name__)
    if upload.used_at is not None:
        raise Refused("upload_gone")
    return upload


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not _NUMBER.match(value):
        raise Refused("upload_unreadable")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """The pairs of ``Upload-Metadata``: names, and values in base64."""
    if len(header) > MAX_METADATA or not header.isascii():
        raise Refused("upload_unreadable")
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _, value = pair.partition(" ")
        if name in found:
            raise Refused("upload_unreadable")
        found[name] = _decoded(value).decode("utf-8", "replace")
    return found


def _checksum(request: Request) -> tuple[str, bytes] | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in service.DIGESTS:
        raise Refused("upload_unreadable")
    return algorithm, _decoded(value)


def _decoded(value: Any) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("upload_unreadable") from None


def _http(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
