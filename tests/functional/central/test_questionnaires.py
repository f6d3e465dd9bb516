"""Writing questionnaires at the three levels: settings, questions, conditions, preview, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.domain.questionnaire import Kind, Source, said
from tests import seed
from tests.functional.candidate import road
from tests.functional.doors import sign_in

DROIT = "/test/droit/formulaires"


def written(page: TestResponse) -> Any:
    """The form of a page of management."""
    return page.forms["deform"]


def save(browser: TestApp, url: str, status: int = 303, **fields: Any) -> TestResponse:
    """Fill a form in and save it; the answer, followed when it leads on."""
    form = written(browser.get(url))
    for name, value in fields.items():
        form[name] = value
    answer = form.submit("enregistrer", status=status)
    return answer.follow() if status == 303 else answer


def of_kind(browser: TestApp, url: str, kind: Kind) -> Any:
    """The form of a question, refreshed for a kind of answer."""
    form = written(browser.get(url))
    form["kind"] = kind.value
    return written(form.submit("_refresh"))


def test_a_questionnaire_is_created_and_its_questions_written(browser: TestApp, connection: Any) -> None:
    """C085. D10."""
    sign_in(browser, "droit")
    listed = browser.get("/test/droit").click("Formulaires")
    listed.mustcontain("Aucun formulaire à ce niveau.")
    made = save(browser, f"{DROIT}/@@nouveau", label_fr="Projet d'études", label_en="Study plan", conditional=True)
    assert made.request.path == f"{DROIT}/projet-d-etudes/@@modifier"
    base = f"{DROIT}/projet-d-etudes"
    form = of_kind(browser, f"{base}/@@question", Kind.YES_NO)
    form["label_fr"], form["label_en"] = "Travaillez-vous ?", "Do you work?"
    form.submit("enregistrer", status=303).follow().mustcontain("Travaillez-vous ?", "Oui ou non")
    form = of_kind(browser, f"{base}/@@question", Kind.NUMBER)
    form["label_fr"], form["low"], form["high"] = "Combien d'heures ?", "1", "35,5"
    offered = [text for _value, _chosen, text in form["condition"].options]
    yes, no = (f"«\u00a0Travaillez-vous ?\u00a0»\u00a0: {answer}" for answer in ("Oui", "Non"))
    assert offered == ["Toujours", yes, no]
    form["condition"].select(text=yes)
    page = form.submit("enregistrer", status=303).follow()
    page.mustcontain("si «\u00a0Travaillez-vous ?\u00a0»\u00a0: Oui")
    form = of_kind(browser, f"{base}/@@question", Kind.CHOICE)
    form["label_fr"], form["choices_fr"], form["choices_en"] = "Où ?", "Ici\nLà", "Here\nThere"
    form.submit("enregistrer", status=303)
    made = road.portal_now(connection)["test"]["droit"]["formulaires"]["projet-d-etudes"]
    assert [question.kind for question in made.questions] == [Kind.YES_NO, Kind.NUMBER, Kind.CHOICE]
    assert [(choice.code, said(choice.label, "en")) for choice in made.questions[2].choices] == [
        ("ici", "Here"), ("la", "There"),
    ]  # fmt: skip
    preview = browser.get(f"{base}/@@apercu")
    preview.mustcontain("Combien d'heures ?", "De 1 à 35,5.", "Rien de ce que vous tapez ici")
    assert not preview.html.select("#formulaire button")


def test_the_preview_shows_without_a_script_the_file_that_depends_on_an_answer(
    browser: TestApp, connection: Any
) -> None:
    droit = road.portal_now(connection)["test"]["droit"]
    seed.questionnaire(
        droit, "sante", "Santé", seed.question("AVIS2222", Kind.YES_NO, "Un avis ?"),
        seed.question("PREUVE22", Kind.FILE, "L'avis", depends_on="AVIS2222", depends_value="oui"),
    )  # fmt: skip
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "droit")
    shown = browser.get("/test/droit/formulaires/sante/@@apercu").html.select_one(".question-file")
    assert (shown["data-shown-if"], shown["data-shown-value"]) == ("AVIS2222", "oui")
    assert not shown.has_attr("hidden")


@pytest.fixture
def three(connection: Any, portal: Any) -> Any:
    """A questionnaire of three questions, the third depending on the second."""
    made = seed.questionnaire(
        portal["test"]["droit"], "projet", "Projet", seed.question("PREMIERE", Kind.TEXT, "Une"),
        seed.question("DEUXIEME", Kind.YES_NO, "Deux"),
        seed.question("TROISIEM", Kind.TEXT, "Trois", depends_on="DEUXIEME", depends_value="oui"),
    )  # fmt: skip
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return made


def order(page: TestResponse) -> list[str]:
    return [link.get_text() for link in page.html.select(".question-text a")]


def press(browser: TestApp, view: str, key: str, button: str = "") -> TestResponse:
    """Press a button of a row of questions."""
    page = browser.get(f"{DROIT}/projet/@@modifier")
    form = next(f for f in page.forms.values() if f.action.endswith(view) and f["cle"].value == key)
    return form.submit(button, status=303).follow() if button else form.submit(status=303).follow()


def test_questions_move_and_go_unless_another_depends_on_them(browser: TestApp, three: Any) -> None:
    sign_in(browser, "droit")
    assert order(press(browser, "/@@deplacer-question", "DEUXIEME", "haut")) == ["Deux", "Une", "Trois"]
    assert order(press(browser, "/@@deplacer-question", "TROISIEM", "haut")) == ["Deux", "Trois", "Une"]
    stuck = press(browser, "/@@deplacer-question", "TROISIEM", "haut")
    stuck.mustcontain("dépend d'une réponse qui n'existe pas avant elle")
    assert order(stuck) == ["Deux", "Trois", "Une"]
    kept = press(browser, "/@@retirer-question", "DEUXIEME")
    kept.mustcontain("D'autres questions dépendent de celle-ci")
    assert order(press(browser, "/@@retirer-question", "TROISIEM")) == ["Deux", "Une"]


def test_a_question_changed_in_two_tabs_loses_nothing(browser: TestApp, three: Any) -> None:
    sign_in(browser, "droit")
    url = f"{DROIT}/projet/@@question?cle=PREMIERE"
    first, second = written(browser.get(url)), written(browser.get(url))
    first["label_fr"] = "Une, changée"
    first.submit("enregistrer", status=303)
    second["label_fr"] = "Une, autrement"
    late = second.submit("enregistrer", status=409)
    late.mustcontain("a été modifié pendant que vous remplissiez cette page")
    assert written(late)["label_fr"].value == "Une, autrement"
    written(late).submit("enregistrer", status=303).follow().mustcontain("Une, autrement")


@pytest.mark.parametrize(
    ("kind", "fields", "said_"),
    [
        (Kind.CHOICE, {"choices_fr": "Seul"}, "Donnez de 2 à 60 choix"),
        (Kind.CHOICES, {"choices_fr": "Un\nUn"}, "Deux choix portent le même intitulé."),
        (Kind.CHOICE, {"choices_fr": "Un\nDeux", "choices_en": "One"}, "2 lignes sont attendues"),
        (Kind.NUMBER, {"low": "3", "high": "2"}, "Le maximum est plus petit que le minimum."),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_at_its_field(
    browser: TestApp, three: Any, kind: Kind, fields: dict[str, str], said_: str
) -> None:
    sign_in(browser, "droit")
    form = of_kind(browser, f"{DROIT}/projet/@@question", kind)
    form["label_fr"] = "Quatre"
    for name, value in fields.items():
        form[name] = value
    refused = form.submit("enregistrer", status=409)
    refused.mustcontain(said_)
    assert refused.html.select(".field-faulty")


def test_a_limesurvey_questionnaire_has_a_number_and_a_safe_address(browser: TestApp, connection: Any) -> None:
    """C086."""
    sign_in(browser, "droit")
    url = f"{DROIT}/@@nouveau"
    values = {"label_fr": "Enquête", "source": Source.LIMESURVEY.value}
    save(browser, url, 409, **values).mustcontain("Ce champ est obligatoire.")
    unknown = save(browser, url, 409, **values, url_fr="https://e.example/?x=${motDePasse}", survey="1")
    unknown.mustcontain("«\u00a0motDePasse\u00a0» n'est pas une variable connue")
    save(browser, url, 409, **values, url_fr="https://e.example/", survey="1;2").mustcontain("s'écrit en chiffres")
    save(browser, url, **values, url_fr="https://e.example/1?n=${nom}&d=${numDossier}", survey="421994")
    made = road.portal_now(connection)["test"]["droit"]["formulaires"]["enquete"]
    assert (made.source, made.survey) == (Source.LIMESURVEY, "421994")


def test_each_level_lists_its_own_and_those_above(browser: TestApp, connection: Any, portal: Any) -> None:
    """D09, D11, S15, S16."""
    seed.questionnaire(portal["test"], "commun", "Formulaire de l'établissement")
    seed.questionnaire(portal["test"]["droit"], "composante", "Formulaire de la composante")
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "droit")
    shown = browser.get("/test/droit/master/m1-droit/formulaires")
    shown.mustcontain("Demandés au-dessus", "Formulaire de l'établissement", "Formulaire de la composante")
    for url in ("/test/formulaires", "/test/formulaires/commun/@@modifier", "/test/sciences/formulaires"):
        browser.get(url, status=403)


def test_only_a_questionnaire_that_nobody_answered_is_deleted(browser: TestApp, connection: Any, three: Any) -> None:
    road.apply(browser)
    browser.reset()
    sign_in(browser, "droit")
    asked = browser.get(f"{DROIT}/projet/@@supprimer")
    form = next(form for form in asked.forms.values() if form.action.endswith("@@supprimer"))
    gone = form.submit(status=303).follow()
    gone.mustcontain("est supprimé")
    assert "projet" not in road.portal_now(connection)["test"]["droit"]["formulaires"]


def test_the_reserved_name_is_refused_and_an_older_component_of_that_name_still_opens(
    browser: TestApp, connection: Any, portal: Any
) -> None:  # fmt: skip
    sign_in(browser, "central")
    save(browser, "/test/@@nouvelle-composante", 409, title="Formulaires", code="formulaires").mustcontain("réservé")
    old = portal["test"]["sciences"]
    portal["test"]._children["formulaires"] = old
    old.__name__ = "formulaires"
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    browser.get("/test/formulaires").mustcontain("UFR Sciences")
