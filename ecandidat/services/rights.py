"""Who may do what: granting and revoking profiles, staff accounts.

A person grants or revokes only what they hold themself, on that object or above. The instance always keeps one
administrator who can sign in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ecandidat.dates import moment
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.domain.profiles import GRANTED_ON, Profile, system
from ecandidat.domain.roles import GRANTABLE, Role
from ecandidat.models.account import Account, Kind, Purpose, normal
from ecandidat.models.acl import AUTHENTICATED, EVERYONE, permitted, user
from ecandidat.models.offer import Commission, Component, Establishment, Formation
from ecandidat.models.portal import Portal
from ecandidat.models.profiles import holdings, otherwise, profiles_of
from ecandidat.register import ApplicationRow
from ecandidat.services import accounts, links, mailing, sheets
from ecandidat.services import centres as limiting
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


_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True)
class Held:
    """A profile of an account on an object. ``account`` is None when the account is gone; ``commissions`` are the codes
    of those that the grant is limited to, ``centres`` those of the management centres of the student system.
    """

    userid: str
    account: Account | None
    profile: Profile
    node: Any
    commissions: tuple[str, ...] = ()
    centres: tuple[str, ...] = ()


def grantable(node: Any) -> tuple[Profile, ...]:
    """The profiles that exist on that kind of object: those of the product, then the site's, by their labels."""
    place = _place(node)
    added = profiles_of(node)
    own = [one.profile for one in added.values()] if added is not None else []
    here = [one for one in own if one.active and GRANTED_ON[one.kind] == place]
    return (*map(system, GRANTABLE[place]), *sorted(here, key=lambda one: (one.label.casefold(), one.code)))


def profile_here(node: Any, code: str) -> Profile | None:
    """A profile of that code that may be granted on an object."""
    return next((one for one in grantable(node) if one.code == code), None)


def _place(node: Any) -> str:
    return next(name for kind, name in _KINDS.items() if isinstance(node, kind))


def what(profile: Profile) -> Role | str:
    """A profile as grants hold it."""
    return _ROLES[profile.code] if profile.system else profile.code


def lineage(node: Any) -> Iterator[Any]:
    """The object and those above it on which profiles are granted, the nearest first."""
    while node is not None:
        if isinstance(node, tuple(_KINDS)):
            yield node
        node = node.__parent__


def held_here(work: Work, node: Any) -> list[Held]:
    """Who holds which profile on this very object, by name."""
    accounts_ = work.root.accounts
    found = [
        Held(one.userid, accounts_.get(one.userid), one.profile, node, one.commissions, one.centres)
        for one in holdings(node)
    ]
    return sorted(found, key=lambda held: (_name(held).casefold(), held.userid, held.profile.code))


def held_above(work: Work, node: Any) -> list[Held]:
    """Who holds a profile on an object above, the widest first."""
    above = list(lineage(node))[1:]
    return [held for upper in reversed(above) for held in held_here(work, upper)]


def power(work: Work, userid: str, node: Any) -> frozenset[Permission]:
    """Everything that an account may do on an object: what the same question gets at a door."""
    return powers(userid, node)


def powers(userid: str, node: Any) -> frozenset[Permission]:
    """What :func:`power` says, for whoever has no work yet."""
    return frozenset(map(Permission, permitted(node, (EVERYONE, AUTHENTICATED, user(userid)))))


def sees(work: Work, userid: str, formation: Formation) -> Callable[[ApplicationRow], bool] | None:
    """Which applications of a formation that an account may list it sees; None for all of them.

    Those whose status is hidden from commissions are seen only by whoever may open them by another way.
    """
    shown, commission = formation.establishment.commission_statuses, formation.commission
    if shown is None or commission is None or not commission.grants.holds(userid):
        return None
    if Permission.APPLICATION_VIEW in otherwise(formation, userid):
        return None
    statuses = frozenset(shown)
    return lambda row: row.status in statuses


def may_grant(work: Work, node: Any) -> tuple[Profile, ...]:
    """The profiles that the actor may grant or revoke on an object: those that give nothing the actor lacks."""
    mine = power(work, work.actor.userid, node)
    return tuple(profile for profile in grantable(node) if mine >= profile.permissions)


def grant(
    work: Work, node: Any, role: Role | str, account: Account, commissions: tuple[str, ...] = (),
    centres: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Give a role, or a profile of the site by its code, on an object to an active staff account.

    ``commissions`` limits a grant on a component to some of its commissions, ``centres`` to formations of some
    management centres; granting again changes the limits.
    """
    profile = check_power(work, node, role)
    if account.kind is not Kind.STAFF:
        raise Refused("staff_only", field="person")
    if not account.active:
        raise Refused("staff_inactive", field="person", name=account.name)
    if commissions and (not isinstance(node, Component) or any(code not in node.commissions for code in commissions)):
        raise Refused("commission_unknown", field="commissions")
    if centres and not isinstance(node, Component):
        raise Refused("centres_not_here", field="centres")
    limiting.check_grant(work, node, profile, centres)
    given = node.grants.grant(account.userid, what(profile), commissions)
    if not node.grants.limit_centres(account.userid, what(profile), centres) and not given:
        raise Refused("role_already_held", field="person", name=account.name, role=profile.label)
    titles = ", ".join([*(node.commissions[code].title for code in commissions), *(f"CGE {code}" for code in centres)])
    named = f"{account.name} ({account.number})"
    record(work, node, "accorder", after=profile.label, detail=f"{named} : {titles}" if titles else named)


def revoke(work: Work, node: Any, role: Role | str, userid: str) -> None:
    """Take a profile on an object away; never the last administrator's on the portal."""
    profile = check_power(work, node, role, revoking=True)
    if not any(one.userid == userid and one.profile.code == profile.code for one in holdings(node)):
        raise Refused("role_not_held")
    if isinstance(node, Portal) and profile.code == Role.ADMINISTRATOR and not _other_administrators(work, userid):
        raise Refused("last_administrator")
    node.grants.revoke(userid, what(profile))
    account = work.root.accounts.get(userid)
    name = f"{account.name} ({account.number})" if account is not None else userid
    record(work, node, "retirer", before=profile.label, detail=name)


@dataclass(frozen=True)
class Granted:
    """What became of one line of a list of people: ``refused`` is None when the profile was granted."""

    typed: str
    name: str
    refused: Refused | None


MANY = 500
"""Most people that one list may name."""


def grant_many(work: Work, node: Any, role: Role | str, lines: list[str]) -> list[Granted]:
    """Give a profile to everybody of a list of logins and mail addresses; each line has its own answer."""
    check_power(work, node, role)
    if len(lines) > MANY:
        raise Refused("too_many_people", field="people", maximum=MANY)
    done = []
    for typed in dict.fromkeys(lines):
        try:
            account = find_staff(work, typed)
            grant(work, node, role, account)
            done.append(Granted(typed, account.name, None))
        except Refused as refused:
            done.append(Granted(typed, str(refused.params.get("name", "")), refused))
    return done


def held_below(work: Work, top: Any, userid: str) -> list[Held]:
    """What an account holds on an establishment, on what is below it, and on the instance; the widest first."""
    nodes = [work.root, *governed(top)] if not isinstance(top, Portal) else list(governed(top))
    return [held for node in nodes for held in held_here(work, node) if held.userid == userid]


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
    elif not is_ent_login(login):
        raise Refused("ent_login_invalid", field="ent")
    else:
        accounts.bind_cas(work, account, accounts.cas_key(establishment.__name__, login))
    if account.cas_login != before:
        detail = f"{account.name} ({account.number})"
        record(work, work.root, "identifiant-ent", before=before, after=account.cas_login, detail=detail)


def is_ent_login(login: str) -> bool:
    """Whether a text may be a login of the ENT."""
    return _ENT_LOGIN.match(login) is not None


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


def roles_of_all(portal: Portal) -> dict[str, list[tuple[Profile, Any]]]:
    """Account id → (profile, object) of every grant of the instance, the widest objects first."""
    found: dict[str, list[tuple[Profile, Any]]] = {}
    for node in governed(portal):
        for one in holdings(node):
            found.setdefault(one.userid, []).append((one.profile, node))
    return found


def governed(top: Any) -> Iterator[Any]:
    """The objects on which profiles are granted, from one of the instance or of an establishment, the widest first."""
    yield top
    for establishment in top.values() if isinstance(top, Portal) else [top]:
        if establishment is not top:
            yield establishment
        for component in establishment.values():
            yield component
            yield from component.commissions.values()


def check_power(work: Work, node: Any, role: Role | str, *, revoking: bool = False) -> Profile:
    """The profile, which exists on that object and gives nothing that the actor lacks."""
    found = profile_here(node, role)
    if found is None and revoking:
        # A profile that was closed since gives nothing: it may still be taken away.
        found = next((one.profile for one in holdings(node) if one.profile.code == role), None)
    if found is None:
        raise Refused("role_not_here", field="role", role=getattr(role, "label", role))
    if work.actor.userid and not power(work, work.actor.userid, node) >= found.permissions:
        raise Refused("role_beyond_yours", field="role", role=found.label)
    return found


def _other_administrators(work: Work, userid: str) -> int:
    """How many other people who can sign in administrate the whole instance."""
    return sum(
        1
        for held in held_here(work, work.root)
        if held.profile.code == Role.ADMINISTRATOR
        and held.userid != userid
        and held.account is not None
        and held.account.active
        and held.account.activated_at is not None
    )


def _name(held: Held) -> str:
    return f"{held.account.last_name} {held.account.first_name}" if held.account is not None else held.userid
