"""The outside world behind Protocols: single sign-on, student records, surveys, the staff directory.

Each adapter has a real implementation and an embedded one which the demo and the tests use; use cases reach them
through :attr:`ecandidat.work.Work.adapters` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ecandidat.adapters.cas import SingleSignOn
from ecandidat.adapters.directory import Directory
from ecandidat.adapters.sis import StudentRecords
from ecandidat.adapters.sis.offer import NoOffer, StudentOffer
from ecandidat.adapters.survey import NoSurveys, Surveys


@dataclass(frozen=True)
class Adapters:
    """The adapters of one instance; ``cas`` is None when single sign-on is off, ``directory`` without one."""

    cas: SingleSignOn | None
    records: StudentRecords
    surveys: Surveys = field(default_factory=NoSurveys)
    directory: Directory | None = None
    offer: StudentOffer = field(default_factory=NoOffer)
