"""The parameters of an establishment, as its screen changes them."""

from __future__ import annotations

from collections.abc import Mapping

from ecandidat.domain.errors import Refused
from ecandidat.domain.parameters import PARAMETERS, Value
from ecandidat.models.offer import Establishment
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work


def current(work: Work, establishment: Establishment) -> dict[str, Value]:
    """Code → value in force there."""
    return {code: work.parameter(code, establishment) for code in PARAMETERS}


def save(work: Work, establishment: Establishment, values: Mapping[str, Value], version: str = "") -> tuple[str, ...]:
    """Set parameters; return the codes that changed. A value that is not the establishment's own stays inherited.

    Refuses a wrong type, a value out of bounds, and ``changed_meanwhile`` as :func:`ecandidat.services.offer.edit`.
    """
    now = current(work, establishment)
    for code, value in values.items():
        try:
            PARAMETERS[code].check(value)
        except Refused as refused:
            raise Refused(refused.code, **{**refused.params, "field": code}) from None
    late = tuple(code for code in sheets.stale(now, version) if code in values and now[code] != values[code])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    changed = tuple(code for code, value in values.items() if value != now[code])
    for code in changed:
        establishment.parameters[code] = values[code]
        record(work, establishment, f"parametre-{code}", before=now[code], after=values[code])
    return changed
