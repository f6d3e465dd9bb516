"""Bodies of requests: WebOb spools large ones to temporary files, which are closed here when the answer is ready.

Retries read the body again from its beginning, so it is closed after the last attempt, not at the end of each request.
A form that cannot be read, or that has more fields than any of ours, is a bad request, not an error of ours. A file
sent in a field that takes a text is as if nothing had been typed there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest
from pyramid.interfaces import PHASE3_CONFIG, IExecutionPolicy
from pyramid.request import Request
from pyramid.response import Response
from pyramid_retry import BeforeRetry

MOST_FIELDS = 20_000
"""Most fields of a form: more than a list of everything one can tick; millions would fill the memory."""

FILES = frozenset({"fichier", "upload"})
"""The fields of ours that take files; whatever any other holds is a text."""

_CHUNK = 64 * 1024

Policy = Callable[[dict[str, Any], Any], Response]


class FormRequest(Request):
    """A request whose form is read, or refused with 400."""

    @property
    def POST(self) -> Any:
        """The fields of the form."""
        unread = "webob._parsed_post_vars" not in self.environ
        if unread and self._crowded():
            raise HTTPBadRequest
        try:
            fields = super().POST
        except (ValueError, LookupError, DeprecationWarning) as unreadable:
            # No boundary, an unknown charset or transfer encoding: what WebOb and ``cgi`` raise for each.
            raise HTTPBadRequest from unreadable
        if unread:
            _drop_files(fields)
        return fields

    def _crowded(self) -> bool:
        """Whether the form has too many fields, told by what separates them before any is made."""
        separator = {"multipart/form-data": b"\n--", "application/x-www-form-urlencoded": b"&"}.get(self.content_type)
        if separator is None or (self.content_length or 0) < MOST_FIELDS:
            return False
        self.make_body_seekable()
        self.body_file_raw.seek(0)
        count = 0
        while chunk := self.body_file_raw.read(_CHUNK):
            count += chunk.count(separator)
        self.body_file_raw.seek(0)
        return count >= MOST_FIELDS


def _drop_files(fields: Any) -> None:
    sent = list(fields.items())
    strays = {id(value): value for name, value in sent if name not in FILES and hasattr(value, "file")}
    if not strays:
        return
    for stray in strays.values():
        if stray.file is not None:
            stray.file.close()
    fields.clear()
    fields.extend([(name, "" if id(value) in strays else value) for name, value in sent])


def closing(policy: Policy) -> Policy:
    """The same policy, which leaves no spooled body open behind it."""

    def run(environ: dict[str, Any], router: Any) -> Response:
        received = environ.get("wsgi.input")
        try:
            return policy(environ, router)
        finally:
            spooled = environ.get("wsgi.input")
            if spooled is not received and hasattr(spooled, "close"):
                spooled.close()
            for file in _files(environ):
                file.close()

    return run


def rewind(event: BeforeRetry) -> None:
    """The next attempt reads what was sent as the first did: WebOb hands it the same body and the same files."""
    if event.request.is_body_seekable:
        event.request.body_file_raw.seek(0)
    for file in _files(event.environ):
        file.seek(0)


def _files(environ: dict[str, Any]) -> list[Any]:
    """The files of the form, where it was read."""
    fields = environ.get("webob._parsed_post_vars")
    values = fields[0].values() if fields else ()
    return [value.file for value in values if getattr(value, "file", None) is not None]


def includeme(config: Configurator) -> None:
    """Wrap whatever policy the application was given; read forms with care."""
    config.set_request_factory(FormRequest)
    config.add_subscriber(rewind, BeforeRetry)

    def wrap() -> None:
        registry = config.registry
        registry.registerUtility(closing(registry.getUtility(IExecutionPolicy)), IExecutionPolicy)

    config.action(None, wrap, order=PHASE3_CONFIG + 1)
