"""More admitted than places is said wherever a decision is entered or validated; ranks over several formations."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.domain.codes import Treatment
from ecandidat.resources import path_of
from ecandidat.services import desk
from tests.functional.desk.files import applied, commit, form_of, manager, refresh
from tests.functional.desk.masses import asks, confirm, runner
from tests.functional.doors import sign_in

WARNING = "3 admis pour 2 places"


@pytest.fixture
def four(portal: Any, connection: Any) -> list[Any]:
    """Two places, both held; a favourable draft would make three, and a fourth application is not decided."""
    made = [applied(portal, f"PLACE00{number}", sent=True) for number in range(1, 5)]
    for one in made[:2]:
        desk.decide(manager(portal), one, "favorable")
        desk.validate_decision(manager(portal), one)
    commit(connection)
    return made


def chosen(page: Any, code: str) -> Any:
    """The page once a decision was chosen in its form."""
    form = form_of(page, "decision")
    form["decision"] = code
    return form.submit("_refresh")


def test_one_decision_too_many_is_said_and_never_refused(
    browser: TestApp, connection: Any, portal: Any, four: list[Any]
) -> None:
    """M17, M18."""
    sign_in(browser, "droit")
    page = browser.get(f"{path_of(four[2])}/@@decision")
    page.mustcontain("Une décision favorable ferait plus d'admis que de places", WARNING)
    assert WARNING not in chosen(page, "defavorable")
    page = chosen(page, "favorable")
    page.mustcontain("Avec cette décision, il y aurait plus d'admis que de places", f"{WARNING}, dont 1 à valider")
    form_of(page, "decision").submit("enregistrer", status=303).follow().mustcontain(WARNING)
    browser.get(f"{path_of(four[3])}/@@decision").mustcontain("4 admis pour 2 places, dont 2 à valider")
    ask = browser.get(f"{path_of(four[2])}/@@valider-decision")
    ask.mustcontain("Attention", WARNING)
    form_of(ask, "version").submit(status=303)
    refresh(connection)
    assert four[2].decisions[-1].published_at is not None


def test_a_favourable_draft_that_finds_its_place_is_not_warned_of(
    browser: TestApp, connection: Any, portal: Any, four: list[Any]
) -> None:
    four[0].formation.capacity = 4
    commit(connection)
    sign_in(browser, "droit")
    assert "places" not in browser.get(f"{path_of(four[2])}/@@decision").html.select_one("form.form").get_text()
    four[0].formation.capacity = None
    commit(connection)
    assert "places" not in browser.get(f"{path_of(four[2])}/@@decision").html.select_one("form.form").get_text()


def test_bulk_entry_and_bulk_validation_say_it_too(
    browser: TestApp, database: DB, connection: Any, portal: Any, four: list[Any]
) -> None:
    """M20."""
    sign_in(browser, "droit")
    page = chosen(asks(browser, "decision", *four[2:]), "favorable")
    page.mustcontain("4 admis pour 2 places, dont 2 à valider")
    form_of(page, "demande").submit("enregistrer", status=303)
    runner(database).sweep()
    ask = asks(browser, "valider-decision", four[2])
    ask.mustcontain("Il y aurait plus d'admis que de places", WARNING)
    confirm(ask, database).mustcontain("<strong>1</strong> fait(s)")


def test_direct_access_counts_in_the_places(browser: TestApp, connection: Any, portal: Any, four: list[Any]) -> None:
    desk.set_treatment(manager(portal), four[2], Treatment.DIRECT)
    commit(connection)
    sign_in(browser, "droit")
    browser.get(f"{path_of(four[2])}/@@valider-traitement").mustcontain(WARNING)
    asks(browser, "valider-traitement", four[2]).mustcontain(WARNING)


def test_ranks_of_several_formations_begin_anew_in_each(
    browser: TestApp, database: DB, connection: Any, portal: Any, four: list[Any]
) -> None:
    """M20, M25."""
    desk.decide(manager(portal), four[0], "liste-complementaire", rank=5)
    others = [applied(portal, f"AUTRE00{number}", "m1-papier") for number in (1, 2)]
    commit(connection)
    sign_in(browser, "droit")
    page = chosen(asks(browser, "decision", four[2], others[0], four[3], others[1]), "liste-complementaire")
    page.mustcontain("M1 Droit privé\u00a0: rangs 6 à 7.", "M1 Droit public\u00a0: rangs 1 à 2.")
    form = form_of(page, "demande")
    assert "rang" not in form.fields
    form.submit("enregistrer", status=303)
    runner(database).sweep()
    refresh(connection)
    assert [one.decisions[-1].rank for one in (four[2], four[3])] == [6, 7]
    assert [one.decisions[-1].rank for one in others] == [1, 2]
