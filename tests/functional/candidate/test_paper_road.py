"""A paper file from the application to the confirmation, by both actors; and what changes when a mode changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Mode
from ecandidat.resources import find
from ecandidat.services import desk
from tests import seed
from tests.functional.candidate import road
from tests.functional.desk.files import form_of, radio
from tests.functional.doors import sign_in
from tests.unit.documents.reading import text

PAPER = f"{road.DROIT}/m1-papier"
CALL = "Veuillez télécharger votre dossier, l'imprimer et le renvoyer à l'adresse de contact avant le"


@pytest.fixture
def manager(wsgi: Any) -> TestApp:
    """A manager of the component, signed in."""
    browser = TestApp(wsgi, extra_environ={"HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(browser, "droit")
    return browser


def mails(connection: Any, page: str) -> list[str]:
    """Codes of the mails that the candidate received about an application, the oldest first."""
    portal = road.portal_now(connection)
    sent = [portal.outbox[key] for key in find(portal, page).mails]
    return [mail.code for mail in sent if mail.recipient == "candidat@exemple.fr"]


def set_status(manager: TestApp, page: str, label: str, day: str = "") -> None:
    """« Statut du dossier », by hand."""
    form = form_of(manager.get(f"{page}/@@statut"), "date")
    radio(form, label)
    form["date"] = day
    form.submit("enregistrer", status=303)


def set_mode(manager: TestApp, formation: str, mode: Mode) -> None:
    """Change « Mode de candidature » of a formation."""
    form = manager.get(f"{formation}/@@modifier").forms["deform"]
    form["mode"] = mode.value
    form.submit(status=303)


def set_digital(wsgi: Any, value: bool) -> None:
    """« Dématérialisation en service », for the whole university."""
    central = TestApp(wsgi)
    sign_in(central, "admin")
    form = central.get("/test/@@parametres").forms["deform"]
    form["TECH_IS_UTILISE_DEMAT"] = value
    form.submit(status=303)


def test_from_the_application_to_the_confirmation_on_paper(browser: TestApp, manager: TestApp, connection: Any) -> None:
    """C089, C090, C057, C062, C091, C093."""
    browser.get(PAPER).mustcontain("Dossier papier")
    sign_in(browser, "CANDIDAT")
    asked = browser.get(f"{PAPER}/@@candidater")
    asked.mustcontain("vous imprimerez votre dossier et l'enverrez par courrier", "Curriculum Vitae")
    page = road.form_with(asked, "Candidater").submit(status=303).location.removeprefix("http://localhost")
    shown = browser.get(page)
    shown.mustcontain(
        CALL, "2 rue Jean Carbonnier", "veuillez télécharger votre dossier, l'imprimer et le renvoyer avec"
    )
    assert "Transmettre" not in shown.html.select_one("main").get_text()
    assert not shown.html.select("input[type=file]")
    assert mails(connection, page) == ["CANDIDATURE"]
    portal = road.portal_now(connection)
    written = portal.outbox[find(portal, page).mails[0]].text
    assert "2 rue Jean Carbonnier" in written
    assert "Télécharger mon dossier" in written

    printed = " ".join(text(shown.click("Télécharger mon dossier").body).split())
    for expected in (
        "Veuillez imprimer ce dossier et le renvoyer avec les pièces listées à l'adresse de contact avant le",
        "Fiche récapitulative", "Pièces à joindre", "Curriculum Vitae", "86073 POITIERS", "Avis favorable",
        "Cadre réservé à la commission", "Baccalauréat", "CAMILLE", "Dossier papier",
    ):  # fmt: skip
        assert expected in printed, expected

    set_status(manager, page, "Incomplet")
    browser.get(page).mustcontain("Incomplet")
    yesterday = seed.TODAY - timedelta(days=1)
    set_status(manager, page, "Réceptionné", yesterday.strftime("%d/%m/%Y"))
    received = browser.get(page)
    received.mustcontain("Réceptionné", "Date de réception")
    assert road.buttons(received) == ["Télécharger mon dossier"]
    set_status(manager, page, "Complet")
    assert mails(connection, page) == ["CANDIDATURE", "STATUT_IN", "STATUT_RE", "STATUT_CO"]
    portal = road.portal_now(connection)
    assert find(portal, page).received_on == yesterday

    form = form_of(manager.get(f"{page}/@@decision"), "decision")
    form["decision"] = "favorable"
    draft = form_of(form.submit("_refresh"), "decision").submit("enregistrer", status=303).follow()
    form_of(draft.click("Valider la décision"), "version").submit(status=303)
    decided = browser.get(page)
    assert {"Confirmation candidature", "Désistement candidature"} <= set(road.buttons(decided))
    assert decided.click("Télécharger lettre d'admission").content_type == "application/pdf"
    road.form_with(decided.click("Confirmation candidature"), "Confirmation candidature").submit(status=303)
    browser.get(page).mustcontain("CONFIRMÉ")
    assert mails(connection, page)[-2:] == ["AVIS_FAVORABLE", "CANDIDATURE_CONFIRM"]


def test_a_confirmed_paper_candidate_may_still_withdraw(browser: TestApp, connection: Any) -> None:
    """C089, C094."""
    page = road.apply(browser, PAPER)

    def admit(work: Any, application: Any) -> None:
        desk.decide(work, application, "favorable")
        desk.validate_decision(work, application)

    road.meanwhile(connection, page, admit)
    shown = browser.get(page)
    road.form_with(shown.click("Confirmation candidature"), "Confirmation candidature").submit(status=303)
    again = browser.get(page).click("Désistement candidature")
    road.form_with(again, "Désistement candidature").submit(status=303)
    browser.get(page).mustcontain("DÉSISTÉ")


def test_a_formation_changes_its_mode_and_back_without_losing_anything(
    browser: TestApp, manager: TestApp, connection: Any
) -> None:
    """C089, C090."""
    page = road.apply(browser)
    road.deposit(browser, page, road.CV)
    set_mode(manager, road.FORMATION, Mode.PAPER)
    shown = browser.get(page)
    shown.mustcontain(CALL)
    assert "Transmettre ma candidature" not in road.buttons(shown)
    browser.get(f"{page}/@@transmettre", status=303).follow().mustcontain("Cette formation reçoit des dossiers papier")
    printed = browser.get(f"{page}/@@dossier.pdf")
    assert "Fiche récapitulative" in text(printed.body)
    manager.get(page).mustcontain("Dossier papier")
    browser.get("/candidats/CANDIDAT").mustcontain("M1 Droit privé")
    set_mode(manager, road.FORMATION, Mode.DIGITAL)
    assert road.statuses(browser.get(page))[1] == "Transmise"
    road.fill(browser, page)
    road.submit(browser, page).mustcontain("Réceptionné")
    set_mode(manager, road.FORMATION, Mode.PAPER)
    browser.get(page).mustcontain("Réceptionné")
    set_status(manager, page, "Complet")
    browser.get(page).mustcontain("Complet")
    portal = road.portal_now(connection)
    assert find(portal, page).snapshot is not None
    assert browser.get(f"{page}/@@dossier.pdf").content_type == "application/pdf"


def test_without_digital_files_every_formation_is_on_paper(wsgi: Any, browser: TestApp, connection: Any) -> None:
    """C089."""
    page = road.apply(browser)
    set_digital(wsgi, False)
    visitor = TestApp(wsgi, extra_environ={"HTTP_ACCEPT_LANGUAGE": "fr"})
    offer = visitor.get("/test/@@offre")
    assert {cell.get_text() for cell in offer.html.select("td.offer-mode")} == {"Dossier papier"}
    assert {one["mode"] for one in visitor.get("/test/@@offre.json").json["formations"]} == {Mode.PAPER.value}
    visitor.get("/test/@@offre?mode=" + Mode.DIGITAL.value).mustcontain("Aucune formation ne correspond")
    visitor.get(road.FORMATION).mustcontain("Dossier papier")
    shown = browser.get(page)
    shown.mustcontain(CALL)
    assert not shown.html.select("input[type=file]")
    browser.get(f"{road.DROIT}/l3-direct/@@candidater").mustcontain("Dossier papier")
    other = road.form_with(browser.get(f"{road.DROIT}/l3-direct/@@candidater"), "Candidater").submit(status=303)
    portal = road.portal_now(connection)
    made = find(portal, other.location.removeprefix("http://localhost"))
    assert "imprimez" in portal.outbox[made.mails[0]].text
    browser.get("/candidats/CANDIDAT").mustcontain("M1 Droit privé")
    assert "Fiche récapitulative" in text(browser.get(f"{page}/@@dossier.pdf").body)
    set_digital(wsgi, True)
    assert browser.get(page).html.select("input[type=file]")
    modes = {cell.get_text() for cell in visitor.get("/test/@@offre").html.select("td.offer-mode")}
    assert "Dossier dématérialisé" in modes
