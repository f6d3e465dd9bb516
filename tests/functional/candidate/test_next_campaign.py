"""One account and one profile for all campaigns: a year later there is nothing to type again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from ecandidat.domain.codes import Obtained
from ecandidat.domain.moments import civil
from ecandidat.domain.profile import ExternalStudy, Internship
from ecandidat.services import application as applications
from ecandidat.services import profile
from tests import seed

YEAR = timedelta(days=366)


def test_a_profile_serves_the_next_campaign_as_it_is(portal: Any, connection: Any) -> None:
    """C033, C034."""
    candidate = portal.candidates["CANDIDAT"]
    work = seed.work(portal, candidate.userid, "CAMILLE MARTIN")
    study = ExternalStudy("23456789", seed.TODAY.year, "", "Bachelor", "Année 1", Obtained.ONGOING, country="132")
    profile.save_entry(work, candidate, "cursus-externe", "external_studies", study)
    stage = Internship("3456789A", seed.TODAY.year, "2 mois", "Cabinet Martin", "Accueil", 35)
    profile.save_entry(work, candidate, "stages", "internships", stage)
    first = applications.apply(work, portal["test"]["droit"]["master"]["m1-papier"], candidate)
    before = candidate.data()
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()

    later = seed.work(portal, candidate.userid, "CAMILLE MARTIN", now=seed.NOW + YEAR)
    formation = portal["test"]["sciences"]["master"]["m1-maths"]
    assert applications.refusal_to_apply(later, formation, candidate) is not None
    formation.calendar = replace(
        seed.calendar(), **{
            name: day + YEAR for name in ("opens", "closes", "pre_analysis", "return_by", "board", "publication",
                                          "confirmation", "waiting_confirmation")
            if (day := getattr(seed.calendar(), name)) is not None
        },
    )  # fmt: skip
    assert applications.refusal_to_apply(later, formation, candidate) is None
    second = applications.apply(later, formation, candidate)
    applications_of = {one.key for one in candidate.live_applications()}
    assert applications_of == {first.key, second.key}
    assert candidate.data() == before == second.profile
    assert civil(second.created_at).year == civil(seed.NOW + YEAR).year
    assert profile.save_personal(later, candidate, before.personal) is False
    assert profile.save_address(later, candidate, replace(before.address, line1="3 rue Neuve")) is True
    assert second.profile.address.line1 == "3 rue Neuve"
