"""A session that ended while somebody was typing: what was sent is kept, signed in for, and sent again.

The text travels in the page itself: nothing of it is stored before its author is known again.
"""

from __future__ import annotations

import json
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest
from pyramid.request import Request
from pyramid.security import remember

from ecandidat.domain.errors import Refused
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.resources import Accounts
from ecandidat.services import accounts
from ecandidat.views import ACT, PUBLIC, door
from ecandidat.views.account.session import KEEP, local

LARGEST = 200_000
"""Most characters that are carried from page to page; more is rare, and the browser's « back » still has it."""

Pairs = list[tuple[str, str]]


def typed(request: Request) -> Pairs | None:
    """What a form of ours sent, in its order, without its token; None when it holds a file, a password or too much to
    carry, or when another site sent it: browsers leave the session out then, whoever is signed in.
    """
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        return None
    pairs: Pairs = []
    for name, value in request.POST.items():
        if not isinstance(value, str) or "mot_de_passe" in name:
            return None
        if name != "csrf_token":
            pairs.append((name, value))
    return pairs if pairs and sum(len(name) + len(value) for name, value in pairs) <= LARGEST else None


def page(request: Request, url: str, pairs: Pairs, login: str = "", refusal: str = "") -> dict[str, Any]:
    """The values of resume.pt."""
    shown = [value for name, value in pairs if value.strip() and not name.startswith("_") and name != "version"]
    return {
        "title": request.localizer.translate(_("Votre session a pris fin")),
        "url": url,
        "carried": json.dumps(pairs),
        "shown": [value for value in shown if len(value) > 20],
        "login": login[:254],
        "refusal": refusal,
    }


@door(Accounts, "reprise", permission=PUBLIC, template="account/resume.pt", methods=ACT)
def resume(context: Accounts, request: Request) -> Any:
    """Sign in, then offer what had been typed to be sent again: one button, to the page it was meant for."""
    url, pairs = local(request.POST.get("suite_url", "")), _carried(request)
    login, password = (str(request.POST.get(name, "")) for name in ("utilisateur", "mot_de_passe"))
    if not url:
        raise HTTPBadRequest
    try:
        account = accounts.sign_in(request.work, login, password, request.remote_addr or "")
    except Refused as refused:
        request.response.status_int = 422
        request.response.headers.update(KEEP)
        said = sentence(refused, request.localizer.translate, request.language)
        return page(request, url, pairs, login, said)
    remember(request, account.userid)
    request.override_renderer = "ecandidat:templates/account/resumed.pt"
    return {"title": request.localizer.translate(_("Vous êtes à nouveau connecté")), **again(request, url, pairs)}


def again(request: Request, url: str, pairs: Pairs) -> dict[str, Any]:
    """The values of resumed.pt, but its title: what was typed, with the token of the present session."""
    return {"url": url, "pairs": pairs, "csrf_token": request.session.get_csrf_token()}


def _carried(request: Request) -> Pairs:
    text = str(request.POST.get("suite", ""))
    try:
        found = json.loads(text) if len(text) <= 8 * LARGEST else None
        # JSON may escape half of a character: no page could show it.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise HTTPBadRequest from None
    if not isinstance(found, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in found
    ):
        raise HTTPBadRequest
    return [(name, value) for name, value in found]
