"""« Demander une correction » once the identity is frozen: the request, its state, the answer, and who may give it."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp, Upload

from ecandidat.register import rebuild
from ecandidat.resources import path_of
from ecandidat.services import effects
from tests import seed
from tests.architecture import world
from tests.functional.candidate.test_profile_personal import applied, fill, personal
from tests.functional.doors import sign_in
from tests.unit.documents.reading import text
from tests.unit.documents.samples import pdf, picture

STEP = "/candidats/CANDIDAT/profil/infos-perso"
ASK = "/candidats/CANDIDAT/@@demander-correction"
DECIDE = "/candidats/CANDIDAT/@@corrections"


def to(page: Any, action: str) -> Any:
    """The form of a page that leads to an action."""
    return next(form for form in page.forms.values() if (form.action or "").endswith(action))


def mails(portal: Any, connection: Any, code: str) -> list[Any]:
    """The mails of that code that wait in the outbox."""
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    return [mail for mail in portal.outbox.values() if mail.code == code]


def asked(browser: TestApp, portal: Any, connection: Any, **values: str) -> Any:
    """The page after the candidate asked for a usual name."""
    applied(portal, connection)
    sign_in(browser, "CANDIDAT")
    form = browser.get(STEP).click("Demander une correction").forms["correction"]
    fill(form, **{"usual_name": "Durand", "reason": "Je me suis mariée.", **values})
    return form.submit("demander", status=303).follow()


def leave(browser: TestApp) -> None:
    """« Déconnexion »."""
    to(browser.get("/test"), "/compte/deconnexion").submit()


def test_a_correction_is_asked_for_and_shown_as_waiting(browser: TestApp, portal: Any, connection: Any) -> None:
    """C044."""
    page = asked(browser, portal, connection)
    said = page.html.find(id="corrections").get_text(" ", strip=True)
    for words in ("En attente", "Nom usuel", "DURAND", "Je me suis mariée."):
        assert words in said
    assert "Demander une correction" not in said
    assert personal(portal, connection, "CANDIDAT").usual_name == ""
    (mail,) = mails(portal, connection, "CORRECTION_DEMANDE")
    assert mail.recipient == "ecandidat@univ.example"
    assert "Je me suis mariée." in mail.text
    assert "/candidats/CANDIDAT/@@corrections" in mail.text
    assert browser.get(ASK, status=303).location.endswith("/profil/infos-perso")


def test_an_accepted_correction_is_written_and_told(browser: TestApp, portal: Any, connection: Any) -> None:
    """C044."""
    asked(browser, portal, connection)
    leave(browser)
    sign_in(browser, "central")
    listed = browser.get("/test/@@corrections")
    page = listed.click("MARTIN CAMILLE")
    assert "Je me suis mariée." in page.text
    assert "Une correction est demandée." in browser.get(STEP).text
    form = to(page, "/@@corrections")
    form["reponse"] = "Livret de famille vu."
    assert "La correction est faite" in form.submit("accepter", status=303).follow().text
    assert personal(portal, connection, "CANDIDAT").usual_name == "DURAND"
    assert portal["test"]["droit"]["master"]["m1-droit"].rows["abcdefgh"].last_name == "DURAND"
    (mail,) = mails(portal, connection, "CORRECTION_ACCEPTEE")
    assert mail.recipient == "candidat@exemple.fr"
    assert "Livret de famille vu." in mail.text
    acts = [entry.act for entry in portal.candidates["CANDIDAT"].journal]
    assert acts[-3:] == ["correction-demandee", "profil", "correction-acceptee"]
    assert "Aucune correction" in browser.get("/test/@@corrections").text
    assert "déjà reçu sa réponse" in form.submit("accepter", status=409).text
    leave(browser)
    sign_in(browser, "CANDIDAT")
    assert "Acceptée" in browser.get(STEP).text


def test_a_refusal_needs_a_reason_and_tells_it(browser: TestApp, portal: Any, connection: Any) -> None:
    asked(browser, portal, connection)
    leave(browser)
    sign_in(browser, "central")
    form = to(browser.get(DECIDE), "/@@corrections")
    assert "le motif est obligatoire" in form.submit("refuser", status=409).text
    form["reponse"] = "Joignez votre livret de famille."
    form.submit("refuser", status=303)
    assert personal(portal, connection, "CANDIDAT").usual_name == ""
    (mail,) = mails(portal, connection, "CORRECTION_REFUSEE")
    assert "Joignez votre livret de famille." in mail.text
    leave(browser)
    sign_in(browser, "CANDIDAT")
    page = browser.get(STEP)
    assert "Refusée" in page.text
    assert "Joignez votre livret de famille." in page.text
    assert "Demander une correction" in page.html.find(id="corrections").get_text()


def test_a_document_is_joined_and_read_by_those_who_decide(browser: TestApp, portal: Any, connection: Any) -> None:
    page = asked(browser, portal, connection)
    form = to(page, "/@@justificatif")
    page = form.submit().follow()
    assert "hoisissez" in page.html.find(class_="notice-danger").get_text()
    form["fichier"] = Upload("livret.pdf", pdf())
    page = form.submit(status=303).follow()
    link = page.html.find("a", string="livret.pdf")["href"]
    assert browser.get(link).body.startswith(b"%PDF")
    leave(browser)
    for login, status in (("central", 200), ("droit", 404), ("NOUVEAUX", 404)):
        sign_in(browser, login)
        browser.get(link, status=status)
        browser.get(f"{link}0", status=404)
        leave(browser)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "HEIF", "WEBP"])
def test_a_photograph_of_any_kind_is_joined(browser: TestApp, portal: Any, connection: Any, kind: str) -> None:
    page = asked(browser, portal, connection)
    form = to(page, "/@@justificatif")
    form["fichier"] = Upload("photo.bin", picture(kind))
    page = form.submit(status=303).follow()
    name = "photo.bin" if kind == "PNG" else "photo.pdf"
    served = browser.get(page.html.find("a", string=name)["href"])
    assert served.content_type == ("image/png" if kind == "PNG" else "application/pdf")
    assert f'"{name}.png"' in served.headers["Content-Disposition"] if kind == "PNG" else served.body[:4] == b"%PDF"


def test_a_request_is_withdrawn(browser: TestApp, portal: Any, connection: Any) -> None:
    page = asked(browser, portal, connection)
    page = to(page, "/@@retirer-correction").submit(status=303).follow()
    assert "Retirée" in page.text
    assert "Demander une correction" in page.html.find(id="corrections").get_text()
    assert mails(portal, connection, "CORRECTION_DEMANDE")
    assert "CANDIDAT" not in portal.corrections


def test_what_is_asked_obeys_the_rules_of_the_fields(browser: TestApp, portal: Any, connection: Any) -> None:
    applied(portal, connection)
    sign_in(browser, "CANDIDAT")
    form = browser.get(ASK).forms["correction"]
    form["reason"] = "Rien"
    assert "Rien ne change" in form.submit("demander", status=409).text
    page = fill(form, birth_date="01/01/2199", reason="").submit("demander", status=422)
    assert "dans le futur" in page.text
    assert page.html.find(id="item-champ-reason").find(class_="field-error") is not None
    portal.candidates.by_ine["1234567890V"] = "NOUVEAUX"
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    form = browser.get(ASK).forms["correction"]
    fill(form, ine="1234567890", ine_key="V", reason="Mauvais INE")
    assert "déjà celui d'un autre compte" in form.submit("demander", status=409).text


def test_nobody_asks_before_the_identity_is_frozen(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    assert browser.get(ASK, status=303).location.endswith("/profil/infos-perso")
    assert "Vous pouvez encore modifier" in browser.get(STEP).text


@pytest.mark.parametrize("login", ["CANDIDAT", "NOUVEAUX", "droit", "membre", "sciences"])
def test_only_the_office_decides(browser: TestApp, portal: Any, connection: Any, login: str) -> None:
    asked(browser, portal, connection)
    token = browser.get(STEP).html.find("input", {"name": "csrf_token"})["value"]
    leave(browser)
    sign_in(browser, login)
    browser.get(DECIDE, status=(403, 404))
    browser.get("/test/@@corrections", status=(403, 404))
    token = browser.get("/test").html.find("input", {"name": "csrf_token"})["value"]
    browser.post(DECIDE, {"csrf_token": token, "accepter": "1"}, status=(403, 404))
    assert personal(portal, connection, "CANDIDAT").usual_name == ""


def test_an_accepted_correction_reaches_what_was_submitted_and_leaves_the_snapshot_as_sent(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """C044."""
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    application = world.admitted(portal, portal.candidates["CANDIDAT"], formation)
    connection.transaction_manager.commit()
    sign_in(browser, "CANDIDAT")
    form = browser.get(STEP).click("Demander une correction").forms["correction"]
    fill(form, birth_name="d’Ormesson", reason="Erreur de saisie.").submit("demander", status=303)
    leave(browser)
    sign_in(browser, "central")
    to(browser.get(DECIDE), "/@@corrections").submit("accepter", status=303)
    connection.transaction_manager.begin()
    assert application.snapshot.profile.personal.birth_name == "MARTIN"
    assert application.profile.personal.birth_name == "D'ORMESSON"
    assert formation.rows[application.key].last_name == "D'ORMESSON"
    assert application.profile.address == application.snapshot.profile.address
    page = browser.get(path_of(application))
    page.mustcontain("Informations personnelles corrigées depuis", "D'ORMESSON CAMILLE")
    browser.get(f"{path_of(application)}/@@historique").mustcontain("CAMILLE MARTIN → CAMILLE D'ORMESSON")
    assert "D'ORMESSON" in text(browser.get(f"{path_of(application)}/@@lettre.pdf").body)
    assert rebuild(formation) == 0
    effects.freeze(seed.work(portal), application)
    assert application.corrected is None
