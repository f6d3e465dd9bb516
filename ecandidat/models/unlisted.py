"""What candidates typed because no list had it, waiting for somebody who knows the official entry.

``uses`` is derived data: each candidate's own key holds what their profile says now, so that two candidates never write
the same thing. ``kept`` remembers, per establishment, the texts that are fine as they stand.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from persistent import Persistent

from ecandidat.domain.codes import FRANCE
from ecandidat.models.folder import ShardedMap

if TYPE_CHECKING:
    from ecandidat.models.candidate import Profile

SCHOOL, TOWN, ADDRESS_TOWN, DIPLOMA = "etablissement", "commune", "commune-adresse", "diplome"
"""Kinds of texts."""


class Use(NamedTuple):
    """One text of one profile.

    ``kind`` is one of the constants above; ``where`` the postal code of an address, the code of a département
    otherwise, "" when the place has no say. ``step`` is the step of the profile and
    ``key`` the entry of its list, "" for a step that holds one value.
    """

    kind: str
    text: str
    where: str
    step: str
    key: str = ""


class Kept(NamedTuple):
    """Who said that a text needs no official entry, and when."""

    at: datetime
    by: str


class Unlisted(Persistent):
    """``uses``: candidate number → tuple of :class:`Use`; ``kept``: « establishment/group » → :class:`Kept`."""

    def __init__(self) -> None:
        self.uses = ShardedMap()
        self.kept = ShardedMap()


def uses_of(profile: Profile) -> tuple[Use, ...]:
    """The texts of a profile that have no official entry: places in France, and diplomas."""
    found: list[Use] = []
    address, bac = profile.address, profile.baccalaureate
    if address is not None and address.country == FRANCE and address.town and not address.town_code:
        found.append(Use(ADDRESS_TOWN, address.town, address.postcode, "adresse"))
    if bac is not None and not bac.without and not bac.from_records:
        found += _of_place(bac, "baccalaureat", "")
    for study in profile.external_studies:
        found += _of_place(study, "cursus-externe", study.key)
        if not study.diploma and study.diploma_label:
            found.append(Use(DIPLOMA, study.diploma_label, "", "cursus-externe", study.key))
    return tuple(found)


def _of_place(value: Any, step: str, key: str) -> list[Use]:
    if value.country != FRANCE:
        return []
    found = []
    if value.town and not value.town_code:
        found.append(Use(TOWN, value.town, value.department, step, key))
    if value.school_label and not value.school:
        found.append(Use(SCHOOL, value.school_label, value.department, step, key))
    return found
