"""« Prendre ce rôle », « Voir comme ce candidat », and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.traversal import find_resource
from pyramid.viewderivers import INGRESS

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.account import Account
from ecandidat.resources import Accounts, Candidate, Establishment, Portal, path_of
from ecandidat.security import ACTING
from ecandidat.services import acting
from ecandidat.views import ACT, FORM, PUBLIC, READ, door
from ecandidat.views.account.session import home, kept
from ecandidat.views.central.pages import told
from ecandidat.views.layout import flash

View = Callable[[Any, Request], Response]


def take_url(request: Request, place: Any, account: Account | None) -> str | None:
    """Where one asks to act as a member of staff, and comes back here; None for whom one may not be.

    ``place`` is the establishment, or the instance, whose journal tells it.
    """
    identity = request.current_identity
    if account is None or identity is None or not request.has_permission(P.ROLE_TAKE, place):
        return None
    if not acting.may_take(request.portal, identity.person, account):
        return None
    base = "" if isinstance(place, Portal) else path_of(place)
    return f"{base}/@@prendre-role?{urlencode({'compte': account.userid, 'retour': request.path_qs})}"


@door(Portal, "prendre-role", permission=P.ROLE_TAKE, template="central/confirm.pt", methods=FORM)
@door(Establishment, "prendre-role", permission=P.ROLE_TAKE, template="central/confirm.pt", methods=FORM)
def take(context: Any, request: Request) -> Any:
    """Asks before one acts with the rights of somebody else."""
    account = request.portal.accounts.get(request.params.get("compte", ""))
    if account is None or not account.userid.startswith("s-"):
        raise HTTPNotFound
    back = kept(request.params.get("retour", "")) or "/compte"
    refusal = None
    if request.method == "POST":
        try:
            acting.take(request.work, context, account)
        except Refused as refused:
            request.response.status_int = 409
            refusal = told(request, refused)
        else:
            request.session[ACTING] = [account.userid, path_of(context), back]
            return HTTPSeeOther(home(request, account))
    t = request.localizer.translate
    return {
        "title": t(_("Prendre le rôle de ${name} ?", mapping={"name": account.name})), "refusal": refusal,
        "name": f"{account.name} ({account.number})", "action": request.path_qs, "back": back,
        "label": t(_("Prendre ce rôle")), "button_class": "btn-primary",
        "text": t(_("Vous agirez avec ses droits. Le début et la fin sont inscrits à l'historique, et tout ce que vous "
                    "ferez le sera à vos deux noms.")),
    }  # fmt: skip


@door(Candidate, "voir-comme", permission=P.CANDIDATE_WATCH, template="central/confirm.pt", methods=FORM)
def watch(context: Candidate, request: Request) -> Any:
    """Asks before one sees the screens of a candidate as the candidate does."""
    account, back = request.portal.accounts.get(context.userid), kept(request.params.get("retour", ""))
    back = back or path_of(context)
    if account is None:
        raise HTTPNotFound
    if request.method == "POST":
        acting.watch(request.work, context)
        request.session[ACTING] = [context.userid, path_of(context), back]
        return HTTPSeeOther(path_of(context))
    t = request.localizer.translate
    return {
        "title": t(_("Voir comme ${name} ?", mapping={"name": account.name})), "refusal": None,
        "name": f"{account.name} ({account.number})", "action": request.path_qs, "back": back,
        "label": t(_("Voir comme ce candidat")), "button_class": "btn-primary",
        "text": t(_("Vous verrez ses écrans tels qu'il les voit, sans rien pouvoir y changer. C'est inscrit à son "
                    "historique.")),
    }  # fmt: skip


@door(Accounts, "quitter-role", permission=PUBLIC, methods=ACT, in_maintenance=True, while_watching=True)
def leave(context: Accounts, request: Request) -> HTTPSeeOther:
    """Be oneself again."""
    identity = request.current_identity
    if identity is None or identity.real is None:
        request.session.pop(ACTING, None)
        return HTTPSeeOther("/compte")
    _userid, path, back = request.session.pop(ACTING)
    acting.leave(request.work, _place(request, path), identity.real, identity.account)
    flash(request, _("Vous êtes de nouveau ${name}.", mapping={"name": identity.real.name}))
    return HTTPSeeOther(back)


def _place(request: Request, path: str) -> Any:
    try:
        return find_resource(request.portal, path)
    except KeyError:
        return None


def deriver(view: View, info: Any) -> View:
    """Whoever watches a candidate reads: every act is refused, and nothing that a page would write is kept."""
    if info.exception_only or info.options.get("while_watching"):
        return view

    def answer(context: Any, request: Request) -> Response:
        identity = request.current_identity if request.matched_route is None else None
        if identity is not None and identity.watching:
            if request.method not in READ:
                raise Refused("only_watching")
            request.tm.doom()
        return view(context, request)

    return answer


deriver.options = ("while_watching",)  # type: ignore[attr-defined]


def includeme(config: Configurator) -> None:
    """Before rights are asked."""
    config.add_view_deriver(deriver, "acting", under=INGRESS, over="secured_view")
