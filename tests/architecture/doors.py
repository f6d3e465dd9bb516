"""The doors of the application, as Pyramid registered them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyramid.interfaces import IExceptionResponse
from pyramid.security import NO_PERMISSION_REQUIRED
from zope.interface.interfaces import IInterface


@dataclass(frozen=True)
class Door:
    """One registered view. ``permission`` is None when it was not said, ``methods`` when any passes."""

    where: str
    context: Any
    name: str
    permission: str | None
    methods: tuple[str, ...] | None
    owner: bool | None

    @property
    def public(self) -> bool:
        """Whether everybody may pass."""
        return self.permission == NO_PERMISSION_REQUIRED

    def opens_on(self, node: Any) -> bool:
        """Whether this view answers on a node of the tree."""
        if self.context is None:
            return True
        return isinstance(node, self.context) if isinstance(self.context, type) else self.context.providedBy(node)


def doors(registry: Any) -> Iterator[Door]:
    """Every view of ours; static files and pages of errors are not doors."""
    for item in registry.introspector.get_category("views") or ():
        view = item["introspectable"]
        context = view["context"]
        if view["route_name"] or is_error(context):
            continue
        permissions = [related["value"] for related in item["related"] if related.category_name == "permissions"]
        made = view["callable"]
        attr = f".{view['attr']}" if view["attr"] else ""
        methods = view["request_methods"]
        yield Door(
            where=f"{made.__module__}.{getattr(made, '__qualname__', made)}{attr}",
            context=context,
            name=view["name"],
            permission=str(permissions[0]) if permissions else None,
            methods=tuple(sorted((methods,) if isinstance(methods, str) else methods)) if methods else None,
            owner=view.get("owner"),
        )


def is_error(context: Any) -> bool:
    """Whether a context is an exception, or the interface of one."""
    if isinstance(context, type):
        return issubclass(context, BaseException)
    return IInterface.providedBy(context) and context.isOrExtends(IExceptionResponse)
