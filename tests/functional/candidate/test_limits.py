"""When one may apply, how often, and what is asked: the days, the quota, the order of the pieces, the last reminder."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Treatment
from tests import seed
from tests.functional.candidate import road
from tests.functional.doors import sign_in


def commit(connection: Any) -> None:
    """Write what was set up, and see what others wrote since."""
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def attempt(browser: TestApp, code: str, status: int, parent: str = road.DROIT) -> Any:
    """Press « Candidater » on a formation, or send its form where there is no button any more."""
    url = f"{parent}/{code}/@@candidater"
    token = browser.get(url).html.find("input", {"name": "csrf_token"})["value"]
    return browser.post(url, {"csrf_token": token}, status=status)


@pytest.mark.parametrize(
    ("opens", "closes", "status"), [(0, 0, 303), (-5, 0, 303), (0, 5, 303), (1, 5, 409), (-5, -1, 409)]
)
def test_one_applies_from_the_first_day_to_the_last_included(
    browser: TestApp, portal: Any, connection: Any, opens: int, closes: int, status: int
) -> None:
    """C058."""
    portal["test"]["droit"]["master"]["m1-droit"].calendar = seed.calendar(opens, closes)
    commit(connection)
    sign_in(browser, "CANDIDAT")
    attempt(browser, "m1-droit", status)


def test_a_component_limits_the_number_of_applications(browser: TestApp, portal: Any, connection: Any) -> None:
    """C059, C060, D01."""
    portal["test"]["droit"].quota = 2
    commit(connection)
    sign_in(browser, "CANDIDAT")
    first = attempt(browser, "m1-droit", 303).location.removeprefix("http://localhost")
    attempt(browser, "l3-direct", 303)
    refused = attempt(browser, "m1-papier", 409)
    refused.mustcontain("Vous avez 2 candidature(s) ici, le maximum est 2.")
    attempt(browser, "m1-maths", 303, "/test/sciences/master")
    road.form_with(browser.get(f"{first}/@@annuler"), "Annuler la candidature").submit(status=303)
    attempt(browser, "m1-papier", 303)
    attempt(browser, "m1-droit", 409)


def test_a_university_may_limit_the_whole(browser: TestApp, portal: Any, connection: Any) -> None:
    """C059."""
    parameters = portal["test"].parameters
    parameters["CANDIDATURE_NB_VOEUX_MAX"], parameters["CANDIDATURE_NB_VOEUX_MAX_IS_ETAB"] = 1, True
    portal["test"]["droit"].quota = 9
    commit(connection)
    road.apply(browser, "/test/sciences/master/m1-maths")
    attempt(browser, "m1-droit", 409).mustcontain("le maximum est 1")


def test_a_cancelled_application_may_be_made_again(browser: TestApp) -> None:
    """C060."""
    first = road.apply(browser)
    road.form_with(browser.get(f"{first}/@@annuler"), "Annuler la candidature").submit(status=303)
    second = attempt(browser, "m1-droit", 303).location.removeprefix("http://localhost")
    assert second != first
    attempt(browser, "m1-droit", 409).mustcontain("Vous avez déjà une candidature à cette formation.")


def test_pieces_come_from_three_levels_in_order_for_one_treatment(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """C069."""
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    seed.piece(formation, "direct", "Pièce d'accès direct", order=1, treatment=Treatment.DIRECT)
    seed.piece(formation, "choisie", "Pièce d'accès contrôlé", order=2, treatment=Treatment.SELECTIVE)
    seed.piece(portal["test"], "photo", "Photo d'identité", order=0)
    seed.piece(formation, "fermee", "Pièce fermée", order=0, active=False)
    commit(connection)
    page = browser.get(road.apply(browser))
    shown = [cell.select_one("span").get_text() for cell in page.html.select(".pieces-table .piece-title")]
    assert shown == [
        "Photo d'identité", "Copie pièce d'identité", "Curriculum Vitae", "Pièce d'accès contrôlé",
        "Lettre de motivation", "Demande d'aménagement au titre du handicap",
    ]  # fmt: skip


def test_the_last_piece_reminds_to_submit(browser: TestApp) -> None:
    """C083."""
    page = road.apply(browser)
    road.not_concerned(browser, page)
    reminder = "Il reste à transmettre votre candidature"
    for key in (road.IDENTITY, road.CV):
        road.deposit(browser, page, key)
        assert reminder not in browser.get(page)
    road.deposit(browser, page, road.LETTER)
    shown = browser.get(page)
    shown.mustcontain(reminder)
    assert "Transmettre ma candidature" in road.buttons(shown)
    assert reminder not in browser.get(page)
