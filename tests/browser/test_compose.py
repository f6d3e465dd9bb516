"""Pages of a piece in Chromium: chosen, ordered with the keyboard and the mouse, turned, taken away, deposited."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import new_page
from tests.browser.test_road import sign_in
from tests.unit.documents.samples import camera, text_pdf

APPLICATION = re.compile(r"/m1-aes/[A-Z0-9]{8}(?=#|$)")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two photographs and a letter of two pages."""
    verso = camera("HEIF", orientation=6)
    contents = {"recto.jpg": camera("JPEG"), "verso.heic": verso, "lettre.pdf": text_pdf(pages=2)}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


def composer(page: Page, files: list[Path], width: int = 1280) -> None:
    """Sign in, open a piece that waits for its file in a window of that width, choose files if any."""
    sign_in(page, "brouillon@candidats.example.org", PASSWORD)
    page.set_viewport_size({"width": width, "height": 900})
    links = [str(link.get_attribute("href")) for link in page.get_by_role("main").get_by_role("link").all()]
    page.goto(next(link for link in links if APPLICATION.search(link)).split("#")[0])
    row = page.locator(".pieces-table tbody tr", has=page.get_by_role("link", name="Réunir des pages")).first
    row.get_by_role("link", name="Réunir des pages").click()
    axe.check(page)
    if files:
        page.get_by_label("Fichiers ou photos").set_input_files(files)
        expect(page.get_by_role("heading", name="Vos pages")).to_be_visible()


def names(page: Page) -> list[str]:
    """The pages in their order, as they are read."""
    return [" ".join(text.split()) for text in page.locator(".sheet-name").all_text_contents()]


def change(page: Page, act: Callable[[], None]) -> None:
    """Do something that the script tells the server at once."""
    with page.expect_response("**/@@pages") as answer:
        act()
    assert answer.value.status == 204


def kept(page: Page, expected: list[str]) -> None:
    """The order is that one on the screen, and still after the page is loaded anew."""
    assert names(page) == expected
    page.reload()
    assert names(page) == expected


def test_one_faulty_file_among_several_stops_nobody(chromium: Browser, server: str, files: list[Path]) -> None:
    """C070: the others wait for a decision, which is one button away."""
    empty = files[0].with_name("vide.pdf")
    empty.write_bytes(b"")
    page = new_page(chromium, server)
    composer(page, [])
    page.get_by_label("Fichiers ou photos").set_input_files([files[0], empty, files[2]])
    expect(page.locator(".upload-item.is-done")).to_have_count(2)
    expect(page.locator(".upload-item.is-faulty")).to_contain_text("Ce fichier est vide")
    axe.check(page)
    page.get_by_role("button", name="Continuer sans ce fichier").click()
    expect(page.get_by_role("heading", name="Vos pages")).to_be_visible()
    assert names(page) == ["recto.jpg", "lettre.pdf page 1 sur 2", "lettre.pdf page 2 sur 2"]
    page.get_by_role("button", name="Abandonner ces pages").click()


def test_pages_are_ordered_turned_taken_away_and_deposited(chromium: Browser, server: str, files: list[Path]) -> None:
    """C070."""
    page = new_page(chromium, server)
    composer(page, files)
    recto, verso, one, two = "recto.jpg", "verso.heic", "lettre.pdf page 1 sur 2", "lettre.pdf page 2 sur 2"
    assert names(page) == [recto, verso, one, two]
    axe.check(page)
    for number in range(4):
        picture = page.locator(".sheet-picture").nth(number)
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth > 100")
    page.get_by_role("button", name="Déplacer page 1").focus()
    change(page, lambda: page.keyboard.press("ArrowRight"))
    expect(page.locator("[data-said]")).to_have_text("Page 2 sur 4 : recto.jpg")
    change(page, lambda: page.keyboard.press("End"))
    expect(page.locator("[data-said]")).to_have_text("Page 4 sur 4 : recto.jpg")
    expect(page.get_by_role("button", name="Déplacer page 4")).to_be_focused()
    kept(page, [verso, one, two, recto])
    change(page, page.get_by_role("button", name="Monter page 4").click)
    kept(page, [verso, one, recto, two])
    change(page, page.get_by_role("button", name="Tourner page 3").click)
    expect(page.locator(".sheet-picture").nth(2)).to_have_class(re.compile("turn-90"))
    change(page, page.get_by_role("button", name="Tourner page 3").click)
    page.reload()
    expect(page.locator(".sheet-picture").nth(2)).to_have_class(re.compile("turn-180"))
    page.get_by_role("button", name="Retirer page 4").click()
    expect(page.locator(".sheet")).to_have_count(3)
    assert names(page) == [verso, one, recto]
    grip = page.locator(".sheet").nth(2).get_by_role("button", name="Déplacer")
    change(page, lambda: grip.drag_to(page.locator(".sheet").nth(0).locator(".sheet-view")))
    kept(page, [recto, verso, one])
    page.get_by_role("button", name="Assembler et déposer la pièce").click()
    expect(page.get_by_text(re.compile("La pièce «\\s.*\\s» est déposée."))).to_be_visible()
    axe.check(page)
    read = page.request.get(str(page.locator("tr:target .piece-name").get_attribute("href")))
    assert read.body().startswith(b"%PDF-")
    assert b"SpyPhone" not in read.body()


def test_a_telephone_shows_the_pages_and_names_the_bad_file(
    chromium: Browser, server: str, files: list[Path], tmp_path: Path
) -> None:
    """C071."""
    page = new_page(chromium, server)
    bad = tmp_path / "Compte rendu d'entretien_sans_aucun_espace_copie_2_finale_relue.txt"
    bad.write_bytes(b"bonjour")
    composer(page, [*files, bad], width=360)
    expect(page.get_by_role("alert")).to_contain_text(f"« {bad.name} » : Ce fichier n'est ni un PDF, ni une image")
    expect(page.locator(".sheet")).to_have_count(4)
    axe.check(page)
    page.locator(".sheet").nth(1).get_by_role("button", name="Déplacer").focus()
    change(page, lambda: page.keyboard.press("ArrowUp"))
    assert names(page)[0] == "verso.heic"
    page.get_by_role("button", name="Abandonner ces pages").click()
    expect(page.get_by_text("la pièce n'a pas changé")).to_be_visible()
    axe.check(page)
