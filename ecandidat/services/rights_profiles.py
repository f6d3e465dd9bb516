"""The profiles of rights that an establishment adds, and the statuses that its commissions see.

Nobody writes into a profile more than what they hold on the establishment. The profiles of the product are roles: they
can be copied, never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecandidat.domain.codes import Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import check_slug
from ecandidat.domain.profiles import (
    FUNCTIONALITIES,
    SYSTEM_KINDS,
    Levels,
    Profile,
    ProfileKind,
    check_levels,
    levels_of,
    permissions_of,
    system,
)
from ecandidat.models.offer import Establishment
from ecandidat.models.profiles import RightsProfile, RightsProfiles, holdings
from ecandidat.services import rights
from ecandidat.services.offer import record
from ecandidat.work import Work

LABEL_MAXIMUM = 60
CODE_MAXIMUM = 30


@dataclass(frozen=True)
class Line:
    """A profile in the list: ``people`` hold it somewhere in the establishment, or in the whole instance."""

    profile: Profile
    people: int


def every(work: Work, establishment: Establishment) -> list[Line]:
    """The profiles of the product, then those of the site, by kind and label."""
    holders: dict[str, set[str]] = {}
    for node in (work.root, *rights.governed(establishment)):
        for one in holdings(node):
            holders.setdefault(one.profile.code, set()).add(one.userid)
    own = [one.profile for one in establishment.profiles.values()] if establishment.profiles is not None else []
    kinds = list(ProfileKind)
    own.sort(key=lambda one: (kinds.index(one.kind), one.label.casefold(), one.code))
    return [Line(one, len(holders.get(one.code, ()))) for one in (*map(system, SYSTEM_KINDS), *own)]


def people(establishment: Establishment, code: str) -> set[str]:
    """The accounts that hold a profile of the site."""
    return {one.userid for node in rights.governed(establishment) for one in holdings(node) if one.profile.code == code}


def levels(establishment: Establishment, code: str) -> tuple[ProfileKind, Levels] | None:
    """The kind and the levels of a profile, of the product or of the site, as a copy begins with them."""
    for role, kind in SYSTEM_KINDS.items():
        if role.value == code:
            return kind, levels_of(kind, system(role).permissions)
    own = establishment.profiles.get(code) if establishment.profiles is not None else None
    return (own.kind, own.levels) if own is not None else None


def create(
    work: Work, establishment: Establishment, code: str, label: str, kind: ProfileKind, typed: Mapping[str, str]
) -> RightsProfile:
    """A new profile, in service; refuses at the field at fault."""
    code = code.strip().lower()
    try:
        check_slug(code, maximum=CODE_MAXIMUM)
    except Refused as refused:
        raise Refused(refused.code, **{**refused.params, "field": "code"}) from None
    taken = {role.value for role in SYSTEM_KINDS} | set(establishment.profiles or ())
    if code in taken:
        raise Refused("profile_code_taken", field="code", code=code)
    made = RightsProfile()
    made.label, made.kind, made.levels = _label(establishment, label), kind, check_levels(kind, typed)
    _check_power(work, establishment, frozenset(), permissions_of(kind, made.levels))
    if establishment.profiles is None:
        folder = RightsProfiles()
        folder.__name__, folder.__parent__ = "profils", establishment
        establishment.profiles = folder
    establishment.profiles[code] = made
    record(work, establishment, "profil-creer", after=made.label)
    return made


def edit(
    work: Work, node: RightsProfile, label: str, typed: Mapping[str, str], seen_label: str, seen: Mapping[str, str]
) -> bool:
    """Change the name and the levels of a profile; tell whether something changed.

    ``seen_label`` and ``seen`` are what the page showed: lines that were not touched keep what somebody else wrote
    since; ``profile_changed`` names those that both changed (``codes``), '' for the label.
    """
    establishment: Establishment = node.__parent__.__parent__
    now = dict(node.levels)
    wanted: dict[str, str] = {}
    clashing = []
    for code in FUNCTIONALITIES:
        mine, before, stored = typed.get(code, ""), seen.get(code, ""), now.get(code, "")
        wanted[code] = stored if mine == before else mine
        if mine != before != stored != mine:
            clashing.append(code)
    name = node.label if label.strip() == seen_label else label
    if label.strip() != seen_label != node.label != label.strip():
        clashing.append("")
    if clashing:
        raise Refused("profile_changed", codes=tuple(clashing))
    reached = check_levels(node.kind, wanted)
    name = _label(establishment, name, node)
    _check_power(work, establishment, permissions_of(node.kind, node.levels), permissions_of(node.kind, reached))
    if (name, reached) == (node.label, node.levels):
        return False
    changed = [FUNCTIONALITIES[code].label for code in wanted if wanted[code] != now.get(code, "")]
    if name != node.label:
        record(work, establishment, "profil-modifier", before=node.label, after=name)
        node.label = name
    if reached != node.levels:
        record(work, establishment, "profil-modifier", after=name, detail=", ".join(changed))
        node.levels = reached
    return True


def set_active(work: Work, node: RightsProfile, active: bool) -> None:
    """Close a profile, which gives nothing from then on, or open it again."""
    if node.active is active:
        return
    establishment: Establishment = node.__parent__.__parent__
    if active:
        _check_power(work, establishment, frozenset(), permissions_of(node.kind, node.levels))
    node.active = active
    record(work, establishment, "profil-ouvrir" if active else "profil-fermer", after=node.label)


def delete(work: Work, node: RightsProfile) -> None:
    """Remove a profile that nobody holds."""
    establishment: Establishment = node.__parent__.__parent__
    held = people(establishment, node.__name__)
    if held:
        raise Refused("profile_in_use", label=node.label, count=len(held))
    del node.__parent__[node.__name__]
    record(work, establishment, "profil-supprimer", before=node.label)


def set_statuses(work: Work, establishment: Establishment, shown: frozenset[str]) -> bool:
    """Which statuses commissions see; tell whether that changed."""
    codes = tuple(status.value for status in Status if status.value in shown)
    kept = None if len(codes) == len(Status) else codes
    if kept == establishment.commission_statuses:
        return False
    before, establishment.commission_statuses = _named(establishment.commission_statuses), kept
    record(work, establishment, "statuts-commissions", before=before, after=_named(kept))
    return True


def _named(codes: tuple[str, ...] | None) -> str:
    return ", ".join(status.label for status in Status if codes is None or status.value in codes) or "aucun"


def _label(establishment: Establishment, label: str, node: RightsProfile | None = None) -> str:
    label = label.strip()
    if not label:
        raise Refused("value_required", field="label")
    if len(label) > LABEL_MAXIMUM or not label.isprintable():
        raise Refused("name_invalid", field="label", maximum=LABEL_MAXIMUM)
    named = [one for one in (establishment.profiles or RightsProfiles()).values() if one is not node]
    taken = {one.label.casefold() for one in named} | {role.label.casefold() for role in SYSTEM_KINDS}
    if label.casefold() in taken:
        raise Refused("profile_label_taken", field="label", label=label)
    return label


def _check_power(work: Work, establishment: Establishment, before: frozenset[str], after: frozenset[str]) -> None:
    """Whoever writes a profile adds nothing to it that they lack."""
    if not work.actor.userid:
        return
    mine = rights.power(work, work.actor.userid, establishment)
    if after - before <= mine:
        return
    beyond = [
        row.label for row in FUNCTIONALITIES.values() if (row.read | row.write) & (after - before) - mine
    ]
    raise Refused("profile_beyond_yours", labels=", ".join(beyond))
