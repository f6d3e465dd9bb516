"""Decisions by their rules: appeal, history, reasons, meetings, local types, answers, what is handed over."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Answer, DecisionKind, Handover
from ecandidat.domain.errors import Refused
from ecandidat.models.folder import Folder
from ecandidat.models.offer import DecisionType
from ecandidat.resources import path_of
from ecandidat.services import application as service
from ecandidat.services import desk
from ecandidat.services.decision_types import find
from ecandidat.services.situation import in_force
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, manager, refresh
from tests.functional.desk.masses import asks, confirm
from tests.functional.doors import sign_in


@pytest.fixture
def application(portal: Any, connection: Any) -> Any:
    made = applied(portal)
    commit(connection)
    return made


def last_mail(portal: Any, application: Any) -> Any:
    return portal.outbox[application.mails[-1]]


def validated(portal: Any, application: Any, code: str, **values: Any) -> None:
    desk.decide(manager(portal), application, code, **values)
    desk.validate_decision(manager(portal), application)


def test_an_appeal_is_recorded_after_a_final_decision_and_told(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M21."""
    sign_in(browser, "droit")
    url = f"{path_of(application)}/@@decision"
    assert "appel" not in form_of(browser.get(url), "decision").fields
    validated(portal, application, "defavorable", motivation="Dossier incomplet")
    portal["test"].parameters["SCOL_IS_APPEL"] = False
    commit(connection)
    assert "appel" not in form_of(browser.get(url), "decision").fields
    portal["test"].parameters["SCOL_IS_APPEL"] = True
    commit(connection)
    form = form_of(browser.get(url), "decision")
    form["decision"], form["appel"] = "favorable", True
    page = form.submit("enregistrer", status=303).follow()
    page.mustcontain("Décision rendue après un recours")
    form_of(page.click("Valider la décision"), "version").submit(status=303)
    refresh(connection)
    assert application.decisions[-1].appeal
    assert "Cette décision fait suite à votre recours." in last_mail(portal, application).text


def test_a_draft_keeps_what_was_said_of_an_appeal(browser: TestApp, connection: Any, portal: Any) -> None:
    """M21, M22."""
    application = applied(portal, "RECOURS1")
    validated(portal, application, "defavorable", motivation="Dossier incomplet")
    desk.decide(manager(portal), application, "favorable", appeal=True)
    commit(connection)
    sign_in(browser, "droit")
    assert form_of(browser.get(f"{path_of(application)}/@@decision"), "decision")["appel"].checked


def test_past_decisions_are_read_by_whom_may_and_only_a_draft_is_deleted(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M23, X05."""
    validated(portal, application, "defavorable", motivation="Dossier incomplet")
    validated(portal, application, "liste-attente")
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(path_of(application))
    page.mustcontain("Dossier incomplet", "Liste d'attente", "Validée le")
    assert "Supprimer la décision non validée" not in page
    refused = browser.get(f"{path_of(application)}/@@supprimer-decision")
    form_of(refused, "version").submit(status=409).mustcontain("Aucune décision")
    refresh(connection)
    assert [one.kind for one in application.decisions] == [DecisionKind.UNFAVOURABLE, DecisionKind.WAITING]


def test_no_refusal_is_entered_without_its_reason(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M24."""
    with pytest.raises(Refused, match="motivation_required"):
        desk.decide(manager(portal), application, "defavorable", motivation="  ")
    sign_in(browser, "droit")
    for page in (browser.get(f"{path_of(application)}/@@decision"), asks(browser, "decision", application)):
        form = form_of(page, "decision")
        form["decision"] = "defavorable"
        faulty = form_of(form.submit("_refresh"), "motif").submit("enregistrer", status=422)
        assert faulty.html.find(id="error-champ-motif") or faulty.html.select_one(".error-summary")
    refresh(connection)
    assert application.decisions == ()


@pytest.mark.parametrize(
    ("fields", "warning", "told"),
    [
        ({}, "la date et le lieu de convocation manquent", "date à préciser, lieu à préciser"),
        ({"date": "01/06/2031", "heure": "14:30"}, "le lieu de convocation manque", ", 14:30, lieu à préciser"),
        ({"lieu": "Amphi A"}, "la date de convocation manque", "date à préciser, Amphi A"),
        ({"date": "02/06/2031", "heure": "14:30", "lieu": "Amphi A"}, "", "2 juin 2031, 14:30, Amphi A"),
    ],
)
def test_a_preselection_says_what_is_still_to_be_told(
    browser: TestApp, connection: Any, portal: Any, application: Any, fields: dict[str, str], warning: str, told: str
) -> None:
    """M26."""
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@decision"), "decision")
    form["decision"] = "preselection"
    form = form_of(form.submit("_refresh"), "lieu")
    for name, value in fields.items():
        form[name] = value
    ask = form.submit("enregistrer", status=303).follow().click("Valider la décision")
    assert warning in ask
    assert ("Attention" in ask) is bool(warning)
    form_of(ask, "version").submit(status=303)
    refresh(connection)
    # Mails are folded at a width of their own.
    assert told in " ".join(last_mail(portal, application).text.split())
    browser.reset()
    sign_in(browser, "candidat")
    shown = browser.get(path_of(application)).html.select_one("main").get_text()
    assert ("date à préciser" in shown, "lieu à préciser" in shown) == ("date" not in fields, "lieu" not in fields)


def test_a_preselection_of_many_without_a_place_is_warned_of(
    browser: TestApp, database: Any, connection: Any, portal: Any, application: Any
) -> None:
    """M26, M20."""
    desk.decide(manager(portal), application, "preselection")
    commit(connection)
    sign_in(browser, "droit")
    ask = asks(browser, "valider-decision", application)
    ask.mustcontain("la date et le lieu de convocation manquent")
    confirm(ask, database).mustcontain("<strong>1</strong> fait(s)")


def test_a_component_takes_decisions_of_its_own_and_nobody_elses(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """X04."""
    portal["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = True
    for code in ("droit", "sciences"):
        kind, component = DecisionType(), portal["test"][code]
        kind.label, kind.kind, kind.final = (("fr", f"Admis en {code}"),), DecisionKind.FAVOURABLE, True
        component.decision_types = Folder()
        component.decision_types.__name__, component.decision_types.__parent__ = "decisions", component
        component.decision_types[f"admis-{code}"] = kind
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@decision"), "decision")
    offered = {code for code, _chosen, _label in form["decision"].options}
    assert {"admis-droit", "favorable", "preselection", "liste-attente", "defavorable"} <= offered
    assert "admis-sciences" not in offered
    with pytest.raises(Refused, match="unknown_decision_type"):
        desk.decide(manager(portal), application, "admis-sciences")
    validated(portal, application, "admis-droit")
    shown = in_force(application)
    assert shown is not None
    assert (shown.kind, shown.label) == (DecisionKind.FAVOURABLE, "Admis en droit")


def test_who_confirms_is_handed_over_where_the_decision_says_so(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """X13."""
    own = seed.work(portal, application.candidate.userid, "Le candidat")
    validated(portal, application, "favorable")
    assert application.handover is Handover.NONE
    service.confirm(own, application)
    assert application.handover is Handover.REGISTER
    commit(connection)
    sign_in(browser, "droit")
    browser.get(path_of(application)).mustcontain("À transmettre à la scolarité")
    service.withdraw(own, application)
    assert application.handover is Handover.NONE


def test_a_decision_that_is_not_handed_over_leaves_nothing_to_do(portal: Any, application: Any) -> None:
    """X13."""
    find(application.formation.component, "favorable").transfers = False
    validated(portal, application, "favorable")
    service.confirm(seed.work(portal, application.candidate.userid), application)
    assert application.handover is Handover.NONE
    assert "scolarite" not in [line.act for line in application.journal]


def test_who_was_handed_over_and_leaves_or_is_refused_is_taken_out(portal: Any, application: Any) -> None:
    """X13, X06."""
    own = seed.work(portal, application.candidate.userid)
    validated(portal, application, "favorable")
    service.confirm(own, application)
    application.registered_on, application.handover = seed.TODAY, Handover.NONE
    desk.decide(manager(portal), application, "defavorable", motivation="Dossier incomplet")
    assert (application.answer, application.handover) == (Answer.CONFIRMED, Handover.NONE)
    desk.validate_decision(manager(portal), application)
    assert (application.answer, application.handover) == (Answer.NONE, Handover.REMOVE)
    validated(portal, application, "favorable")
    service.confirm(own, application)
    assert application.handover is Handover.NONE
