"""The floor of pages: a Pyramid application with one view that says hello."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.router import Router


def hello(request: Request) -> Response:
    """Nothing but an answer."""
    return Response("hello", content_type="text/plain")


def main(global_config: dict[str, str], **settings: Any) -> Router:
    """The application, as ``pserve`` calls it."""
    with Configurator(settings=settings) as config:
        config.add_view(hello)
        return config.make_wsgi_app()
