"""Which of two pages answers at one URL: the owner's or the managers'."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from ecandidat.models.application import Application


def owns(request: Request, context: Any) -> bool:
    """Whether the person asking is the candidate of the application that ``context`` is, or belongs to."""
    node = context
    while node is not None and not isinstance(node, Application):
        node = getattr(node, "__parent__", None)
    identity = request.current_identity
    return node is not None and identity is not None and identity.candidate is node.candidate


class OwnerPredicate:
    """``owner=True``: the candidate of the application asks; ``owner=False``: anybody else does.

    A visitor fits both: the permission sends them to sign in, and what they typed before their session ended is kept.
    """

    def __init__(self, value: bool, config: Configurator) -> None:
        self.value = value

    def text(self) -> str:
        """How route listings print it."""
        return f"owner = {self.value}"

    phash = text

    def __call__(self, context: Any, request: Request) -> bool:
        return request.current_identity is None or owns(request, context) is self.value


def includeme(config: Configurator) -> None:
    """Make ``owner=`` known to every door."""
    config.add_view_predicate("owner", OwnerPredicate)
