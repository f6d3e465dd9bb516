"""Signing in and out."""

from __future__ import annotations

import json
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import forget, remember

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.i18n import _
from ecandidat.models.account import Account, Kind
from ecandidat.refusals import sentence
from ecandidat.resources import Accounts, Establishment, path_of
from ecandidat.services import accounts, rights
from ecandidat.views import ACT, FORM, PUBLIC, door
from ecandidat.views.account.panels import panels
from ecandidat.views.layout import flash
from ecandidat.views.navigation import scopes

KEEP = {"X-Tm": "commit"}
"""Header of a refusal whose counters must be written although the answer is an error."""


@door(Accounts, "connexion", permission=PUBLIC, template="account/sign_in.pt", methods=FORM, in_maintenance=True)
def sign_in(context: Accounts, request: Request) -> Any:
    """« Connexion »: by candidate number, mail address or staff login."""
    back = local(request.params.get("retour", ""))
    if request.method != "POST":
        if request.current_identity is not None:
            return HTTPSeeOther(back or home(request, request.current_identity.account))
        return _page(request, back)
    login, password = _typed(request, "utilisateur"), _typed(request, "mot_de_passe")
    try:
        account = accounts.sign_in(request.work, login, password, request.remote_addr or "")
    except Refused as refused:
        return _refusal(request, refused, login, back)
    return enter(request, account, back)


@door(Accounts, "deconnexion", permission=PUBLIC, methods=ACT, in_maintenance=True, while_watching=True)
def sign_out(context: Accounts, request: Request) -> Any:
    """« Déconnexion »: the session ends on the server; its cookie is worth nothing any more."""
    ent_of = request.session.get("ent_of")
    forget(request)
    flash(request, _("Vous êtes déconnecté."), "info")
    return HTTPSeeOther("/compte/connexion" + (f"?sortie={ent_of}" if ent_of else ""))


def enter(request: Request, account: Account, back: str = "") -> HTTPSeeOther:
    """Open a session and lead to ``back``, else to where the account usually starts."""
    headers = remember(request, account.userid)
    return HTTPSeeOther(back or home(request, account), headers=headers)


def home(request: Request, account: Account) -> str:
    """Where an account starts: a candidate's own page, a manager's first list."""
    if account.kind is Kind.CANDIDATE:
        found = request.portal.candidates.get(account.number)
        return path_of(found) if found is not None else "/compte"
    held = scopes(request.portal, account.userid)
    if not held:
        return "/compte"
    place = held[0][1]
    # Nobody is signed in yet when a session begins: the account is asked, not the request.
    listed = Permission.DESK_LIST in rights.powers(account.userid, place)
    return f"{path_of(place)}/@@candidatures" if listed else path_of(place)


def local(path: str) -> str:
    """A path of this site as given, '' for anything else: nobody is sent to another site after signing in."""
    safe = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if safe and len(path) <= 2000 else ""


LONGEST_KEPT = 500
"""Most bytes of an address that the session keeps: it is a cookie, which holds other things too."""


def kept(path: str) -> str:
    """What the session may keep of a path of this site: the path, or '' for one that would not fit."""
    path = local(path)
    return path if len(json.dumps(path)) <= LONGEST_KEPT else ""


def logout_url(request: Request, code: str) -> str:
    """Where to end the session that stays open at the ENT of an establishment; '' when there is none to end."""
    sign_on = request.work.adapters.cas
    if sign_on is None or not isinstance(request.portal.get(code), Establishment):
        return ""
    return sign_on.logout_url(f"{request.work.base_url}/{code}")


def _typed(request: Request, name: str) -> str:
    """The text of a field; '' for one that is missing, or that is a file."""
    value = request.POST.get(name)
    return value if isinstance(value, str) else ""


def _page(request: Request, back: str, login: str = "", refusal: str = "") -> dict[str, Any]:
    asked = request.portal.get(request.params.get("etab", ""))
    if isinstance(asked, Establishment) and request.session.get("establishment") != asked.__name__:
        request.session["establishment"] = asked.__name__
    establishment = asked if isinstance(asked, Establishment) else request.establishment
    return {
        "title": request.localizer.translate(_("Connexion")),
        "panels": panels(request, establishment, login=login[:254], back=back),
        "refusal": refusal,
        "ent_exit": logout_url(request, request.params.get("sortie", "")),
    }


def _refusal(request: Request, refused: Refused, login: str, back: str) -> dict[str, Any]:
    response = request.response
    response.status_int = 429 if refused.code.startswith("throttled") else 422
    response.headers.update(KEEP)
    if "seconds" in refused.params:
        response.headers["Retry-After"] = str(refused.params["seconds"])
    return _page(request, back, login, sentence(refused, request.localizer.translate, request.language))
