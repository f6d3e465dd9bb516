"""Contents in the languages that a university speaks: chosen on any page, kept on the account, followed by mails."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.models.spoken import spoken, text
from ecandidat.resources import find
from ecandidat.services import desk
from tests.functional.candidate import road
from tests.functional.doors import sign_in
from tests.unit.documents.reading import text as printed

WELCOME = {"fr": "Bienvenue.", "en": "Welcome.", "es": "Bienvenidos.\nA todos.", "de": "Willkommen."}


@pytest.fixture
def central(wsgi: Any) -> TestApp:
    """The central office, signed in."""
    browser = TestApp(wsgi, extra_environ={"HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(browser, "central")
    return browser


def speak(central: TestApp, *languages: str) -> None:
    """Tick the languages of the university, on its own screen."""
    form = central.get("/test/@@modifier").forms["deform"]
    for box in form.fields["checkbox"]:
        if box._value in ("en", "es", "de"):
            box.checked = box._value in languages
    form.submit(status=303)


def write(central: TestApp, page: str, **texts: str) -> None:
    """Fill some fields of a form in."""
    form = central.get(page).forms["deform"]
    for name, said in texts.items():
        form[name] = said
    form.submit(status=303)


def offered(page: TestResponse) -> list[str]:
    """The languages of the switcher."""
    return [one["lang"] for one in page.html.select(".languages [lang]")]


def choose(browser: TestApp, lang: str, page: str = "/test") -> TestResponse:
    """Follow the link of a language."""
    return browser.get(f"/@@langue?l={lang}&retour={page}").follow()


def lang_of(element: Any) -> str:
    """The language that a screen reader uses for an element."""
    return next(node["lang"] for node in (element, *element.parents) if node.get("lang"))


def test_each_text_has_one_field_per_language_of_the_university(central: TestApp) -> None:
    """C002."""
    form = central.get("/test/@@modifier").forms["deform"]
    assert {name for name in form.fields if name and name.startswith("welcome_")} == {"welcome_fr", "welcome_en"}
    speak(central, "en", "es", "de")
    form = central.get("/test/@@modifier").forms["deform"]
    assert {name for name in form.fields if name and name.startswith("welcome_")} == {f"welcome_{x}" for x in WELCOME}
    for url in (
        "/test/droit/@@modifier", "/test/droit/commissions/commission/@@modifier", "/test/droit/master/@@modifier",
        "/test/droit/master/m1-droit/@@modifier", "/test/pieces/identite/@@modifier", "/test/@@faq?entree=nouvelle",
        "/test/@@documentation?entree=nouvelle", "/test/@@modifier-decision?genre=decision&code=favorable",
        "/test/@@modifier-decision?genre=motif&code=capacite", "/test/@@maintenance",
    ):  # fmt: skip
        fields = [name for name in central.get(url).forms["deform"].fields if name and name.endswith("_de")]
        assert fields, url


def test_the_switcher_offers_the_languages_of_the_university_only(central: TestApp, browser: TestApp) -> None:
    """C002."""
    assert offered(browser.get("/test")) == ["fr", "en"]
    speak(central, "es")
    assert offered(browser.get("/test")) == ["fr", "es"]
    assert offered(browser.get(road.FORMATION)) == ["fr", "es"]
    assert browser.get("/@@langue?l=de&retour=/test").follow().html.html["lang"] == "fr"
    speak(central)
    assert offered(browser.get("/test")) == []


def test_a_visitor_reads_contents_in_spanish_on_english_screens(central: TestApp, browser: TestApp) -> None:
    """C001, C002, C010, C011, C012, S23."""
    speak(central, "en", "es", "de")
    write(central, "/test/@@modifier", **{f"welcome_{lang}": said for lang, said in WELCOME.items()},
          legal_notice_fr="Mentions.", legal_notice_es="Protección de datos.")  # fmt: skip
    write(central, "/test/@@faq?entree=nouvelle", question_fr="Où ?", answer_fr="Ici.", question_es="¿Dónde?",
          answer_es="Aquí.")  # fmt: skip
    write(central, "/test/@@documentation?entree=nouvelle", label_fr="Guide", label_de="Leitfaden",
          url="https://univ.example/guide")  # fmt: skip
    write(central, "/test/pieces/identite/@@modifier", label_es="Documento de identidad", label_en="Identity document")
    write(central, "/test/droit/master/@@modifier", label_es="Máster")
    home = choose(browser, "es")
    assert home.html.html["lang"] == "en"
    told = home.html.select(".welcome p")
    assert [(p.get_text(), lang_of(p)) for p in told] == [("Bienvenidos.", "es"), ("A todos.", "es")]
    assert [(p.get_text(), lang_of(p)) for p in home.html.select(".legal p")] == [("Protección de datos.", "es")]
    home.mustcontain("Your personal data")
    page = browser.get("/test/@@assistance")
    assert [(one.get_text(), lang_of(one)) for one in page.html.select(".question summary span")] == [("¿Dónde?", "es")]
    guide = page.html.find("a", href="https://univ.example/guide")
    assert (guide.get_text(), lang_of(guide)) == ("Guide", "fr")
    formation = browser.get(road.FORMATION)
    pieces = {one.get_text(): lang_of(one) for one in formation.html.select(".piece-title")}
    assert pieces["Documento de identidad"] == "es"
    assert pieces["Curriculum Vitae"] == "en"
    assert "Closing date" in formation or "Apply" in formation
    offer = browser.get("/test/@@offre")
    assert {(one.get_text(), lang_of(one)) for one in offer.html.select(".offer-type h3")} >= {("Máster", "es")}
    german = choose(browser, "de", "/test/@@assistance")
    assert "Leitfaden" in german
    french = choose(browser, "fr")
    assert [p.get_text() for p in french.html.select(".welcome p")] == ["Bienvenue."]
    assert french.html.select(".welcome p")[0].get("lang") is None


def test_a_browser_gets_the_language_that_it_asks_for_where_it_is_spoken(central: TestApp, browser: TestApp) -> None:
    """C002."""
    header = {"HTTP_ACCEPT_LANGUAGE": "de-DE,de;q=0.9,fr;q=0.8"}
    assert browser.get("/test", extra_environ=header).html.html["lang"] == "fr"
    speak(central, "de")
    write(central, "/test/@@modifier", welcome_fr="Bienvenue.", welcome_de="Willkommen.")
    page = browser.get("/test", extra_environ=header)
    assert "Willkommen." in page
    assert "Bienvenue." in browser.get("/test")
    assert "Willkommen." in browser.get("/test", extra_environ=header)


def test_a_page_kept_in_memory_is_never_given_in_another_language(central: TestApp, wsgi: Any) -> None:
    """C002."""
    speak(central, "en", "es", "de")
    write(central, "/test/droit/master/m1-droit/@@modifier", **{f"info_{lang}": said for lang, said in WELCOME.items()})
    seen = {}
    for _ in range(2):
        for lang in WELCOME:
            visitor = TestApp(wsgi, extra_environ={"HTTP_ACCEPT_LANGUAGE": lang})
            seen[lang] = visitor.get(road.FORMATION).html.select_one("main .prose p").get_text()
    assert seen == {lang: said.split("\n")[0] for lang, said in WELCOME.items()}


def test_the_choice_is_kept_on_the_account_and_mails_follow(
    central: TestApp, browser: TestApp, connection: Any
) -> None:
    """C002, C104."""
    speak(central, "en", "es")
    sign_in(browser, "CANDIDAT")
    shown = browser.get("/candidats/CANDIDAT")
    form = next(form for form in shown.forms.values() if form.action == "/@@langue")
    form.submit("l", value="es", status=302)
    portal = road.portal_now(connection)
    account, candidate = portal.accounts.get("c-CANDIDAT"), portal.candidates["CANDIDAT"]
    assert (account.language, candidate.language, candidate.profile.personal.language) == ("es", "es", "es")
    answer = road.form_with(browser.get(f"{road.FORMATION}/@@candidater"), "Apply").submit(status=303)
    page = answer.location.removeprefix("http://localhost")
    portal = road.portal_now(connection)
    mail = portal.outbox[find(portal, page).mails[-1]]
    assert (mail.language, mail.subject) == ("es", "Candidatura - registrada: M1 Droit privé")
    dossier = browser.get(f"{page}/@@dossier.pdf").body
    assert "Expediente de candidatura" in printed(dossier)
    with pikepdf.open(BytesIO(dossier)) as pdf:
        assert str(pdf.Root.Lang).startswith("es")


def test_a_get_never_writes_the_account(central: TestApp, browser: TestApp, connection: Any) -> None:
    """C002."""
    sign_in(browser, "CANDIDAT")
    browser.get("/@@langue?l=en&retour=/test").follow()
    assert road.portal_now(connection).accounts.get("c-CANDIDAT").language == "fr"


def test_a_candidate_reads_decisions_and_pieces_in_their_language(
    central: TestApp, browser: TestApp, connection: Any
) -> None:
    """C104, C079."""
    speak(central, "de")
    write(central, "/test/pieces/identite/@@modifier", label_de="Ausweis")
    page = road.apply(browser)
    choose(browser, "de", page)

    def refuse(work: Any, application: Any) -> None:
        desk.decide(work, application, "defavorable", motivation="Capacité d'accueil atteinte")
        desk.validate_decision(work, application)

    road.meanwhile(connection, page, refuse)
    shown = browser.get(page)
    found = {one.get_text(strip=True): lang_of(one) for one in shown.html.select(".badge-line, dd, .piece-title span")}
    assert found["Negative Entscheidung"] == "de"
    assert found["Keine freien Plätze"] == "de"
    assert found["Ausweis"] == "de"
    assert shown.html.html["lang"] == "en"


def test_texts_of_a_language_taken_out_of_service_are_kept(central: TestApp, connection: Any) -> None:
    """C002."""
    speak(central, "es")
    write(central, "/test/@@faq?entree=nouvelle", question_fr="Où ?", answer_fr="Ici.", question_es="¿Dónde?",
          answer_es="Aquí.")  # fmt: skip
    speak(central)
    write(central, "/test/@@faq?entree=0", answer_fr="Là.")
    question, answer = road.portal_now(connection)["test"].faq[0]
    assert dict(question)["es"] == "¿Dónde?"
    assert dict(answer) == {"fr": "Là.", "es": "Aquí."}


def test_a_text_falls_back_to_english_then_french() -> None:
    """C002."""
    texts = (("fr", "Un"), ("en", "One"), ("de", ""))
    assert [text(texts, lang) for lang in ("fr", "en", "es", "de")] == ["Un", "One", "One", "One"]
    assert spoken((("fr", "Un"),), "es") == ("Un", "fr")
    assert spoken((("es", "Uno"),), "fr") == ("Uno", "es")
    assert spoken((), "de") == ("", "de")


@pytest.mark.parametrize("path", ["/test", "/test/droit/master/m1-droit", "/test/@@offre", "/compte/connexion"])
def test_no_cache_on_the_way_gives_a_visitor_the_language_of_another(wsgi: Any, path: str) -> None:
    """C002."""
    for lang in ("fr", "en", "fr"):
        answer = TestApp(wsgi).get(path, headers={"Accept-Language": lang})
        assert answer.html.find("html")["lang"] == lang
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Vary"] == "Accept-Language, Cookie"
