"""The code by which the student system knows a formation: compulsory in service, where the establishment says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Establishment
from ecandidat.work import Work

PARAMETER = "SCOL_IS_COD_SISCOL_OBLI"


def check(work: Work, establishment: Establishment, values: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Refuse ``record_code_required``: a formation put in service without its code, or one that loses it there.

    ``values`` and ``before`` are sheets of the formation. One that was in service without a code stays so.
    """
    if not values["active"] or values["si_code"] or (before["active"] and not before["si_code"]):
        return
    if work.parameter(PARAMETER, establishment):
        raise Refused("record_code_required", field="si_code")
