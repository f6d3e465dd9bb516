"""A WSGI application that forwards each request to the next of several servers, so that one story meets them all."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle
from typing import Any
from urllib.parse import quote, urlsplit

HOP = {"connection", "keep-alive", "transfer-encoding", "host"}


class Relay:
    """``servers`` are base URLs; requests go to them in turn. Answers keep the host that the client named."""

    def __init__(self, servers: Sequence[str]) -> None:
        self.servers = [urlsplit(server).netloc for server in servers]
        self.counts = dict.fromkeys(self.servers, 0)
        self._turn = cycle(self.servers)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Forward one request."""
        server = next(self._turn)
        self.counts[server] += 1
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") and name[5:].replace("_", "-").lower() not in HOP
        }
        headers["Host"] = environ.get("HTTP_HOST", "localhost")
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else None
        path = environ.get("PATH_INFO", "/").encode("latin-1")
        url = quote(path) + (f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else "")
        connection = http.client.HTTPConnection(server, timeout=60)
        try:
            connection.request(environ["REQUEST_METHOD"], url, body=body, headers=headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        kept = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP]
        start_response(f"{response.status} {response.reason}", kept)
        return [content]
