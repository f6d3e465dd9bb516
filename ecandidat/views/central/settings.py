"""« Appellations » of an establishment."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import labels as label_forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _
from ecandidat.resources import Establishment
from ecandidat.services import labels as label_service
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import SAME, SAVED, establishment_tabs, page
from ecandidat.views.layout import flash


@door(Establishment, "appellations", permission=P.ESTABLISHMENT_EDIT, template="central/form.pt", methods=FORM)
def labels(context: Establishment, request: Request) -> Any:
    """The university's own words for statuses and treatments."""

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = label_service.save(request.work, context, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path)

    lead = _(
        "Laissée vide, une appellation est celle de l'application. Les codes (AT, RE, IN, CO…) ne changent jamais."
    )
    sheet = label_service.current(context)
    return Edition(request, label_forms.labels(request.languages), sheet).lead(save, **page(
        request, _("Appellations"), lead=request.localizer.translate(lead),
        tabs=establishment_tabs(request, context, "@@appellations"),
    ))  # fmt: skip
