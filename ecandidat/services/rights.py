"""Who may do what: granting and revoking roles, staff accounts.

A person grants or revokes only what they hold themself, on that object or above. The instance always keeps one
administrator who can sign in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ecandidat.dates import moment
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.domain.roles import GRANTABLE, MATRIX, Role
from ecandidat.models.account import Account, Kind, Purpose, normal
from ecandidat.models.offer import Commission, Component, Establishment, Formation
from ecandidat.models.portal import Portal
from ecandidat.services import accounts, links, mailing, sheets
from ecandidat.services.offer import record
from ecandidat.work import Work

INVITATION = timedelta(days=7)
"""How long a new member of staff may take to choose a password."""

NAME_MAXIMUM = 60
_ENT_LOGIN = re.compile(r"[^\s/]{1,100}\Z")
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?\Z")
_KINDS: dict[type, str] = {
    Portal: "portal", Establishment: "establishment", Component: "component", Commission: "commission"
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A role of an account on an object. ``account`` is None when the account is gone."""

    userid: str
    account: Account | None
    role: Role
    node: Any


def grantable(node: Any) -> tuple[Role, ...]:
    """Roles that exist on that kind of object."""
    return next(GRANTABLE[name] for kind, name in _KINDS.items() if isinstance(node, kind))


def lineage(node: Any) -> Iterator[Any]:
    """The object and those above it on which roles are granted, the nearest first."""
    while node is not None:
        if isinstance(node, tuple(_KINDS)):
            yield node
        node = node.__parent__


def held_here(work: Work, node: Any) -> list[Held]:
    """Who holds which role on this very object, by name."""
    accounts_ = work.root.accounts
    found = [Held(userid, accounts_.get(userid), role, node) for userid, roles in node.grants.items() for role in roles]
    return sorted(found, key=lambda held: (_name(held).casefold(), held.userid, held.role))


def held_above(work: Work, node: Any) -> list[Held]:
    """Who holds a role on an object above, the widest first."""
    above = list(lineage(node))[1:]
    return [held for upper in reversed(above) for held in held_here(work, upper)]


def power(work: Work, userid: str, node: Any) -> frozenset[Permission]:
    """Everything that an account may do on an object, by its roles there and above."""
    found: set[Permission] = set()
    for upper in lineage(node):
        for role in upper.grants.roles(userid):
            found |= MATRIX[role]
    if isinstance(node, Formation) and node.commission is not None:
        for role in node.commission.grants.roles(userid):
            found |= MATRIX[role]
    return frozenset(found)


def may_grant(work: Work, node: Any) -> tuple[Role, ...]:
    """The roles that the actor may grant or revoke on an object: those that give nothing the actor lacks."""
    mine = power(work, work.actor.userid, node)
    return tuple(role for role in grantable(node) if mine >= MATRIX[role])


def grant(work: Work, node: Any, role: Role, account: Account) -> None:
    """Give a role on an object to an active staff account."""
    _check_power(work, node, role)
    if account.kind is not Kind.STAFF:
        raise Refused("staff_only", field="person")
    if not account.active:
        raise Refused("staff_inactive", field="person", name=account.name)
    if not node.grants.grant(account.userid, role):
        raise Refused("role_already_held", field="person", name=account.name, role=role.label)
    record(work, node, "accorder", after=role.label, detail=f"{account.name} ({account.number})")


def revoke(work: Work, node: Any, role: Role, userid: str) -> None:
    """Take a role on an object away; never the last administrator's on the portal."""
    _check_power(work, node, role)
    if role not in node.grants.roles(userid):
        raise Refused("role_not_held")
    if isinstance(node, Portal) and role is Role.ADMINISTRATOR and not _other_administrators(work, userid):
        raise Refused("last_administrator")
    node.grants.revoke(userid, role)
    account = work.root.accounts.get(userid)
    name = f"{account.name} ({account.number})" if account is not None else userid
    record(work, node, "retirer", before=role.label, detail=name)


def find_staff(work: Work, typed: str) -> Account:
    """The staff account of a login or a mail address; refuses ``staff_unknown`` for any other account too."""
    account = accounts.find(work, typed) if typed.strip() else None
    if account is None or account.kind is not Kind.STAFF:
        raise Refused("staff_unknown", field="person")
    return account


def create_staff(
    work: Work, login: str, first_name: str, last_name: str, mail: str, establishment: Establishment | None = None
) -> Account:
    """A new staff account, and the mail that lets the person choose a password within a week."""
    account = register_staff(work, login, first_name, last_name, mail)
    record(work, work.root, "creer-agent", after=f"{account.name} ({account.number})")
    invite(work, account, establishment)
    return account


def register_staff(work: Work, login: str, first_name: str, last_name: str, mail: str) -> Account:
    """A new staff account, active at once, without password nor role.

    Refuses, each at its field, ``login_invalid``, ``login_taken``, ``mail_invalid``, ``mail_taken``,
    ``value_required``, ``name_invalid``.
    """
    login, mail = login.strip().lower(), mail.strip()
    first_name, last_name = first_name.strip(), last_name.strip()
    for field, value in (("first_name", first_name), ("last_name", last_name)):
        if not value:
            raise Refused("value_required", field=field)
        if len(value) > NAME_MAXIMUM or not value.isprintable():
            raise Refused("name_invalid", field=field, maximum=NAME_MAXIMUM)
    if not _LOGIN.match(login):
        raise Refused("login_invalid", field="login")
    if not sheets.is_mail(mail) or not mail.isprintable():
        raise Refused("mail_invalid", field="mail")
    known = work.root.accounts
    # Both are typed in one field: nobody's login may be somebody's number.
    if f"s-{login}" in known.people or f"c-{login.upper()}" in known.people:
        raise Refused("login_taken", field="login", login=login)
    if normal(mail) in known.by_mail:
        raise Refused("mail_taken", field="mail")
    account = Account()
    account.userid, account.kind, account.mail = f"s-{login}", Kind.STAFF, mail
    account.first_name, account.last_name = first_name, last_name
    # Whoever creates the account vouches for the address: choosing the password is all that is left.
    account.created_at = account.activated_at = work.now
    known.people[account.userid] = account
    known.by_mail[normal(mail)] = account.userid
    return account


def set_ent_login(work: Work, account: Account, establishment: Establishment, login: str) -> None:
    """Let a member of staff sign in by the ENT of an establishment; '' takes the way away.

    Refuses ``ent_login_invalid``, and ``ent_login_taken`` when the login opens another account.
    """
    if account.kind is not Kind.STAFF:
        raise Refused("staff_only", field="ent")
    login, before = login.strip(), account.cas_login
    if not login:
        accounts.unbind_cas(work, account)
    elif not _ENT_LOGIN.match(login):
        raise Refused("ent_login_invalid", field="ent")
    else:
        accounts.bind_cas(work, account, accounts.cas_key(establishment.__name__, login))
    if account.cas_login != before:
        detail = f"{account.name} ({account.number})"
        record(work, work.root, "identifiant-ent", before=before, after=account.cas_login, detail=detail)


def invite(work: Work, account: Account, establishment: Establishment | None = None) -> None:
    """Queue the mail with a link, used once, to choose a password; the link sent before dies."""
    until = work.now + INVITATION
    address = f"{work.base_url}/compte/identifiants/{links.issue(work, account, Purpose.RESET, until)}"
    values = {
        "lienReinitialisation": address,
        "lienReinitialisationHtml": address,
        "datFinReinitCptMin": moment(until, account.language),
    }
    mailing.to_account(work, account, "CPT_INVITATION", values, establishment)


def set_active(work: Work, account: Account, active: bool) -> None:
    """Close a staff account, which ends its sessions at once, or open it again; its roles stay."""
    if account.kind is not Kind.STAFF:
        raise Refused("staff_only")
    if not active and account.userid == work.actor.userid:
        raise Refused("not_yourself")
    administrates = Role.ADMINISTRATOR in work.root.grants.roles(account.userid)
    if not active and administrates and not _other_administrators(work, account.userid):
        raise Refused("last_administrator")
    if account.active is active:
        return
    account.active = active
    if not active:
        for opened in list(account.sessions):
            del account.sessions[opened]
    record(work, work.root, "agent-actif" if active else "agent-inactif", after=f"{account.name} ({account.number})")


def staff(work: Work, words: str = "") -> list[Account]:
    """Staff accounts whose names, login or mail hold every word, by name."""
    people = work.root.accounts.people
    wanted = words.casefold().split()
    found = [
        account
        for userid in people
        if userid.startswith("s-")
        for account in (people[userid],)
        if all(word in f"{account.name} {account.number} {account.mail}".casefold() for word in wanted)
    ]
    return sorted(found, key=lambda account: (account.last_name.casefold(), account.first_name, account.userid))


def roles_of_all(portal: Portal) -> dict[str, list[tuple[Role, Any]]]:
    """Account id → (role, object) of every grant of the instance, the widest objects first."""
    found: dict[str, list[tuple[Role, Any]]] = {}
    for node in _governed(portal):
        for userid, roles in node.grants.items():
            found.setdefault(userid, []).extend((role, node) for role in roles)
    return found


def _governed(portal: Portal) -> Iterator[Any]:
    yield portal
    for establishment in portal.values():
        yield establishment
        for component in establishment.values():
            yield component
            yield from component.commissions.values()


def _check_power(work: Work, node: Any, role: Role) -> None:
    if role not in grantable(node):
        raise Refused("role_not_here", field="role", role=role.label)
    if work.actor.userid and not power(work, work.actor.userid, node) >= MATRIX[role]:
        raise Refused("role_beyond_yours", field="role", role=role.label)


def _other_administrators(work: Work, userid: str) -> int:
    """How many other people who can sign in administrate the whole instance."""
    return sum(
        1
        for held in held_here(work, work.root)
        if held.role is Role.ADMINISTRATOR
        and held.userid != userid
        and held.account is not None
        and held.account.active
        and held.account.activated_at is not None
    )


def _name(held: Held) -> str:
    return f"{held.account.last_name} {held.account.first_name}" if held.account is not None else held.userid
