"""Making derived data anew: the registers that lists read."""

from __future__ import annotations

from ecandidat.models.portal import Portal
from ecandidat.register import formations_below, rebuild
from ecandidat.services import unlisted


def reindex(portal: Portal) -> tuple[int, int]:
    """Rebuild every register; (formations read, rows that were wrong). Safe to repeat."""
    formations = list(formations_below(portal, trials=True))
    return len(formations), sum(rebuild(formation) for formation in formations) + unlisted.rebuild(portal)
