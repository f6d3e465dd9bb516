"""« Mode test »: a formation hidden from everybody but its managers and testers, whose tries count nowhere."""

from __future__ import annotations

from typing import Any

import pytest
import transaction
from webtest import TestApp

from ecandidat.domain.errors import Refused
from ecandidat.register import formations_below
from ecandidat.resources import ROOT, path_of
from ecandidat.services import application as applying
from ecandidat.services import trials
from tests import seed
from tests.functional.doors import sign_in

FORMATION = "/test/droit/master/m1-papier"


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def formation_of(portal: Any) -> Any:
    return portal["test"]["droit"]["master"]["m1-papier"]


def press(page: Any, act: str) -> Any:
    form = next(form for form in page.forms.values() if form.fields.get("acte") and form["acte"].value == act)
    return form.submit(status=303).follow()


def begin(browser: TestApp, numbers: str = "CANDIDAT") -> None:
    """A manager puts the formation on trial and names who tries."""
    sign_in(browser, "droit")
    page = press(browser.get(f"{FORMATION}/@@essai"), "commencer")
    form = page.forms["deform"]
    form["testers"] = numbers
    form.submit(status=303)


def test_a_formation_on_trial_is_seen_by_its_managers_and_testers_alone(
    browser: TestApp, wsgi: Any, database: Any
) -> None:
    """D14, D23."""
    begin(browser)
    title = formation_of(portal_of(database)).title
    assert "Formation en test" in browser.get(FORMATION)
    assert "En test" in browser.get("/test/droit/@@formations")
    stranger = TestApp(wsgi)
    stranger.get(FORMATION, status=404)
    for page in ("/test/@@offre", "/test/droit", "/test/@@offre.json"):
        assert title not in stranger.get(page)
    sign_in(stranger, "sciences")
    stranger.get(FORMATION, status=404)
    stranger.get(f"{FORMATION}/@@essai", status=403)
    other = TestApp(wsgi)
    sign_in(other, "NOUVEAUX")
    other.get(FORMATION, status=404)
    other.get(f"{FORMATION}/@@candidater", status=403)
    tester = TestApp(wsgi)
    sign_in(tester, "CANDIDAT")
    assert "Formation en test" in tester.get(FORMATION)
    assert tester.get(f"{FORMATION}/@@candidater").status_int == 200


def test_tries_count_in_no_list_and_go_with_their_mails_when_it_opens(
    browser: TestApp, wsgi: Any, database: Any
) -> None:
    """D14."""
    begin(browser)
    tester = TestApp(wsgi)
    sign_in(tester, "CANDIDAT")
    page = tester.get(f"{FORMATION}/@@candidater")
    form = next(form for form in page.forms.values() if form.action.endswith("@@candidater"))
    page = form.submit(status=303).follow()
    assert "Formation en test" in page
    portal = portal_of(database)
    formation, candidate = formation_of(portal), portal.candidates["CANDIDAT"]
    (application,) = formation.values()
    mails = application.mails
    assert mails
    assert formation not in list(formations_below(portal["test"]))
    assert formation in list(formations_below(portal["test"], trials=True))
    for where in ("/test/droit", "/test/droit/master", "/test/droit/commissions/commission"):
        assert "MARTIN" not in browser.get(f"{where}/@@candidatures"), where
    assert "MARTIN" in browser.get(f"{FORMATION}/@@candidatures")
    assert "MARTIN" in browser.get(f"{FORMATION}/@@essai")
    page = press(browser.get(f"{FORMATION}/@@essai"), "finir")
    assert "1 candidature(s) d'essai effacée(s)" in page
    portal = portal_of(database)
    formation, candidate = formation_of(portal), portal.candidates["CANDIDAT"]
    assert (len(formation), len(formation.rows), formation.trial, formation.testers) == (0, 0, False, ())
    assert application.key not in candidate.applications
    assert not any(key in portal.outbox for key in mails)
    acts = [entry.act for entry in formation.journal]
    assert acts == ["essai-commencer", "essai-candidats", "essai-effacer", "essai-finir"]
    assert TestApp(wsgi).get(FORMATION).status_int == 200
    tester.get(path_of(candidate) + "/candidatures")


def test_a_tester_applies_before_the_formation_opens(browser: TestApp, database: Any) -> None:
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        formation, candidate = formation_of(portal), portal.candidates["CANDIDAT"]
        formation.calendar = seed.calendar(10, 30)
        work = seed.work(portal, candidate.userid)
        assert applying.refusal_to_apply(work, formation, candidate).code == "formation_not_yet_open"
        trials.begin(work, formation)
        assert applying.refusal_to_apply(work, formation, candidate).code == "formation_closed"
        assert applying.refusal_to_apply(work, formation, candidate, waive_dates=True).code == "formation_closed"
        trials.set_testers(work, formation, "candidat")
        assert applying.refusal_to_apply(work, formation, candidate) is None


def test_what_has_received_applications_never_goes_on_trial(browser: TestApp, database: Any) -> None:
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        candidate, formation = portal.candidates["CANDIDAT"], formation_of(portal)
        work = seed.work(portal, candidate.userid)
        applying.apply(work, formation, candidate)
        with pytest.raises(Refused, match="trial_has_applications"):
            trials.begin(work, formation)
        with pytest.raises(Refused, match="trial_over"):
            trials.erase(work, formation)
        with pytest.raises(Refused, match="trial_over"):
            trials.end(work, formation)
    sign_in(browser, "droit")
    page = browser.get(f"{FORMATION}/@@essai")
    assert "ne peut plus passer en test" in page
    token = next(iter(page.forms.values()))["csrf_token"].value
    browser.post(f"{FORMATION}/@@essai-acte", {"acte": "finir", "csrf_token": token}, status=303)
    assert len(formation_of(portal_of(database))) == 1


def test_numbers_that_no_candidate_has_are_refused_at_the_field(browser: TestApp, database: Any) -> None:
    begin(browser, "CANDIDAT, nouveaux")
    assert formation_of(portal_of(database)).testers == ("CANDIDAT", "NOUVEAUX")
    form = browser.get(f"{FORMATION}/@@essai").forms["deform"]
    form["testers"] = "CANDIDAT\nINCONNU2"
    page = form.submit(status=409)
    assert "INCONNU2" in page.html.find(id="error-champ-testers").text
