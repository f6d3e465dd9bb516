"""The queue (Huey) and what runs behind the pages: one module each.

A job is idempotent, commits per item, and never runs inside a request. Requests only wake the worker after their
commit; a sweep finds what a lost wake-up left. ``worker = embedded`` runs it all in threads of the server (a
development machine), ``external`` leaves it to ``ecandidat-worker``, ``none`` to nobody (tests).
"""

from __future__ import annotations

import atexit
import logging
from typing import Any

from pyramid.config import Configurator
from pyramid.events import NewRequest

from ecandidat.jobs.queue import Background

log = logging.getLogger(__name__)



def wake(event: NewRequest) -> None:
    """Once the transaction of a writing request is kept, hand the mails and tasks it posted to the worker."""
    request = event.request
    background: Background | None = request.registry.background
    if background is not None and request.method not in ("GET", "HEAD") and hasattr(request, "tm"):
        request.tm.get().addAfterCommitHook(_hand_over, (request, background))


def _hand_over(kept: bool, request: Any, background: Background) -> None:
    # ``portal`` is in the request's own dictionary only if somebody read it.
    portal = request.__dict__.get("portal")
    posted = portal.outbox.pop_posted() if portal is not None else ()
    asked = portal.tasks.pop_posted() if portal is not None and portal.tasks is not None else ()
    if not kept:
        return
    try:
        if posted:
            background.deliver(posted)
        if asked:
            background.do(asked)
    except Exception:
        # The act is done, its mails and tasks are stored: the sweeps find them.
        log.warning("La file d'attente ne répond pas ; le prochain passage s'en chargera.", exc_info=True)


def includeme(config: Configurator) -> None:
    """Open the queue and start the embedded worker where the settings ask for it."""
    registry = config.registry
    registry.background = None
    if registry.ecandidat.worker == "none":
        return
    registry.background = Background(
        registry.ecandidat, registry.settings, lambda: registry._zodb_databases[""], registry.outside
    )
    config.add_subscriber(wake, NewRequest)
    if registry.ecandidat.worker == "embedded":
        consumer = registry.background.start()
        atexit.register(consumer.stop)
