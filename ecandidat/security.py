"""Who is asking: sessions, identities, principals; and the headers that keep pages safe.

What never enters: what roles mean (``domain.roles``), whether an act is possible now (``domain.workflow``).

A session cookie is signed and carries only an account id and a secret; the account keeps the secret's fingerprint, so
signing out, changing one's password or resetting it ends sessions on the server at once, on every worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pyramid.authorization import ACLHelper
from pyramid.config import Configurator
from pyramid.csrf import SessionCSRFStoragePolicy
from pyramid.events import NewResponse
from pyramid.request import Request
from pyramid.security import Denied
from pyramid.session import JSONSerializer, SignedCookieSessionFactory

from ecandidat.domain.identifiers import fingerprint, new_secret
from ecandidat.domain.permissions import Permission
from ecandidat.models.account import Account, Kind
from ecandidat.models.acl import AUTHENTICATED, CANDIDATES, EVERYONE, user
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.services import acting
from ecandidat.work import clock

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)

ACTING = "acting"
"""Key of the session: [account id of who one acts as, path of where that is written, page to come back to]."""


@dataclass(frozen=True)
class Identity:
    """Somebody signed in. ``candidate`` is None for staff.

    ``real`` is None, but for whoever took the role of ``account``, or sees the screens of ``candidate``: then it is the
    account that signed in, and ``fingerprint`` its session.
    """

    account: Account
    candidate: Candidate | None
    fingerprint: str
    real: Account | None = None

    @property
    def person(self) -> Account:
        """The account of whoever sits at the keyboard."""
        return self.real or self.account

    @property
    def watching(self) -> bool:
        """Whether these are the screens of a candidate, seen by somebody else."""
        return self.real is not None and self.candidate is not None

    @property
    def userid(self) -> str:
        """The account's id."""
        return self.account.userid


class SecurityPolicy:
    """Pyramid's security policy over the tree's computed ACLs."""

    def __init__(self, session_hours: int) -> None:
        self._acl = ACLHelper()
        self._lifetime = timedelta(hours=session_hours)

    def identity(self, request: Request) -> Identity | None:
        """The account behind the session cookie, if it still knows this session."""
        return request.current_identity

    def load_identity(self, request: Request) -> Identity | None:
        """Look the session up in the database."""
        userid, secret = request.session.get("userid"), request.session.get("secret")
        if not userid or not secret:
            return None
        account = request.portal.accounts.get(userid)
        if account is None or not account.active or account.activated_at is None:
            return None
        print_ = fingerprint(secret)
        opened = account.sessions.get(print_)
        if opened is None or clock() - opened > self._lifetime:
            return None
        if ACTING in request.session and (borrowed := self._borrowed(request, account, print_)) is not None:
            return borrowed
        candidate = request.portal.candidates.get(account.number) if account.kind is Kind.CANDIDATE else None
        return Identity(account, candidate, print_)

    def _borrowed(self, request: Request, real: Account, print_: str) -> Identity | None:
        """Who somebody acts as, while they may: rights that were lost since end it."""
        account = request.portal.accounts.get(request.session[ACTING][0])
        if account is None:
            return None
        if account.kind is Kind.STAFF:
            return Identity(account, None, print_, real) if acting.may_take(request.portal, real, account) else None
        candidate = request.portal.candidates.get(account.number)
        if candidate is None or not acting.may_watch(real, candidate):
            return None
        return Identity(account, candidate, print_, real)

    def authenticated_userid(self, request: Request) -> str | None:
        """The account's id."""
        identity = self.identity(request)
        return identity.userid if identity else None

    def permits(self, request: Request, context: Any, permission: str) -> Any:
        """Whether the ACLs along the lineage of ``context`` grant a permission.

        Whoever acts under another name has not all that the name gives: never its account, nor rights; and of a
        candidate who is watched, only the applications that they could open themselves.
        """
        found = self._acl.permits(context, self.principals(request), permission)
        identity = self.identity(request)
        if not found or identity is None or identity.real is None:
            return found
        if permission in acting.BARRED or (identity.watching and permission in acting.PRIVATE):
            return Denied(f"{permission}: not under another name")
        if not identity.watching:
            return found
        node = context
        while node is not None and not isinstance(node, Application):
            node = getattr(node, "__parent__", None)
        if node is None:
            return found
        return self._acl.permits(node, [EVERYONE, user(identity.real.userid)], Permission.APPLICATION_VIEW)

    def principals(self, request: Request) -> list[str]:
        """The principals of the person asking."""
        identity = self.identity(request)
        if identity is None:
            return [EVERYONE]
        principals = [EVERYONE, AUTHENTICATED, user(identity.userid)]
        return [*principals, CANDIDATES] if identity.account.kind is Kind.CANDIDATE else principals

    def remember(self, request: Request, userid: str, **kwargs: Any) -> list[tuple[str, str]]:
        """Open a session for an account: a new cookie, a new CSRF token, a new secret known to the account."""
        account = request.portal.accounts.get(userid)
        kept = {key: request.session[key] for key in ("establishment", "language") if key in request.session}
        request.session.invalidate()
        request.session.update(kept)
        secret = new_secret()
        now = clock()
        for old in [key for key, opened in account.sessions.items() if now - opened > self._lifetime]:
            del account.sessions[old]
        account.sessions[fingerprint(secret)] = now
        request.session["userid"], request.session["secret"] = userid, secret
        return []

    def forget(self, request: Request, **kwargs: Any) -> list[tuple[str, str]]:
        """End this session, on the server and in the cookie."""
        identity = self.identity(request)
        if identity is not None:
            identity.person.sessions.pop(identity.fingerprint, None)
        kept = {key: request.session[key] for key in ("establishment", "language") if key in request.session}
        request.session.invalidate()
        request.session.update(kept)
        return []


ALWAYS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), microphone=()"),
)
PAGE = (*ALWAYS, ("X-Frame-Options", "SAMEORIGIN"), ("Vary", "Accept-Language, Cookie"))
SIGNED_IN = (*PAGE, ("Cache-Control", "no-store"))
# No cache between us and a visitor may give them the language, the university or the form token of another.
VISITOR = (*PAGE, ("Cache-Control", "private, no-cache"))


def safe_headers(event: NewResponse) -> None:
    """Headers of every response; a view may set a stricter policy of its own."""
    if event.request.path_info.startswith("/static/"):
        wanted = ALWAYS
    elif getattr(event.request, "current_identity", None) is not None:
        wanted = SIGNED_IN
    else:
        wanted = VISITOR
    # The list is read once: asking the response for one header after another reads it each time.
    headers = event.response.headerlist
    present = {name.lower() for name, _value in headers}
    headers.extend(header for header in wanted if header[0].lower() not in present)


def includeme(config: Configurator) -> None:
    """Install sessions, the policy, CSRF checks and headers."""
    settings = config.registry.ecandidat
    config.set_session_factory(
        SignedCookieSessionFactory(
            settings.secret,
            cookie_name="ecandidat",
            secure=settings.secure_cookies,
            httponly=True,
            samesite="Lax",
            timeout=None,
            reissue_time=None,
            max_age=None,
            salt="ecandidat.session.",
            serializer=JSONSerializer(),
        )
    )
    policy = SecurityPolicy(settings.session_hours)
    config.set_security_policy(policy)
    config.add_request_method(policy.load_identity, "current_identity", reify=True)
    config.set_csrf_storage_policy(SessionCSRFStoragePolicy())
    config.set_default_csrf_options(require_csrf=True)
    config.add_subscriber(safe_headers, NewResponse)
