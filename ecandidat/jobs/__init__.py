"""The queue and the batches: one module each; a batch is idempotent and commits per chunk."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Start the embedded worker where the settings ask for it."""
