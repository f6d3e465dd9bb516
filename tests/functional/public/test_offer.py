"""The offer: its tree, its filter, each formation, and pages served from memory that never lie."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.domain.codes import Treatment
from ecandidat.domain.questionnaire import Source
from ecandidat.models.document import Document
from ecandidat.resources import ROOT
from ecandidat.views.public.catalogue import plain
from ecandidat.views.public.sharing import Pages, state_of
from tests import seed
from tests.functional.doors import sign_in

CLOCK = re.compile(r"<time>[^<]*</time>")


@pytest.fixture
def commit(connection: Any) -> Any:
    """Write what the test changed on ``portal``, and go on."""

    def write() -> None:
        connection.transaction_manager.commit()
        connection.transaction_manager.begin()

    return write


def titles(page: TestResponse) -> list[str]:
    """Titles of the formations that are shown."""
    return [
        line.select_one("a").text for line in page.html.select(".offer-table tbody tr") if not line.has_attr("hidden")
    ]


def test_the_tree_goes_from_components_to_formations(browser: TestApp) -> None:
    """C004, C006, C008."""
    page = browser.get("/test/@@offre")
    assert [one.text for one in page.html.select(".offer-component > summary h2")] == ["UFR Droit", "UFR Sciences"]
    assert titles(page) == ["L3 Droit", "M1 Droit privé", "M1 Droit public", "M2 Notariat", "M1 Mathématiques"]
    for column in ("Titre", "Mots clés", "Dates de candidature", "Mode de candidature"):
        assert column in page
    opens, closes = seed.TODAY - timedelta(days=10), seed.TODAY + timedelta(days=20)
    assert f"Du {opens:%d/%m/%Y} au {closes:%d/%m/%Y}" in page
    assert "Dossier papier" in page
    assert "Close" in page
    assert page.click("M1 Mathématiques").request.path == "/test/sciences/master/m1-maths"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("filtre=PRIVE", ["M1 Droit privé"]),
        ("filtre=civil++droit", ["M1 Droit privé"]),
        ("filtre=sciences+master", ["M1 Mathématiques"]),
        ("filtre=mathematiques", ["M1 Mathématiques"]),
        ("filtre=droit+maths", []),
        ("mode=P", ["M1 Droit public"]),
        ("ouvertes=1&filtre=m2", []),
        ("ouvertes=1", ["L3 Droit", "M1 Droit privé", "M1 Droit public", "M1 Mathématiques"]),
        (
            "mode=zzz&ouvertes=oui&filtre=+",
            ["L3 Droit", "M1 Droit privé", "M1 Droit public", "M2 Notariat", "M1 Mathématiques"],
        ),
    ],
)
def test_every_word_must_match_whatever_its_accents(browser: TestApp, query: str, found: list[str]) -> None:
    """C007."""
    page = browser.get(f"/test/@@offre?{query}")
    assert titles(page) == found
    assert page.html.select_one("[data-offer-shown]").text == str(len(found))
    assert page.html.select_one("[data-offer-none]").has_attr("hidden") is bool(found)
    opened = [one for one in page.html.select(".offer-component") if not one.has_attr("hidden")]
    assert all(one.has_attr("open") for one in opened) or "filtre=+" in query


def test_the_filter_works_as_a_form_without_a_script(browser: TestApp) -> None:
    """C007."""
    form = browser.get("/test/@@offre").forms[0]
    form["filtre"], form["ouvertes"] = "Droit", True
    page = form.submit()
    assert titles(page) == ["L3 Droit", "M1 Droit privé", "M1 Droit public"]
    assert page.forms[0]["filtre"].value == "Droit"
    assert page.click("Effacer le filtre").request.path_qs == "/test/@@offre"


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "'\"><b>", "a" * 100_000, "💥", "\u202e\u0301", "%", "*)(\\", "=cmd|' /C calc'!A0"],
)
def test_hostile_words_are_only_words(browser: TestApp, words: str) -> None:
    page = browser.get("/test/@@offre", {"filtre": words})
    assert titles(page) == []
    assert "<script>alert" not in page
    assert len(page.forms[0]["filtre"].value) <= 200


def test_repeated_and_unknown_questions_are_harmless(browser: TestApp) -> None:
    assert (
        browser.get(
            "/test/@@offre?filtre=a&filtre=priv%C3%A9&filtre[]=x&mode=P&mode=D&deplier=tout&x=%3Cb%3E"
        ).status_int
        == 200
    )


def test_a_component_and_a_type_show_their_part(browser: TestApp) -> None:
    page = browser.get("/test/sciences")
    assert titles(page) == ["M1 Mathématiques"]
    page = browser.get("/test/droit/master?filtre=public")
    assert titles(page) == ["M1 Droit public"]
    assert page.html.find("h1").text == "Master"


def test_what_is_no_longer_offered_is_not_listed(browser: TestApp, portal: Any, commit: Any) -> None:
    browser.get("/test/@@offre")
    portal["test"]["droit"]["master"]["m1-papier"].active = False
    portal["test"]["sciences"].active = False
    commit()
    assert titles(browser.get("/test/@@offre")) == ["L3 Droit", "M1 Droit privé", "M2 Notariat"]
    assert "Aucune formation" in browser.get("/test/sciences")


def test_the_offer_as_json_holds_public_data_only(browser: TestApp) -> None:
    answer = browser.get("/test/@@offre.json")
    first = answer.json["formations"][0]
    assert first == {
        "code": "l3-direct", "intitule": "L3 Droit", "mots_cles": "", "mode": "D", "ouverte": True,
        "composante": {"code": "droit", "intitule": "UFR Droit"},
        "type_diplome": {"code": "master", "intitule": "Master"},
        "ouverture": str(seed.TODAY - timedelta(days=10)), "fermeture": str(seed.TODAY + timedelta(days=20)),
        "url": "http://localhost/test/droit/master/l3-direct",
    }  # fmt: skip
    assert len(answer.json["formations"]) == 5


def test_a_formation_tells_its_dates_pieces_and_contact(browser: TestApp) -> None:
    """C009, C008."""
    page = browser.get("/test/droit/master/m1-droit")
    text = " ".join(page.html.find("main").text.split())
    for words in (
        "Ouverte", "Il reste 20 jours pour candidater.", "Date limite de retour", "à 23:59", "Copie pièce d'identité",
        "Curriculum Vitae", "Lettre de motivation",
        "Demande d'aménagement au titre du handicap Seulement si vous êtes concerné",
        "commission.droit@univ.example", "2 rue Jean Carbonnier", "Dossier dématérialisé", "droit, civil",
    ):  # fmt: skip
        assert words in text
    assert page.headers.getall("Set-Cookie") == []


def test_a_visitor_signs_in_then_comes_back_to_apply(browser: TestApp) -> None:
    """C009."""
    page = browser.get("/test/droit/master/m1-droit").click("Se connecter pour candidater")
    form = next(form for form in page.forms.values() if "utilisateur" in form.fields)
    form["utilisateur"], form["mot_de_passe"] = "CANDIDAT", seed.PASSWORD
    assert form.submit(status=303).location == "http://localhost/test/droit/master/m1-droit/@@candidater"


def test_a_candidate_applies_from_the_page(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    page = browser.get("/test/droit/master/m1-droit")
    assert page.html.find("a", href="/test/droit/master/m1-droit/@@candidater").text == "Candidater"


def test_staff_read_the_page_without_a_way_to_apply(browser: TestApp) -> None:
    sign_in(browser, "droit")
    assert (
        browser.get("/test/droit/master/m1-droit").html.find("a", href="/test/droit/master/m1-droit/@@candidater")
        is None
    )


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (-30, -1, "Les candidatures sont closes depuis le"),
        (3, 9, "dans 3 jour(s)"),
        (-3, 0, "Dernier jour\u00a0: les candidatures ferment ce soir à 23:59."),
        (-3, 1, "Il reste 1 jour pour candidater."),
    ],
)
def test_the_page_says_why_one_cannot_apply_or_how_long_one_can(
    browser: TestApp, portal: Any, commit: Any, opens: int, closes: int, words: str
) -> None:
    """C008, C058."""
    portal["test"]["droit"]["master"]["m1-droit"].calendar = seed.calendar(opens, closes)
    commit()
    page = browser.get("/test/droit/master/m1-droit")
    assert words in page
    assert ("Se connecter pour candidater" in page) is (opens <= 0 <= closes)


def give_model(portal: Any, name: str = "Modèle à remplir.pdf") -> None:
    """Attach a small PDF to the piece « cv »."""
    document = Document()
    with document.writer() as target:
        source = pikepdf.new()
        source.add_blank_page()
        source.save(target)
        target.seek(0)
        document.size = len(target.read())
    document.filename, document.content_type = name, "application/pdf"
    portal["test"]["droit"].pieces["cv"].model = document


def test_a_model_document_is_downloaded_under_its_name(browser: TestApp, portal: Any, commit: Any) -> None:
    """C074."""
    browser.get("/test/droit/pieces/cv/@@modele", status=404)
    give_model(portal)
    commit()
    answer = browser.get("/test/droit/master/m1-droit").click("Télécharger le modèle à compléter")
    assert answer.request.path == "/test/droit/pieces/cv/@@modele"
    assert answer.content_type == "application/pdf"
    assert answer.body.startswith(b"%PDF-")
    assert "filename*=UTF-8''Mod%C3%A8le%20%C3%A0%20remplir.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    portal["test"]["droit"].pieces["cv"].active = False
    commit()
    browser.get("/test/droit/pieces/cv/@@modele", status=404)


def test_each_edit_shows_at_once(browser: TestApp, portal: Any, commit: Any) -> None:
    university = portal["test"]
    droit = university["droit"]
    formation = droit["master"]["m1-droit"]
    path = "/test/droit/master/m1-droit"
    changes = [
        (formation, "title", "Nouveau titre"),
        (formation, "keywords", "nouveaux mots"),
        (droit, "title", "Nouvelle composante"),
        (droit["master"], "label", (("fr", "Nouveau type"),)),
        (university, "logo_text", "Nouvelle université"),
        (droit.commissions["commission"], "phone", "05 49 00 00 00"),
        (droit.pieces["cv"], "label", (("fr", "Nouveau CV"),)),
    ]
    for node, name, value in changes:
        browser.get(path)
        setattr(node, name, value)
        commit()
        assert (value if isinstance(value, str) else value[0][1]) in browser.get(path)
    seed.piece(university, "neuve", "Pièce toute neuve")
    commit()
    assert "Pièce toute neuve" in browser.get(path)
    del university.pieces["neuve"]
    university.pieces["identite"].treatment = Treatment.DIRECT
    commit()
    page = browser.get(path)
    assert "Pièce toute neuve" not in page
    assert "En accès direct seulement" in page


def test_a_formation_tells_the_questionnaires_that_it_will_ask(browser: TestApp, portal: Any, commit: Any) -> None:
    """C085. C009."""
    path, droit = "/test/droit/master/m1-droit", portal["test"]["droit"]
    assert "Formulaires complémentaires" not in browser.get(path)
    seed.questionnaire(droit, "projet", "Votre projet")
    commit()
    assert "Votre projet" in browser.get(path)
    seed.questionnaire(droit["master"]["m1-droit"], "sante", "Votre santé", source=Source.LIMESURVEY, conditional=True)
    commit()
    shown = " ".join(browser.get(path).html.select_one("[aria-labelledby=formulaires]").text.split())
    assert "Votre santé Enquête en ligne Seulement si vous êtes concerné" in shown
    droit.questionnaires["projet"].active = False
    commit()
    assert "Votre projet" not in browser.get(path)
    english = browser.get(path, headers={"Accept-Language": "en"})
    english.mustcontain("Votre santé (en)")


def test_a_kept_page_is_the_very_page(browser: TestApp) -> None:
    for path in (
        "/test/@@offre",
        "/test/droit",
        "/test/droit/master",
        "/test/droit/master/m1-droit",
        "/test/@@assistance",
    ):
        first, second = browser.get(path), browser.get(path)
        assert CLOCK.sub("", first.text) == CLOCK.sub("", second.text)
        for header in ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options"):
            assert first.headers[header] == second.headers[header]


def test_a_kept_page_is_never_given_to_another_reader(browser: TestApp) -> None:
    path = "/test/droit/master/m1-droit"
    visitor = browser.get(path)
    assert "How long" not in visitor
    english = browser.get(path, headers={"Accept-Language": "en"})
    assert english.html.find("html")["lang"] == "en"
    assert browser.get(path).html.find("html")["lang"] == "fr"
    elsewhere = browser.get(path, headers={"Host": "autre.example"})
    assert "autre.example" in elsewhere
    assert "autre.example" not in browser.get(path)
    sign_in(browser, "CANDIDAT")
    mine = browser.get(path)
    assert "CAMILLE MARTIN" in mine
    assert "no-store" in mine.headers["Cache-Control"]
    browser.reset()
    assert "CAMILLE MARTIN" not in browser.get(path)


def test_a_waiting_message_is_shown_once(browser: TestApp) -> None:
    browser.get("/test/@@offre")
    sign_in(browser, "CANDIDAT")
    token = browser.get("/test").html.find("input", attrs={"name": "csrf_token"})["value"]
    browser.post("/compte/deconnexion", {"csrf_token": token}, status=303)
    assert "Vous êtes déconnecté." in browser.get("/test/@@offre")
    assert "Vous êtes déconnecté." not in browser.get("/test/@@offre")


def test_memory_is_bounded() -> None:
    pages = Pages(most=1000)
    for number in range(50):
        pages.put(number, b"x" * 100)
    assert [number for number in range(50) if pages.get(number) is not None] == list(range(40, 50))
    pages.get(40)
    pages.put(50, b"x" * 100)
    assert pages.get(40) is not None
    assert pages.get(41) is None


def test_words_are_compared_without_case_or_accents() -> None:
    assert plain("ŒUVRE Élève – Straße ﬁn") == "oeuvre eleve – strasse fin"


def test_a_page_drawn_from_an_older_state_is_not_kept_for_the_newer_one(database: Any) -> None:
    look = iter(["old", "new"])
    pages = Pages()
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        before = state_of(portal)
        with database.transaction() as other:
            other.root()[ROOT]["test"].contact_mail = "autre@univ.example"
        assert state_of(portal) == before
        assert pages.key("page", state_of(portal), lambda: next(look)) == ("page", "old")
        assert pages.key("page", state_of(portal), lambda: next(look)) == ("page", "old")
    with database.transaction() as connection:
        after = state_of(connection.root()[ROOT])
        assert after != before
        assert pages.key("page", after, lambda: next(look)) == ("page", "new")
    assert pages.key("page", None, lambda: "asked each time") == ("page", "asked each time")
