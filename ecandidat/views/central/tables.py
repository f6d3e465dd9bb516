"""The offer as workbooks: components and managers, commissions and members, formations."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.permissions import Permission as P
from ecandidat.exports import xlsx
from ecandidat.resources import Component, DiplomaType, Establishment, path_of
from ecandidat.services import offer_tables
from ecandidat.services.offer import record
from ecandidat.services.offer_tables import FORMATIONS, FORMATIONS_SHEET, Table
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import ACT, door


@door(Establishment, "exporter-composantes", permission=P.ESTABLISHMENT_EDIT, methods=ACT)
def components(context: Establishment, request: Request) -> Response:
    """The components of a university and who manages them."""
    return _workbook(request, context, "composantes", offer_tables.components(request.work, context))


@door(Component, "exporter-commissions", permission=P.COMMISSION_EDIT, methods=ACT)
def commissions(context: Component, request: Request) -> Response:
    """The commissions of a component and their members."""
    return _workbook(request, context, "commissions", offer_tables.commissions(request.work, context))


@door(Establishment, "exporter-formations", permission=P.FORMATION_EDIT, methods=ACT)
@door(Component, "exporter-formations", permission=P.FORMATION_EDIT, methods=ACT)
@door(DiplomaType, "exporter-formations", permission=P.FORMATION_EDIT, methods=ACT)
def formations(context: Any, request: Request) -> Response:
    """The formations below, with their dates; a task makes the workbook of very many."""
    if not offer_tables.many(context):
        return _workbook(request, context, "formations", offer_tables.formations(request.work, context))
    t = request.localizer.translate
    titles = [t(FORMATIONS_SHEET), *(t(title) for title, _width in FORMATIONS)]
    above = context.component if isinstance(context, DiplomaType) else context
    kind, back = KINDS[offer_tables.EXPORT], f"{path_of(above)}/@@formations"
    task = offer_tables.ask(request.work, context, titles, kind=kind, back=back)
    record(request.work, context, "exporter-offre", after="formations")
    return HTTPSeeOther(path_of(task))


def _workbook(request: Request, context: Any, what: str, tables: list[Table]) -> Response:
    """Tables as the sheets of one workbook, in the reader's language; taking it away leaves a line."""
    with TemporaryDirectory(prefix="ecandidat-") as folder:
        path = Path(folder) / "offre.xlsx"
        offer_tables.write(path, tables, request.localizer.translate)
        body = path.read_bytes()
    record(request.work, context, "exporter-offre", after=what)
    name = offer_tables.file_name(request.work, context, what)
    response = Response(body, content_type=xlsx.CONTENT_TYPE, content_disposition=content_disposition(name))
    response.charset = None
    response.headers["Cache-Control"] = "private, no-store"
    return response
