"""Bodies of requests: WebOb spools large ones to temporary files, which are closed here when the answer is ready.

Retries read the body again, so it is closed after the last attempt, not at the end of each request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.interfaces import PHASE3_CONFIG, IExecutionPolicy
from pyramid.response import Response

Policy = Callable[[dict[str, Any], Any], Response]


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
            fields = environ.get("webob._parsed_post_vars")
            for value in fields[0].values() if fields else ():
                if getattr(value, "file", None) is not None:
                    value.file.close()

    return run


def includeme(config: Configurator) -> None:
    """Wrap whatever policy the application was given."""

    def wrap() -> None:
        registry = config.registry
        registry.registerUtility(closing(registry.getUtility(IExecutionPolicy)), IExecutionPolicy)

    config.action(None, wrap, order=PHASE3_CONFIG + 1)
