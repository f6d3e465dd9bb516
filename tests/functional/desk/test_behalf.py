"""« Candidater pour quelqu'un »: outside the dates, by number, confirmed; a proposal waits for its validation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp, Upload

from ecandidat.domain.codes import Answer, DecisionKind, Status
from ecandidat.domain.roles import Role
from ecandidat.resources import path_of
from ecandidat.services import application as service
from ecandidat.services import desk, publication
from ecandidat.services.situation import piece_views
from tests import seed
from tests.functional.desk.files import (
    applied,
    commit,
    fill,
    form_of,
    formation,
    manager,
    pdf,
    radio,
    refresh,
)
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
    """G11, X15."""
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
    """G12, X11."""
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
    assert made.treatment_validated
    (line,) = (one for one in made.journal.newest_first() if one.act == "proposer")
    assert (line.actor, line.detail, line.public) == ("Test Droit", "(hors délai)", False)
    browser.reset()
    sign_in(browser, "PERSONNE")
    assert "Avis favorable" not in browser.get(path_of(made))
    browser.reset()
    sign_in(browser, "droit")
    form_of(browser.get(f"{path_of(made)}/@@valider-decision"), "version").submit(status=303)
    refresh(connection)
    assert made.decisions[-1].published_at is not None
    assert any(portal.outbox[key].recipient == candidate.mail for key in made.mails)


@pytest.mark.parametrize("choice", ["Candidature classique", "Proposition d'admission"])
def test_the_number_of_applications_holds_back_the_candidate_alone(
    browser: TestApp, connection: Any, portal: Any, choice: str
) -> None:
    """G11, G12."""
    candidate = _candidate(portal, connection)
    service.apply(seed.work(portal, candidate.userid), formation(portal, "m1-papier"), candidate)
    portal["test"].parameters["CANDIDATURE_NB_VOEUX_MAX"] = 1
    commit(connection)
    sign_in(browser, "PERSONNE")
    browser.get(f"{path_of(formation(portal))}/@@candidater").mustcontain("1 candidature")
    browser.reset()
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(formation(portal))}/@@candidater-pour"), "numero")
    form["numero"] = "PERSONNE"
    radio(form, choice)
    form_of(form.submit("enregistrer"), "confirme").submit(status=303)
    refresh(connection)
    (made,) = (one for one in candidate.live_applications() if one.formation is formation(portal))
    line = next(one for one in made.journal.newest_first() if one.act in ("candidater", "proposer"))
    assert line.detail == "Au-delà du nombre de candidatures permis (1)"


@pytest.fixture
def late(portal: Any, connection: Any) -> Any:
    """An application to complete whose return date has passed."""
    made = applied(portal, "PERSONNE")
    calendar = made.formation.calendar
    made.formation.calendar = calendar.shifted((seed.TODAY - calendar.return_by).days - 1)
    commit(connection)
    return made


def test_a_manager_deposits_and_submits_after_the_return_date(
    browser: TestApp, connection: Any, portal: Any, late: Any
) -> None:
    """G13, M12, M34, X09, X15."""
    sign_in(browser, "droit")
    page = browser.get(path_of(late))
    toggle = next(one for one in page.forms.values() if one.action.endswith("handicap/@@non-concerne"))
    toggle.submit(status=303)
    for name in ("identite", "cv", "lettre"):
        deposit = browser.get(path_of(late)).click("Déposer pour le candidat", index=0)
        deposit.mustcontain("Déposer pour DURANDNE LOU (PERSONNE)")
        form = form_of(deposit, "fichier")
        form["fichier"] = [Upload(f"{name}.pdf", pdf().read(), "application/pdf")]
        told = form.submit(status=303).follow()
    told.mustcontain("la candidature peut être transmise", no="Toutes vos pièces")
    asked = told.click("Transmettre la candidature", index=0)
    asked.mustcontain("Vous agissez au nom de", "DURANDNE LOU (PERSONNE)", "lettre.pdf", "identite.pdf",
                      no="Votre profil")  # fmt: skip
    send = next(one for one in asked.forms.values() if one.action.endswith("@@transmettre"))
    send.submit(status=303).follow().mustcontain("C'est fait au nom du candidat")
    refresh(connection)
    assert late.status is Status.RECEIVED
    lines = {one.act: one for one in late.journal.newest_first()}
    assert {lines[act].actor for act in ("deposer", "non-concerne", "transmettre")} == {"Test Droit"}
    assert all(lines[act].detail.endswith("(hors délai)") for act in ("deposer", "non-concerne", "transmettre"))
    assert "STATUT_RE" in {portal.outbox[key].code for key in late.mails}
    browser.reset()
    sign_in(browser, "PERSONNE")
    history = browser.get(f"{path_of(late)}?onglet=historique")
    history.mustcontain("Pièce déposée en votre nom", "Pièce déclarée sans objet en votre nom", "(hors délai)")


@pytest.mark.parametrize(("view", "answer"), [("@@confirmer", Answer.CONFIRMED), ("@@desister", Answer.WITHDRAWN)])
def test_a_manager_answers_after_the_confirmation_date(
    browser: TestApp, connection: Any, portal: Any, view: str, answer: Answer
) -> None:
    """G13, M34, X15."""
    application = applied(portal, "PERSONNE", sent=True)
    work = manager(portal)
    desk.decide(work, application, application.formation.favourable_type)
    publication.validate_decision(work, application)
    application.formation.calendar = replace(
        application.formation.calendar, confirmation=seed.TODAY - timedelta(days=1), confirmation_delay=None
    )
    commit(connection)
    sign_in(browser, "PERSONNE")
    browser.get(f"{path_of(application)}/{view}", status=303).follow().mustcontain("confirmation", "est passée")
    browser.reset()
    sign_in(browser, "droit")
    asked = browser.get(f"{path_of(application)}/{view}")
    asked.mustcontain("Vous agissez au nom de DURANDNE LOU (PERSONNE)")
    send = next(one for one in asked.forms.values() if one.action.endswith(view))
    send.submit(status=303).follow().mustcontain("C'est fait au nom du candidat")
    refresh(connection)
    assert (application.answer, application.answered_by) == (answer, "Test Droit")
    line = next(one for one in application.journal.newest_first() if f"@@{one.act}" == view)
    assert (line.actor, line.detail) == ("Test Droit", "(hors délai)")


def test_a_manager_cancels_only_what_waits_without_decision(
    browser: TestApp, connection: Any, portal: Any
) -> None:
    """G13, M34, X12."""
    application = applied(portal, "PERSONNE")
    work = seed.work(portal, "c-PERSONNE", "LOU DURAND")
    fill(work, application)
    own = {view.document.filename for view in piece_views(application) if view.document is not None}
    assert own == {"identite.pdf", "cv.pdf", "lettre.pdf"}
    sent = applied(portal, "ENVOYEE2", sent=True)
    decided = applied(portal, "DECIDEE2")
    desk.decide(manager(portal), decided, decided.formation.favourable_type)
    publication.validate_decision(manager(portal), decided)
    commit(connection)
    sign_in(browser, "droit")
    for other in (sent, decided):
        assert "@@annuler" not in browser.get(path_of(other))
        browser.get(f"{path_of(other)}/@@annuler", status=303)
    asked = browser.get(path_of(application)).click("Annuler la candidature")
    asked.mustcontain("Vous agissez au nom de")
    send = next(one for one in asked.forms.values() if one.action.endswith("@@annuler"))
    send.submit(status=303).follow().mustcontain("a été annulée")
    refresh(connection)
    assert (application.cancelled_by, sent.cancelled_at, decided.cancelled_at) == ("Test Droit", None, None)
    assert "CANDIDATURE_ANNULATION" in {portal.outbox[key].code for key in application.mails}
    left = {document.filename for document in application.candidate.documents.values()}
    assert "lettre.pdf" not in left


def test_who_may_not_waive_dates_is_bound_by_them(browser: TestApp, connection: Any, portal: Any, late: Any) -> None:
    """X15."""
    seed.staff(portal, "candidats", portal["test"], Role.CANDIDATE_MANAGER)
    commit(connection)
    sign_in(browser, "candidats")
    page = browser.get(path_of(late))
    assert "Déposer pour le candidat" not in page
    for view in ("@@transmettre", "@@confirmer", "@@annuler"):
        browser.get(f"{path_of(late)}/{view}", status=(403, 404))


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
