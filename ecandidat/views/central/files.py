"""The page that receives one file, without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.i18n import _
from ecandidat.views.central.pages import told
from ecandidat.views.files import chosen_file
from ecandidat.views.layout import flash


def upload_of(request: Request, save: Callable[[Any, str], Any], title: Any, back: str, hint: Any, accept: str) -> Any:
    """GET asks for the field ``fichier``, POST hands it over; a refusal is told at the field, with HTTP 409."""
    translate = request.localizer.translate
    page = {
        "title": translate(title), "back": back, "hint": translate(hint), "accept": accept, "refusal": None,
        "action": request.path,
    }  # fmt: skip
    if request.method != "POST":
        return page
    try:
        sent = chosen_file(request)
        save(sent.stream, sent.filename)
    except Refused as refused:
        request.response.status_int = 409
        return {**page, "refusal": told(request, refused)}
    flash(request, _("« ${name} » est enregistré.", mapping={"name": sent.filename[:100]}))
    return HTTPSeeOther(back)
