"""« Demander une pièce »: a piece more, asked of one candidate; and the person who takes care of an application."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import exchange as forms
from ecandidat.forms.desk import buttons
from ecandidat.i18n import _
from ecandidat.resources import Application, path_of
from ecandidat.services import assignment
from ecandidat.services import requests as service
from ecandidat.services.situation import piece_view
from ecandidat.views import ACT, FORM, door
from ecandidat.views.candidate.parts import PIECE_BADGES, person, say
from ecandidat.views.layout import flash


@door(Application, "demander-piece", permission=P.DESK_REQUEST, template="desk/request.pt", methods=FORM)
def ask(context: Application, request: Request) -> Any:
    """The form of one more piece, above those already asked."""
    t, work, base = request.localizer.translate, request.work, path_of(context)
    effects = (
        (forms.BLOCKING, t(_("Le dossier devient incomplet : le candidat la dépose, puis transmet à nouveau."))),
        (forms.BESIDE, t(_("Le dossier suit son cours : le candidat la dépose sans transmettre à nouveau."))),
    )
    lifecycle = Lifecycle(
        request, forms.request(effects), values={"effet": forms.BESIDE}, buttons=buttons(_("Demander la pièce"))
    )

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        service.ask(
            work, context, values["piece"], values["avant"], explanation=values["explication"],
            blocking=values["effet"] == forms.BLOCKING,
        )  # fmt: skip
        flash(request, _("La pièce est demandée, le candidat en est prévenu par courriel."))
        return HTTPSeeOther(f"{base}#pieces")

    closed = service.refusal(work, context)
    return lifecycle.handle(
        succeed, title=t(_("Demander une pièce")), kicker=f"{person(context)} – {context.formation.title}", base=base,
        closed=say(request, closed) if closed is not None else "", asked=_asked(request, context),
    )  # fmt: skip


def _asked(request: Request, application: Application) -> list[dict[str, Any]]:
    t, lang = request.localizer.translate, request.language
    return [
        {
            "key": one.__name__,
            "title": one.title(lang),
            "explanation": one.explanation,
            "limit": short_date(one.limit, lang),
            "blocking": one.blocking,
            "active": one.active,
            "status": {"label": t(_(view.status.label)), "kind": PIECE_BADGES[view.status]},
        }
        for one in application.requested()
        for view in (piece_view(application, one),)
    ]


@door(Application, "retirer-demande", permission=P.DESK_REQUEST, methods=ACT)
def take_back(context: Application, request: Request) -> HTTPSeeOther:
    """Ask no more for a piece."""
    try:
        service.take_back(request.work, context, request.POST.get("piece", ""))
    except Refused as refused:
        request.tm.doom()
        flash(request, say(request, refused), "danger")
    else:
        flash(request, _("La pièce n'est plus demandée."))
    return HTTPSeeOther(f"{path_of(context)}/@@demander-piece")


@door(Application, "attribuer", permission=P.DESK_ASSIGN, template="desk/form.pt", methods=FORM)
def assign(context: Application, request: Request) -> Any:
    """Give the application to somebody who may open it; ``moi=1`` takes it for oneself in one click."""
    t, work, base = request.localizer.translate, request.work, path_of(context)
    if request.method == "POST" and "moi" in request.POST:
        try:
            assignment.assign(work, context, work.actor.userid)
        except Refused as refused:
            request.tm.doom()
            flash(request, say(request, refused), "danger")
        else:
            flash(request, _("La candidature vous est attribuée."))
        return HTTPSeeOther(base)
    people = [(one.userid, one.name) for one in assignment.assignees(work, context.formation)]
    lifecycle = Lifecycle(
        request, forms.assignee(people), values={"personne": context.assignee}, buttons=buttons(_("Enregistrer"))
    )

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        assignment.assign(work, context, values["personne"])
        flash(request, _("C'est enregistré."))
        return HTTPSeeOther(base)

    return lifecycle.handle(
        succeed, title=t(_("Attribuer la candidature")), kicker=f"{person(context)} – {context.formation.title}",
        base=base, section="", now="",
        note=t(_("Elle paraît dans la liste à son nom, et les messages du candidat lui sont annoncés.")),
    )  # fmt: skip
