"""« Chercher dans le dossier étudiant »: a formation is created from what the student system knows of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import DiplomaType, path_of
from ecandidat.services import offered
from ecandidat.views import READ, door
from ecandidat.views.central.pages import page, told

WORDS_MAXIMUM = 200


@door(DiplomaType, "chercher-formation", permission=P.FORMATION_EDIT, template="central/offered.pt", methods=READ)
def search(context: DiplomaType, request: Request) -> dict[str, Any]:
    """A field, what is found, and for each the form that it fills."""
    words = " ".join(request.GET.get("q", "")[:WORDS_MAXIMUM].split())
    component, refusal, found, more = context.component, None, [], False
    try:
        if "q" in request.GET:
            found, more = offered.search(request.work, component, words)
    except Refused as refused:
        request.response.status_int = 409 if refused.code == "offer_unavailable" else 422
        refusal = told(request, refused)
    base, lang = path_of(context), request.contents_language
    return page(
        request, _("Chercher dans le dossier étudiant"), kicker=f"{component.title} – {context.title(lang)}",
        words=words, refusal=refusal, more=more, asked="q" in request.GET, action=f"{base}/@@chercher-formation",
        most=offered.MOST, rows=[_row(context, one, lang) for one in found], by_hand=f"{base}/@@nouvelle-formation",
        searchable=offered.searchable(request.work, component),
        centres=", ".join(offered.mine(request.work, component)),
    )  # fmt: skip


def _row(context: DiplomaType, one: offered.Found, lang: str) -> dict[str, Any]:
    found, place = one.offered, one.type or context
    query = urlencode({"si": found.code, "version": found.version})
    return {
        "code": found.code, "version": found.version, "title": found.title, "diploma": found.diploma,
        "cge": f"{found.cge} – {found.cge_title}" if found.cge_title else found.cge,
        "url": f"{path_of(place)}/@@nouvelle-formation?{query}",
        "elsewhere": place.title(lang) if place is not context else "",
        "made": [{"title": made.title, "url": f"{path_of(made)}/@@modifier"} for made in one.made],
    }  # fmt: skip
