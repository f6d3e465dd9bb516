"""Managers read and answer the questionnaires of an application in the candidate's place."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp, Upload

from ecandidat.domain.codes import Status
from ecandidat.domain.questionnaire import Source, State
from ecandidat.domain.roles import Role
from ecandidat.resources import path_of
from ecandidat.services import application as acts
from ecandidat.services import desk, dossier, questionnaires
from ecandidat.services.answers import form_view, printed, sent_last
from tests import seed
from tests.functional.candidate.forms import ABROAD, MASTER, PROJECT, PROOF, questions
from tests.functional.desk.files import applied, commit, fill, form_of, manager, pdf, refresh
from tests.functional.doors import sign_in


def candidate(portal: Any) -> Any:
    return seed.work(portal, "c-CANDIDAT", "CAMILLE MARTIN")


def said(application: Any) -> dict[str, str]:
    """What managers read, question by question."""
    return {answer.label[0][1]: printed(answer.value) for form in sent_last(application) for answer in form.answers}


@pytest.fixture
def form(portal: Any, connection: Any) -> Any:
    made = seed.questionnaire(portal["test"]["droit"], "complement", "Questionnaire complémentaire", *questions())
    commit(connection)
    return made


@pytest.fixture
def draft(portal: Any, connection: Any, form: Any) -> Any:
    """An application that answers its questionnaire and was not sent."""
    made = applied(portal)
    questionnaires.answer(candidate(portal), made, form, {PROJECT: "Devenir notaire", ABROAD: False})
    commit(connection)
    return made


@pytest.fixture
def application(portal: Any, connection: Any, draft: Any) -> Any:
    """The same, submitted."""
    fill(candidate(portal), draft)
    acts.submit(candidate(portal), draft)
    commit(connection)
    return draft


def asked(application: Any) -> Any:
    return application.asked_questionnaires()[0]


def project(application: Any) -> Any:
    """What the application answers now, sent or not."""
    return form_view(application, asked(application)).response.value(PROJECT)


def address(application: Any) -> str:
    return f"{path_of(application)}/formulaires/{MASTER}"


def write(browser: TestApp, application: Any, text: str) -> Any:
    page = form_of(browser.get(address(application)), PROJECT)
    page[PROJECT] = text
    return page


def test_a_manager_answers_in_a_submitted_file_and_what_was_sent_is_kept(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """G13, M13, X15."""
    sign_in(browser, "droit")
    page = browser.get(path_of(application)).click("Modifier les réponses")
    page.mustcontain("Vous répondez à la place de", "(CANDIDAT)", "ce sont les vôtres qui se liront désormais")
    told = write(browser, application, "Devenir magistrate").submit("enregistrer", status=303).follow()
    told.mustcontain("les réponses sont enregistrées au nom du candidat", "Devenir magistrate",
                     "Rempli au nom du candidat par", "« Devenir notaire » → « Devenir magistrate »")  # fmt: skip
    assert "celles-ci sont celles qui ont été transmises" not in told
    refresh(connection)
    assert printed(application.snapshot.forms[0].answers[0].value) == "Devenir notaire"
    assert said(application)["Quel est votre projet ?"] == "Devenir magistrate"
    line = application.journal.newest_first()[0]
    assert (line.act, line.actor, line.public) == ("repondre", "Test Droit", True)
    assert "hors délai" not in line.detail
    printed_file = dict(dossier.data(manager(portal), application, owner=False).answers)
    assert printed_file["Questionnaire complémentaire – Quel est votre projet ?"] == "Devenir magistrate"


def test_the_candidate_reads_who_answered(browser: TestApp, connection: Any, portal: Any, application: Any) -> None:
    """M13."""
    questionnaires.answer(
        manager(portal), application, asked(application), {PROJECT: "Magistrate", ABROAD: False},
        waive_dates=True,
    )  # fmt: skip
    commit(connection)
    sign_in(browser, "CANDIDAT")
    browser.get(f"{path_of(application)}?onglet=formulaires").mustcontain("en votre nom", "Commission UFR Droit")
    read = browser.get(address(application))
    read.mustcontain("Magistrate", "Rempli en votre nom par", no="Test Droit")
    history = browser.get(f"{path_of(application)}?onglet=historique")
    history.mustcontain("Formulaire rempli en votre nom", "« Devenir notaire » → « Magistrate »")


def test_a_manager_answers_after_the_return_date_and_the_journal_says_so(
    browser: TestApp, connection: Any, portal: Any, draft: Any
) -> None:
    """M13, X15."""
    calendar = draft.formation.calendar
    draft.formation.calendar = calendar.shifted((seed.TODAY - calendar.return_by).days - 1)
    seed.staff(portal, "candidats", portal["test"], Role.CANDIDATE_MANAGER)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(address(draft))
    page.mustcontain("Ces réponses ne sont pas encore transmises")
    write(browser, draft, "À temps, par téléphone").submit("enregistrer", status=303)
    refresh(connection)
    assert project(draft) == "À temps, par téléphone"
    assert draft.journal.newest_first()[0].detail.endswith("(hors délai)")
    assert not draft.snapshots
    assert not draft.amended
    browser.reset()
    sign_in(browser, "candidats")
    browser.get(address(draft)).mustcontain("La date limite de retour", no="name=\"enregistrer\"")


def test_a_candidate_and_a_manager_who_type_at_once_lose_nothing(
    browser: TestApp, connection: Any, portal: Any, draft: Any
) -> None:
    """M13."""
    sign_in(browser, "droit")
    typed = write(browser, draft, "Ce que le candidat a dit au téléphone")
    questionnaires.answer(
        candidate(portal), draft, asked(draft), {PROJECT: "Ce que j'ai tapé", ABROAD: False}
    )
    commit(connection)
    stale = typed.submit("enregistrer", status=409)
    stale.mustcontain("Cette page a changé depuis", "Ce que j'ai tapé", "Ce que le candidat a dit au téléphone")
    form_of(stale, PROJECT).submit("enregistrer", status=303)
    refresh(connection)
    assert project(draft) == "Ce que le candidat a dit au téléphone"


def test_files_answer_questions_in_the_candidate_s_place(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M13."""
    sign_in(browser, "droit")
    deposit = form_of(browser.get(address(application)), "fichier")
    stale = form_of(browser.get(address(application)), "fichier")
    deposit["fichier"] = Upload("attestation.pdf", pdf().read(), "application/pdf")
    deposit.submit(status=303).follow().mustcontain("attestation.pdf")
    stale["fichier"] = Upload("autre.pdf", pdf(300).read(), "application/pdf")
    stale.submit(status=409).mustcontain("a changé depuis que cette page est ouverte")
    listed = browser.get(path_of(application))
    opened = listed.click("attestation.pdf")
    assert opened.content_type == "application/pdf"
    assert browser.get(f"{address(application)}/@@fichier?question={PROOF}").body == opened.body
    remove = next(one for one in browser.get(address(application)).forms.values() if one.action.endswith("@@retirer"))
    remove.submit(status=303)
    refresh(connection)
    assert "Une preuve" not in said(application)
    assert application.journal.newest_first()[0].detail.endswith("- attestation.pdf")


def test_what_the_candidate_sends_again_replaces_what_staff_wrote(
    connection: Any, portal: Any, application: Any
) -> None:
    """M13."""
    form = asked(application)
    staff = manager(portal)
    questionnaires.answer(staff, application, form, {PROJECT: "Par le service", ABROAD: False}, waive_dates=True)
    desk.set_status(staff, application, Status.INCOMPLETE)
    questionnaires.answer(candidate(portal), application, form, {PROJECT: "Par moi", ABROAD: False})
    assert said(application)["Quel est votre projet ?"] == "Par le service"
    acts.submit(candidate(portal), application)
    assert (said(application)["Quel est votre projet ?"], application.amended) == ("Par moi", ())


def test_who_only_reads_changes_nothing(browser: TestApp, connection: Any, portal: Any, application: Any) -> None:
    """M13."""
    seed.staff(portal, "lecteur", portal["test"], Role.CANDIDATE_READER)
    commit(connection)
    for login in ("membre", "lecteur"):
        browser.reset()
        sign_in(browser, login)
        page = browser.get(path_of(application))
        page.mustcontain("Devenir notaire", no="Modifier les réponses")
        assert browser.get(address(application), status=303).location.endswith("#formulaires")
        token = next(iter(page.forms.values()))["csrf_token"].value
        for view in ("", "/@@deposer", "/@@retirer", "/@@brouillon", "/@@retour"):
            posted = {"csrf_token": token, PROJECT: "Piraté", "question": PROOF}
            assert browser.post(address(application) + view, posted, expect_errors=True).status_int in (403, 404)
    for login in ("sciences", "NOUVEAUX"):
        browser.reset()
        sign_in(browser, login)
        assert browser.get(address(application), expect_errors=True).status_int in (403, 404)
    refresh(connection)
    assert said(application)["Quel est votre projet ?"] == "Devenir notaire"


def test_a_manager_says_that_a_form_is_not_of_concern(
    browser: TestApp, connection: Any, portal: Any, application: Any, form: Any
) -> None:
    """M13."""
    form.conditional = True
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(address(application))
    toggle = next(one for one in page.forms.values() if one.action.endswith("@@non-concerne"))
    toggle.submit(status=303).follow().mustcontain("Non concerné")
    refresh(connection)
    assert sent_last(application)[0].state is State.NOT_CONCERNED
    back = browser.get(address(application))
    back.mustcontain("Le candidat n'est pas concerné par ce formulaire.")
    next(one for one in back.forms.values() if one.action.endswith("@@concerne")).submit(status=303)
    refresh(connection)
    assert said(application)["Quel est votre projet ?"] == "Devenir notaire"


def test_a_manager_takes_what_a_survey_holds(browser: TestApp, connection: Any, portal: Any) -> None:
    """M13."""
    form = seed.questionnaire(portal["test"]["droit"], "enquete", "Enquête d'insertion", source=Source.LIMESURVEY)
    form.url = (("fr", "http://localhost/@@enquete?sid=431994&numDossier=${numDossier}&idCandidature=${idCandidature}"
                       "&retour=${retour}"),)  # fmt: skip
    form.survey = "431994"
    application = applied(portal, sent=True)
    commit(connection)
    sign_in(browser, "droit")
    url = f"{path_of(application)}/formulaires/test~droit~formulaires~enquete"

    def button() -> Any:
        return next(one for one in browser.get(url).forms.values() if one.action.endswith("@@retour"))

    button().submit(status=303).follow().mustcontain("l'enquête n'a encore aucune réponse")
    page = browser.get(url)
    page.mustcontain("son lien y répond au nom du candidat")
    link = page.html.find("a", href=lambda href: href and "sid=431994" in href)["href"]
    survey = form_of(browser.get(link.removeprefix("http://localhost")), "q0")
    survey["q0"] = "Par un salon"
    back = survey.submit(status=303)
    assert back.location == f"http://localhost{url}/@@retour"
    told = browser.get(back.location, status=303).follow()
    told.mustcontain("les réponses de l'enquête sont relevées", "Par un salon", "Réponses d'une enquête relevées")
    refresh(connection)
    assert not application.snapshot.forms[0].answers
    lines = len(application.journal.newest_first())
    button().submit(status=303)
    refresh(connection)
    assert len(application.journal.newest_first()) == lines
    application.cancelled_at = seed.NOW
    commit(connection)
    browser.get(f"{url}/@@retour", status=303).follow().mustcontain("annulée")
