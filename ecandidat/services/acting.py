"""« Prendre ce rôle » and « Voir comme ce candidat »: who may be whom for a while, and what is written of it.

A role is taken with all that its holder may do, hence only by somebody who may do all of it already. A candidate is
only watched: nothing is written while it lasts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.models.account import Account, Kind
from ecandidat.models.candidate import Candidate
from ecandidat.models.journal import Entry
from ecandidat.models.portal import Portal
from ecandidat.services import rights
from ecandidat.services.offer import record
from ecandidat.work import Actor, Work

BARRED = frozenset({P.ACCOUNT_EDIT, P.RIGHTS_EDIT, P.PORTAL_EDIT, P.ROLE_TAKE, P.CANDIDATE_WATCH, P.CANDIDATE_ERASE})
"""What nobody does under another name: accounts, rights, one role from within another."""

PRIVATE = frozenset({P.LIBRARY_KEEP, P.TASK_VIEW})
"""What a candidate alone sees of what is theirs, besides."""


def may_take(portal: Portal, real: Account, account: Account) -> bool:
    """Whether somebody may act as a member of staff: they hold, wherever that one holds something, all of it."""
    if account.kind is not Kind.STAFF or real.kind is not Kind.STAFF or not account.active or account is real:
        return False
    held = [node for node in rights.governed(portal) if node.grants.holds(account.userid)]
    for node in held:
        mine = rights.powers(real.userid, node)
        if P.ROLE_TAKE not in mine or not mine >= rights.powers(account.userid, node):
            return False
    return bool(held)


def may_watch(real: Account, candidate: Candidate) -> bool:
    """Whether somebody may see the screens of a candidate."""
    return real.kind is Kind.STAFF and P.CANDIDATE_WATCH in rights.powers(real.userid, candidate)


def take(work: Work, place: Any, account: Account) -> None:
    """Write in the journal of an establishment, or of the instance, that a role is taken."""
    real = work.root.accounts.get(work.actor.userid)
    if real is None or not may_take(work.root, real, account):
        raise Refused("role_not_taken", name=account.name)
    record(work, place, "prendre-role", after=f"{account.name} ({account.number})")


def watch(work: Work, candidate: Candidate) -> None:
    """Write in the journal of a candidate that somebody sees their screens."""
    _note(work, candidate, "voir-comme")


def leave(work: Work, place: Any, real: Account, account: Account) -> None:
    """Write that it is over, in the name of who it was."""
    mine = replace(work, actor=Actor(real.userid, real.name))
    if isinstance(place, Candidate):
        _note(mine, place, "ne-plus-voir")
    elif place is not None:
        record(mine, place, "quitter-role", after=f"{account.name} ({account.number})")


def _note(work: Work, candidate: Candidate, act: str) -> None:
    candidate.journal.add(Entry(at=work.now, actor=work.actor.name, act=act))
