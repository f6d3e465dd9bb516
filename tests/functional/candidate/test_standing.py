"""Where a candidate stands: what is missing before when, the road of each application, its history, its proofs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import icalendar
import pikepdf
import pytest
from webtest import TestApp

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.moments import PARIS
from ecandidat.resources import find
from ecandidat.services import desk, pieces
from tests import seed
from tests.functional.candidate import road
from tests.functional.doors import sign_in
from tests.unit.documents.reading import text as text_of

HOME = "/candidats/CANDIDAT"


def tasks(browser: TestApp) -> list[str]:
    """What the home asks to do, in its order."""
    return [" ".join(link.get_text().split()) for link in browser.get(HOME).html.select(".standing .todo a")]


def steps(browser: TestApp) -> list[tuple[str, str]]:
    """The road of the first application: what each step is called, and its state in words."""
    shown = browser.get(HOME).html.select_one(".milestones").select(".milestone-label")
    told = [" ".join(step.get_text().split()).rstrip(")").rpartition(" (") for step in shown]
    return [(label, state) for label, _bar, state in told]


def shift(connection: Any, page: str, **days: int) -> None:
    """Set dates of the formation, in days from today."""

    def move(work: Any, application: Any) -> None:
        moved = {name: work.today + timedelta(days=offset) for name, offset in days.items()}
        application.formation.calendar = replace(application.formation.calendar, **moved)

    road.meanwhile(connection, page, move)


# Home


def test_home_puts_the_nearest_deadline_first(browser: TestApp, connection: Any) -> None:
    """C063."""
    late = road.apply(browser)
    asked = browser.get(f"{road.DROIT}/l3-direct/@@candidater")
    answer = road.form_with(asked, "Candidater").submit(status=303)
    soon = str(answer.location).removeprefix("http://localhost")
    shift(connection, soon, closes=1, return_by=5)
    cards = browser.get(HOME).html.select(".standing h3 a")
    assert [card["href"] for card in cards] == [soon, late]
    shift(connection, soon, closes=9, return_by=60)
    cards = browser.get(HOME).html.select(".standing h3 a")
    assert [card["href"] for card in cards] == [late, soon]
    befores = [found.get_text() for found in browser.get(HOME).html.select(".standing-before")]
    assert all("23:59" in said for said in befores)


def test_home_gives_the_reason_of_each_refused_piece(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    assert tasks(browser) == ["Transmettre ma candidature"]
    road.submit(browser, page)
    assert tasks(browser) == []
    browser.get(HOME).mustcontain("Vous n'avez rien à faire pour le moment")

    def refuse(work: Any, application: Any) -> None:
        demand = application.formation.pieces["lettre"]
        pieces.judge(work, application, demand, PieceStatus.REFUSED, "scan illisible")
        desk.set_status(work, application, Status.INCOMPLETE)

    road.meanwhile(connection, page, refuse)
    assert tasks(browser) == ["Remplacer « Lettre de motivation » scan illisible"]
    link = browser.get(HOME).html.select_one(".standing .todo a")["href"]
    assert browser.get(page).html.select_one(f"#{link.rpartition('#')[2]}") is not None


def test_the_road_of_an_application_is_told_in_words(browser: TestApp, connection: Any) -> None:
    """C101."""
    page = road.apply(browser)
    assert steps(browser) == [
        ("Ouverture", "fait"), ("À transmettre", "en cours"), ("Date limite de retour", "à venir"),
        ("Réception", "à venir"), ("Dossier complet", "à venir"), ("Décision", "à venir"), ("Confirmation", "à venir"),
    ]  # fmt: skip
    road.fill(browser, page)
    road.submit(browser, page)
    assert steps(browser)[1:5] == [
        ("Transmise", "fait"), ("Date limite de retour", "respectée"), ("Réception", "fait"),
        ("Dossier complet", "en cours"),
    ]  # fmt: skip

    def admit(work: Any, application: Any) -> None:
        desk.set_status(work, application, Status.COMPLETE)
        desk.decide(work, application, "favorable")
        desk.validate_decision(work, application)

    road.meanwhile(connection, page, admit)
    assert steps(browser)[4:] == [("Dossier complet", "fait"), ("Décision", "fait"), ("Réponse à donner", "en cours")]
    assert tasks(browser) == ["Confirmer ou se désister"]
    road.form_with(browser.get(f"{page}/@@confirmer"), "Confirmation candidature").submit(status=303)
    assert steps(browser)[-1] == ("Confirmée", "fait")


def test_what_was_never_sent_is_said_missed(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    shift(connection, page, opens=-20, closes=-5, return_by=-1)
    assert steps(browser)[1:3] == [("À transmettre", "non fait"), ("Date limite de retour", "dépassée")]
    assert tasks(browser) == []


def test_a_new_candidate_is_led_by_the_hand(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    page = browser.get("/candidats/NOUVEAUX")
    page.mustcontain("Votre profil à compléter")
    assert not page.html.select(".standing")


def test_the_list_has_formation_date_status_and_decision(browser: TestApp, connection: Any) -> None:
    """C063."""
    page = road.apply(browser)
    shown = browser.get(f"{HOME}/candidatures").html
    heads = [head.get_text(strip=True) for head in shown.select(".applications-table thead th")]
    assert [name for name in heads if name in (
        "Formation", "Date limite de retour", "Statut du dossier", "Décision"
    )] == ["Formation", "Date limite de retour", "Statut du dossier", "Décision"]  # fmt: skip
    limit = find(road.portal_now(connection), page).formation.calendar.return_by
    row = shown.select_one(".applications-table tbody tr").get_text()
    assert all(words in row for words in ("M1 Droit privé", f"{limit:%d/%m/%Y}", "En attente"))


# The clock


@pytest.mark.parametrize("where", ["home", "application", "deposit"])
def test_the_servers_clock_shows_near_a_deadline(browser: TestApp, connection: Any, where: str) -> None:
    page = road.apply(browser)
    url = {"home": HOME, "application": page, "deposit": f"{page}/pieces/{road.CV}/@@deposer"}[where]
    assert not browser.get(url).html.select("[data-countdown]")
    shift(connection, page, closes=0, return_by=1)
    box = browser.get(url).html.select_one("[data-countdown]")
    said = " ".join(box.get_text().split()).replace("\N{NO-BREAK SPACE}", " ")
    now = datetime.fromtimestamp(int(box["data-now"]) / 1000, PARIS)
    assert f"Il est {now:%H:%M} (heure de Paris)." in said
    assert "pour transmettre votre candidature « M1 Droit privé »" in said
    until = datetime.fromtimestamp(int(box["data-until"]) / 1000, PARIS)
    assert until.strftime("%H:%M:%S") == "00:00:00"
    assert until.date() == now.date() + timedelta(days=2)
    shift(connection, page, opens=-9, closes=-2, return_by=-1)
    assert not browser.get(url).html.select("[data-countdown]")


def test_the_clock_counts_for_the_answer_too(browser: TestApp, connection: Any) -> None:
    """C093."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)

    def admit(work: Any, application: Any) -> None:
        desk.decide(work, application, "favorable")
        desk.validate_decision(work, application)
        application.confirm_by = work.today

    road.meanwhile(connection, page, admit)
    said = browser.get(page).html.select_one("[data-countdown]").get_text()
    assert "pour répondre à la proposition" in said


def test_what_is_left_is_said_as_people_do() -> None:
    from pyramid.testing import DummyRequest

    from ecandidat.views.candidate.countdown import said

    request = DummyRequest()
    request.localizer = type("French", (), {"translate": staticmethod(lambda text: text.interpolate())})()
    told = {
        timedelta(days=2, hours=5, minutes=59): "2 jours et 5 heures",
        timedelta(days=1): "1 jour",
        timedelta(hours=5, minutes=12): "5 heures et 12 minutes",
        timedelta(hours=1, minutes=1): "1 heure et 1 minute",
        timedelta(minutes=47, seconds=59): "47 minutes",
        timedelta(seconds=59): "moins d'une minute",
    }
    assert {left: said(request, left) for left in told} == told


# The application page


def test_the_page_tells_all_and_hides_what_is_not_published(browser: TestApp, connection: Any) -> None:
    """C064. C065. C066."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    browser.get(page).mustcontain("Informations détaillées", "Dates utiles", "Adresse de contact")

    def wait(work: Any, application: Any) -> None:
        desk.decide(work, application, "favorable", comment="Très bon dossier")
        decision = replace(application.decisions[-1], validated_at=work.now, validated_by="Gestionnaire")
        application.decisions = (decision,)

    road.meanwhile(connection, page, wait)
    for url in (page, f"{page}?onglet=historique", HOME, f"{HOME}/candidatures"):
        assert "favorable" not in browser.get(url).html.select_one("main").get_text().lower()
    browser.get(f"{page}/@@lettre.pdf", status=409)

    def publish(work: Any, application: Any) -> None:
        application.decisions = (replace(application.decisions[-1], published_at=work.now, show_comment=True),)

    road.meanwhile(connection, page, publish)
    browser.get(page).mustcontain("Avis favorable", "Très bon dossier")
    browser.get(HOME).mustcontain("Avis favorable")


def test_a_comment_shows_only_when_the_kind_of_decision_says_so(browser: TestApp, connection: Any) -> None:
    """C065."""
    page = road.apply(browser)

    def decide(work: Any, application: Any) -> None:
        desk.decide(work, application, "favorable", comment="Entre nous")
        desk.validate_decision(work, application)

    road.meanwhile(connection, page, decide)
    shown = browser.get(page)
    shown.mustcontain("Avis favorable")
    assert "Entre nous" not in shown


def test_an_appointment_fees_and_the_code_are_shown(browser: TestApp, connection: Any) -> None:
    """C068. C096."""
    page = road.apply(browser)

    def invite(work: Any, application: Any) -> None:
        desk.decide(work, application, "preselection", meeting_date=work.today + timedelta(days=9),
                    meeting_time="14:30", meeting_place="Amphi Savatier")  # fmt: skip
        desk.validate_decision(work, application)
        application.fees, application.fees_note = "254,00 €", "Boursier"
        application.registration_code = "ECK7M2XQ4P"

    road.meanwhile(connection, page, invite)
    day = seed.TODAY + timedelta(days=9)
    browser.get(page).mustcontain(
        "Convocation", f"{day:%d/%m/%Y}, 14:30, Amphi Savatier", "Montant des droits", "254,00 € Boursier",
        "Identifiant d'inscription", "ECK7M2XQ4P",
    )  # fmt: skip
    (task,) = tasks(browser)
    assert task.startswith("Se présenter à la présélection ")
    assert task.endswith(f"{day.year}, 14:30, Amphi Savatier")
    assert steps(browser)[-2:] == [("Décision", "fait"), ("Présélection", "en cours")]
    assert "rien à faire" not in browser.get(HOME)

    def pass_by(work: Any, application: Any) -> None:
        application.decisions = tuple(
            replace(made, meeting_date=work.today - timedelta(days=1)) for made in application.decisions
        )

    road.meanwhile(connection, page, pass_by)
    assert tasks(browser) == []
    assert steps(browser)[-1] == ("Présélection", "fait")


@pytest.mark.parametrize("mode", ["N", "S", "R"])
def test_the_rank_is_shown_as_the_university_says(browser: TestApp, connection: Any, mode: str) -> None:
    """C067."""
    page = road.apply(browser)

    def wait(work: Any, application: Any) -> None:
        application.formation.establishment.parameters["LC_MODE_AFFICHAGE_RANG"] = mode
        desk.decide(work, application, "liste-complementaire", rank=41)
        desk.validate_decision(work, application)
        from BTrees.OOBTree import OOBTree

        application.formation.ranks = OOBTree({application.key: ((work.today, 6),)})

    road.meanwhile(connection, page, wait)
    card = " ".join(browser.get(page).html.select_one(".cards .panel").get_text().split())
    assert ("Rang" in card) is (mode != "N")
    assert ("41" in card) is (mode == "S")
    moved = f"5 places gagnées depuis le {seed.TODAY:%d/%m/%Y} (rang 6 ce jour-là)"
    assert (moved in card) is (mode == "R")
    told = " ".join(browser.get(HOME).html.select_one(".standing").get_text().split())
    assert (moved in told) is (mode == "R")
    assert ("41" in told) is (mode == "S")


def test_taking_back_is_offered_until_the_examination_begins(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    shown = browser.get(page)
    shown.mustcontain("Vous pouvez encore la reprendre pour la modifier")
    shown.click("La reprendre").mustcontain("Voulez-vous reprendre votre candidature")
    road.meanwhile(connection, page, lambda work, application: pieces.judge(
        work, application, application.formation.pieces["lettre"], PieceStatus.VALID
    ))  # fmt: skip
    assert "La reprendre" not in browser.get(page)


# History and proofs


def test_the_history_tells_the_mails_and_proves_each_submission(browser: TestApp, connection: Any) -> None:
    """C101. C104."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    road.form_with(browser.get(f"{page}/@@reprendre"), "Reprendre ma candidature").submit(status=303)
    road.submit(browser, page)
    shown = browser.get(f"{page}?onglet=historique")
    told = [" ".join(line.get_text().split()) for line in shown.html.select(".timeline li")]
    assert len(told) == 4
    assert "Candidature transmise" in told[0]
    assert "Courriel en cours d'envoi : « Candidature - dossier réceptionné »" in told[0]
    assert not [line for line in told if "Transmission d'un dossier" in line]
    links = [link["href"] for link in shown.html.select(".timeline a")]
    assert links == [f"{page}/@@accuse.pdf?n=2", f"{page}/@@accuse.pdf?n=1"]


def test_a_mail_that_did_not_arrive_is_said(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)

    def bounce(work: Any, application: Any) -> None:
        from ecandidat.services import outbox

        outbox.take(work.root.outbox, application.mails[0], work.now)
        outbox.failed(work.root.outbox, application.mails[0], work.now, "550 inconnu", final=True)

    road.meanwhile(connection, page, bounce)
    browser.get(f"{page}?onglet=historique").mustcontain("Courriel non remis à candidat@exemple.fr")


def test_the_proof_is_downloaded_and_stays_the_same(browser: TestApp, connection: Any) -> None:
    """C084."""
    page = road.apply(browser)
    browser.get(f"{page}/@@accuse.pdf", status=409).mustcontain("n'a pas été transmise en ligne")
    road.fill(browser, page)
    road.submit(browser, page)
    answer = browser.get(page).click("Accusé de transmission", index=0)
    assert answer.content_type == "application/pdf"
    assert "accuse-CANDIDAT-m1-droit-1.pdf" in answer.headers["Content-Disposition"]
    text = text_of(answer.body)
    application = find(road.portal_now(connection), page)
    document = application.snapshot.document(road.CV.replace("~", "/"))
    for words in ("Accusé de transmission", "heure de Paris", "CANDIDAT", "Mme CAMILLE MARTIN", "M1 Droit privé",
                  application.key, "page.pdf", "Non concerné"):  # fmt: skip
        assert words in text, words
    assert document.sha256 in "".join(text.split())
    road.form_with(browser.get(f"{page}/@@reprendre"), "Reprendre ma candidature").submit(status=303)
    road.form_to(browser.get(page), f"{road.CV}/@@retirer").submit(status=303)
    assert browser.get(f"{page}/@@accuse.pdf?n=1").body == answer.body
    for odd in ("0", "abc", "²", "-1"):
        assert browser.get(f"{page}/@@accuse.pdf", {"n": odd}).body == answer.body
    browser.get(f"{page}/@@accuse.pdf?n=2", status=409)
    with pikepdf.open(BytesIO(answer.body)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_nobody_else_downloads_a_proof_or_dates(browser: TestApp) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    for login, status in (("NOUVEAUX", 404), ("sciences", 404)):
        browser.reset()
        sign_in(browser, login)
        browser.get(f"{page}/@@accuse.pdf", status=status)
        browser.get(f"{page}/@@dates.ics", status=404)
    browser.reset()
    assert "/compte/connexion" in browser.get(f"{page}/@@accuse.pdf", status=302).location
    sign_in(browser, "droit")
    assert browser.get(f"{page}/@@accuse.pdf").content_type == "application/pdf"


def test_the_dates_of_one_application_are_downloaded(browser: TestApp) -> None:
    page = road.apply(browser)
    answer = browser.get(page).click("Ajouter à mon agenda")
    assert answer.content_type == "text/calendar"
    assert "dates-m1-droit.ics" in answer.headers["Content-Disposition"]
    assert len(icalendar.Calendar.from_ical(answer.body).events) == 2


def test_cancelling_is_offered_until_a_decision_is_told(browser: TestApp, connection: Any) -> None:
    """C095, X12."""
    page = road.apply(browser)
    road.meanwhile(connection, page, lambda work, application: desk.decide(work, application, "favorable"))
    assert "Annuler la candidature" in road.buttons(browser.get(page))
    form = road.form_with(browser.get(f"{page}/@@annuler"), "Annuler la candidature")
    road.meanwhile(connection, page, lambda work, application: desk.validate_decision(work, application))
    assert "Annuler la candidature" not in road.buttons(browser.get(page))
    form.submit(status=303).follow().mustcontain("Votre candidature a reçu une décision")
    assert find(road.portal_now(connection), page).cancelled_at is None
