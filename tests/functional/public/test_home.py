"""The first pages: universities, home, language, colours, help, health."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from ecandidat.services.install import add_establishment
from ecandidat.views.public.help import contrast
from tests.functional.doors import sign_in


@pytest.fixture
def commit(connection: Any) -> Any:
    """Write what the test changed on ``portal``, and go on."""

    def write() -> None:
        connection.transaction_manager.commit()
        connection.transaction_manager.begin()

    return write


def test_the_only_university_is_the_first_page(browser: TestApp) -> None:
    assert browser.get("/", status=302).location == "http://localhost/test"


def test_several_universities_are_listed_by_name(browser: TestApp, portal: Any, commit: Any) -> None:
    add_establishment(portal, "autre", "École <b>des</b> Arts").accent = "#123456"
    add_establishment(portal, "fermee", "Close").active = False
    commit()
    page = browser.get("/", status=200)
    assert [link.text for link in page.html.select(".university-card a")] == [
        "Université de Test",
        "École <b>des</b> Arts",
    ]
    assert "4 formations ouvertes aux candidatures" in page
    assert "Aucune formation ouverte en ce moment" in page
    assert ".theme-autre { --accent: #123456" in browser.get("/@@theme.css")
    assert "fermee" not in browser.get("/@@theme.css")


def test_home_welcomes_and_offers_both_ways_in(browser: TestApp, portal: Any, commit: Any) -> None:
    """C001, C012."""
    portal["test"].welcome = (("fr", "Soyez <i>les</i> bienvenus.\n\nÀ vous."), ("en", "Welcome."))
    portal["test"].legal_notice = (("fr", "Vos données restent ici."),)
    commit()
    page = browser.get("/test", status=200)
    assert [one.text for one in page.html.select(".welcome p")] == ["Soyez <i>les</i> bienvenus.", "À vous."]
    for words in (
        "Je suis étudiant à", "Je ne suis pas étudiant à", "Créer un compte", "J'ai oublié mes identifiants",
        "J'ai perdu mon code d'activation", "Vos données restent ici.", "4 formations sont ouvertes aux candidatures.",
    ):  # fmt: skip
        assert words in page
    assert page.click("Consulter l'offre de formation").request.path == "/test/@@offre"


def test_home_in_english(browser: TestApp, portal: Any, commit: Any) -> None:
    """C001, C002."""
    portal["test"].welcome = (("fr", "Bienvenue."), ("en", "Welcome."))
    commit()
    page = browser.get("/test", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert page.html.find("html")["lang"] == "en"
    assert page.html.select_one(".welcome").text.strip() == "Welcome."


def test_home_tells_who_is_signed_in(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    page = browser.get("/test")
    text = " ".join(page.html.find("main").text.split())
    assert "Bienvenue CAMILLE MARTIN" in text
    assert "Vous êtes connecté avec le login : CANDIDAT" in text
    assert "choisissez une option dans le menu de gauche" in text
    assert "Créer un compte" not in text


def test_a_chosen_language_lasts_and_leads_back(browser: TestApp) -> None:
    """C002."""
    page = browser.get("/test/@@offre?filtre=droit")
    back = page.click("English").follow()
    assert back.request.path_qs == "/test/@@offre?filtre=droit"
    assert back.html.find("html")["lang"] == "en"
    assert browser.get("/test").html.find("html")["lang"] == "en"
    assert browser.get("/test/@@offre").click("Français").follow().html.find("html")["lang"] == "fr"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/\tx//evil",
        "/a%0d%0aX: y",
    ],
)
def test_the_language_never_leads_elsewhere(browser: TestApp, elsewhere: str) -> None:
    location = browser.get("/@@langue", {"l": "en", "retour": elsewhere}, status=302).location
    assert location.startswith("http://localhost/")
    assert "X: y" not in browser.get("/@@langue", {"l": "en", "retour": elsewhere}).headers


def test_an_unknown_language_changes_nothing(browser: TestApp) -> None:
    browser.get("/@@langue?l=xx&retour=/test", status=302)
    assert browser.get("/test").html.find("html")["lang"] == "fr"


def test_help_answers_and_tells_whom_to_write_to(browser: TestApp, portal: Any, commit: Any) -> None:
    """C010, C011, S23."""
    university = portal["test"]
    university.faq = (((("fr", "Où est <mon> mail ?"),), (("fr", "Dans vos indésirables."),)),)
    university.documentation = (
        ((("fr", "Guide"),), "https://guide.example/"), ((("fr", "Piège"),), "javascript:alert(1)")
    )  # fmt: skip
    university.help_url = "javascript:alert(2)"
    commit()
    page = browser.get("/test/@@assistance")
    assert "Où est &lt;mon&gt; mail ?" in page
    assert (
        page.html.find("a", href="mailto:ecandidat@univ.example").text == "Envoyer un mail au référent de l'application"
    )
    assert page.html.find("a", href="https://guide.example/")
    assert "javascript:" not in page


@pytest.mark.parametrize("accent", ["red", "#12", "#123456; } body { display: none", "", "#ggg000", "#123456\n"])
def test_a_colour_that_is_not_one_never_reaches_the_stylesheet(
    browser: TestApp, portal: Any, commit: Any, accent: str
) -> None:
    portal["test"].accent = accent
    commit()
    css = browser.get("/test/@@theme.css", status=200)
    assert css.content_type == "text/css"
    assert css.text == ":root { --accent: #1d4f91; --accent-contrast: #fff; }\n"
    assert "max-age=31536000" in css.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("colour", "ink"), [("#000000", "#fff"), ("#ffffff", "#000"), ("#ffd400", "#000"), ("#7a1f3d", "#fff")]
)
def test_text_on_the_accent_is_readable(colour: str, ink: str) -> None:
    assert contrast(colour) == ink


def test_health_tells_that_the_database_answers(browser: TestApp) -> None:
    answer = browser.get("/@@sante", status=200)
    assert answer.json == {"etat": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_health_tells_that_the_database_is_gone(browser: TestApp, database: Any) -> None:
    browser.get("/@@sante", status=200)
    load = database.storage.load

    def gone(*args: Any, **more: Any) -> Any:
        raise OSError("disque retiré")

    database.storage.load = gone
    try:
        assert browser.get("/@@sante", status=503).json == {"etat": "base injoignable"}
    finally:
        database.storage.load = load
