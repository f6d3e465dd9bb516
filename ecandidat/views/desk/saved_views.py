"""Saved views of a list: keep one for oneself or for all, rename, replace, delete it, choose which opens first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import path_of
from ecandidat.services import saved_views as service
from ecandidat.views import ACT
from ecandidat.views.candidate.parts import say
from ecandidat.views.desk import address, selection
from ecandidat.views.desk.address import KEPT, PAGE, TICKED, VIEW, WHOLE, Links
from ecandidat.views.desk.listing import at_every_level, level_title
from ecandidat.views.layout import flash

ONES_OWN, SHARED = P.DESK_LIST, P.VIEW_SHARE


@at_every_level("vues", permission=ONES_OWN, template="desk/views.pt")
def views(context: Any, request: Request) -> dict[str, Any]:
    """Every view that the person sees here, with what they may do to each."""
    t, may_share = request.localizer.translate, bool(request.has_permission(SHARED, context))
    kept = service.listed(request.current_identity.account, context)
    return {
        "title": t(_("Vues enregistrées")),
        "kicker": level_title(context, request.language),
        "base": path_of(context),
        "back_url": f"{path_of(context)}/@@candidatures",
        "usual": any(one.usual for one in kept),
        "rows": [
            {
                "key": one.key,
                "title": one.view.title,
                "shared": one.shared,
                "usual": one.usual,
                "by": _name(request, one.view.by) if one.shared else "",
                "url": Links(context, ()).to(**{VIEW: one.key}),
                "suffix": "-vue-partagee" if one.shared else "-vue",
                "may_change": may_share or not one.shared,
            }
            for one in kept
        ],
    }


def _name(request: Request, userid: str) -> str:
    account = request.portal.accounts.get(userid)
    return account.name if account is not None else ""


@at_every_level("enregistrer-vue", permission=ONES_OWN, methods=ACT)
def save(context: Any, request: Request) -> HTTPSeeOther:
    """« Enregistrer pour moi »."""
    return _save(context, request, shared=False)


@at_every_level("partager-vue", permission=SHARED, methods=ACT)
def share(context: Any, request: Request) -> HTTPSeeOther:
    """« Partager avec l'équipe »."""
    return _save(context, request, shared=True)


@at_every_level("renommer-vue", permission=ONES_OWN, methods=ACT)
def rename(context: Any, request: Request) -> HTTPSeeOther:
    """Another name for one's own view."""
    return _rename(context, request, shared=False)


@at_every_level("renommer-vue-partagee", permission=SHARED, methods=ACT)
def rename_shared(context: Any, request: Request) -> HTTPSeeOther:
    """Another name for a shared view."""
    return _rename(context, request, shared=True)


@at_every_level("remplacer-vue", permission=ONES_OWN, methods=ACT)
def replace(context: Any, request: Request) -> HTTPSeeOther:
    """One's own view shows the present list from now on."""
    return _replace(context, request, shared=False)


@at_every_level("remplacer-vue-partagee", permission=SHARED, methods=ACT)
def replace_shared(context: Any, request: Request) -> HTTPSeeOther:
    """A shared view shows the present list from now on."""
    return _replace(context, request, shared=True)


@at_every_level("supprimer-vue", permission=ONES_OWN, methods=ACT)
def delete(context: Any, request: Request) -> HTTPSeeOther:
    """Forget one's own view."""
    return _delete(context, request, shared=False)


@at_every_level("supprimer-vue-partagee", permission=SHARED, methods=ACT)
def delete_shared(context: Any, request: Request) -> HTTPSeeOther:
    """Forget a shared view, for all."""
    return _delete(context, request, shared=True)


@at_every_level("vue-habituelle", permission=ONES_OWN, methods=ACT)
def choose(context: Any, request: Request) -> HTTPSeeOther:
    """The view that opens first for the person here."""
    key = request.POST.get("cle", "")
    return _manage(context, request, _("Votre choix est enregistré."), lambda: service.set_usual(
        request.current_identity.account, context, key,
    ))  # fmt: skip


def _save(context: Any, request: Request, *, shared: bool) -> HTTPSeeOther:
    query = _query(context, request)
    account, title = request.current_identity.account, request.POST.get("nom", "")
    try:
        key = service.save(request.work, account, context, title, query, shared=shared)
    except Refused as refused:
        flash(request, say(request, refused), "warning")
        return HTTPSeeOther(Links(context, address.parse(request.POST.get("retour", ""))).to())
    flash(request, _("La vue est partagée.") if shared else _("La vue est enregistrée."))
    return HTTPSeeOther(Links(context, ()).to(**{VIEW: key}))


def _rename(context: Any, request: Request, *, shared: bool) -> HTTPSeeOther:
    key, title = request.POST.get("cle", ""), request.POST.get("nom", "")
    return _manage(context, request, _("La vue est renommée."), lambda: service.rename(
        request.work, request.current_identity.account, context, key, title, shared=shared,
    ))  # fmt: skip


def _replace(context: Any, request: Request, *, shared: bool) -> HTTPSeeOther:
    key, query = request.POST.get("cle", ""), _query(context, request)
    url = Links(context, ()).to(**{VIEW: key})
    return _manage(context, request, _("La vue est remplacée."), lambda: service.replace(
        request.work, request.current_identity.account, context, key, query, shared=shared,
    ), url)  # fmt: skip


def _delete(context: Any, request: Request, *, shared: bool) -> HTTPSeeOther:
    key = request.POST.get("cle", "")
    return _manage(context, request, _("La vue est supprimée."), lambda: service.delete(
        request.work, request.current_identity.account, context, key, shared=shared,
    ))  # fmt: skip


def _manage(context: Any, request: Request, done: Any, act: Callable[[], None], url: str = "") -> HTTPSeeOther:
    """Do it and say so, else say why not; back to the page of the views."""
    try:
        act()
    except Refused as refused:
        flash(request, say(request, refused), "warning")
        url = ""
    else:
        flash(request, done)
    return HTTPSeeOther(url or f"{path_of(context)}/@@vues")


def _query(context: Any, request: Request) -> str:
    """What a view keeps of the list that one came from: everything but the page, the selection and other views."""
    pairs = selection.resolved(request, context, address.parse(request.POST.get("retour", "")))
    return address.urlencode([pair for pair in pairs if pair[0] not in (PAGE, TICKED, WHOLE, KEPT, VIEW)])
