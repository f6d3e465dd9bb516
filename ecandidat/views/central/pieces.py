"""« Pièces » at the three levels: what an establishment, a component or a formation asks for."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.i18n import _, label
from ecandidat.models.document import Document
from ecandidat.resources import Formation, PieceDemand, Pieces, path_of
from ecandidat.services import offer
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.files import upload_of
from ecandidat.views.central.pages import creating, deleting, editing, name_of, page
from ecandidat.views.layout import flash


@door(Pieces, "", permission=P.PIECE_EDIT, template="central/pieces.pt")
def pieces(context: Pieces, request: Request) -> dict[str, Any]:
    """The pieces of this level in their order, and those that come from above."""
    owner = context.__parent__
    own = sorted(context.values(), key=lambda one: (not one.active, one.order, one.__name__))
    return page(
        request, _("Pièces justificatives"), kicker=name_of(owner),
        rows=[_row(one, request.language) for one in own],
        inherited=[
            {**_row(one, request.language), "level": name_of(level)} for level, one in offer.inherited_pieces(owner)
        ],
        common=not isinstance(owner, Formation), new_url=f"{path_of(context)}/@@nouvelle",
    )  # fmt: skip


@door(Pieces, "nouvelle", permission=P.PIECE_EDIT, template="central/form.pt", methods=FORM)
def new_piece(context: Pieces, request: Request) -> Any:
    """« Nouvelle pièce »; its model document comes next."""
    schema = forms.piece(new=True, spoken=request.languages)
    return creating(request, context, PieceDemand, schema, "", _("Nouvelle pièce"))


@door(PieceDemand, "modifier", permission=P.PIECE_EDIT, template="central/piece.pt", methods=FORM)
def edit(context: PieceDemand, request: Request) -> Any:
    """Labels, order, marks, model document."""
    base = path_of(context)
    return editing(
        request, context, forms.piece(new=False, spoken=request.languages), _("Modifier la pièce"),
        back=path_of(context.__parent__),
        kicker=context.title(request.language), delete_url=f"{base}/@@supprimer", base=base,
        model=context.model if isinstance(context.model, Document) else None,
    )  # fmt: skip


@door(PieceDemand, "supprimer", permission=P.PIECE_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: PieceDemand, request: Request) -> Any:
    """Asks before a piece that nobody answered is deleted."""
    return deleting(request, context, path_of(context.__parent__), _("Supprimer cette pièce ?"))


@door(PieceDemand, "deposer-modele", permission=P.PIECE_EDIT, template="central/upload.pt", methods=FORM)
def upload_model(context: PieceDemand, request: Request) -> Any:
    """A new model document."""

    def save(stream: Any, filename: str) -> None:
        offer.set_model(request.work, context, stream, filename)

    back = f"{path_of(context)}/@@modifier"
    hint = _("Un PDF de 10 Mo au plus, que le candidat télécharge, complète et dépose.")
    return upload_of(request, save, _("Document modèle"), back, hint, "application/pdf")


@door(PieceDemand, "retirer-modele", permission=P.PIECE_EDIT, methods=ACT)
def remove_model(context: PieceDemand, request: Request) -> HTTPSeeOther:
    """The piece has no model any more."""
    offer.set_model(request.work, context, None)
    flash(request, _("Le document modèle est retiré."))
    return HTTPSeeOther(f"{path_of(context)}/@@modifier")


def _row(piece: PieceDemand, lang: str) -> dict[str, Any]:
    return {
        "title": piece.title(lang),
        "code": piece.__name__,
        "order": piece.order,
        "url": f"{path_of(piece)}/@@modifier",
        "conditional": piece.conditional,
        "unique": piece.unique,
        "treatment": label(piece.treatment.label) if piece.treatment is not None else "",
        "model": piece.model.filename if isinstance(piece.model, Document) else "",
        "active": piece.active,
    }
