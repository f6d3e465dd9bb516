"""« Assistance » and the colours of a university."""

from __future__ import annotations

import re
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.i18n import _
from ecandidat.resources import Establishment, Portal
from ecandidat.views import PUBLIC, door
from ecandidat.views.contents import paragraphs, words
from ecandidat.views.public.sharing import shared

ACCENT = "#1d4f91"
"""Colour of a university that has chosen none, or something that is not a colour."""

YEAR = 31_536_000


@door(
    Establishment, "assistance", permission=PUBLIC, template="public/help.pt",
    decorator=shared(lambda context, request: [context]),
)  # fmt: skip
def assistance(context: Establishment, request: Request) -> dict[str, Any]:
    """Questions and answers, documents, and whom to write to."""
    return {
        "title": request.localizer.translate(_("Assistance")),
        "establishment": context,
        "faq": [(words(request, question), paragraphs(request, answer)) for question, answer in context.faq],
        "documentation": [(words(request, label), url) for label, url in context.documentation if _web(url)],
        "help_url": context.help_url if _web(context.help_url) else "",
        "mail": context.contact_mail,
    }


@door(Establishment, "theme.css", permission=PUBLIC, in_maintenance=True)
def theme(context: Establishment, request: Request) -> Response:
    """The accent of the university and the colour of text on it; the address changes with the accent."""
    return _stylesheet(f":root {{ {_colours(context)} }}\n")


@door(Portal, "theme.css", permission=PUBLIC, in_maintenance=True)
def themes(context: Portal, request: Request) -> Response:
    """The accent of each university, on the list of all."""
    return _stylesheet("".join(f".theme-{one.__name__} {{ {_colours(one)} }}\n" for one in context.establishments))


def accent(establishment: Establishment) -> str:
    """The colour of a university, as ``#rrggbb``; ours when what is stored is not one."""
    return establishment.accent if re.fullmatch(r"#[0-9a-fA-F]{6}", establishment.accent) else ACCENT


def _colours(establishment: Establishment) -> str:
    colour = accent(establishment)
    return f"--accent: {colour}; --accent-contrast: {contrast(colour)};"


def _stylesheet(css: str) -> Response:
    response = Response(css, content_type="text/css", charset="utf-8")
    response.cache_control = f"public, max-age={YEAR}, immutable"
    return response


def contrast(colour: str) -> str:
    """White or near-black, whichever is easier to read on a colour (``#rrggbb``), by WCAG's contrast ratio."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#fff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000"


def _web(url: str) -> bool:
    return url.startswith(("http://", "https://"))
