"""Tags (« étiquettes ») of an establishment and of a component, and the alerts « silence vaut accord ».

An application names its tags by their uid, so that those of the two levels never clash. A tag that some application
bears is put out of service instead of deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import RESERVED, new_key, slugify
from ecandidat.models.folder import Folder, uid_of
from ecandidat.models.marks import SvaAlert, Tag
from ecandidat.models.offer import Component, Establishment, Formation
from ecandidat.register import formations_below
from ecandidat.services import offer
from ecandidat.work import Work

Owner = Establishment | Component
TAGS, ALERTS = "etiquettes", "alertes-sva"


def uid(tag: Tag) -> str:
    """How an application names a tag: the path of its owner and its code."""
    return uid_of(tag)


def of(owner: Owner) -> list[Tag]:
    """The tags of one level in the order of the screen, those out of service too."""
    found = owner.tags.values() if owner.tags is not None else ()
    return sorted(found, key=lambda tag: (tag.order, tag.label.casefold(), tag.__name__))


def available(formation: Formation) -> list[Tag]:
    """The tags in service that an application there may bear: the establishment's, then the component's."""
    return [tag for owner in (formation.establishment, formation.component) for tag in of(owner) if tag.active]


def named(formation: Formation) -> dict[str, Tag]:
    """Uid → tag, for a formation; those out of service too, since applications keep them."""
    return {uid(tag): tag for owner in (formation.establishment, formation.component) for tag in of(owner)}


def below(node: Any) -> dict[str, Tag]:
    """Uid → tag, for everything that a list at a level may show."""
    establishment = node
    while not isinstance(establishment, Establishment):
        establishment = establishment.__parent__
    components = [node for node in _lineage(node) if isinstance(node, Component)] or list(establishment.values())
    return {uid(tag): tag for owner in (establishment, *components) for tag in of(owner)}


def _lineage(node: Any) -> list[Any]:
    found = []
    while node is not None:
        found.append(node)
        node = node.__parent__
    return found


def alerts(establishment: Establishment) -> list[SvaAlert]:
    """The alerts of an establishment, the shortest delay first, those out of service too."""
    found = establishment.sva_alerts.values() if establishment.sva_alerts is not None else ()
    return sorted(found, key=lambda alert: alert.days)


def add_tag(work: Work, owner: Owner, values: Mapping[str, Any]) -> Tag:
    """A new tag; its code is drawn from its label. Refuses ``tag_taken`` where one of that level has the same label."""
    _check_label(owner, None, values)
    if owner.tags is None:
        owner.tags = _folder(TAGS, owner)
    made: Tag = offer.add(work, owner.tags, Tag(), _code(owner.tags, str(values.get("label", ""))), values)
    return made


def edit_tag(work: Work, tag: Tag, values: Mapping[str, Any], version: str = "") -> tuple[str, ...]:
    """Change a tag; the names of the values that changed."""
    _check_label(tag.__parent__.__parent__, tag, values)
    return offer.edit(work, tag, values, version)


def delete_tag(work: Work, tag: Tag) -> None:
    """Remove a tag that no application bears; else refuse ``tag_used`` with their number."""
    if used := uses(tag.__parent__.__parent__)[uid(tag)]:
        raise Refused("tag_used", count=used)
    offer.delete(work, tag)


def uses(owner: Owner) -> Counter[str]:
    """Uid → how many applications bear it, read from their rows alone."""
    found: Counter[str] = Counter()
    for formation in formations_below(owner, trials=True):
        for row in formation.rows.values():
            if row.tags:
                found.update(row.tags)
    return found


def add_alert(work: Work, establishment: Establishment, values: Mapping[str, Any]) -> SvaAlert:
    """A new alert; refuses ``sva_days_taken`` where another has the same number of days."""
    _check_days(establishment, None, values)
    if establishment.sva_alerts is None:
        establishment.sva_alerts = _folder(ALERTS, establishment)
    made: SvaAlert = offer.add(work, establishment.sva_alerts, SvaAlert(), new_key().lower(), values)
    return made


def edit_alert(work: Work, alert: SvaAlert, values: Mapping[str, Any], version: str = "") -> tuple[str, ...]:
    """Change an alert; the names of the values that changed."""
    _check_days(alert.__parent__.__parent__, alert, values)
    return offer.edit(work, alert, values, version)


def _code(folder: Folder, label: str) -> str:
    """A code for a label: itself as far as it may be, else a random one."""
    code = slugify(label)[: offer.SLUG_MAXIMUM].strip("-")
    return code if code and code not in folder and code not in RESERVED else new_key().lower()


def _folder(name: str, owner: Owner) -> Folder:
    made = Folder()
    made.__name__, made.__parent__ = name, owner
    return made


def _check_label(owner: Owner, tag: Tag | None, values: Mapping[str, Any]) -> None:
    wanted = str(values.get("label", "")).strip().casefold()
    if any(other is not tag and other.label.casefold() == wanted for other in of(owner)):
        raise Refused("tag_taken", field="label")


def _check_days(establishment: Establishment, alert: SvaAlert | None, values: Mapping[str, Any]) -> None:
    wanted = values.get("days")
    if any(other is not alert and other.days == wanted for other in alerts(establishment)):
        raise Refused("sva_days_taken", field="days")
