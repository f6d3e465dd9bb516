"""The commissions and management centres to which a grant on a component is limited, changed without granting again."""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Component
from ecandidat.services import centres as limiting
from ecandidat.services import rights, sheets
from ecandidat.services.offer import record
from ecandidat.work import Work


def known(held: rights.Held) -> frozenset[str]:
    """The commissions that limit a grant, those that were deleted since left out."""
    return frozenset(code for code in held.commissions if code in held.node.commissions)


def sheet(held: rights.Held) -> dict[str, object]:
    """The limits of a grant, as its form shows them."""
    return {"commissions": known(held), "centres": ", ".join(held.centres)}


def change(
    work: Work, component: Component, held: rights.Held, commissions: frozenset[str], centres: tuple[str, ...],
    version: str,
) -> bool:  # fmt: skip
    """Limit a grant of a component to some of its commissions and to some management centres, none of them for all.

    Tells whether that changed.

    Refuses ``role_beyond_yours`` of a profile that gives more than the actor holds there, ``commission_unknown``, and
    ``changed_meanwhile`` when the limit is no more the one of ``version`` (:func:`ecandidat.services.sheets.version`).
    """
    rights.check_power(work, component, held.profile.code)
    limiting.check_grant(work, component, held.profile, centres)
    if any(code not in component.commissions for code in commissions):
        raise Refused("commission_unknown", field="commissions")
    before = known(held)
    if late := sheets.stale(sheet(held), version):
        raise Refused("changed_meanwhile", fields=tuple(late))
    if commissions == before and centres == held.centres:
        return False
    component.grants.grant(held.userid, rights.what(held.profile), sorted(commissions))
    component.grants.limit_centres(held.userid, rights.what(held.profile), centres)
    named = f"{held.account.name} ({held.account.number})" if held.account is not None else held.userid
    record(work, component, "limiter", before=_titles(component, before, held.centres),
           after=_titles(component, commissions, centres),
           detail=f"{named} : {held.profile.label}")  # fmt: skip
    return True


def _titles(component: Component, codes: frozenset[str], centres: tuple[str, ...]) -> str:
    """Commissions by their titles, centres by their codes; every one of them when there is no limit."""
    said = [*sorted(component.commissions[code].title for code in codes), *(f"CGE {code}" for code in centres)]
    return ", ".join(said) or "toute la composante"
