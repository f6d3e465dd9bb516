"""Status, treatment, decisions, dates, notes: each form, its refusals, stale pages, other people's files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Answer, DecisionKind, Status, Treatment
from ecandidat.resources import path_of
from ecandidat.services import desk
from ecandidat.views.desk.history import note_id
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, manager, radio, refresh
from tests.functional.doors import sign_in


@pytest.fixture
def application(portal: Any, connection: Any) -> Any:
    made = applied(portal)
    commit(connection)
    return made


def test_a_status_has_a_day_that_has_come(browser: TestApp, connection: Any, application: Any) -> None:
    """M17, X01."""
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@statut"), "date")
    radio(form, "Réceptionné")
    form["date"] = (seed.TODAY + timedelta(days=2)).strftime("%d/%m/%Y")
    assert "ne peut pas être dans le futur" in form.submit("enregistrer", status=409)
    form["date"] = "32/13/2026"
    assert "jj/mm/aaaa" in form.submit("enregistrer", status=422)
    day = seed.TODAY - timedelta(days=1)
    form["date"] = day.strftime("%d/%m/%Y")
    form.submit("enregistrer", status=303)
    refresh(connection)
    assert (application.status, application.received_on) == (Status.RECEIVED, day)


def test_direct_access_admits_when_validated(browser: TestApp, connection: Any, portal: Any) -> None:
    """M15, M16."""
    application = applied(portal, code="l3-direct")
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@traitement"), "version")
    radio(form, "Accès direct")
    page = form.submit("enregistrer").follow()
    assert "Accès direct (non validé)" in page
    ask = page.click("Valider le type de traitement")
    assert "une décision favorable est validée" in ask
    page = form_of(ask, "version").submit().follow()
    assert "Accès direct (validé)" in page
    refresh(connection)
    assert application.treatment is Treatment.DIRECT
    assert [decision.kind for decision in application.decisions] == [DecisionKind.FAVOURABLE]


@pytest.mark.parametrize(
    ("code", "fields", "mail", "letter"),
    [
        ("favorable", {}, "AVIS_FAVORABLE", True),
        ("defavorable", {"motif": "Dossier incomplet"}, "AVIS_DEFAVORABLE", True),
        ("liste-complementaire", {"rang": "3"}, "AVIS_LISTE_COMP", False),
        ("liste-attente", {}, "AVIS_LISTE_ATT", False),
        (
            "preselection",
            {"date": "01/12/2026", "heure": "14:30", "lieu": "Amphi"},
            "AVIS_PRESELECTION",
            False,
        ),
    ],
)
def test_each_kind_of_decision(
    browser: TestApp, connection: Any, portal: Any, application: Any, code: str, fields: dict[str, str], mail: str,
    letter: bool,
) -> None:  # fmt: skip
    """X04, M18, M24, M19, M26."""
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@decision"), "decision")
    form["decision"], form["commentaire"] = code, "Vu en commission."
    form = form_of(form.submit("_refresh"), "decision")
    assert form["commentaire"].value == "Vu en commission."
    if "motif" in fields:
        form.submit("enregistrer", status=422)
    for name, value in fields.items():
        form[name] = value
    page = form.submit("enregistrer", status=303).follow()
    ask = page.click("Valider la décision")
    assert ("avec la lettre" in ask, "sans lettre" in ask) == (letter, not letter)
    form_of(ask, "version").submit(status=303)
    refresh(connection)
    sent = portal.outbox[application.mails[-1]]
    assert (sent.code, bool(sent.attachments)) == (mail, letter)


def test_the_last_decision_is_taken_once_more_as_a_draft(
    browser: TestApp, connection: Any, application: Any, portal: Any
) -> None:
    """M22."""
    desk.decide(manager(portal), application, "defavorable", motivation="Dossier incomplet", comment="Vu.")
    desk.validate_decision(manager(portal), application)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{path_of(application)}/@@decision").click("Dupliquer la dernière décision validée")
    form = form_of(page, "motif")
    assert (form["decision"].value, form["commentaire"].value) == ("defavorable", "Vu.")
    form["commentaire"] = "Revu."
    form.submit("enregistrer", status=303)
    refresh(connection)
    first, again = application.decisions
    assert (again.motivation, again.comment, again.validated_at) == ("Dossier incomplet", "Revu.", None)
    assert first.validated_at is not None


def test_a_preselection_takes_the_usual_place(browser: TestApp, connection: Any, application: Any) -> None:
    """M26, D29."""
    application.formation.preselection_place = "Amphi Savatier"
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@decision"), "decision")
    form["decision"] = "preselection"
    assert form_of(form.submit("_refresh"), "lieu")["lieu"].value == "Amphi Savatier"
    form.submit("enregistrer", status=303)
    refresh(connection)
    assert application.decisions[-1].meeting_place == "Amphi Savatier"


def test_a_draft_is_removed_and_the_former_decision_stays(
    browser: TestApp, connection: Any, application: Any, portal: Any
) -> None:
    """M23, X05."""
    desk.decide(manager(portal), application, "favorable")
    desk.validate_decision(manager(portal), application)
    desk.decide(manager(portal), application, "liste-attente")
    commit(connection)
    sign_in(browser, "droit")
    ask = browser.get(path_of(application)).click("Supprimer la décision non validée")
    form_of(ask, "version").submit(status=303)
    refresh(connection)
    assert [decision.type_code for decision in application.decisions] == ["favorable"]
    assert application.answer is Answer.NONE


def test_the_second_of_two_managers_is_told_what_changed(
    browser: TestApp, connection: Any, application: Any, portal: Any
) -> None:
    """M50."""
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@decision"), "decision")
    form["decision"], form["commentaire"] = "favorable", "Très bon dossier."
    desk.decide(seed.work(portal, "s-central", "Une collègue"), application, "liste-attente")
    commit(connection)
    page = form.submit("enregistrer", status=409)
    assert "Une collègue a changé cette partie entre-temps" in page
    assert "Liste d'attente" in page.text
    again = form_of(page, "decision")
    assert again["commentaire"].value == "Très bon dossier."
    again.submit("enregistrer", status=303)
    refresh(connection)
    assert application.decisions[-1].comment == "Très bon dossier."


def test_a_stale_validation_is_refused_and_says_why(
    browser: TestApp, connection: Any, application: Any, portal: Any
) -> None:
    """M50."""
    desk.decide(manager(portal), application, "favorable")
    commit(connection)
    sign_in(browser, "droit")
    ask = browser.get(f"{path_of(application)}/@@valider-decision")
    desk.decide(manager(portal), application, "liste-attente")
    commit(connection)
    page = form_of(ask, "version").submit(status=409)
    assert "Droit Test a changé cette partie" in page
    refresh(connection)
    assert application.decisions[-1].validated_at is None
    form_of(page, "version").submit(status=303)
    again = form_of(ask, "version").submit(status=409)
    assert "Liste d'attente (validée)" in again


@pytest.mark.parametrize("act", ["statut", "traitement", "decision"])
def test_a_forged_code_is_refused(browser: TestApp, connection: Any, application: Any, act: str) -> None:
    sign_in(browser, "droit")
    url = f"{path_of(application)}/@@{act}"
    token = form_of(browser.get(url), "csrf_token")["csrf_token"].value
    for value in ("XX", "", "<script>", "a" * 10000, "../../x"):
        browser.post(url, {act: value, "csrf_token": token}, status=422)
    browser.post(url, {act: "RE"}, status=400)
    refresh(connection)
    assert (application.status, application.decisions) == (Status.PENDING, ())


def test_individual_dates_are_later_than_today(browser: TestApp, connection: Any, application: Any) -> None:
    """C082, M29, M30."""
    sign_in(browser, "droit")
    for view, field in (("date-retour", "return_by"), ("date-confirmation", "confirm_by")):
        form = form_of(browser.get(f"{path_of(application)}/@@{view}"), "date")
        form["date"] = seed.TODAY.strftime("%d/%m/%Y")
        form.submit("enregistrer", status=409)
        day = seed.TODAY + timedelta(days=60)
        form["date"] = day.strftime("%d/%m/%Y")
        form.submit("enregistrer", status=303)
        refresh(connection)
        assert getattr(application, field) == day


def test_notes_are_for_managers_and_only_their_author_removes_them(
    browser: TestApp, connection: Any, application: Any, portal: Any
) -> None:
    """M28."""
    desk.add_note(seed.work(portal, "s-central", "Une collègue"), application, "À revoir.")
    commit(connection)
    sign_in(browser, "membre")
    page = browser.get(f"{path_of(application)}/@@notes")
    form = form_of(page, "note")
    form["note"] = "Vu <b>aussi</b>."
    page = form.submit("enregistrer").follow()
    assert "Vu &lt;b&gt;aussi" in page
    assert len(page.html.select("button[name=supprimer]")) == 1
    form.submit("enregistrer", status=303)
    page = browser.get(f"{path_of(application)}/@@notes")
    assert len(page.html.select("button[name=supprimer]")) == 1
    mine = form_of(page, "supprimer")
    forged = {**dict(mine.submit_fields()), "supprimer": note_id(application.notes[0])}
    browser.post(mine.action, forged, status=303).follow().mustcontain("À revoir.", "danger")
    mine.submit("supprimer", status=303)
    refresh(connection)
    assert [note.text for note in application.notes] == ["À revoir."]


MANAGERS_PAGES = (
    "", "@@statut", "@@traitement", "@@valider-traitement", "@@decision", "@@valider-decision", "@@supprimer-decision",
    "@@date-retour", "@@date-confirmation", "@@etiquettes", "@@regime", "@@droits", "@@code-opi", "@@courriel",
    "@@notes", "@@historique", "@@examen",
)  # fmt: skip


MEMBERS_PAGES = ("", "@@decision", "@@supprimer-decision", "@@notes", "@@historique")


@pytest.mark.parametrize(
    ("login", "opened"), [("droit", MANAGERS_PAGES), ("sciences", ()), ("membre", MEMBERS_PAGES)]
)  # fmt: skip
def test_each_page_opens_to_whom_it_may(
    browser: TestApp, application: Any, login: str, opened: tuple[str, ...]
) -> None:
    sign_in(browser, login)
    for view in MANAGERS_PAGES:
        browser.get(f"{path_of(application)}/{view}", status=200 if view in opened else 404)


def test_the_candidate_reads_no_page_of_managers(browser: TestApp, application: Any) -> None:
    sign_in(browser, "CANDIDAT")
    for view in MANAGERS_PAGES[1:]:
        browser.get(f"{path_of(application)}/{view}", status=404)
