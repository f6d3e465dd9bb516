"""A manager examines a pile of applications with the keyboard alone; the screens have no fault at 1280 and 360 px."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import Demonstration, new_page

MANAGER = "gestion-poitiers"
LIST = "/poitiers/droit/@@candidatures?statut=RE"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration of these tests' own: others judge its files and change their statuses."""
    own = Demonstration(tmp_path_factory.mktemp("desk"))
    own.start()
    yield own.base
    own.stop()


def sign_in(page: Page) -> None:
    page.goto("/compte/connexion")
    page.get_by_label("Utilisateur").fill(MANAGER)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/compte/connexion" not in url)


def examined(page: Page) -> None:
    """Open the examination of the first file of the list that holds documents to examine."""
    sign_in(page)
    page.goto(LIST)
    paths = page.eval_on_selector_all("main tbody a", "links => links.map(link => link.getAttribute('href'))")
    for path in dict.fromkeys(one.split("?")[0] for one in paths if one):
        page.goto(f"{path}/@@examen?retour={LIST.replace('?', '%3F').replace('=', '%3D')}")
        waiting = page.locator(".desk-exam-list li", has_text="Transmise")
        if waiting.count() > 1 and page.locator("[data-viewer] img").count() and page.locator('[data-key="n"]').count():
            return
    raise AssertionError("the demonstration has no file to examine")


def press(page: Page, key: str) -> None:
    """A key that leads to another page, and that page."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_load_state()


def test_a_pile_is_examined_with_the_keyboard_alone(chromium: Browser, server: str) -> None:
    """M09, M10."""
    page = new_page(chromium, server)
    examined(page)
    axe.check(page)
    expect(page.get_by_text("Désactiver les raccourcis")).to_be_visible()
    titles = page.locator(".desk-exam-list li")
    if page.locator('[data-key="j"]').count():
        before = page.locator("#piece").inner_text()
        press(page, "j")
        assert page.locator("#piece").inner_text() != before
        press(page, "k")
        expect(page.locator("#piece")).to_have_text(before)
    valid = titles.filter(has_text="Validée").count()
    page.goto(page.url.split("#")[0].replace("piece=", "autre="))
    press(page, "v")
    expect(titles.filter(has_text="Validée")).to_have_count(valid + 1)

    # Without a comment, « r » leads to it; letters typed there are letters.
    page.keyboard.press("r")
    comment = page.get_by_label("Commentaire", exact=True)
    expect(comment).to_be_focused()
    page.keyboard.type("vjn")
    expect(comment).to_have_value("vjn")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("#item-champ-frequents input[type=checkbox]").first).to_be_checked()
    press(page, "r")
    expect(titles.filter(has_text="Refusée").first).to_be_visible()

    # Switched off, letters do nothing; the choice is kept.
    page.locator("[data-keys-switch]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Activer les raccourcis", exact=True)).to_be_visible()
    address = page.url
    page.keyboard.press("n")
    page.reload()
    assert page.url == address
    page.locator("[data-keys-switch]").focus()
    page.keyboard.press("Enter")
    key = re.search(r"/([A-Z0-9]{8})/@@examen", page.url)
    press(page, "n")
    assert key is not None
    assert key[1] not in page.url
    expect(page.get_by_text("dans la liste")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 800})
    axe.check(page)


def test_the_screens_of_the_exchange_have_no_fault(chromium: Browser, server: str) -> None:
    """M09."""
    page = new_page(chromium, server)
    examined(page)
    base = page.url.split("/@@examen")[0]
    for view in ("", "/@@messages", "/@@demander-piece", "/@@attribuer", "/@@verdicts", "/@@commentaires"):
        page.goto(base + view)
        axe.check(page)
    page.goto(f"{base}/@@messages")
    page.get_by_label("Message", exact=True).fill("Pouvez-vous préciser l'année de ce diplôme ?")
    page.get_by_role("button", name="Envoyer le message").press("Enter")
    expect(page.get_by_text("Pas encore lu").first).to_be_visible()
    axe.check(page)
    page.set_viewport_size({"width": 360, "height": 800})
    axe.check(page)
