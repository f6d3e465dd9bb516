"""Doors: each finds the context, checks the permission, binds the form, calls one service, answers.

What never enters: rules, writing objects, composing mails. A view declares its methods and its permission through
:func:`door`; a POST without a valid CSRF token never reaches it.
"""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

PUBLIC = NO_PERMISSION_REQUIRED
READ = ("GET", "HEAD")
FORM = ("GET", "HEAD", "POST")
ACT = ("POST",)


def door(
    context: Any, name: str = "", *, permission: str, template: str = "", methods: tuple[str, ...] = READ, **more: Any
) -> Any:
    """``view_config`` with what every view of ours must say: context, name, permission, methods.

    ``template`` is a path below ``ecandidat/templates``; ``in_maintenance=True`` keeps the door open while pages are
    closed for maintenance, ``while_watching=True`` for whoever sees the screens of a candidate.
    """
    if template:
        more["renderer"] = f"ecandidat:templates/{template}"
    return view_config(context=context, name=name, permission=permission, request_method=methods, **more)


def includeme(config: Configurator) -> None:
    """Static files, the layout of every page, all doors."""
    year = 31_536_000
    config.add_static_view("static/deform", "deform:static", cache_max_age=year)
    config.add_static_view("static/ecandidat", "ecandidat:static", cache_max_age=year)
    config.include("ecandidat.views.layout")
    config.include("ecandidat.views.predicates")
    config.include("ecandidat.views.maintenance")
    config.include("ecandidat.views.acting")
    config.scan("ecandidat.views", ignore=["ecandidat.views.development"])
    if config.registry.ecandidat.development:
        config.scan("ecandidat.views.development")
