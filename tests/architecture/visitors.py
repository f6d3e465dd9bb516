"""Somebody at a door: requests with a session that was opened in the database, without a sign-in form."""

from __future__ import annotations

from typing import Any

from pyramid.interfaces import ISessionFactory
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.models.portal import Portal
from ecandidat.security import fingerprint
from ecandidat.work import clock

SECRET = "a secret that only tests know"


def open_session(portal: Portal, userid: str) -> None:
    """Let an account know the session of the tests; the caller commits."""
    portal.accounts.people[userid].sessions[fingerprint(SECRET)] = clock()


class Visitor:
    """A browser with the cookie of an account's session, or of nobody's; ``token`` is its CSRF token."""

    def __init__(self, app: Any, userid: str = "") -> None:
        self.app = app
        request = Request.blank("/")
        request.registry = app.registry
        session = app.registry.getUtility(ISessionFactory)(request)
        if userid:
            session["userid"], session["secret"] = userid, SECRET
        self.token = session.get_csrf_token()
        response = Response()
        session._set_cookie(response)
        self.cookie = response.headers["Set-Cookie"].split(";")[0]

    def knock(self, url: str, method: str = "GET", fields: dict[str, Any] | None = None) -> Any:
        """The answer to one request; a POST carries the CSRF token."""
        headers = {"Cookie": self.cookie, "Accept-Language": "fr"}
        posted = {"csrf_token": self.token, **(fields or {})} if method == "POST" else None
        request = Request.blank(url, headers=headers, method=method, POST=posted)
        answer = request.get_response(self.app)
        answer.length = len(answer.body)
        return answer
