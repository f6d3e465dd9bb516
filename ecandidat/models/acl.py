"""The vocabulary of access control lists, and how roles become one.

The words are Pyramid's, written here so that no model imports the framework: an ACL is a sequence of
``(action, principal, permissions)``; the first match along the lineage wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ecandidat.domain.permissions import Permission
from ecandidat.domain.roles import MATRIX, Role

ALLOW = "Allow"
DENY = "Deny"
EVERYONE = "system.Everyone"
AUTHENTICATED = "system.Authenticated"
CANDIDATES = "kind:candidate"
"""Principal of every signed-in candidate."""

Ace = tuple[str, str, tuple[str, ...]]
Acl = list[Ace]


def user(userid: str) -> str:
    """The principal of one account."""
    return f"user:{userid}"


@lru_cache(maxsize=1024)
def permissions(held: frozenset[Permission]) -> tuple[str, ...]:
    """Some permissions as an entry holds them."""
    return tuple(sorted(held))


def role_ace(userid: str, role: Role) -> Ace:
    """What a role granted to one account allows."""
    return (ALLOW, user(userid), permissions(MATRIX[role]))


def allow(principal: str, permissions: Iterable[Permission]) -> Ace:
    """An entry that allows some permissions to a principal."""
    return (ALLOW, principal, tuple(sorted(permissions)))


def permitted(node: Any, principals: Iterable[str]) -> frozenset[str]:
    """Every permission that some principals hold on an object: the first entry of the lineage that names one wins."""
    asking, found, refused = frozenset(principals), set[str](), set[str]()
    while node is not None:
        rule = getattr(node, "__acl__", None)
        for action, principal, named in rule() if rule is not None else ():
            if principal in asking:
                found.update(set(named) - refused) if action == ALLOW else refused.update(set(named) - found)
        node = getattr(node, "__parent__", None)
    return frozenset(found)
