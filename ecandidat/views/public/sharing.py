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

from ecandidat.work import clock

View = Callable[[Any, Request], Response]
Serials = tuple[tuple[bytes, bytes], ...]

MOST = 16 * 1024 * 1024
"""Most bytes of pages that a process keeps."""

MOST_SEEN = 2048
"""Most addresses whose key is remembered: each minute has its own."""


def fingerprint(nodes: Iterable[Any]) -> Serials:
    """The identity and the state of each object: equal exactly when none was changed, added or removed."""
    seen = []
    for node in nodes:
        if node._p_changed is None:
            node._p_activate()
        seen.append((node._p_oid, node._p_serial))
    return tuple(seen)


def state_of(node: Any) -> bytes | None:
    """The state of the database that this connection sees, None where the storage keeps it to itself.

    ZODB's own adapter notes it as ``_start``; the newest commit would not do, it may be newer than what is seen here.
    """
    start = getattr(node._p_jar._storage, "_start", None)
    return start if isinstance(start, bytes) else None


class Pages:
    """Bodies by key, the least recently read leave first. Shared by the threads of a process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._bodies: OrderedDict[Any, bytes] = OrderedDict()
        self._seen: OrderedDict[Any, tuple[bytes, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> bytes | None:
        """The body kept under a key."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def key(self, asked: Any, state: bytes | None, look: Callable[[], Serials]) -> Any:
        """The key of the page asked for: objects are looked at once for each ``state`` of the database.

        As long as nothing at all was committed, no object needs another look; a state of None is unknown.
        """
        with self._lock:
            seen = self._seen.get(asked)
        if seen is not None and seen[0] == state:
            return seen[1]
        key = (asked, look())
        if state is None:
            return key
        with self._lock:
            self._seen[asked] = (state, key)
            if len(self._seen) > MOST_SEEN:
                self._seen.popitem(last=False)
        return key

    def put(self, key: Any, body: bytes) -> None:
        """Keep a body."""
        with self._lock:
            self._size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size > self._most:
                _, dropped = self._bodies.popitem(last=False)
                self._size -= len(dropped)


def shared(
    drawn_from: Callable[[Any, Request], Iterable[Any]], settings: tuple[str, ...] = ()
) -> Callable[[View], View]:
    """Decorator of a view whose page is the same for every visitor; ``drawn_from`` names the objects that it shows,
    ``settings`` the parameters that it follows.
    """

    def decorate(view: View) -> View:
        def answer(context: Any, request: Request) -> Response:
            if not _alike(request):
                return view(context, request)
            pages: Pages = request.registry.__dict__.setdefault("pages", Pages())
            chosen = tuple(request.work.parameter(code, request.establishment) for code in settings)
            asked = (_address(request), request.contents_language, chosen)
            key = pages.key(asked, state_of(context), lambda: fingerprint(drawn_from(context, request)))
            body = pages.get(key)
            if body is None:
                response = view(context, request)
                if response.status_int == 200 and "Set-Cookie" not in response.headers:
                    pages.put(key, response.body)
                return response
            return Response(body, content_type="text/html", charset="UTF-8")

        return answer

    return decorate


def _alike(request: Request) -> bool:
    """Whether this reader gets the page of every visitor: signed out, no message waiting, no question asked."""
    return (
        not request.environ.get("QUERY_STRING")
        and request.current_identity is None
        and not request.session.peek_flash()
    )


def _address(request: Request) -> tuple[Any, ...]:
    """What the links and the footer of a page depend on: host, path, minute."""
    environ = request.environ
    host = environ.get("HTTP_HOST", environ["SERVER_NAME"])
    return environ["wsgi.url_scheme"], host, environ["PATH_INFO"], int(clock().timestamp()) // 60
