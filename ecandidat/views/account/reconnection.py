"""A session that ended under a page which is still open: signing in again in place, for the scripts of that page.

Without scripts the same need is met by ``views/account/resume.py``.
"""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import remember

from ecandidat.domain.errors import Refused
from ecandidat.refusals import sentence
from ecandidat.resources import Accounts
from ecandidat.services import accounts
from ecandidat.views import ACT, PUBLIC, door
from ecandidat.views.account.session import KEEP

JSON = "application/json"


def asks_json(request: Request) -> bool:
    """Whether a script of ours asks, which reads JSON and not pages."""
    return bool(request.headers.get("Accept") == JSON)


@door(Accounts, "reconnexion", permission=PUBLIC, template="account/reconnection.pt")
def show(context: Accounts, request: Request) -> Any:
    """To a script: who is signed in, and the token of its session. Otherwise the dialog, a piece of page."""
    if asks_json(request):
        identity = request.current_identity
        return _told(request, identity.account.number if identity is not None else "")
    return {}


@door(Accounts, "reconnexion", permission=PUBLIC, methods=ACT)
def sign_in(context: Accounts, request: Request) -> Response:
    """Sign in: the new token, or the sentence of a refusal."""
    login, password = (str(request.POST.get(name, "")) for name in ("utilisateur", "mot_de_passe"))
    try:
        account = accounts.sign_in(request.work, login, password, request.remote_addr or "")
    except Refused as refused:
        status = 429 if refused.code.startswith("throttled") else 422
        said = sentence(refused, request.localizer.translate, request.language)
        answer = Response(json_body={"message": said}, status=status, content_type=JSON)
        answer.headers.update(KEEP)
        return answer
    remember(request, account.userid)
    return _told(request, account.number)


def _told(request: Request, login: str) -> Response:
    body = {"login": login, "csrf_token": request.session.get_csrf_token()}
    return Response(json_body=body, content_type=JSON, cache_control="no-store")
