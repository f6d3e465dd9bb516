"""Contents in other languages, paper files and maintenance as people see them: axe, width, languages marked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from ecandidat.services.demo import PASSWORD
from tests.browser.axe import check
from tests.browser.conftest import new_page
from tests.browser.test_road import sign_in


@pytest.fixture
def page(chromium: Browser, server: str) -> Page:
    """A window of its own."""
    return new_page(chromium, server)


@pytest.mark.parametrize("lang", ["es", "de"])
def test_public_pages_in_another_language(page: Page, lang: str) -> None:
    """C002, C103."""
    for path in ("", "/@@assistance", "/@@offre", "/fst/master/m1-informatique"):
        page.goto(f"/@@langue?l={lang}&retour=/lorraine{path}")
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator(f"main [lang={lang}]").count() > 0 or path == "/@@offre"
        check(page)


def test_a_candidate_changes_language_with_a_button(page: Page) -> None:
    """C002, C103."""
    sign_in(page, "profil@candidats.example.org", PASSWORD)
    page.goto("/lorraine")
    page.get_by_role("button", name="Deutsch").click()
    page.wait_for_load_state()
    assert "Bewerben Sie sich" in page.locator(".welcome").inner_text()
    check(page)
    page.get_by_role("button", name="Français").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "fr"


def test_a_paper_file_on_screen(page: Page) -> None:
    """C089, C103."""
    sign_in(page, "papier@candidats.example.org", PASSWORD)
    page.locator("main a", has_text="Candidatures").or_(page.get_by_role("link", name="Candidatures")).first.click()
    page.wait_for_load_state()
    page.locator("main .cell-title a").first.click()
    page.wait_for_load_state()
    main = page.locator("main").inner_text()
    assert "Veuillez télécharger votre dossier, l'imprimer et le renvoyer" in main
    assert page.locator("main input[type=file]").count() == 0
    check(page)


def test_maintenance_as_who_closes_and_who_reads(chromium: Browser, page: Page, server: str) -> None:
    """C013, C103."""
    sign_in(page, "admin", PASSWORD)
    for path in ("/lorraine/@@modifier", "/perpignan/@@maintenance"):
        page.goto(path)
        check(page)
    page.get_by_label("Maintenance en cours").check()
    page.get_by_label("Message de maintenance (français)").fill("Retour demain à 6 h.\nMerci.")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_load_state()
    try:
        visitor = new_page(chromium, server)
        answer = visitor.goto("/perpignan")
        assert answer is not None
        assert answer.status == 503
        assert "Retour demain à 6 h." in visitor.locator("main").inner_text()
        check(visitor)
    finally:
        page.goto("/perpignan/@@maintenance")
        page.get_by_label("Maintenance en cours").uncheck()
        page.get_by_role("button", name="Enregistrer").click()
        page.wait_for_load_state()
