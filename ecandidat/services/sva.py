"""« Silence vaut accord »: which alert colours an application that has waited too long. Purely visual."""

from __future__ import annotations

from datetime import date

from ecandidat.models.marks import SvaAlert
from ecandidat.models.offer import Establishment
from ecandidat.register import ApplicationRow
from ecandidat.services import tags
from ecandidat.work import Work

FIELDS: dict[str, str] = {
    "CRE": "created_on", "ANN": "cancelled_on", "ACC": "answered_on", "TRA": "submitted_on", "REC": "received_on",
    "COM": "complete_on", "INC": "incomplete_on",
}  # fmt: skip
"""Value of ``SVA_ALERT_DAT`` → the date that ages; « NO » colours nothing."""


class Watch:
    """The alerts of an establishment on a day."""

    def __init__(self, work: Work, establishment: Establishment) -> None:
        self._field = FIELDS.get(str(work.parameter("SVA_ALERT_DAT", establishment)), "")
        self._final = bool(work.parameter("SVA_ALERT_DEFINITIF", establishment))
        self._today = work.today
        found = [alert for alert in tags.alerts(establishment) if alert.active] if self._field else []
        self.alerts = tuple(reversed(found))

    def of(self, row: ApplicationRow) -> SvaAlert | None:
        """The alert of the longest delay that the application has reached while no decision answers it, else None."""
        if not self.alerts or (row.final if self._final else row.decision_validated):
            return None
        since: date | None = getattr(row, self._field)
        if since is None:
            return None
        age = (self._today - since).days
        return next((alert for alert in self.alerts if alert.days <= age), None)
