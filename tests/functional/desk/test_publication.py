"""A formation that publishes on its date: validated decisions wait, then reach everybody by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.dates import long_date
from ecandidat.domain.codes import Answer, BatchState, Publication
from ecandidat.domain.moments import civil
from ecandidat.jobs import deadlines
from ecandidat.register import rebuild
from ecandidat.resources import ROOT, path_of
from ecandidat.services import desk, publication, publications
from ecandidat.services.situation import confirm_by
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, manager, refresh
from tests.functional.doors import sign_in


@pytest.fixture
def application(portal: Any, connection: Any) -> Any:
    made = applied(portal)
    made.formation.publishes = Publication.ON_DATE
    commit(connection)
    return made


def sweep(connection: Any) -> Any:
    """The round of the calendar: what it did, counted."""
    work = seed.work(connection.root()[ROOT])
    return deadlines.run(connection.db(), work.settings, work.adapters)


def let_the_day_come(connection: Any, application: Any) -> Any:
    """The date of publication is today: what the round then does."""
    formation = application.formation
    formation.calendar = replace(formation.calendar, publication=seed.TODAY)
    commit(connection)
    done = sweep(connection)
    refresh(connection)
    return done


def codes(application: Any, portal: Any) -> list[str]:
    return [portal.outbox[key].code for key in application.mails]


def test_a_decision_waits_for_its_date_then_is_told(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """C066."""
    sign_in(browser, "droit")
    desk.decide(manager(portal), application, "favorable")
    commit(connection)
    day = long_date(application.formation.calendar.publication, "fr")
    ask = browser.get(f"{path_of(application)}/@@valider-decision")
    ask.mustcontain(f"deviendra visible du candidat le {day}", "Ce jour-là")
    page = form_of(ask, "version").submit().follow()
    page.mustcontain("elle sera publiée à sa date", "invisible du candidat")
    refresh(connection)
    assert "AVIS_FAVORABLE" not in codes(application, portal)
    browser.reset()
    sign_in(browser, "candidat")
    for url in (path_of(application), f"{path_of(application)}?onglet=historique", "/candidats/CANDIDAT"):
        assert "favorable" not in browser.get(url).html.select_one("main").get_text().lower()
    browser.get(f"{path_of(application)}/@@confirmer", status=303).follow().mustcontain("pas de décision favorable")
    assert let_the_day_come(connection, application) == {"publier-decision": 1}
    assert codes(application, portal).count("AVIS_FAVORABLE") == 1
    shown = browser.get(path_of(application))
    shown.mustcontain("Avis favorable", "Confirmation candidature")
    browser.get(f"{path_of(application)}?onglet=historique").mustcontain("Décision\u00a0: Avis favorable")
    assert sweep(connection) == {}
    assert rebuild(application.formation) == 0


def test_the_decision_published_before_counts_until_then(connection: Any, portal: Any, application: Any) -> None:
    """X06."""
    work = manager(portal)
    application.formation.publishes = Publication.AT_ONCE
    desk.decide(work, application, "favorable")
    desk.validate_decision(work, application)
    application.answer = Answer.CONFIRMED
    application.formation.publishes = Publication.ON_DATE
    desk.decide(work, application, "defavorable", motivation="Niveau insuffisant")
    desk.validate_decision(work, application)
    assert application.answer is Answer.CONFIRMED
    commit(connection)
    let_the_day_come(connection, application)
    assert application.answer is Answer.NONE
    assert codes(application, portal)[-1] == "AVIS_DEFAVORABLE"


def test_days_to_answer_count_from_the_publication(connection: Any, portal: Any, application: Any) -> None:
    """X07."""
    formation = application.formation
    formation.calendar = replace(formation.calendar, confirmation=None, confirmation_delay=10)
    work = manager(portal)
    desk.decide(work, application, "favorable")
    desk.validate_decision(work, application)
    long_ago = replace(application.decisions[-1], validated_at=seed.NOW - timedelta(days=30))
    application.decisions = (long_ago,)
    commit(connection)
    let_the_day_come(connection, application)
    assert confirm_by(application) == seed.TODAY + timedelta(days=10)


def test_publishing_on_a_date_needs_a_date(browser: TestApp, connection: Any, application: Any) -> None:
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application.formation)}/@@modifier"), "publishes")
    assert form["publishes"].value == Publication.ON_DATE
    form["publication"] = ""
    assert "Date de publication" in form.submit("enregistrer", status=409).html.select_one(".error-summary").get_text()
    form = form_of(browser.get(f"{path_of(application.formation)}/@@modifier"), "publishes")
    form["publishes"] = Publication.AT_ONCE.value
    form.submit("enregistrer", status=303)
    refresh(connection)
    assert application.formation.publishes is Publication.AT_ONCE


def test_nothing_leaves_before_the_hour_of_the_day(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """D02, C066."""
    formation, work = application.formation, seed.work(portal, "s-droit", now=seed.NOW)
    day = civil(seed.NOW)
    formation.calendar, formation.publication_time = replace(formation.calendar, publication=day), "23:59"
    desk.decide(work, application, "favorable")
    commit(connection)
    sign_in(browser, "droit")
    told = f"deviendra visible du candidat le {long_date(day, 'fr')} à 23:59"
    browser.get(f"{path_of(application)}/@@valider-decision").mustcontain(told)
    desk.validate_decision(work, application)
    assert publication.is_held(work, application)
    assert not publication.is_held(replace(work, now=publication.moment_of(formation)), application)
    formation.publication_time = ""
    assert not publication.is_held(work, application)


def test_the_hour_of_a_publication_by_hand_is_proposed(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """D02, M19."""
    formation = application.formation
    formation.publishes, formation.publication_time, formation.second_approval = Publication.BY_HAND, "18:30", True
    desk.decide(manager(portal), application, "favorable")
    desk.validate_decision(manager(portal), application)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{path_of(formation)}/@@publication")
    form = form_of(page, "jour", "heure")
    assert (form["jour"].value, form["heure"].value) == (f"{formation.calendar.publication:%Y-%m-%d}", "18:30")
    page.mustcontain("Une seconde personne devra approuver")
    form.submit("acte", value="preparer", status=303).follow().mustcontain("une seconde personne doit l'approuver")
    refresh(connection)
    (batch,) = publications.batches(formation)
    assert batch.state is BatchState.PREPARED


def test_the_publication_of_many_formations_is_changed_at_once(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """D02, D23."""
    desk.decide(manager(portal), application, "favorable")
    desk.validate_decision(manager(portal), application)
    commit(connection)
    sign_in(browser, "droit")
    asked = {"acte": "publication", "f": "droit/master/m1-droit"}
    url = "/test/droit/@@formations-modifier"
    token = browser.get("/test/droit/@@formations").html.find("input", {"name": "csrf_token"})["value"]
    page = browser.post(url, {**asked, "csrf_token": token})
    form = form_of(page, "avec-publishes")
    form["avec-publishes"], form["publishes"] = True, Publication.BY_HAND
    form["avec-publication_time"], form["publication_time"] = True, "25:00"
    faulty = form.submit(status=422)
    assert faulty.html.find(id="faute-publication_time")
    form["publication_time"] = "18:00"
    form["avec-second_approval"], form["second_approval"] = True, "oui"
    page = form.submit()
    page.mustcontain("À la main, après une répétition", "18:00", "1 candidature(s) en cours")
    form_of(page, "changement").submit(status=303)
    refresh(connection)
    formation = application.formation
    assert (formation.publishes, formation.publication_time, formation.second_approval) == (
        Publication.BY_HAND, "18:00", True)  # fmt: skip
    form = form_of(browser.post(url, {**asked, "csrf_token": token}), "avec-publishes")
    form["avec-publishes"], form["publishes"], form["avec-publication"] = True, Publication.ON_DATE, True
    form.submit().mustcontain("Restera inchangée", "Date de publication")
