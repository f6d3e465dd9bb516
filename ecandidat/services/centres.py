"""Management centres of the student system (« CGE »): a grant may limit to some which formations one creates.

What never enters: who may edit a formation at all (that is a permission); a centre limits what it is linked with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.domain.profiles import Profile
from ecandidat.models.offer import Component, Formation
from ecandidat.models.profiles import holdings
from ecandidat.services.sheets import MAXIMUM, RECORDS
from ecandidat.work import Work

MOST = 50
"""Most centres of one grant."""


def read(typed: str) -> tuple[str, ...]:
    """The codes of a list separated by spaces or commas, each once, sorted; refuses ``centre_invalid``."""
    codes = sorted({code for code in re.split(r"[\s,;]+", typed) if code})
    if len(codes) > MOST or any(len(code) > MAXIMUM["cge"] or not code.isprintable() for code in codes):
        raise Refused("centre_invalid", field="centres", maximum=MAXIMUM["cge"], most=MOST)
    return tuple(codes)


def limit(userid: str, component: Component, commission: str = "") -> frozenset[str] | None:
    """The centres to which somebody is limited in a component; None for no limit.

    A grant for some commissions counts for the formations of one of them, ``commission``: it lets nobody create.
    """
    found: set[str] = set()
    node: Any = component
    while node is not None:
        for one in holdings(node):
            counts = not one.commissions or commission in one.commissions
            if one.userid == userid and counts and Permission.FORMATION_EDIT in one.profile.permissions:
                if not one.centres:
                    return None
                found |= set(one.centres)
        node = node.__parent__
    return frozenset(found) or None


def check(work: Work, component: Component, values: Mapping[str, Any], before: Formation | None = None) -> None:
    """Refuse ``centre_beyond_yours`` for a formation outside of the centres of whoever creates or links it.

    ``values`` is the whole sheet. A formation that keeps what the student system calls it is left alone. What is typed
    is not believed where the student system says another centre.
    """
    if before is not None and all(getattr(before, name) == values[name] for name in RECORDS):
        return
    mine = limit(work.actor.userid, component, before.commission_code if before is not None else "")
    if mine is None:
        return
    wanted = {str(values["cge"]), _true_centre(work, component, values)}
    if before is not None and before.cge:
        wanted.add(before.cge)
    if not wanted <= mine:
        raise Refused("centre_beyond_yours", field="cge", centres=", ".join(sorted(mine)))


def check_grant(work: Work, node: Any, profile: Profile, centres: tuple[str, ...]) -> None:
    """Refuse ``centre_grant_beyond``: whoever is limited grants nothing wider, neither to others nor to themself."""
    if not isinstance(node, Component) or Permission.FORMATION_EDIT not in profile.permissions:
        return
    mine = limit(work.actor.userid, node)
    if mine is not None and not (centres and mine >= set(centres)):
        raise Refused("centre_grant_beyond", field="centres", centres=", ".join(sorted(mine)))


def _true_centre(work: Work, component: Component, values: Mapping[str, Any]) -> str:
    """The centre that the student system says, else the one that is typed."""
    try:
        found = work.adapters.offer.formation(
            component.establishment.__name__, str(values["si_code"]), str(values["si_version"])
        )
    except OSError:
        found = None
    return found.cge if found is not None else str(values["cge"])
