"""The vocabulary of access control lists, and how roles become one.

The words are Pyramid's, written here so that no model imports the framework: an ACL is a sequence of
``(action, principal, permissions)``; the first match along the lineage wins.
"""

from __future__ import annotations

from collections.abc import Iterable

from ecandidat.domain.permissions import Permission
from ecandidat.domain.roles import MATRIX, Role

ALLOW = "Allow"
EVERYONE = "system.Everyone"
AUTHENTICATED = "system.Authenticated"
CANDIDATES = "kind:candidate"
"""Principal of every signed-in candidate."""

Ace = tuple[str, str, tuple[str, ...]]
Acl = list[Ace]


def user(userid: str) -> str:
    """The principal of one account."""
    return f"user:{userid}"


def role_ace(userid: str, role: Role) -> Ace:
    """What a role granted to one account allows."""
    return (ALLOW, user(userid), tuple(sorted(MATRIX[role])))


def allow(principal: str, permissions: Iterable[Permission]) -> Ace:
    """An entry that allows some permissions to a principal."""
    return (ALLOW, principal, tuple(sorted(permissions)))
