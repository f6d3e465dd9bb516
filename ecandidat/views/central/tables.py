"""The offer as workbooks: components and managers, commissions and members, formations."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.permissions import Permission as P
from ecandidat.exports import xlsx
from ecandidat.exports.cells import Head
from ecandidat.resources import Component, DiplomaType, Establishment
from ecandidat.services import offer_tables
from ecandidat.services.offer_tables import Table
from ecandidat.views import door


@door(Establishment, "exporter-composantes", permission=P.ESTABLISHMENT_EDIT)
def components(context: Establishment, request: Request) -> Response:
    """The components of a university and who manages them."""
    return _workbook(request, f"composantes-{context.__name__}", offer_tables.components(request.work, context))


@door(Component, "exporter-commissions", permission=P.COMMISSION_EDIT)
def commissions(context: Component, request: Request) -> Response:
    """The commissions of a component and their members."""
    return _workbook(request, f"commissions-{context.__name__}", offer_tables.commissions(request.work, context))


@door(Establishment, "exporter-formations", permission=P.FORMATION_EDIT)
@door(Component, "exporter-formations", permission=P.FORMATION_EDIT)
@door(DiplomaType, "exporter-formations", permission=P.FORMATION_EDIT)
def formations(context: Any, request: Request) -> Response:
    """The formations below, with their dates."""
    return _workbook(request, f"formations-{context.__name__}", offer_tables.formations(request.work, context))


def _workbook(request: Request, stem: str, tables: list[Table]) -> Response:
    """Tables as the sheets of one workbook, in the reader's language."""
    t = request.localizer.translate
    with TemporaryDirectory(prefix="ecandidat-") as folder:
        path = Path(folder) / "offre.xlsx"
        with xlsx.Book(path, title=stem) as book:
            for table in tables:
                sheet = book.sheet(t(table.name), [Head(t(title), width) for title, width in table.columns])
                for row in table.rows:
                    sheet.add(row)
                sheet.end()
        body = path.read_bytes()
    name = f"{stem}-{request.work.today:%Y-%m-%d}.xlsx"
    response = Response(body, content_type=xlsx.CONTENT_TYPE, content_disposition=content_disposition(name))
    response.charset = None
    response.headers["Cache-Control"] = "private, no-store"
    return response
