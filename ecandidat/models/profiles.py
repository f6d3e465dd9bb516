"""The profiles of rights that a site adds, and who holds what where: roles and profiles become one list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ecandidat.domain.parameters import PARAMETERS
from ecandidat.domain.permissions import Permission
from ecandidat.domain.profiles import Levels, Profile, ProfileKind, permissions_of, system
from ecandidat.models.acl import ALLOW, DENY, Ace, Acl, allow, permissions, user
from ecandidat.models.folder import Folder, Grants, Node

EVERYTHING = tuple(sorted(Permission))


class RightsProfile(Node):
    """A profile of an establishment, in ``establishment.profiles`` by its code; closed, it gives nothing."""

    label: str = ""
    kind: ProfileKind = ProfileKind.COMPONENT
    levels: Levels = ()
    active: bool = True

    @property
    def profile(self) -> Profile:
        """What it gives."""
        given = permissions_of(self.kind, self.levels) if self.active else frozenset()
        return Profile(self.__name__, self.label, self.kind, given, active=self.active)


class RightsProfiles(Folder):
    """``/<etab>/profils``: the profiles that a site added, by their codes."""


class Governed:
    """Mixin of the nodes on which profiles are granted. ``grants`` is a :class:`Grants`."""

    grants: Grants

    def __acl__(self) -> Acl:
        """What is granted here; what is granted above is found along the lineage."""
        return aces(self)


class Holding(NamedTuple):
    """A profile that somebody holds on an object; ``commissions`` are those it is limited to, () for no limit.

    ``centres`` are the management centres outside of which its holder creates no formation, () for no limit.
    """

    userid: str
    profile: Profile
    commissions: tuple[str, ...]
    centres: tuple[str, ...] = ()


def profiles_of(node: Any) -> Any:
    """The profiles that the site of an object added, by code; None when there are none."""
    while node is not None:
        if hasattr(node, "profiles"):
            return node.profiles
        node = node.__parent__
    return None


def holdings(node: Any) -> Iterator[Holding]:
    """What is granted on an object itself; grants of a profile that is no more are left out."""
    for userid, roles in node.grants.items():
        for role in roles:
            grants = node.grants
            yield Holding(userid, system(role), grants.limit(userid, role.value), grants.centres(userid, role.value))
    added = None
    for userid, codes in node.grants.added():
        added = added or profiles_of(node)
        for code in codes:
            found = added.get(code) if added is not None else None
            if found is not None:
                limit, centres = node.grants.limit(userid, code), node.grants.centres(userid, code)
                yield Holding(userid, found.profile, limit, centres)


def aces(node: Any) -> Acl:
    """What the grants of an object allow on it and below.

    A manager limited to some commissions may only open the lists of the component: they show what is theirs.
    """
    return [_ace(one) for one in holdings(node)]


def _ace(one: Holding) -> Ace:
    if one.commissions:
        return allow(user(one.userid), one.profile.permissions & {Permission.DESK_LIST})
    return (ALLOW, user(one.userid), permissions(one.profile.permissions))


def commission_aces(component: Any, code: str) -> Acl:
    """What those whose grant on a component is limited to some commissions may do on one of them and its formations,
    and that the others may do nothing there."""
    if not component.grants.limited:
        return []
    found: Acl = []
    strangers = []
    for one in holdings(component):
        if code in one.commissions:
            found.append((ALLOW, user(one.userid), permissions(one.profile.permissions)))
        elif one.commissions:
            strangers.append(one.userid)
    for userid in strangers:
        if Permission.DESK_LIST not in held_over(component, userid):
            found.append((DENY, user(userid), (Permission.DESK_LIST.value,)))
    return found


def held_over(component: Any, userid: str) -> frozenset[Permission]:
    """What somebody may do on the whole of a component, by grants on it without limit or on what is above."""
    found: set[Permission] = set()
    node = component
    while node is not None:
        for one in holdings(node):
            if one.userid == userid and not one.commissions:
                found |= one.profile.permissions
        node = node.__parent__
    return frozenset(found)


def hides(establishment: Any, status: str) -> bool:
    """Whether applications of a status are hidden from commissions."""
    return establishment.commission_statuses is not None and status not in establishment.commission_statuses


def hidden_aces(formation: Any, status: str) -> Acl:
    """Entries of an application whose status commissions do not see: their members hold on it what they hold by another
    way, and nothing more."""
    commission = formation.commission
    if commission is None or not hides(formation.establishment, status):
        return []
    found: Acl = []
    for userid, held in _otherwise(formation, {one.userid for one in holdings(commission)}).items():
        found += [allow(user(userid), held), (DENY, user(userid), EVERYTHING)]
    return found


def otherwise(formation: Any, userid: str) -> set[Permission]:
    """What somebody may do on a formation by other ways than its commission."""
    return _otherwise(formation, {userid})[userid]


def _otherwise(formation: Any, userids: set[str]) -> dict[str, set[Permission]]:
    found: dict[str, set[Permission]] = {userid: set() for userid in sorted(userids)}
    node = formation.component
    while node is not None:
        for one in holdings(node):
            if one.userid in found and (not one.commissions or formation.commission_code in one.commissions):
                found[one.userid] |= one.profile.permissions
        node = node.__parent__
    return found


def examiners(formation: Any, status: str) -> Iterator[tuple[str, Profile]]:
    """Who examines an application of a formation, in the component or in the commission, and by which profile."""
    for one in holdings(formation.component):
        if not one.commissions or formation.commission_code in one.commissions:
            yield one.userid, one.profile
    commission = formation.commission
    if commission is not None and not hides(formation.establishment, status):
        for one in holdings(commission):
            yield one.userid, one.profile


SCREENS: dict[ProfileKind, str] = {
    ProfileKind.COMPONENT: "SCOL_GESTION_CANDIDAT_CTR_CAND", ProfileKind.COMMISSION: "SCOL_GESTION_CANDIDAT_COMM"
}  # fmt: skip
"""Kind of profile → the parameter that says what it may do on the screens of the candidates that it examines."""


def visitors(formation: Any, status: str) -> dict[str, set[Permission]]:
    """Who may open an application of a formation, and what they may do on the screens of the candidate.

    The parameters of the establishment say it, within what the profile may do on the application; a profile over all
    candidates, granted to one person, replaces them for that person.
    """
    establishment = formation.establishment
    apart = {one.userid for one in holdings(establishment) if one.profile.kind in ALL_CANDIDATES}
    found: dict[str, set[Permission]] = {}
    for userid, profile in examiners(formation, status):
        level = parameter(establishment, SCREENS.get(profile.kind, ""))
        if userid in apart or level == "N" or Permission.APPLICATION_VIEW not in profile.permissions:
            continue
        given = found.setdefault(userid, set())
        given.add(Permission.PROFILE_VIEW)
        may_write = profile.kind is ProfileKind.COMMISSION or Permission.APPLICATION_DEPOSIT in profile.permissions
        if level == "W" and may_write:
            given.add(Permission.PROFILE_EDIT)
    return found


ALL_CANDIDATES = (ProfileKind.CANDIDATES, ProfileKind.CANDIDATES_READ)


def parameter(establishment: Any, code: str) -> str:
    """A parameter of an establishment, else of the instance, else its default."""
    for node in (establishment, establishment.__parent__):
        found = node.parameters.get(code)
        if found is not None:
            return str(found)
    return str(PARAMETERS[code].default)
