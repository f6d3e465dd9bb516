"""Accounts: how somebody proves who they are; candidates and staff alike.

What never enters: what a candidate says of themself (profile), what staff may do (grants on the tree).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from ecandidat.domain.permissions import Permission
from ecandidat.models.acl import AUTHENTICATED, Acl, allow
from ecandidat.models.folder import Node, ShardedMap


class Kind(StrEnum):
    """Whose account it is."""

    CANDIDATE = "candidate"
    STAFF = "staff"


class Purpose(StrEnum):
    """What a mailed link does."""

    ACTIVATE = "activate"
    RESET = "reset"
    CHANGE_MAIL = "change-mail"
    RESTORE = "restore"


class Account(Persistent):
    """One person's way in.

    ``userid`` is ``c-<candidate number>`` or ``s-<login>`` and never changes. ``mail`` is as typed; lookups use
    :func:`normal`. ``pending_mail`` waits for its validation. ``sessions`` maps the fingerprint of a session's secret
    to the moment it was opened: removing it there signs it out everywhere, at once. ``mailed`` holds, for each
    purpose, the fingerprint of the last link that was sent: only that one opens anything. ``cas_login`` is
    ``<establishment>/<login>``. ``origin`` is the code of the establishment where the account was created,
    ``form_key`` the random key of the form that created it.
    ``expires_at`` is when an account that nobody activated goes. ``views`` are the lists that a manager keeps (key →
    :class:`ecandidat.models.view.SavedView`), ``usual_views`` which of them opens first (path of an object → key).
    ``exports`` is what was chosen in the window of the last export, as (name, value) pairs.
    """

    userid: str = ""
    kind: Kind = Kind.CANDIDATE
    mail: str = ""
    pending_mail: str = ""
    password: str = ""
    last_name: str = ""
    first_name: str = ""
    language: str = "fr"
    student_id: str = ""
    cas_login: str = ""
    origin: str = ""
    form_key: str = ""
    mailed: tuple[tuple[Purpose, str], ...] = ()
    activated_at: datetime | None = None
    created_at: datetime | None = None
    expires_at: datetime | None = None
    exports: tuple[tuple[str, str], ...] = ()
    active: bool = True
    views: OOBTree | None = None
    usual_views: OOBTree | None = None

    def __init__(self) -> None:
        self.sessions = OOBTree()

    @property
    def name(self) -> str:
        """First name and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def number(self) -> str:
        """The candidate number or staff login, without its prefix."""
        return self.userid[2:]


class Link(NamedTuple):
    """What a mailed secret opens: kept under the fingerprint of the secret, used once, until ``expires_at``."""

    userid: str
    purpose: Purpose
    expires_at: datetime
    mail: str = ""


class Accounts(Node):
    """``/compte``: all accounts, and the three ways to find one.

    ``links`` maps the fingerprint of a mailed secret to its :class:`Link`; ``attempts`` maps the name of a counter to
    what ``services.throttling`` keeps of it.
    """

    def __init__(self) -> None:
        self.people = ShardedMap()
        self.by_mail = ShardedMap()
        self.by_cas = ShardedMap()
        self.links = ShardedMap()
        self.attempts = ShardedMap()

    def __acl__(self) -> Acl:
        """Whoever is signed in may change their own address and password: the doors act on the asker's account."""
        return [allow(AUTHENTICATED, [Permission.ACCOUNT_EDIT])]

    def get(self, userid: str) -> Account | None:
        """The account of that id."""
        found: Account | None = self.people.get(userid)
        return found

    def find_mail(self, mail: str) -> Account | None:
        """The account with that address, whatever its case."""
        userid = self.by_mail.get(normal(mail))
        return self.get(userid) if userid else None

    def find_cas(self, cas_login: str) -> Account | None:
        """The account bound to ``<establishment>/<login>`` of a single sign-on."""
        userid = self.by_cas.get(cas_login)
        return self.get(userid) if userid else None



def normal(mail: str) -> str:
    """A mail address as compared: no spaces around, lower case."""
    return mail.strip().casefold()
