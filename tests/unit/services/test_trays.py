"""What one person may lay out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from ecandidat.domain.errors import Refused
from ecandidat.services import application as applications
from ecandidat.services import trays
from ecandidat.services.uploads import Sent
from tests import seed
from tests.unit.documents.samples import pdf


def test_all_that_one_person_lays_out_is_bounded_in_bytes(portal: Any) -> None:
    work = seed.work(portal, "c-CANDIDAT")
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    application = applications.apply(work, formation, portal.candidates["CANDIDAT"])
    first, second = application.demands()[:2]

    def lay_out(demand: Any, by: Any = work) -> list[trays.Failure]:
        return trays.add(by, application, demand, [Sent(BytesIO(pdf(1)), "scan.pdf", by.now)])

    assert lay_out(first) == []
    tray = trays.require(work, application, first)
    (file,) = tray.files.values()
    file.size = trays.MAX_HELD
    for demand in (first, second):
        (failure,) = lay_out(demand)
        assert failure.refused.code == "tray_heavy"
    assert trays.find(work, application, second) is None
    assert lay_out(second, seed.work(portal, "s-droit")) == []
    trays.cancel(work, application, first)
    assert lay_out(second) == []
    with pytest.raises(Refused, match="tray_changed"):
        trays.require(work, application, first)


def test_a_piece_put_together_is_named_by_the_whole_of_its_title(portal: Any) -> None:
    work = seed.work(portal, "c-CANDIDAT")
    application = applications.apply(
        work, portal["test"]["droit"]["master"]["m1-droit"], portal.candidates["CANDIDAT"]
    )  # fmt: skip
    demand = next(one for one in application.demands() if not one.shared)
    demand.label = (("fr", "Pièce d'identité (recto/verso), art. 12-1"),)
    files = [Sent(BytesIO(pdf(1)), name, work.now) for name in ("recto.pdf", "verso.pdf")]
    assert trays.add(work, application, demand, files) == []
    made = trays.assemble(work, application, demand)
    assert made.filename == "Pièce d'identité (recto-verso), art. 12-1.pdf"
