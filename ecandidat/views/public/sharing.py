"""Pages that every visitor reads alike are made once, and served from memory until what they show changes.

A kept page is known by its address, its language, the minute that its footer shows, and the state of each object that
it was drawn from: an edit shows at the next request, on every worker. Whoever is signed in, or has a message waiting,
is never served from here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.domain.codes import LANGUAGES

View = Callable[[Any, Request], Response]
Serials = tuple[tuple[bytes, bytes], ...]

MOST = 16 * 1024 * 1024
"""Most bytes of pages that a process keeps."""


def fingerprint(nodes: Iterable[Any]) -> Serials:
    """The identity and the state of each object: equal exactly when none was changed, added or removed."""
    seen = []
    for node in nodes:
        if node._p_changed is None:
            node._p_activate()
        seen.append((node._p_oid, node._p_serial))
    return tuple(seen)


class Pages:
    """Bodies by key, the least recently read leave first. Shared by the threads of a process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._bodies: OrderedDict[Any, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> bytes | None:
        """The body kept under a key."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: Any, body: bytes) -> None:
        """Keep a body."""
        with self._lock:
            self._size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size > self._most:
                _, dropped = self._bodies.popitem(last=False)
                self._size -= len(dropped)


def shared(drawn_from: Callable[[Any, Request], Iterable[Any]]) -> Callable[[View], View]:
    """Decorator of a view whose page is the same for every visitor; ``drawn_from`` names the objects that it shows."""

    def decorate(view: View) -> View:
        def answer(context: Any, request: Request) -> Response:
            if not _alike(request):
                return view(context, request)
            pages: Pages = request.registry.__dict__.setdefault("pages", Pages())
            minute = int(request.work.now.timestamp()) // 60
            where = (request.host_url, request.environ["PATH_INFO"], request.language, minute)
            key = (where, fingerprint(drawn_from(context, request)))
            body = pages.get(key)
            if body is None:
                response = view(context, request)
                if response.status_int == 200 and "Set-Cookie" not in response.headers:
                    pages.put(key, response.body)
                return response
            return Response(body, content_type="text/html", charset="utf-8")

        return answer

    return decorate


def _alike(request: Request) -> bool:
    """Whether this reader gets the page of every visitor: signed out, no message waiting, no question asked."""
    return (
        not request.environ.get("QUERY_STRING")
        and request.current_identity is None
        and not request.session.peek_flash()
        and request.language in LANGUAGES
    )
