"""« Candidater pour quelqu'un »: outside the dates, by number, confirmed; a proposal waits for its validation."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from ecandidat.domain.codes import DecisionKind, Status
from tests import seed
from tests.functional.desk.files import commit, form_of, formation, radio, refresh
from tests.functional.doors import sign_in

CLOSED = "/test/droit/master/m2-ferme"


def _ask(browser: TestApp, number: str, choice: str) -> Any:
    form = form_of(browser.get(CLOSED).click("Candidater pour"), "numero")
    form["numero"] = number
    radio(form, choice)
    return form


def _candidate(portal: Any, connection: Any, number: str = "PERSONNE", **more: Any) -> Any:
    made = seed.candidate(portal, number, birth_name="DURAND", first_name="LOU", **more)
    commit(connection)
    return made


def test_a_manager_applies_for_somebody_outside_the_dates(browser: TestApp, connection: Any, portal: Any) -> None:
    candidate = _candidate(portal, connection)
    sign_in(browser, "droit")
    ask = _ask(browser, " personne ", "Candidature classique").submit("enregistrer")
    assert "DURAND LOU" in ask
    assert not candidate.live_applications()
    assert "DURAND LOU" in form_of(ask, "confirme").submit(status=303).follow()
    refresh(connection)
    (made,) = candidate.live_applications()
    assert (made.formation, made.status) == (formation(portal, "m2-ferme"), Status.PENDING)
    assert [portal.outbox[key].code for key in made.mails] == ["CANDIDATURE"]
    assert "hors délai" in made.journal.newest_first()[0].detail
    again = _ask(browser, "PERSONNE", "Candidature classique").submit("enregistrer", status=409)
    assert "Ce candidat a déjà une candidature à cette formation." in again


def test_a_proposal_waits_for_its_validation(browser: TestApp, connection: Any, portal: Any) -> None:
    candidate = _candidate(portal, connection)
    sign_in(browser, "droit")
    ask = _ask(browser, "PERSONNE", "Proposition d'admission").submit("enregistrer")
    page = form_of(ask, "confirme").submit(status=303).follow()
    assert "sa décision attend sa validation" in page
    refresh(connection)
    (made,) = candidate.live_applications()
    assert (made.proposal, made.status) == (True, Status.COMPLETE)
    assert [(one.kind, one.validated_at) for one in made.decisions] == [(DecisionKind.FAVOURABLE, None)]
    assert not any(portal.outbox[key].recipient == candidate.mail for key in made.mails)


def test_who_cannot_apply_is_said_at_the_number(browser: TestApp, connection: Any, portal: Any) -> None:
    _candidate(portal, connection, complete=False)
    sign_in(browser, "droit")
    form = _ask(browser, "ZZZZZZZZ", "Candidature classique")
    assert "Aucun candidat ne porte ce numéro" in form.submit("enregistrer", status=409)
    form["numero"] = "PERSONNE"
    assert "Le profil de ce candidat est incomplet" in form.submit("enregistrer", status=409)
    form["numero"] = ""
    form.submit("enregistrer", status=422)


def test_a_member_of_a_commission_does_not_apply_for_others(browser: TestApp) -> None:
    sign_in(browser, "membre")
    browser.get(f"{CLOSED}/@@candidater-pour", status=(403, 404))
