"""« Transmettre ma candidature », once, again after a refused piece, and taken back; without JavaScript."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.resources import find
from ecandidat.services import desk, pieces
from tests.functional.candidate import road
from tests.unit.documents.samples import pdf


def test_the_button_waits_for_the_last_piece(browser: TestApp) -> None:
    """C084."""
    page = road.apply(browser)
    shown = browser.get(page)
    link = next(a for a in shown.html.select("#actions a") if "Transmettre ma candidature" in a.get_text())
    assert "btn-grey" in link["class"]
    shown.mustcontain("il reste 4 pièces à fournir", "Lettre de motivation")
    waiting = browser.get(f"{page}/@@transmettre")
    waiting.mustcontain("Votre candidature ne peut pas encore être transmise", "Curriculum Vitae")
    assert not waiting.html.select("main form")
    after = road.fill(browser, page)
    after.mustcontain("Il reste à transmettre votre candidature")
    link = next(a for a in after.html.select("#actions a") if "Transmettre ma candidature" in a.get_text())
    assert "btn-success" in link["class"]


def test_an_incomplete_file_cannot_be_forced_through(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    token = browser.get(page).forms[0]["csrf_token"].value
    answer = browser.post(f"{page}/@@transmettre", {"csrf_token": token}, status=303).follow()
    answer.mustcontain("Il manque 4 pièce(s)")
    assert find(road.portal_now(connection), page).status is Status.PENDING


def test_what_will_be_sent_is_listed_then_sent_once(browser: TestApp, connection: Any) -> None:
    """C084."""
    page = road.apply(browser)
    road.fill(browser, page)
    asked = browser.get(page).click("Transmettre ma candidature")
    asked.mustcontain("Voici ce qui sera transmis", "page.pdf", "Non concerné", "CAMILLE MARTIN", "POITIERS")
    form = road.form_with(asked, "Transmettre ma candidature")
    form.submit(status=303).follow().mustcontain("Votre candidature est transmise. Un courriel vous le confirme.")
    second = form.submit(status=303).follow()
    second.mustcontain("Cette candidature est déjà transmise")
    assert not second.html.select(".notice-danger")
    portal = road.portal_now(connection)
    application = find(portal, page)
    assert len(application.snapshots) == 1
    codes = [portal.outbox[key].code for key in application.mails]
    assert codes == ["CANDIDATURE", "STATUT_RE", "COMMISSION_ALERT_TRANSMISSION"]


def test_a_refused_piece_is_replaced_and_the_file_sent_again(browser: TestApp, connection: Any) -> None:
    """C079, C080."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)

    def refuse(work: Any, application: Any) -> None:
        demand = application.formation.pieces["lettre"]
        pieces.judge(work, application, demand, PieceStatus.REFUSED, "scan illisible")
        desk.set_status(work, application, Status.INCOMPLETE)

    road.meanwhile(connection, page, refuse)
    shown = browser.get(page)
    shown.mustcontain("Votre dossier est incomplet", "scan illisible", "Incomplet")
    assert road.statuses(shown)[2] == "Refusée"
    removed = road.form_to(shown, f"{road.LETTER}/@@retirer").submit(status=303).follow()
    assert road.statuses(removed)[2] == "En attente"
    road.deposit(browser, page, road.LETTER, "lettre-2.pdf", pdf(2)).follow().mustcontain("Il reste à transmettre")
    road.submit(browser, page).mustcontain("Réceptionné")
    application = find(road.portal_now(connection), page)
    assert [snapshot.document(road.LETTER.replace("~", "/")).pages for snapshot in application.snapshots] == [1, 2]


def test_a_submission_is_taken_back_until_somebody_examines_it(browser: TestApp, connection: Any) -> None:
    """C084."""
    page = road.apply(browser)
    road.fill(browser, page)
    sent = road.submit(browser, page)
    asked = sent.click("Reprendre ma candidature")
    asked.mustcontain("Voulez-vous reprendre votre candidature", "avant le")
    back = road.form_with(asked, "Reprendre ma candidature").submit(status=303).follow()
    back.mustcontain("Votre candidature est reprise")
    assert "Transmettre ma candidature" in road.buttons(back)
    sent = road.submit(browser, page)
    stale = road.form_with(sent.click("Reprendre ma candidature"), "Reprendre ma candidature")
    road.meanwhile(connection, page, lambda work, application: desk.set_status(work, application, Status.COMPLETE))
    assert "Reprendre ma candidature" not in road.buttons(browser.get(page))
    stale.submit(status=303).follow().mustcontain("L'examen de votre dossier a commencé")
    assert find(road.portal_now(connection), page).status is Status.COMPLETE


def test_the_timeline_tells_public_facts_only(browser: TestApp, connection: Any) -> None:
    """C065. C101."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    road.meanwhile(connection, page, lambda work, application: desk.decide(work, application, "favorable"))
    told = [line.get_text().strip() for line in browser.get(f"{page}?onglet=historique").html.select(".timeline-title")]
    assert told == ["Candidature transmise", "Candidature créée"]


def test_after_the_return_date_nothing_is_submitted(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    form = road.form_with(browser.get(f"{page}/@@transmettre"), "Transmettre ma candidature")

    def close(work: Any, application: Any) -> None:
        calendar = application.formation.calendar
        application.formation.calendar = calendar.shifted((work.today - calendar.return_by).days - 1)

    road.meanwhile(connection, page, close)
    late = form.submit(status=303).follow()
    late.mustcontain("La date limite de retour")
    assert "Transmettre ma candidature" not in road.buttons(late)
    assert find(road.portal_now(connection), page).status is Status.PENDING
