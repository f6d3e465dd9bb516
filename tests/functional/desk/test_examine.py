"""The examination: the document in the page, verdicts in one press, frequent comments, several pieces, the pile."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from ecandidat.domain.codes import PieceStatus, Scan, Status
from ecandidat.resources import path_of
from ecandidat.services import pieces
from ecandidat.services.situation import piece_views
from tests.functional.desk.files import applied, commit, form_of, manager, pdf, radio, refresh
from tests.functional.doors import sign_in

EXAM = "@@examen"


def statuses(application: Any) -> list[PieceStatus]:
    return [view.status for view in piece_views(application)]


def test_the_pages_of_a_document_are_pictures_that_a_browser_keeps(
    browser: TestApp, connection: Any, portal: Any
) -> None:
    """M09, X02."""
    application = applied(portal, sent=True)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{path_of(application)}/{EXAM}")
    pictures = page.html.select(".desk-viewer img")
    assert [picture["alt"] for picture in pictures] == ["Copie pièce d'identité, page 1 sur 1"]
    shown = browser.get(pictures[0]["src"])
    assert shown.content_type == "image/jpeg"
    assert shown.headers["Cache-Control"] == "private, no-cache"
    again = browser.get(pictures[0]["src"], headers={"If-None-Match": shown.headers["ETag"]}, status=304)
    assert not again.body
    base = f"{path_of(application)}/pieces/test~pieces~identite/@@page"
    for wrong in ("?numero=2", "?numero=0", "?numero=x", "?numero=-1"):
        browser.get(base + wrong, status=404)
    browser.get(f"{path_of(application)}/pieces/test~droit~master~m1-droit~pieces~handicap/@@page", status=404)


def test_an_infected_file_is_shown_to_nobody(browser: TestApp, connection: Any, portal: Any) -> None:
    """M09."""
    application = applied(portal, sent=True)
    application.pieces["test~pieces~identite"].document.scan = Scan.INFECTED
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{path_of(application)}/{EXAM}?piece=test~pieces~identite")
    assert "L'antivirus a écarté ce fichier" in page
    assert not page.html.select(".desk-viewer img")
    refused = browser.get(f"{path_of(application)}/pieces/test~pieces~identite/@@page?numero=1", status=409)
    assert "image" not in refused.content_type


def test_a_comment_is_kept_offered_first_and_taken_away(browser: TestApp, connection: Any, portal: Any) -> None:
    """M10."""
    application = applied(portal, sent=True)
    commit(connection)
    sign_in(browser, "droit")
    exam = browser.get(f"{path_of(application)}/{EXAM}")
    assert "Choisissez un verdict" in form_of(exam, "commentaire").submit(status=409)
    form = form_of(exam, "commentaire")
    form["commentaire"], form["garder"] = "Le tampon manque.", True
    exam = form.submit("refuser", status=303).follow()
    offered = [label.text for label in exam.html.select("#item-champ-frequents label")]
    assert "Le tampon manque." in offered
    assert offered[0] != "Le tampon manque."
    form = form_of(exam, "commentaire")
    next(box for box in form.fields["checkbox"] if box._value == "Le tampon manque.").checked = True
    exam = form.submit("refuser", status=303).follow()
    assert exam.html.select("#item-champ-frequents label")[0].text == "Le tampon manque."
    refresh(connection)
    assert application.pieces["test~droit~pieces~cv"].comment == "Le tampon manque."
    listed = form_of(exam.click("Modifier les commentaires fréquents"), "commentaires")
    assert "Le tampon manque." in listed["commentaires"].value
    listed["commentaires"] = "Page manquante.\nPage manquante.\n\n"
    stale = listed.fields["version"][0].value
    exam = listed.submit("enregistrer", status=303).follow()
    assert [label.text for label in exam.html.select("#item-champ-frequents label")] == ["Page manquante."]
    listed["version"] = stale
    assert "a changé cette partie" in listed.submit("enregistrer", status=409)
    listed = form_of(browser.get(f"{path_of(application)}/@@commentaires"), "commentaires")
    listed["commentaires"] = "\n".join(f"Commentaire {number}." for number in range(31))
    assert "30 commentaires fréquents au plus" in listed.submit("enregistrer", status=409)


def test_several_pieces_are_judged_at_once(browser: TestApp, connection: Any, portal: Any) -> None:
    """M10, X02."""
    application = applied(portal, sent=True)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{path_of(application)}/{EXAM}").click("Juger plusieurs pièces à la fois")
    form = form_of(page, "commentaire")
    ticked = [box for box in form.fields["checkbox"] if box.checked]
    assert len(ticked) == 3
    radio(form, "Refuser")
    told = form.submit("enregistrer", status=303).follow()
    assert "le commentaire est obligatoire" in told
    radio(form, "Valider")
    assert "Verdicts enregistrés\u00a0: 3." in form.submit("enregistrer", status=303).follow()
    refresh(connection)
    assert statuses(application)[:3] == [PieceStatus.VALID] * 3
    assert "Une pièce a changé" in form.submit("enregistrer", status=409)


def test_a_conditional_piece_is_said_not_concerned_for_the_candidate(
    browser: TestApp, connection: Any, portal: Any
) -> None:
    """M12, X02."""
    application = applied(portal, sent=True)
    demand = application.formation.pieces["handicap"]
    pieces.set_not_concerned(manager(portal), application, demand, concerned=True, waive_dates=True)
    pieces.deposit(manager(portal), application, demand, pdf(), "aménagement.pdf", waive_dates=True)
    commit(connection)
    sign_in(browser, "droit")
    key = "test~droit~master~m1-droit~pieces~handicap"
    exam = browser.get(f"{path_of(application)}/{EXAM}?piece={key}")
    assert exam.html.select(".desk-viewer img")
    form_of(exam, "commentaire").submit("non-concerne", status=303)
    refresh(connection)
    assert application.pieces[key].status is PieceStatus.NOT_CONCERNED


def test_what_a_manager_deposited_can_be_judged(browser: TestApp, connection: Any, portal: Any) -> None:
    """M12."""
    application = applied(portal, sent=True)
    cv = application.formation.component.pieces["cv"]
    pieces.deposit(manager(portal), application, cv, pdf(420), "cv-reçu-par-courrier.pdf", waive_dates=True)
    commit(connection)
    sign_in(browser, "droit")
    exam = browser.get(f"{path_of(application)}/{EXAM}?piece=test~droit~pieces~cv")
    form_of(exam, "commentaire").submit("valider", status=303)
    refresh(connection)
    assert application.pieces["test~droit~pieces~cv"].status is PieceStatus.VALID


def test_a_pile_is_walked_from_its_list(browser: TestApp, connection: Any, portal: Any) -> None:
    """M09."""
    numbers = ("AAAAAAA2", "AAAAAAA3", "AAAAAAA4")
    files = [applied(portal, number, sent=True) for number in numbers]
    commit(connection)
    sign_in(browser, "droit")
    back = "/test/droit/@@candidatures?tri=number&statut=RE"
    page = browser.get(path_of(files[1]), {"retour": back})
    assert "2 sur 3 dans la liste" in page
    exam = page.click("Examiner les pièces", index=0)
    assert "2 sur 3 dans la liste" in exam
    after = exam.click("Candidature suivante")
    assert files[2].key in after.request.url
    assert EXAM in after.request.url
    assert "Candidature suivante" not in after.html.select_one(".desk-pile").text
    first = after.click("Candidature précédente").click("Candidature précédente")
    assert files[0].key in first.request.url
    for _piece in range(3):
        first = form_of(first, "commentaire").submit("valider", status=303).follow()
    assert "La candidature suivante de la liste s'ouvrira." in first
    led = form_of(first, "statut").submit(status=303).follow()
    assert files[1].key in led.request.url
    assert "DURANDA2 LOU (AAAAAAA2)\u00a0: Complet." in led
    refresh(connection)
    assert files[0].status is Status.COMPLETE
    # An act leads back to the application without the list in its address: the session remembers it.
    assert "dans la liste" in browser.get(path_of(files[1]))
    for wrong in ("//ailleurs.example/@@candidatures", "/test/droit", "/nulle/part/@@candidatures", "x" * 3000):
        browser.get(path_of(files[1]), {"retour": wrong})


def test_a_list_that_one_may_not_open_leads_nowhere(browser: TestApp, connection: Any, portal: Any) -> None:
    """M09."""
    application = applied(portal, sent=True)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(path_of(application), {"retour": "/test/sciences/@@candidatures"})
    assert not page.html.select(".desk-pile")


def test_strangers_neither_see_nor_judge(browser: TestApp, connection: Any, portal: Any) -> None:
    """M09, M10."""
    application = applied(portal, sent=True)
    commit(connection)
    picture = f"{path_of(application)}/pieces/test~pieces~identite/@@page?numero=1"
    for login in ("sciences", "NOUVEAUX"):
        browser.reset()
        sign_in(browser, login)
        views = (EXAM, "@@verdicts", "@@commentaires")
        for address in (picture, *(f"{path_of(application)}/{view}" for view in views)):
            assert browser.get(address, expect_errors=True).status_int in (403, 404)
    browser.reset()
    browser.get(picture, status=302)
    sign_in(browser, "CANDIDAT")
    assert browser.get(picture).content_type == "image/jpeg"
    assert browser.get(f"{path_of(application)}/{EXAM}", expect_errors=True).status_int in (403, 404)
