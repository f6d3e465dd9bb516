"""« Juger plusieurs pièces »: one verdict on the pieces that are ticked; each is judged as it would be alone."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import PieceStatus
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import desk as forms
from ecandidat.i18n import _
from ecandidat.models.application import key_of
from ecandidat.resources import Application, path_of
from ecandidat.services import comments, pieces
from ecandidat.services.situation import PieceView, piece_views
from ecandidat.views import FORM, door
from ecandidat.views.candidate.parts import person, piece_version, say
from ecandidat.views.desk.examine import frequent_comments
from ecandidat.views.layout import flash


@door(Application, "verdicts", permission=P.DESK_VERDICT, template="desk/form.pt", methods=FORM)
def several(context: Application, request: Request) -> Any:
    """The pieces to tick, the verdict, its comment; a piece that cannot get it is told, the others get it."""
    t, base = request.localizer.translate, path_of(context)
    views = {key_of(view.demand.uid): view for view in piece_views(context)}
    offered = [(key, f"{view.demand.title(request.language)} ({_state(t, view)})") for key, view in views.items()]
    common = frequent_comments(request, context)
    waiting = {key for key, view in views.items() if view.status is PieceStatus.SENT}
    values = {"pieces": waiting, "version": _version(views)}
    lifecycle = Lifecycle(
        request, forms.verdicts(t, offered, common), values=values, buttons=forms.buttons(_("Enregistrer les verdicts"))
    )

    def succeed(typed: dict[str, Any]) -> HTTPSeeOther:
        if typed["version"] and typed["version"] != _version(views):
            lifecycle.form["version"].cstruct = _version(views)
            raise Refused("verdicts_stale")
        comment = "\n".join(part for part in (typed["frequent"], typed["commentaire"]) if part)
        said, done = forms.SAID[typed["verdict"]], 0
        for key in (key for key in views if key in typed["pieces"]):
            try:
                pieces.judge(request.work, context, views[key].demand, said, comment)
                done += 1
            except Refused as refused:
                why = {"piece": views[key].demand.title(request.language), "why": say(request, refused)}
                flash(request, _("« ${piece} » : ${why}", mapping=why), "danger")
        if done:
            comments.use(request.work, [typed["frequent"]] if typed["frequent"] else [])
            flash(request, _("Verdicts enregistrés : ${count}.", mapping={"count": done}))
        return HTTPSeeOther(f"{base}/@@examen#piece")

    return lifecycle.handle(
        succeed, title=t(_("Juger plusieurs pièces")), kicker=f"{person(context)} – {context.formation.title}",
        base=base, section="", now="", note=t(_("Le même verdict et le même commentaire, sur chaque pièce cochée.")),
    )  # fmt: skip


def _state(t: Any, view: PieceView) -> str:
    return str(t(_(view.status.label)))


def _version(views: dict[str, PieceView]) -> str:
    return "".join(piece_version(view)[:6] for view in views.values())
