"""When an INE is demanded: never to save a profile, and to apply by nationality, series and year of the bac."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.profile import Baccalaureate
from ecandidat.services.application import refusal_to_apply
from tests import seed
from tests.functional.candidate.test_profile_personal import GOOD, URL, fill, personal
from tests.functional.doors import sign_in

NBGE, OLD = seed.BACCALAUREATE, replace(seed.BACCALAUREATE, year=1994, series="C")


def test_a_profile_is_saved_without_an_ine(browser: TestApp, portal: Any, connection: Any) -> None:
    """C037."""
    sign_in(browser, "NOUVEAUX")
    fill(browser.get(URL).forms["profil"], **{**GOOD, "ine": "", "ine_key": ""}).submit("suivant", status=303)
    assert personal(portal, connection).ine == ""


@pytest.mark.parametrize(
    ("nationality", "ine", "bac", "demanded", "refused"),
    [
        ("100", "", NBGE, True, True),
        ("100", "0123456789", NBGE, True, False),
        ("100", "", NBGE, False, False),
        ("132", "", NBGE, True, False),
        ("100", "", OLD, True, False),
        ("100", "", Baccalaureate(without=True), True, False),
    ],
)
def test_the_bac_and_the_nationality_decide(
    portal: Any, nationality: str, ine: str, bac: Baccalaureate, demanded: bool, refused: bool
) -> None:
    """C037, C061."""
    candidate = portal.candidates["CANDIDAT"]
    candidate.profile.personal = replace(seed.PERSONAL, nationality=nationality, ine=ine, ine_key="M" if ine else "")
    candidate.profile.baccalaureate = bac
    portal["test"].parameters["CANDIDAT_IS_INE_OBLI_FR"] = demanded
    found = refusal_to_apply(seed.work(portal), portal["test"]["droit"]["master"]["m1-droit"], candidate)
    assert (found.code if found is not None else "") == ("ine_required" if refused else "")


def test_the_refusal_says_what_to_do(browser: TestApp, portal: Any, connection: Any) -> None:
    """C061."""
    candidate = portal.candidates["CANDIDAT"]
    candidate.profile.personal = replace(seed.PERSONAL, ine="", ine_key="")
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "CANDIDAT")
    page = browser.get("/test/droit/master/m1-droit/@@candidater", expect_errors=True)
    assert "Votre INE est demandé pour un baccalauréat de 2021" in " ".join(page.html.get_text().split())
