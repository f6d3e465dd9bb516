"""Stories of whoever writes the letters: per language and diploma type, tried out, refused before anybody gets them."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta
from typing import Any

import pytest
import transaction
from PIL import Image
from webtest import TestApp, Upload

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.resources import ROOT, find
from ecandidat.services import application as applying
from ecandidat.services import desk, letter_texts, letters
from tests import seed
from tests.functional.doors import sign_in

ADMISSION = "/test/@@modele-lettre?lettre=admission"
FORMATION = "/test/droit/master/m1-droit"


def form_of(page: Any) -> Any:
    return page.forms["deform"]


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def said(content: bytes) -> str:
    """What a PDF says, in one line."""
    found = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    return " ".join(found.split())


def picture(size: tuple[int, int] = (120, 40)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "navy").save(target, "PNG")
    return target.getvalue()


def write(browser: TestApp, url: str, body: str, **parts: Any) -> Any:
    form = form_of(browser.get(url))
    form["body"] = body
    status = parts.pop("status", None)
    for name, value in parts.items():
        form[name] = value
    return form.submit(status=status) if status else form.submit(expect_errors=True)


def preview(browser: TestApp, url: str, **fields: str) -> Any:
    page = browser.get(url)
    form = form_of(page)
    button = page.html.find("button", attrs={"data-preview": True})
    sent = dict(form.submit_fields())
    return browser.post(button["formaction"], {**sent, **fields}, expect_errors=True)


def decided(portal: Any, type_code: str = "favorable", path: str = FORMATION) -> Any:
    """An application whose decision is published."""
    candidate = portal["candidats"]["CANDIDAT"]
    application = applying.apply(seed.work(portal, candidate.userid), find(portal, path), candidate)
    work = seed.work(portal, "s-droit")
    desk.decide(work, application, type_code)
    desk.validate_decision(work, application)
    return application


def test_a_letter_is_written_per_language_and_printed_so(browser: TestApp, database: Any) -> None:
    """S24, S25, M42."""
    sign_in(browser, "central")
    body = (
        "Cher(e) ${prenomCandidat},\n\nVous êtes **admis(e)** en ${libelleFormation}.\n\n"
        "- une chose\n- ${codeFormation}\n\n{if($isAppel)}Recours.{endif($isAppel)}"
        "{if($montantFraisIns)}Frais : ${montantFraisIns}.{endif($montantFraisIns)}"
    )
    write(browser, ADMISSION, body, subject="Votre admission en ${codeFormation}", sender="Le service\nDeuxième ligne",
          footer="Pied de page d'ici", status=303)  # fmt: skip
    write(browser, f"{ADMISSION}&langue=en", "Dear ${prenomCandidat},\n\nWelcome.", subject="Your place", status=303)
    assert "Écrit par vous" in browser.get("/test/@@modeles-lettres")
    with transaction.manager:
        portal = database.open().root()[ROOT]
        application = decided(portal)
        work = seed.work(portal)
        french = said(letters.pdf(work, application)[1])
        application.candidate.language = "en"
        english = said(letters.pdf(work, application)[1])
        application.candidate.language = "es"
        spanish = said(letters.pdf(work, application)[1])
    assert "Cher(e) CAMILLE" in french
    assert "Votre admission en m1-droit" in french
    assert "Deuxième ligne" in french
    assert "**" not in french
    assert "• m1-droit" in french
    assert "Pied de page d'ici" in french.replace("’", "'")
    assert "Recours" not in french
    assert "Frais" not in french
    assert "UFR Droit" not in french
    assert "Dear CAMILLE" in english
    assert "Your place" in english
    assert "Welcome" in english
    assert "Cher(e) CAMILLE" in spanish


def test_a_diploma_type_has_its_own_letter(browser: TestApp, database: Any) -> None:
    """S25."""
    sign_in(browser, "central")
    form = form_of(browser.get("/test/@@nouvelle-lettre"))
    form["kind"], form["type"] = "admission", "master"
    form.submit(status=303)
    assert "existe déjà" in form.submit(status=409)
    write(browser, ADMISSION, "La lettre générale.", status=303)
    special = "/test/@@modele-lettre?lettre=admission~master"
    assert form_of(browser.get(special))["body"].value == "La lettre générale."
    write(browser, special, "La lettre des masters.", status=303)
    with transaction.manager:
        portal = database.open().root()[ROOT]
        application = decided(portal)
        work = seed.work(portal)
        assert "La lettre des masters." in said(letters.pdf(work, application)[1])
        letter_texts.switch(work, portal["test"], "admission~master", False)
        assert "La lettre générale." in said(letters.pdf(work, application)[1])
        letter_texts.switch(work, portal["test"], "admission", False)
        assert "J'ai le plaisir" in said(letters.pdf(work, application)[1]).replace("’", "'")
    page = browser.get(special)
    next(form for form in page.forms.values() if "supprimer-lettre" in form.action).submit(status=303)
    browser.get(special, status=404)


def test_another_kind_of_decision_gets_a_letter_by_being_written(browser: TestApp, database: Any) -> None:
    """S24."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        kind = next(k for k in portal["test"].decision_types.values() if k.kind is DecisionKind.WAITING)
        application = decided(portal, kind.__name__)
        key = application.key
        assert letters.due(seed.work(portal), application) == ""
        assert portal.outbox[application.mails[-1]].attachments == ()
    sign_in(browser, "central")
    form = form_of(browser.get("/test/@@nouvelle-lettre"))
    form["kind"] = "waiting"
    form.submit(status=303)
    assert "Pas encore écrit" in browser.get("/test/@@modeles-lettres")
    url = "/test/@@modele-lettre?lettre=waiting"
    write(browser, url, "Patience, ${prenomCandidat}.", subject="Liste d'attente", status=303)
    portal = portal_of(database)
    application = find(portal, f"{FORMATION}/{key}")
    name, content = letters.pdf(seed.work(portal), application)
    assert "Patience, CAMILLE." in said(content)
    assert name.startswith("lettre-liste-attente-CANDIDAT-")


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("body", "un\ndeux ${inconnu}", "Ligne 2"),
        ("body", "${prenomCandida}", "prenomCandidat"),
        ("body", "{if($isAppel)} ouvert", "endif"),
        ("sender", "${candidat.prenom}", "n'existe pas ici"),
        ("footer", "{endif($isAppel)}", "ne ferme aucun bloc"),
        ("body", "x" * 10_001, "10000"),
        ("body", "mot\n\n" * 190 + "fin", "pages"),
        ("subject", "", "obligatoire"),
        ("sender", "ligne\n" * 12, "8"),
    ],
)  # fmt: skip
def test_a_faulty_letter_is_refused_at_its_field_and_kept_on_the_screen(
    browser: TestApp, database: Any, part: str, text: str, words: str
) -> None:
    """S24."""
    sign_in(browser, "central")
    parts = {"subject": "Objet", "body": "Texte", part: text}
    answer = write(browser, ADMISSION, parts.pop("body"), **parts)
    assert answer.status_int in (409, 422)
    error = answer.html.find(id=f"error-champ-{part}")
    assert error is not None
    assert words in error.get_text()
    assert form_of(answer)[part].value.replace("\r\n", "\n").strip() == text.strip()
    assert portal_of(database)["test"].letters is None


def test_hostile_letters_are_printed_as_they_are_typed(browser: TestApp, database: Any) -> None:
    """S24."""
    sign_in(browser, "central")
    typed = '#read("/etc/passwd") #panic("x") $x^2$ <b>gras</b> [lien](https://ailleurs.example) \\u{41} // ]'
    write(browser, ADMISSION, typed, subject=typed, sender=typed, footer=typed, signatory=typed, status=303)
    answer = preview(browser, ADMISSION)
    assert answer.content_type == "application/pdf"
    assert b"root:" not in answer.body
    assert said(answer.body).replace(" ", "").count('#read("/etc/passwd")') >= 4
    for body in (
        "{if($isAppel)}" * 700, "{if(" + " " * 9_900, "${" * 4_900, "**" * 4_000, "- \n" * 3_000, "a\u0000b",
        "\u202e renversé", "x" * 1_000_000,
    ):  # fmt: skip
        assert write(browser, ADMISSION, body).status_int in (303, 409, 422)
        assert preview(browser, ADMISSION, body=body).status_int in (200, 409)
    write(browser, ADMISSION, "مرحبا ${prenomCandidat}. שלום", status=303)


def test_a_value_is_never_read_as_a_mark(database: Any) -> None:
    """S24."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        work = seed.work(portal)
        values = {**letter_texts.ours("admission", "fr"), "facts": True, "sign": True}
        values["body"] = "${prenomCandidat}\n\n${complementExo}"
        letter_texts.write(work, portal["test"], "admission", "fr", values)
        application = decided(portal)
        personal = application.candidate.profile.personal
        assert personal is not None
        application.fees_note = "- pas une liste\n**pas gras** ${nomPatCandidat} {if(x)}"
        found = said(letters.pdf(work, application)[1])
    assert "- pas une liste **pas gras** ${nomPatCandidat} {if(x)}" in found


def test_a_letter_is_previewed_on_a_sample_and_on_a_real_application(browser: TestApp, database: Any) -> None:
    """S24."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        path = f"{FORMATION}/{decided(portal).key}"
    sign_in(browser, "central")
    assert "Élodie" in said(preview(browser, ADMISSION).body)
    refused = said(preview(browser, ADMISSION.replace("admission", "refusal")).body)
    assert "Avis défavorable" in refused
    assert "Avis favorable" not in refused
    real = said(preview(browser, ADMISSION, pour=path, body="Pour ${prenomCandidat} en ${codeFormation}.").body)
    assert "Pour CAMILLE en m1-droit." in real
    assert "Ligne 1" in preview(browser, ADMISSION, body="${inconnu}")
    assert preview(browser, ADMISSION, pour="/test/droit").status_int == 404
    assert portal_of(database)["test"].letters is None


def test_a_commission_downloads_its_trial_letters(browser: TestApp, database: Any) -> None:
    """M42, M43."""
    sign_in(browser, "droit")
    base = "/test/droit/commissions/commission"
    form = form_of(browser.get(f"{base}/@@modifier"))
    form["signatory"], form["address"] = "Le doyen, Ada Lovelace", "4 rue de l'Essai\n86000 POITIERS"
    form.submit(status=303)
    form = next(f for f in browser.get(f"{base}/@@deposer-signature").forms.values() if "fichier" in f.fields)
    form["fichier"] = Upload("signature.png", picture())
    form.submit(status=303)
    page = browser.get(base)
    for link in page.html.find_all("a", href=lambda url: url and "lettre-essai" in url):
        answer = browser.get(link["href"])
        assert answer.content_type == "application/pdf"
        words = said(answer.body).replace("’", "'")
        assert "Ada Lovelace" in words
        assert "4 rue de l'Essai" in words
        assert "Élodie" in words
    browser.get(f"{base}/@@lettre-essai?genre=autre", status=404)
    browser.get(f"{base}/@@lettre-essai?genre=waiting", status=303)
    browser.reset()
    sign_in(browser, "sciences")
    browser.get(f"{base}/@@lettre-essai", status=403)


def test_a_logo_takes_the_place_of_the_name(browser: TestApp, database: Any) -> None:
    """S24."""
    sign_in(browser, "central")
    url = "/test/@@deposer-logo?lettre=admission&langue=fr"
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    for name, content in (("x.png", b"<svg/>"), ("x.svg", drawing), ("v.png", b"")):
        form = next(f for f in browser.get(url).forms.values() if "fichier" in f.fields)
        form["fichier"] = Upload(name, content)
        assert form.submit(status=409).html.find(id="erreur-fichier") is not None
    before = preview(browser, ADMISSION).body
    form = next(f for f in browser.get(url).forms.values() if "fichier" in f.fields)
    form["fichier"] = Upload("logo.png", picture())
    form.submit(status=303)
    page = browser.get(ADMISSION)
    shown = page.html.find("img", src=lambda src: src and "logo-lettre" in src)
    assert browser.get(shown["src"]).content_type == "image/png"
    name = "Université de Test"
    assert said(preview(browser, ADMISSION).body).count(name) < said(before).count(name)
    next(form for form in page.forms.values() if "retirer-logo" in form.action).submit(status=303)
    assert portal_of(database)["test"].letters["admission"].logo is None


def test_versions_of_a_letter_are_kept_and_taken_back(browser: TestApp, database: Any) -> None:
    """S24."""
    sign_in(browser, "central")
    original = form_of(browser.get(ADMISSION))["body"].value
    stale = form_of(browser.get(ADMISSION))
    write(browser, ADMISSION, "Premier texte.", status=303)
    stale["body"] = "Un autre."
    late = stale.submit(status=409)
    assert "Premier texte." in late
    assert form_of(late)["body"].value == "Un autre."
    write(browser, ADMISSION, "Second texte.", status=303)
    page = browser.get(ADMISSION)
    next(f for f in page.forms.values() if "version" in f.fields and f.id != "deform").submit(status=303)
    assert form_of(browser.get(ADMISSION))["body"].value == "Premier texte."
    page = browser.get(ADMISSION)
    next(f for f in page.forms.values() if "reprendre" in f.action and "version" not in f.fields).submit(status=303)
    assert form_of(browser.get(ADMISSION))["body"].value == original


def test_a_component_writes_its_letters_where_that_is_allowed(browser: TestApp, database: Any) -> None:
    """D12, S24."""
    sign_in(browser, "droit")
    browser.get("/test/droit/@@modele-lettre?lettre=admission", status=404)
    browser.get("/test/@@modeles-lettres", status=403)
    with transaction.manager:
        database.open().root()[ROOT]["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = True
    write(browser, "/test/droit/@@modele-lettre?lettre=admission", "De la faculté de droit.", status=303)
    with transaction.manager:
        portal = database.open().root()[ROOT]
        law = decided(portal)
        science = decided(portal, path="/test/sciences/master/m1-maths")
        work = seed.work(portal)
        assert "De la faculté de droit." in said(letters.pdf(work, law)[1])
        assert "De la faculté de droit." not in said(letters.pdf(work, science)[1])
    browser.reset()
    sign_in(browser, "sciences")
    browser.get("/test/droit/@@modele-lettre?lettre=admission", status=403)


def test_a_letter_that_fails_at_publication_changes_nothing_and_says_whose(database: Any) -> None:
    """S24."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        candidate = portal["candidats"]["CANDIDAT"]
        application = applying.apply(seed.work(portal, candidate.userid), find(portal, FORMATION), candidate)
        desk.decide(seed.work(portal, "s-droit"), application, "favorable")
    tries = transaction.TransactionManager()
    tries.begin()
    portal = database.open(tries).root()[ROOT]
    application = find(portal, f"{FORMATION}/{application.key}")
    work = seed.work(portal, "s-droit", now=seed.NOW + timedelta(minutes=1))
    values = {**letter_texts.ours("admission", "fr"), "facts": True, "sign": True}
    letter_texts.write(work, portal["test"], "admission", "fr", {**values, "body": "Bonjour."})
    own = portal["test"].letters["admission"]
    own.texts = (("fr", tuple({**dict(own.texts[0][1]), "body": "${disparue}"}.items())),)
    with pytest.raises(Refused, match="letter_failed") as refused:
        desk.validate_decision(work, application)
    assert "CANDIDAT" in str(refused.value.params["where"])
    tries.abort()
