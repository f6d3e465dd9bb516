"""Steps on the registers that lists read."""

from __future__ import annotations

from ecandidat.models.portal import Portal
from ecandidat.register import formations_below, rebuild


def fill_columns(portal: Portal) -> None:
    """What managers find people by comes to stand on candidates; rows older than their columns are made anew."""
    for candidate in portal.candidates.values():
        account = portal.accounts.get(candidate.userid)
        if account is not None and (account.student_id or account.origin):
            candidate.student_id, candidate.origin = account.student_id, account.origin
    for formation in formations_below(portal, trials=True):
        rebuild(formation)
