"""« Formulaires complémentaires » as a candidate answers them, without JavaScript: the tab, the form, its files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from webtest import TestApp, Upload
from webtest.response import TestResponse

from ecandidat.domain.questionnaire import Choice, Kind
from tests import seed
from tests.functional.candidate import road
from tests.functional.candidate.forms import (
    ABROAD,
    LEVEL,
    MASTER,
    PROJECT,
    PROOF,
    TAB,
    WHERE,
    answer,
    commit,
    form_of,
    states,
)
from tests.stories.road import with_field
from tests.unit.documents.samples import pdf


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
