"""What new formations of a component start from."""

from __future__ import annotations

from datetime import date

from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Mode, Publication, Treatment
from ecandidat.models.folder import Node


class FormationDefaults(Node):
    """What a new formation of a component starts from: copied once, changed there at will."""

    mode: Mode = Mode.DIGITAL
    treatment: Treatment = Treatment.SELECTIVE
    waiting_list: bool = False
    favourable_type: str = "favorable"
    waiting_favourable_type: str = ""
    publishes: Publication = Publication.AT_ONCE
    publication_time: str = ""
    second_approval: bool = False
    calendar: Calendar = Calendar()
    preselection_date: date | None = None
    preselection_time: str = ""
    preselection_place: str = ""
