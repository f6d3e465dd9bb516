"""« Formulaires complémentaires » and the submission: what waits for them, what is frozen, who else reads them."""

from __future__ import annotations

from typing import Any

from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.domain.codes import Status
from ecandidat.domain.questionnaire import Source
from ecandidat.resources import find
from ecandidat.services import enrolment, questionnaires
from ecandidat.views.candidate import questionnaires as doors
from tests import seed
from tests.functional.candidate import road
from tests.functional.candidate.forms import (
    ABROAD,
    MASTER,
    PROJECT,
    TAB,
    answer,
    commit,
    demand,
    form_of,
    states,
)
from tests.functional.doors import sign_in
from tests.unit.documents import reading


def test_submission_waits_for_answers_where_they_are_demanded(
    browser: TestApp, connection: Any, asked: Any
) -> None:  # fmt: skip
    """C085."""
    demand(connection)
    page = road.apply(browser)
    filled = road.fill(browser, page)
    assert "btn-grey" in next(a for a in filled.html.select("#actions a") if "Transmettre" in a.get_text())["class"]
    filled.mustcontain("il reste 2 formulaires à remplir")
    asked_page = browser.get(f"{page}/@@transmettre")
    asked_page.mustcontain("ne peut pas encore être transmise", "Questionnaire complémentaire")
    token = filled.forms[0]["csrf_token"].value
    forced = browser.post(f"{page}/@@transmettre", {"csrf_token": token}, status=303).follow()
    forced.mustcontain("Il reste 2 formulaire(s) à remplir", "Quel est votre projet\u00a0?")
    assert find(road.portal_now(connection), page).status is Status.PENDING
    answer(browser, f"{page}/formulaires/{MASTER}", **{PROJECT: "Devenir notaire", ABROAD: "non"})
    road.form_to(browser.get(page + TAB), "handicap/@@non-concerne").submit(status=303)
    ready = browser.get(f"{page}/@@transmettre")
    ready.mustcontain("Devenir notaire", "Voici ce qui sera transmis")
    road.submit(browser, page).mustcontain("Votre candidature est transmise")


def test_a_refusal_names_pieces_forms_and_questions_in_the_language_of_the_reader(
    browser: TestApp, connection: Any, asked: Any
) -> None:  # fmt: skip
    """C002."""
    demand(connection)
    road.portal_now(connection)["test"]["droit"].pieces["cv"].label = (("fr", "Curriculum"), ("en", "Résumé"))
    commit(connection)
    page = road.apply(browser)
    browser.get(f"/@@langue?l=en&retour={page}")
    token = browser.get(page).forms[0]["csrf_token"].value

    def refused() -> TestResponse:
        return browser.post(f"{page}/@@transmettre", {"csrf_token": token}, status=303).follow()

    refused().mustcontain("4 document(s) missing", "; Résumé ;", no="Curriculum")
    home = browser.get("/candidats/CANDIDAT").html.find("main").get_text()
    assert "Fill in “Questionnaire complémentaire (en)”" in home
    assert "Quel est votre projet ? (en) ; Avez-vous étudié à l'étranger ? (en)" in home
    browser.get(f"/@@langue?l=fr&retour={page}")
    road.fill(browser, page)
    browser.get(f"/@@langue?l=en&retour={page}")
    refused().mustcontain("Questionnaire complémentaire (en) (Quel est votre projet ? (en)", "Aménagements (en)")


def test_without_the_parameter_they_only_warn(browser: TestApp, connection: Any, asked: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    browser.get(f"{page}/@@transmettre").mustcontain("Ces formulaires sont restés sans réponse", "Aménagements")
    road.submit(browser, page).mustcontain("Votre candidature est transmise")


def test_what_was_sent_never_changes_and_managers_read_it(browser: TestApp, connection: Any, asked: Any) -> None:
    """C085."""
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    answer(browser, url, **{PROJECT: "Devenir notaire", ABROAD: "non"})
    road.fill(browser, page)
    road.submit(browser, page)
    closed = browser.get(url)
    closed.mustcontain("Devenir notaire", "ne peuvent plus être changées")
    assert "formulaire" not in closed.forms
    token = closed.forms[0]["csrf_token"].value
    browser.post(url, {"csrf_token": token, PROJECT: "autre", "version": ""}, status=409)

    def reword(work: Any, application: Any) -> None:
        form = application.formation.component["formulaires"]["complement"]
        form.questions = ()
        form.label = (("fr", "Tout autre chose"),)
        questionnaires.put_response(application.candidate, form.uid, None)

    road.meanwhile(connection, page, reword)
    browser.get("/compte/deconnexion", status="*")
    browser.reset()
    sign_in(browser, "droit")
    desk_page = browser.get(page)
    desk_page.mustcontain("Questionnaire complémentaire", "Quel est votre projet ?", "Devenir notaire")
    browser.get(url).mustcontain("Vous répondez à la place de")
    browser.reset()
    sign_in(browser, "membre")
    assert browser.get(url, status=303).location.endswith("#formulaires")


def test_a_dossier_prints_the_answers(browser: TestApp, connection: Any, asked: Any) -> None:
    """C090."""
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    answer(browser, url, **{PROJECT: "Devenir notaire", ABROAD: "non"})
    printed = " ".join(reading.text(browser.get(f"{page}/@@dossier.pdf").body).split())
    assert "Questionnaire complémentaire – Quel est votre projet" in printed
    assert "Devenir notaire" in printed


def test_after_the_return_date_nothing_is_answered(browser: TestApp, connection: Any, asked: Any) -> None:
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    form = form_of(browser.get(url))

    def close(work: Any, application: Any) -> None:
        calendar = application.formation.calendar
        application.formation.calendar = calendar.shifted((work.today - calendar.return_by).days - 1)

    road.meanwhile(connection, page, close)
    form[PROJECT], form[f"champ-{ABROAD}"] = "trop tard", "non"
    form.submit("enregistrer", status=409).mustcontain("La date limite de retour")
    browser.get(url).mustcontain("La date limite de retour")

    def extend(work: Any, application: Any) -> None:
        enrolment.set_date(work, application, enrolment.RETURN, work.today.replace(year=work.today.year + 1))

    road.meanwhile(connection, page, extend)
    assert answer(browser, url, **{PROJECT: "à temps", ABROAD: "non"}).status_int == 303


def test_nobody_else_reads_or_answers(browser: TestApp, connection: Any, asked: Any, portal: Any) -> None:
    seed.candidate(portal, "AUTREXYZ", birth_name="DURAND")
    commit(connection)
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    answer(browser, url, **{PROJECT: "Devenir notaire", ABROAD: "non"})
    for login in ("AUTREXYZ", "sciences"):
        browser.reset()
        sign_in(browser, login)
        for view in ("", "/@@fichier?question=x", "/@@retour"):
            assert browser.get(url + view, status="*").status_int in (403, 404)
    browser.reset()
    sign_in(browser, "droit")
    assert "Devenir notaire" not in browser.get(page)


def test_a_manager_recalls_unanswered_forms(browser: TestApp, connection: Any, asked: Any) -> None:
    """M14."""
    page = road.apply(browser)
    browser.reset()
    sign_in(browser, "droit")
    sent = road.form_to(browser.get(page), "/@@relancer-formulaires").submit(status=303).follow()
    sent.mustcontain("Le rappel des formulaires part dans quelques instants.")
    portal = road.portal_now(connection)
    mail = portal.outbox[find(portal, page).mails[-1]]
    assert mail.code == "CANDIDATURE_RELANCE_FORMULAIRE"
    assert "- Questionnaire complémentaire\n- Aménagements" in mail.text


def test_a_survey_elsewhere_comes_back_answered(browser: TestApp, connection: Any, portal: Any) -> None:
    """C086. C087."""
    made = seed.questionnaire(portal["test"]["droit"], "enquete", "Enquête d'insertion", source=Source.LIMESURVEY)
    made.url = (("fr", "http://localhost/@@enquete?sid=421994&numDossier=${numDossier}&idCandidature=${idCandidature}"
                       "&nom=${nom}&prenom=${prenom}&retour=${retour}"),)  # fmt: skip
    made.survey = "421994"
    commit(connection)
    page = road.apply(browser)
    url = f"{page}/formulaires/test~droit~formulaires~enquete"
    shown = browser.get(url)
    browser.get(f"{url}/@@retour", status=303).follow().mustcontain("aucune réponse n'est encore arrivée")
    link = shown.html.find("a", string=None, href=lambda href: href and "sid=421994" in href)["href"]
    assert "nom=MARTIN&prenom=CAMILLE" in link
    survey = browser.get(link.removeprefix("http://localhost"))
    form = next(form for form in survey.forms.values() if "q0" in form.fields)
    form["q0"] = "Par un salon"
    back = form.submit(status=303)
    assert back.location == f"http://localhost{url}/@@retour"
    arrived = browser.get(back.location, status=303).follow()
    arrived.mustcontain("vos réponses sont arrivées")
    assert states(arrived) == ["Répondu"]
    browser.get(url).mustcontain("Par un salon")


def test_coming_back_again_and_again_or_all_at_once_asks_little_of_the_survey(
    browser: TestApp, connection: Any, portal: Any
) -> None:  # fmt: skip
    made = seed.questionnaire(portal["test"]["droit"], "enquete", "Enquête d'insertion", source=Source.LIMESURVEY)
    made.url, made.survey = (("fr", "http://localhost/@@enquete?sid=421995"),), "421995"
    commit(connection)
    url = f"{road.apply(browser)}/formulaires/test~droit~formulaires~enquete/@@retour"
    later = "vos réponses arriveront d'elles-mêmes dans quelques minutes"
    with doors.LOOKING:
        browser.get(url, status=303).follow().mustcontain(later)
    said = [later in browser.get(url, status=303).follow() for _ in range(8)]
    assert said == [False] * 5 + [True] * 3
