"""« Formulaires complémentaires » for the candidate, without JavaScript: the tab, the form, its files, the gate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp, Upload
from webtest.response import TestResponse

from ecandidat.domain.codes import Status
from ecandidat.domain.questionnaire import Choice, Kind, Question, Source
from ecandidat.resources import find
from ecandidat.services import desk, questionnaires
from ecandidat.views.candidate import questionnaires as doors
from tests import seed
from tests.functional.candidate import road
from tests.functional.doors import sign_in
from tests.stories.road import with_field
from tests.unit.documents import reading
from tests.unit.documents.samples import pdf

PROJECT, ABROAD, WHERE, LEVEL, PROOF = "PROJET22", "ETRANGER", "LEQUEL22", "NIVEAU22", "PREUVE22"
MASTER = "test~droit~formulaires~complement"
TAB = "?onglet=formulaires"


def questions() -> tuple[Question, ...]:
    """A text, a yes or no, what depends on it, a number, an optional file."""
    lines = (Choice("ue", (("fr", "Union européenne"),)), Choice("autre", (("fr", "Autre pays"),)))
    return (
        seed.question(PROJECT, Kind.LONG, "Quel est votre projet ?"),
        seed.question(ABROAD, Kind.YES_NO, "Avez-vous étudié à l'étranger ?"),
        seed.question(WHERE, Kind.CHOICE, "Où ?", choices=lines, depends_on=ABROAD, depends_value="oui"),
        seed.question(LEVEL, Kind.NUMBER, "Votre moyenne", required=False, low=0, high=20),
        seed.question(PROOF, Kind.FILE, "Une preuve", required=False),
    )


@pytest.fixture
def asked(connection: Any, portal: Any) -> Any:
    """A conditional questionnaire common to the component, an own one of the formation."""
    droit = portal["test"]["droit"]
    seed.questionnaire(droit, "complement", "Questionnaire complémentaire", *questions())
    seed.questionnaire(
        droit["master"]["m1-droit"], "handicap", "Aménagements", seed.question("BESOIN22", Kind.TEXT, "Vos besoins"),
        conditional=True,
    )  # fmt: skip
    commit(connection)
    return droit


def commit(connection: Any) -> None:
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def demand(connection: Any) -> None:
    """Questionnaires are demanded before submitting."""
    road.portal_now(connection)["test"].parameters["CANDIDATURE_IS_BLOC_TRANS_FORM"] = True
    commit(connection)


def states(page: TestResponse) -> list[str]:
    """The state of each questionnaire in the tab."""
    return [badge.get_text(strip=True) for badge in page.html.select(".form-list .status")]


def form_of(page: TestResponse) -> Any:
    return page.forms["formulaire"]


def answer(browser: TestApp, url: str, **fields: str) -> TestResponse:
    """Fill the questionnaire in and press « Enregistrer », whatever comes."""
    form = form_of(browser.get(url))
    for name, value in fields.items():
        form[f"champ-{name}" if isinstance(form.fields.get(f"champ-{name}"), list) else name] = value
    return form.submit("enregistrer", status="*")


def test_the_tab_says_what_is_left(browser: TestApp, asked: Any) -> None:
    """C085."""
    page = road.apply(browser)
    shown = browser.get(page)
    tab = next(link for link in shown.html.select(".tabs a") if "Formulaires complémentaires" in link.get_text())
    assert "2 à remplir" in " ".join(tab.get_text().split())
    shown.mustcontain("N'oubliez pas de consulter l'onglet")
    listed = browser.get(page + TAB)
    listed.mustcontain("Questionnaire complémentaire", "Aménagements", "Remplir le formulaire")
    assert states(listed) == ["À remplir", "À remplir"]


def test_no_tab_where_nothing_is_asked(browser: TestApp) -> None:
    page = road.apply(browser)
    assert "Formulaires complémentaires" not in browser.get(page)


def test_answers_are_checked_kept_and_shown_again(browser: TestApp, asked: Any) -> None:
    """C085."""
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    refused = answer(browser, url, **{LEVEL: "vingt-deux", ABROAD: "non"})
    assert refused.status_int == 422
    refused.mustcontain("2 points sont à corriger", "Ce champ est obligatoire", "Tapez un nombre")
    assert form_of(refused)[LEVEL].value == "vingt-deux"
    refused = answer(browser, url, **{PROJECT: "Devenir notaire", LEVEL: "22", ABROAD: "non"})
    refused.mustcontain("La réponse sort des limites indiquées.")
    saved = answer(browser, url, **{PROJECT: "Devenir notaire 📜", LEVEL: "12,5", ABROAD: "non"}).follow()
    saved.mustcontain("vos réponses sont enregistrées")
    assert states(saved) == ["Répondu", "À remplir"]
    again = form_of(browser.get(url))
    assert (again[PROJECT].value, again[LEVEL].value) == ("Devenir notaire 📜", "12,5")
    assert again[f"champ-{ABROAD}"].value == "non"


def test_a_question_that_depends_on_an_answer_shows_and_is_demanded_then_only(browser: TestApp, asked: Any) -> None:
    """C085."""
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    first = browser.get(url)
    assert first.html.select_one(f"[data-question={WHERE}]").has_attr("hidden")
    more = answer(browser, url, **{PROJECT: "Devenir notaire", ABROAD: "oui"})
    assert more.status_int == 422
    more.mustcontain("Cette question s'ajoute d'après vos réponses")
    assert not more.html.select_one(f"[data-question={WHERE}]").has_attr("hidden")
    form = form_of(more)
    form[f"champ-{WHERE}"] = "ue"
    form.submit("enregistrer", status=303)
    read = form_of(browser.get(url))
    assert read[f"champ-{WHERE}"].value == "ue"
    read[f"champ-{ABROAD}"] = "non"
    read.submit("enregistrer", status=303)
    assert form_of(browser.get(url))[f"champ-{WHERE}"].value is None


def test_hostile_answers_get_a_sentence(browser: TestApp, asked: Any) -> None:
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    for hostile in ("a\x00b", "x" * 10_001, "\u202egnp.exe"):
        refused = answer(browser, url, **{PROJECT: hostile, ABROAD: "non"})
        assert refused.status_int == 422
    form = form_of(browser.get(url))
    fields = [(name, value) for name, value in form.submit_fields("enregistrer") if name != f"champ-{ABROAD}"]
    group = f"{ABROAD}:rename"
    forged = [*fields, ("__start__", group), (f"champ-{ABROAD}", "peut-être"), ("__end__", group)]
    assert browser.post(url, forged, status="*").status_int == 422
    saved = answer(browser, url, **{PROJECT: "<script>alert(1)</script>", ABROAD: "non"})
    assert saved.status_int == 303
    assert "<script>alert(1)" not in browser.get(f"{page}/@@transmettre")


def test_two_tabs_lose_nothing(browser: TestApp, asked: Any) -> None:
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    first, second = form_of(browser.get(url)), form_of(browser.get(url))
    for form, text in ((first, "notaire"), (second, "avocat")):
        form[PROJECT], form[f"champ-{ABROAD}"] = text, "non"
    first.submit("enregistrer", status=303)
    late = second.submit("enregistrer", status=409)
    late.mustcontain("Cette page a changé depuis que vous l'avez ouverte", "notaire", "avocat")
    again = form_of(late)
    assert again[PROJECT].value == "avocat"
    again.submit("enregistrer", status=303)
    assert form_of(browser.get(url))[PROJECT].value == "avocat"


def test_a_draft_of_answers_comes_back(browser: TestApp, asked: Any) -> None:
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    form = form_of(browser.get(url))
    assert browser.get(url).html.select_one("#formulaire")["data-autosave"].endswith("/@@brouillon")
    form[PROJECT], form[f"champ-{ABROAD}"] = "à moitié éc", "oui"
    browser.post(f"{url}/@@brouillon", form.submit_fields(), status=303)
    resumed = browser.get(url)
    resumed.mustcontain("Brouillon du")
    assert form_of(resumed)[PROJECT].value == "à moitié éc"
    assert not resumed.html.select_one(f"[data-question={WHERE}]").has_attr("hidden")


def test_a_session_that_ends_loses_no_answer(browser: TestApp, asked: Any) -> None:
    url = f"{road.apply(browser)}/formulaires/{MASTER}"
    form = form_of(browser.get(url))
    form[PROJECT], form[f"champ-{ABROAD}"] = "Devenir juriste dans une commune rurale.", "non"
    browser.reset()
    browser.post(f"{url}/@@brouillon", form.submit_fields(), headers={"Accept": "application/json"}, status=401)
    assert "/compte/connexion?retour=" in browser.get(url, status=302).location
    page = form.submit("enregistrer", status=403)
    page.mustcontain("Votre session a pris fin", "Devenir juriste dans une commune rurale.")
    again = with_field(page, "suite")
    again["utilisateur"], again["mot_de_passe"] = "CANDIDAT", seed.PASSWORD
    resent = with_field(again.submit(status=200), PROJECT)
    assert resent[PROJECT].value == "Devenir juriste dans une commune rurale."
    resent.submit(status=303)
    assert "Devenir juriste" in form_of(browser.get(url))[PROJECT].value


def test_not_concerned_and_back(browser: TestApp, asked: Any) -> None:
    """C088."""
    page = road.apply(browser)
    listed = browser.get(page + TAB)
    said = road.form_to(listed, "handicap/@@non-concerne").submit(status=303).follow()
    assert states(said) == ["À remplir", "Non concerné"]
    back = road.form_to(said, "handicap/@@concerne").submit(status=303).follow()
    assert states(back) == ["À remplir", "À remplir"]
    assert not [form for form in back.forms.values() if form.action.endswith("complement/@@non-concerne")]
    token = back.forms[0]["csrf_token"].value
    forced = browser.post(f"{page}/formulaires/{MASTER}/@@non-concerne", {"csrf_token": token}, status=303).follow()
    forced.mustcontain("Ce formulaire est demandé à tous les candidats.")


def test_a_file_answers_a_question(browser: TestApp, asked: Any) -> None:
    """C085."""
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"

    def send(name: str, content: bytes) -> TestResponse:
        form = road.form_to(browser.get(url), "/@@deposer")
        form["fichier"] = Upload(name, content)
        return form.submit(status="*")

    refused = send("virus.exe", b"MZ not a paper")
    assert refused.status_int == 422
    refused.mustcontain("Ce fichier n'est ni un PDF")
    assert send("preuve.pdf", pdf()).status_int == 303
    shown = browser.get(url)
    shown.mustcontain("preuve.pdf", "Remplacer")
    read = browser.get(f"{url}/@@fichier?question={PROOF}")
    assert read.content_type == "application/pdf"
    answer(browser, url, **{PROJECT: "Devenir notaire", ABROAD: "non"})
    browser.get(url).mustcontain("preuve.pdf")
    road.form_to(browser.get(url), "/@@retirer").submit(status=303)
    browser.get(f"{url}/@@fichier?question={PROOF}", status=404)


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
    forced.mustcontain("Il reste 2 formulaire(s) à remplir", "Quel est votre projet ?")
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


def test_words_in_another_language_than_the_page_say_which(browser: TestApp, connection: Any, asked: Any) -> None:
    """C002."""
    university = road.portal_now(connection)["test"]
    university.languages = ("fr", "en", "de")
    form = university["droit"].questionnaires["complement"]
    form.label = (*form.label, ("de", "Fragebogen"))
    project, abroad, where, *others = form.questions
    lines = (Choice("ue", (("fr", "Europe"), ("de", "Europa"))), Choice("autre", (("fr", "Ailleurs"),)))
    form.questions = (
        replace(project, label=(*project.label, ("de", "Was ist Ihr Ziel?"))), abroad, replace(where, choices=lines),
        *others,
    )  # fmt: skip
    commit(connection)
    page = road.apply(browser)
    browser.get(f"/@@langue?l=de&retour={page}")
    url = f"{page}/formulaires/{MASTER}"

    def marked(shown: TestResponse) -> list[tuple[str, str]]:
        return [(one["lang"], one.get_text(strip=True)) for one in shown.html.find("main").select("[lang]")]

    asking = browser.get(url)
    assert asking.html.find("html")["lang"] == "en"
    assert marked(asking) == [
        ("de", "Fragebogen"), ("de", "Was ist Ihr Ziel?"), ("de", "Europa"), ("fr", "Ailleurs"),
    ]  # fmt: skip
    summary = form_of(asking).submit("enregistrer", status="*").html.select_one(".error-summary").get_text(" ")
    assert "Was ist Ihr Ziel? " in summary
    assert "? :" not in summary
    assert "?:" not in summary
    assert ("de", "Fragebogen") in marked(browser.get(page + TAB))


def test_a_number_is_written_as_its_reader_writes_it_and_can_be_saved_again(browser: TestApp, asked: Any) -> None:
    """C002."""
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    answer(browser, url, **{PROJECT: "x", ABROAD: "non", LEVEL: "12.50"})
    assert form_of(browser.get(url))[LEVEL].value == "12,5"
    browser.get(f"/@@langue?l=en&retour={page}")
    assert form_of(browser.get(url))[LEVEL].value == "12.5"
    assert form_of(browser.get(url)).submit("enregistrer", status=303)


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
        desk.set_dates(work, application, return_by=work.today.replace(year=work.today.year + 1))

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


def test_a_refused_file_says_why_where_it_stands_and_keeps_the_draft(
    browser: TestApp, connection: Any, portal: Any
) -> None:  # fmt: skip
    seed.questionnaire(
        portal["test"]["droit"], "complement", "Questionnaire complémentaire",
        seed.question(PROJECT, Kind.LONG, "Quel est votre projet ?"),
        seed.question(ABROAD, Kind.YES_NO, "Avez-vous étudié à l'étranger ?"),
        seed.question(PROOF, Kind.FILE, "Une preuve", depends_on=ABROAD, depends_value="oui"),
        seed.question(LEVEL, Kind.NUMBER, "Votre moyenne", low=0, high=20, help=(("fr", "Sur vingt."),)),
    )  # fmt: skip
    commit(connection)
    page = road.apply(browser)
    url = f"{page}/formulaires/{MASTER}"
    form = form_of(browser.get(url))
    form[PROJECT], form[f"champ-{ABROAD}"] = "à moitié éc", "oui"
    browser.post(f"{url}/@@brouillon", form.submit_fields(), status=303)
    shown = browser.get(url)
    shown.mustcontain("Sur vingt. De 0 à 20.")
    assert not shown.html.select_one(f"#question-{PROOF}").has_attr("hidden")
    deposit = road.form_to(shown, "/@@deposer")
    deposit["fichier"] = Upload("virus.exe", b"MZ not a paper")
    refused = deposit.submit(status=422)
    box = refused.html.select_one(f"#question-{PROOF}")
    assert "PDF" in box.select_one(".piece-error").get_text()
    assert not box.has_attr("hidden")
    assert form_of(refused)[PROJECT].value == "à moitié éc"
