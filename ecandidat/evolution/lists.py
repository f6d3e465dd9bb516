"""Steps on the registers that lists read."""

from __future__ import annotations

from ecandidat.models.portal import Portal
from ecandidat.register import formations_below, rebuild


def fill_columns(portal: Portal) -> None:
    """Student numbers come to stand on candidates; rows written before the columns they now have are made anew."""
    for candidate in portal.candidates.values():
        account = portal.accounts.get(candidate.userid)
        if account is not None and account.student_id and not candidate.student_id:
            candidate.student_id = account.student_id
    for formation in formations_below(portal, trials=True):
        rebuild(formation)
