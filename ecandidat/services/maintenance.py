"""« Maintenance »: the pages of an instance or of one university, closed for a while to all but who may reopen them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.errors import Refused
from ecandidat.models.offer import Establishment
from ecandidat.models.portal import Portal
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work

PARAMETER = "TECH_IS_MAINTENANCE"


def closed_by(portal: Portal, establishment: Establishment | None) -> Portal | Establishment | None:
    """What is closed and holds the message: the whole instance, else the university; None when pages are open."""
    if portal.parameters.get(PARAMETER):
        return portal
    if establishment is not None and establishment.parameters.get(PARAMETER):
        return establishment
    return None


def read(node: Portal | Establishment) -> dict[str, Any]:
    """The sheet of the screen: ``closed`` and one message per language."""
    said = dict(node.maintenance)
    return {
        "closed": bool(node.parameters.get(PARAMETER)),
        **{f"maintenance_{lang}": said.get(lang, "") for lang in LANGUAGES},
    }


def save(work: Work, node: Portal | Establishment, values: Mapping[str, Any], version: str = "") -> bool:
    """Close or open, and keep the messages; whether anything changed.

    Refuses ``changed_meanwhile`` as :func:`ecandidat.services.offer.edit`, and texts that no object may hold.
    """
    typed, now = sheets.clean(values), read(node)
    late = tuple(name for name in sheets.stale(now, version) if name in typed and now[name] != typed[name])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    changed = {name: value for name, value in typed.items() if now[name] != value}
    sheets.check(changed)
    complete = {**now, **changed}
    if "closed" in changed:
        node.parameters[PARAMETER] = bool(changed["closed"])
    if len(changed) > ("closed" in changed):
        texts = ((lang, complete[f"maintenance_{lang}"]) for lang in LANGUAGES)
        node.maintenance = tuple((lang, said) for lang, said in texts if said)
    for name, value in changed.items():
        record(work, node, f"modifier-{name.replace('_', '-')}", before=now[name], after=value)
    return bool(changed)
