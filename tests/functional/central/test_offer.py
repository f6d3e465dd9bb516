"""Stories of whoever manages the offer: create, edit, refuse, delete; stale pages; hostile input."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import transaction
from PIL import Image
from webtest import TestApp, Upload

from ecandidat.resources import ROOT
from ecandidat.services import application as applying
from tests import seed
from tests.functional.doors import sign_in

FORMATION = "/test/droit/master/m1-droit"


def form_of(page: Any) -> Any:
    return page.forms["deform"]


def upload_form(page: Any) -> Any:
    """The form that takes a file."""
    return next(form for form in page.forms.values() if "fichier" in form.fields)


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def day(offset: int) -> str:
    return f"{seed.TODAY + timedelta(days=offset):%d/%m/%Y}"


def test_from_an_establishment_to_an_open_formation(browser: TestApp, database: Any) -> None:
    """S12, S22, D05, D14."""
    sign_in(browser, "admin")
    form = form_of(browser.get("/@@nouvel-etablissement"))
    form["name_full"] = "Université d'Ailleurs & Cie <script>alert(1)</script>"
    form["code"] = "ailleurs"
    page = form.submit().follow()
    assert "<script>alert(1)" not in page
    form = form_of(browser.get("/ailleurs/@@nouvelle-composante"))
    form["title"] = "Économie & gestion"
    form.submit(status=303)
    form = form_of(browser.get("/ailleurs/economie-gestion/commissions/@@nouvelle"))
    form["title"] = "Commission d'économie"
    form.submit(status=303)
    form = form_of(browser.get("/ailleurs/economie-gestion/@@nouveau-type"))
    form["label_fr"], form["code"] = "Licence", "licence"
    form.submit(status=303)
    form = form_of(browser.get("/ailleurs/economie-gestion/licence/@@nouvelle-formation"))
    form["title"], form["opens"], form["closes"], form["return_by"] = "L1 Éco", day(-1), day(30), day(40)
    form["very_popular"] = True
    page = form.submit(status=303).follow()
    assert "L1 Éco" in page
    made = portal_of(database)["ailleurs"]["economie-gestion"]["licence"]["l1-eco"]
    assert made.commission is not None
    assert made.calendar.is_open(seed.TODAY)
    assert len(made.rows._shards) == len(made._children._shards) == 64
    assert browser.get("/ailleurs/economie-gestion/licence/l1-eco").status_int == 200


def test_every_broken_rule_of_the_calendar_is_told_at_its_field(browser: TestApp, database: Any) -> None:
    """D17, D18."""
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{FORMATION}/@@modifier"))
    form["closes"], form["board"], form["publication"] = day(-50), "31/02/2027", "01/01/1850"
    form["waiting_confirmation"], form["confirmation_delay"] = "", "15"
    page = form.submit(status=422)
    for field, words in {
        "closes": "Cette date ne peut pas précéder «\u00a0Date de début de dépôt des vœux\u00a0»",
        "board": "Cette date n'existe pas",
        "publication": "01/01/2000",
        "confirmation": "Donnez une date ou un délai, pas les deux",
        "waiting_confirmation": "cette date est obligatoire",
    }.items():
        assert words in page.html.find(id=f"error-champ-{field}").text, field
    assert form_of(page)["board"].value == "31/02/2027"
    assert portal_of(database)["test"]["droit"]["master"]["m1-droit"].calendar == seed.calendar()


def test_new_dates_say_first_which_applications_they_touch(browser: TestApp, database: Any) -> None:
    """D17, D22."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        candidate = portal.candidates["CANDIDAT"]
        applying.apply(seed.work(portal, candidate.userid), portal["test"]["droit"]["master"]["m1-droit"], candidate)
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{FORMATION}/@@modifier"))
    form["return_by"] = day(28)
    page = form.submit(status=200)
    assert "touchent 1 candidature" in page
    assert "MARTIN" in page
    assert portal_of(database)["test"]["droit"]["master"]["m1-droit"].calendar == seed.calendar()
    again = form_of(page)
    again["return_by"] = day(27)
    page = again.submit(status=200)
    assert "touchent 1 candidature" in page
    form_of(page).submit(status=303)
    assert portal_of(database)["test"]["droit"]["master"]["m1-droit"].calendar.return_by == seed.TODAY + timedelta(27)
    assert "Supprimer…" not in browser.get(f"{FORMATION}/@@modifier")
    page = browser.get(f"{FORMATION}/@@supprimer")
    page = page.forms[len(page.forms) - 1].submit(status=409)
    assert "a reçu 1 candidature(s)" in page


def test_a_stale_page_says_what_changed_and_keeps_what_was_typed(browser: TestApp, database: Any) -> None:
    """D14, D24, D26."""
    sign_in(browser, "droit")
    mine, theirs = (form_of(browser.get(f"{FORMATION}/@@modifier")) for _ in range(2))
    theirs["title"], theirs["keywords"] = "M1 Droit des affaires", "affaires"
    theirs.submit(status=303)
    mine["title"], mine["capacity"] = "M1 Droit civil", "30"
    page = mine.submit(status=409)
    assert "Intitulé (maintenant «\u00a0M1 Droit des affaires\u00a0»)" in page
    assert "Mots clés (maintenant «\u00a0affaires\u00a0»)" in page
    again = form_of(page)
    assert again["title"].value == "M1 Droit civil"
    assert again["keywords"].value == "affaires"
    again.submit(status=303)
    formation = portal_of(database)["test"]["droit"]["master"]["m1-droit"]
    assert (formation.title, formation.keywords, formation.capacity) == ("M1 Droit civil", "affaires", 30)
    assert [entry.after for entry in formation.journal if entry.act == "modifier-title"] == [
        "M1 Droit des affaires", "M1 Droit civil"
    ]  # fmt: skip


def test_codes_that_lie_are_refused_at_their_field(browser: TestApp, database: Any) -> None:
    sign_in(browser, "central")
    for code, words in {
        "pieces": "réservé", "../etc": "minuscules", "Droit": "minuscules", "droit": "déjà pris", "a--b": "minuscules",
        "@@droits": "minuscules", "x" * 51: "50 au plus", "droit%2f": "minuscules", "дроит": "minuscules",
    }.items():  # fmt: skip
        form = form_of(browser.get("/test/@@nouvelle-composante"))
        form["title"], form["code"] = "Nouvelle", code
        page = form.submit(status="*")
        assert page.status_int in (409, 422), code
        assert words in page.html.find(id="error-champ-code").text, code
    form = form_of(browser.get("/test/@@nouvelle-composante"))
    form["title"] = "漢字"
    assert "minuscules" in form.submit(status=409).html.find(id="error-champ-code").text
    assert set(portal_of(database)["test"]) == {"droit", "sciences"}


# WebOb leaves the temporary file of a large body to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_hostile_values_are_refused_and_written_nowhere(browser: TestApp, database: Any) -> None:
    sign_in(browser, "droit")
    hostile = {
        "title": "x" * 1_000_000, "url": "javascript:alert(1)", "keywords": "nul\x00", "capacity": "-5",
        "preselection_time": "25:00", "opens": "01/01/9999",
    }  # fmt: skip
    page = browser.get(f"{FORMATION}/@@modifier")
    for name, value in hostile.items():
        form = form_of(page)
        form[name] = value
        answer = form.submit(status=422)
        assert answer.html.find(id=f"error-champ-{name}") is not None, name
    form = form_of(page)
    form["commission_code"].force_value("autre")
    assert form.submit(status=422).html.find(id="error-champ-commission_code") is not None
    form = form_of(page)
    form["mode"].force_value("Z")
    form.submit(status=422)
    form = form_of(page)
    form["csrf_token"] = "forged"
    form.submit(status=400)
    found = portal_of(database)["test"]["droit"]["master"]["m1-droit"]
    assert (found.title, found.url, found.keywords, found.capacity) == ("M1 Droit privé", "", "droit, civil", 2)


def test_the_look_of_an_establishment_stays_readable(browser: TestApp, database: Any) -> None:
    sign_in(browser, "central")
    for colour in ("#ffff00", "red;}", "#12345"):
        form = form_of(browser.get("/test/@@modifier"))
        form["accent"] = colour
        assert form.submit(status=422).html.find(id="error-champ-accent") is not None
    form = form_of(browser.get("/test/@@modifier"))
    assert "active" not in form.fields
    form["accent"], form["welcome_fr"] = "#7A1F3D", "Bienvenue.\r\nÀ bientôt."
    form.submit(status=303)
    found = portal_of(database)["test"]
    assert (found.accent, found.welcome) == ("#7a1f3d", (("fr", "Bienvenue.\nÀ bientôt."),))


def test_parameters_faq_and_decisions(browser: TestApp, database: Any) -> None:
    """S01, S23."""
    sign_in(browser, "admin")
    form = form_of(browser.get("/test/@@parametres"))
    form["TECH_FILE_MAX_SIZE"] = "11"
    assert "1 à 10" in form.submit(status=422)
    form = form_of(browser.get("/test/@@parametres"))
    form["TECH_FILE_MAX_SIZE"], form["TECH_IS_BLOC_LETTRE"], form["LC_MODE_AFFICHAGE_RANG"] = "5", True, "R"
    form.submit(status=303)
    for question in ("Première ?", "Seconde ?"):
        form = form_of(browser.get("/test/@@faq?entree=nouvelle"))
        form["question_fr"], form["answer_fr"] = question, "Oui."
        form.submit(status=303)
    stale = form_of(browser.get("/test/@@faq?entree=0"))
    page = browser.get("/test/@@faq")
    next(f for f in page.forms.values() if "entree" in f.fields and f["entree"].value == "1").submit("acte", index=0)
    stale["answer_fr"] = "Non."
    assert "a changé entre-temps" in stale.submit(status=409)
    browser.get("/test/@@faq?entree=7", status=404)
    form = form_of(browser.get("/test/@@modifier-decision?genre=motif"))
    form["label_fr"] = "Hors délai"
    form.submit(status=303)
    page = browser.get("/test/@@decisions")
    next(f for f in page.forms.values() if f.fields.get("code") and f["code"].value == "hors-delai").submit(status=303)
    found = portal_of(database)["test"]
    assert dict(found.parameters) == {
        "compte_existant_visible": True, "TECH_FILE_MAX_SIZE": 5, "TECH_IS_BLOC_LETTRE": True,
        "LC_MODE_AFFICHAGE_RANG": "R",
    }  # fmt: skip
    assert [dict(question)["fr"] for question, _answer in found.faq] == ["Seconde ?", "Première ?"]
    assert not found.motivations["hors-delai"].active


def test_pieces_their_model_and_the_signature_of_a_commission(browser: TestApp, database: Any) -> None:
    """D08, D11, D05."""
    sign_in(browser, "droit")
    form = form_of(browser.get("/test/droit/pieces/@@nouvelle"))
    form["label_fr"], form["order"], form["conditional"] = "Lettre de recommandation", "7", True
    form.submit(status=303)
    base = "/test/droit/pieces/lettre-de-recommandation"
    image = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(image, "PNG")
    for name, content in (("x.pdf", b"<html>"), ("vide.pdf", b""), ("image.png", image.getvalue())):
        form = upload_form(browser.get(f"{base}/@@deposer-modele"))
        form["fichier"] = Upload(name, content)
        assert form.submit(status=409).html.find(id="erreur-fichier") is not None
    form = upload_form(browser.get("/test/droit/commissions/commission/@@deposer-signature"))
    form["fichier"] = Upload("sign é.png", image.getvalue())
    form.submit(status=303)
    assert browser.get("/test/droit/commissions/commission/@@signature").content_type == "image/png"
    inherited = browser.get(f"{FORMATION}/pieces")
    assert "Copie pièce d'identité" in inherited
    assert "Lettre de recommandation" in inherited
    page = browser.get(f"{base}/@@supprimer")
    page.forms[len(page.forms) - 1].submit(status=303)
    assert "lettre-de-recommandation" not in portal_of(database)["test"]["droit"].pieces
    browser.get("/test/pieces/identite/@@modifier", status=403)


def test_a_piece_that_a_candidate_answered_is_not_deleted(browser: TestApp, database: Any) -> None:
    """D08, X19."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        candidate = portal.candidates["CANDIDAT"]
        formation = portal["test"]["droit"]["master"]["m1-droit"]
        applying.apply(seed.work(portal, candidate.userid), formation, candidate)
        candidate.shared[portal["test"]["droit"].pieces["cv"].uid] = None
    sign_in(browser, "droit")
    page = browser.get("/test/droit/pieces/cv/@@supprimer")
    page = page.forms[len(page.forms) - 1].submit(status=409)
    assert "ont déjà répondu" in page
    assert "cv" in portal_of(database)["test"]["droit"].pieces
