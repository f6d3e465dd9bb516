"""Idle browsers shut nobody out."""

from __future__ import annotations

import socket
from contextlib import ExitStack

from playwright.sync_api import Browser

from tests.browser.conftest import Demonstration, new_page

IDLE = 300


def test_browsers_that_keep_their_connections_open_shut_nobody_out(
    chromium: Browser, demonstration: Demonstration
) -> None:
    request = b"GET /@@sante HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(IDLE):
            idle = stack.enter_context(socket.create_connection(("127.0.0.1", demonstration.port), timeout=10))
            idle.sendall(request)
            assert idle.recv(12) == b"HTTP/1.1 200"
        assert new_page(chromium, demonstration.base).goto("/compte/connexion")
