"""The candidate's answer to a favourable decision, and the letters."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from webtest import TestApp

from ecandidat.domain.codes import Answer, Status
from ecandidat.resources import find
from ecandidat.services import desk
from tests.functional.candidate import road
from tests.unit.documents.reading import text as text_of


def decided(browser: TestApp, connection: Any, decision: str = "favorable", **more: Any) -> str:
    """An application submitted, complete and decided; its path."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)

    def decide(work: Any, application: Any) -> None:
        desk.set_status(work, application, Status.COMPLETE)
        desk.decide(work, application, decision, **more)
        desk.validate_decision(work, application)

    road.meanwhile(connection, page, decide)
    return page


def test_the_whole_road_ends_with_the_confirmation(browser: TestApp, connection: Any) -> None:
    """C093."""
    page = decided(browser, connection)
    shown = browser.get(page)
    shown.mustcontain("Votre candidature a reçu un avis favorable", "Complet")
    assert road.buttons(shown) == [
        "Confirmation candidature", "Désistement candidature", "Télécharger lettre d'admission",
        "Accusé de transmission", "Télécharger mon dossier",
    ]  # fmt: skip
    asked = shown.click("Confirmation candidature")
    asked.mustcontain("irréversible", "Date limite de confirmation", "23:59")
    form = road.form_with(asked, "Confirmation candidature")
    after = form.submit(status=303).follow()
    after.mustcontain("Votre candidature est confirmée", "CONFIRMÉ")
    assert road.buttons(after)[0] == "Désistement candidature"
    browser.get("/candidats/CANDIDAT/candidatures").mustcontain("CONFIRMÉ")
    form.submit(status=303).follow().mustcontain("n'est pas possible dans l'état actuel")
    assert find(road.portal_now(connection), page).answer is Answer.CONFIRMED


def test_a_confirmed_candidate_may_withdraw_and_never_come_back(browser: TestApp, connection: Any) -> None:
    """C094."""
    page = decided(browser, connection)
    road.form_with(browser.get(page).click("Confirmation candidature"), "Confirmation candidature").submit(status=303)
    asked = browser.get(page).click("Désistement candidature")
    asked.mustcontain("irréversible")
    after = road.form_with(asked, "Désistement candidature").submit(status=303).follow()
    after.mustcontain("Votre désistement est enregistré", "DÉSISTÉ")
    assert road.buttons(after) == ["Accusé de transmission", "Télécharger mon dossier"]
    browser.get(f"{page}/@@confirmer", status=303).follow().mustcontain("n'est pas possible")
    browser.get(f"{page}/@@lettre.pdf", status=409)


def test_a_draft_decision_is_not_shown(browser: TestApp, connection: Any) -> None:
    """C065."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    road.meanwhile(connection, page, lambda work, application: desk.decide(work, application, "favorable"))
    shown = browser.get(page)
    assert "Confirmation candidature" not in road.buttons(shown)
    assert "favorable" not in shown.html.select_one(".cards").get_text().lower()
    browser.get(f"{page}/@@confirmer", status=303).follow().mustcontain("Il n'y a pas de décision favorable")


def test_nobody_confirms_after_the_date(browser: TestApp, connection: Any) -> None:
    """C093."""
    page = decided(browser, connection)
    form = road.form_with(browser.get(page).click("Confirmation candidature"), "Confirmation candidature")

    def close(work: Any, application: Any) -> None:
        calendar = application.formation.calendar
        application.formation.calendar = calendar.shifted((work.today - calendar.confirmation).days - 1)

    road.meanwhile(connection, page, close)
    late = form.submit(status=303).follow()
    late.mustcontain("La date limite de confirmation")
    assert "Confirmation candidature" not in road.buttons(late)
    assert find(road.portal_now(connection), page).answer is Answer.NONE


def test_the_letter_of_the_decision_is_a_pdf(browser: TestApp, connection: Any) -> None:
    """C091."""
    page = decided(browser, connection)
    letter = browser.get(page).click("Télécharger lettre d'admission")
    assert letter.content_type == "application/pdf"
    assert "lettre-admission-CANDIDAT-m1-droit.pdf" in letter.headers["Content-Disposition"]
    with pikepdf.open(BytesIO(letter.body)) as pdf:
        assert len(pdf.pages) == 1


def test_a_refusal_gives_its_reason_and_its_letter(browser: TestApp, connection: Any) -> None:
    """C092."""
    page = decided(browser, connection, "defavorable", motivation="Niveau insuffisant")
    shown = browser.get(page)
    shown.mustcontain("Motif", "Niveau insuffisant")
    assert road.buttons(shown) == [
        "Télécharger lettre de refus", "Accusé de transmission", "Télécharger mon dossier",
    ]  # fmt: skip
    letter = shown.click("Télécharger lettre de refus")
    assert "lettre-refus-CANDIDAT-m1-droit.pdf" in letter.headers["Content-Disposition"]
    assert "Niveau insuffisant" in text_of(letter.body)


def test_a_commission_and_two_parameters_say_when_there_is_a_letter(browser: TestApp, connection: Any) -> None:
    """C091."""
    page = decided(browser, connection)

    def offered() -> bool:
        return "Télécharger lettre d'admission" in road.buttons(browser.get(page))

    def letters(sent: bool) -> bool:
        road.meanwhile(connection, page, lambda work, one: setattr(one.formation.commission, "letters", sent))
        return offered()

    def parameter(code: str, value: bool) -> bool:
        def write(work: Any, one: Any) -> None:
            one.formation.establishment.parameters[code] = value

        road.meanwhile(connection, page, write)
        return offered()

    assert not letters(False)
    assert letters(True)
    assert not parameter("TECH_IS_BLOC_LETTRE", True)
    browser.get(f"{page}/@@lettre.pdf", status=409)
    assert parameter("TECH_IS_BLOC_LETTRE", False)
    assert not parameter("DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM", True)
    road.form_with(browser.get(page).click("Confirmation candidature"), "Confirmation candidature").submit(status=303)
    assert offered()


def test_no_letter_before_a_decision(browser: TestApp) -> None:
    """C091."""
    page = road.apply(browser)
    browser.get(f"{page}/@@lettre.pdf", status=409).mustcontain("Aucune lettre n'est disponible")
