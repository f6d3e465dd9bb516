"""The commissions to which a grant on a component is limited, changed without granting again."""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Component
from ecandidat.services import rights, sheets
from ecandidat.services.offer import record
from ecandidat.work import Work


def known(held: rights.Held) -> frozenset[str]:
    """The commissions that limit a grant, those that were deleted since left out."""
    return frozenset(code for code in held.commissions if code in held.node.commissions)


def change(work: Work, component: Component, held: rights.Held, commissions: frozenset[str], version: str) -> bool:
    """Limit a grant of a component to some of its commissions, to none of them for all; tell whether that changed.

    Refuses ``role_beyond_yours`` of a profile that gives more than the actor holds there, ``commission_unknown``, and
    ``changed_meanwhile`` when the limit is no more the one of ``version`` (:func:`ecandidat.services.sheets.version`).
    """
    rights.check_power(work, component, held.profile.code)
    if any(code not in component.commissions for code in commissions):
        raise Refused("commission_unknown", field="commissions")
    before = known(held)
    if sheets.stale({"commissions": before}, version):
        raise Refused("changed_meanwhile", fields=("commissions",))
    if commissions == before:
        return False
    component.grants.grant(held.userid, rights.what(held.profile), sorted(commissions))
    named = f"{held.account.name} ({held.account.number})" if held.account is not None else held.userid
    record(work, component, "limiter", before=_titles(component, before), after=_titles(component, commissions),
           detail=f"{named} : {held.profile.label}")  # fmt: skip
    return True


def _titles(component: Component, codes: frozenset[str]) -> str:
    """Commissions by their titles; every one of them when there is no limit."""
    return ", ".join(sorted(component.commissions[code].title for code in codes)) or "toute la composante"
