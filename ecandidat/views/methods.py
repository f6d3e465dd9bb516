"""Which methods an address answers, for whoever used another one."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

Answers = dict[str, list[tuple[Any, frozenset[str]]]]


def allowed(request: Request) -> tuple[str, ...]:
    """The methods of the doors at this address, in alphabetical order; () where there is no door at all."""
    context, name = getattr(request, "context", None), getattr(request, "view_name", None)
    if context is None or name is None:
        return ()
    kept = request.registry.__dict__
    every: Answers = kept["methods"] if "methods" in kept else kept.setdefault("methods", _read(request.registry))
    found = {
        method
        for kind, methods in every.get(name, ())
        if isinstance(kind, type) and isinstance(context, kind)
        for method in methods
    }
    return tuple(sorted(found)) if request.method not in found else ()


def _read(registry: Any) -> Answers:
    """View name → (class of the context, methods), of every door."""
    every: Answers = {}
    for item in registry.introspector.get_category("views") or ():
        view = item["introspectable"]
        methods = view["request_methods"]
        if view["route_name"] or not methods:
            continue
        given = frozenset((methods,) if isinstance(methods, str) else methods)
        every.setdefault(view["name"], []).append((view["context"], given))
    return every
