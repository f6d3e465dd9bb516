"""The register: rows made anew equal those that were kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ecandidat.register import rebuild
from ecandidat.services import application as service
from tests import seed


def test_rows_made_anew_equal_those_kept(portal: Any) -> None:
    candidate, formation = portal.candidates["CANDIDAT"], portal["test"]["droit"]["master"]["m1-droit"]
    work = seed.work(portal, candidate.userid)
    application = service.apply(work, formation, candidate)
    assert rebuild(formation) == 0
    row = formation.rows[application.key]
    formation.rows[application.key] = row._replace(status="CO")
    formation.rows["PERDUE22"] = row._replace(key="PERDUE22", submitted_on=seed.TODAY - timedelta(days=1))
    assert rebuild(formation) == 2
    assert dict(formation.rows.items()) == {application.key: row}
