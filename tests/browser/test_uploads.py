"""Uploads on a bad line: the network goes away, the server is killed, the page is closed; the file arrives whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import Demonstration, new_page
from tests.unit.documents.samples import pdf, picture

CANDIDATE = "brouillon@candidats.example.org"


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """A server of these tests' own."""
    server = Demonstration(tmp_path_factory.mktemp("mortal"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A real PDF of four pieces, 1.8 Mo that nothing makes smaller, like no other."""
    file = tmp_path / "Relevé de notes (1).pdf"
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        image = pikepdf.Stream(document, os.urandom(1250 * 1500))
        image.Type, image.Subtype, image.ColorSpace = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DeviceGray
        image.Width, image.Height, image.BitsPerComponent = 1250, 1500, 8
        document.pages[0].add_resource(image, pikepdf.Name.XObject, pikepdf.Name.Im0)
        document.pages[0].Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        document.save(file)
    return file


def open_application(page: Page) -> None:
    """Sign in and open the first application that takes files."""
    page.goto("/compte/connexion")
    page.get_by_label("Utilisateur").fill(CANDIDATE)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("form", has=page.get_by_label("Utilisateur")).get_by_role("button", name="Connexion").click()
    page.wait_for_url("**/candidats/*")
    page.locator("main article h3 a").first.click()
    expect(page.locator(".pieces-table")).to_be_visible()


def row_to_fill(page: Page) -> str:
    """The selector of the row of a piece that takes a file."""
    row = page.locator(".pieces-table tbody tr", has=page.locator("form[data-upload]")).first
    return f"#{row.get_attribute('id')}"


def open_library(page: Page) -> None:
    """« Mes documents », once it stands on the screen: the page before it takes files too."""
    page.get_by_role("link", name="Mes documents").first.click()
    expect(page.get_by_role("heading", name="Mes documents", level=1)).to_be_visible()
    page.wait_for_load_state()


def hold(page: Page, after: int) -> dict[str, bool]:
    """Let some pieces through, then hold each one until ``free`` is set: a line that a test cuts where it wants."""
    state = {"free": False, "held": False}
    passed = 0

    def slow(route: Route) -> None:
        nonlocal passed
        if route.request.method == "PATCH":
            passed += 1
            if passed > after and not state["free"]:
                state["held"] = True
                route.abort("connectionfailed")
                return
        route.continue_()

    page.route("**/envois/*", slow)
    return state


def deposited(page: Page, row: str, file: Path) -> None:
    """The piece is there, whole, byte for byte."""
    expect(page.locator(".upload-item")).to_have_count(0)
    expect(page.locator(row).get_by_text("Transmise")).to_be_visible()
    href = page.locator(row).locator("a.piece-name").get_attribute("href")
    assert page.request.get(str(href)).body() == file.read_bytes()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tus::')).length") == 0


def test_a_file_shows_its_progress_and_is_deposited(chromium: Browser, mortal: Demonstration, large: Path) -> None:
    """C070."""
    page = new_page(chromium, mortal.base)
    open_application(page)
    row = row_to_fill(page)
    state = hold(page, 2)
    page.locator(row).locator("input[type=file]").set_input_files(large)
    line = page.locator(row).locator(".upload-item")
    expect(line).to_contain_text("Relevé de notes (1).pdf")
    expect(line).to_contain_text("1,8 Mo")
    expect(line.get_by_role("progressbar", name="Relevé de notes (1).pdf")).to_be_visible()
    expect(line).to_contain_text("Votre connexion")
    assert int(line.locator("progress").get_attribute("value") or 0) > 30
    axe.check(page)
    state["free"] = True
    deposited(page, row, large)


@pytest.mark.parametrize("place", ["row", "page"])
def test_pressing_the_button_while_a_file_travels_sends_nothing_empty(
    chromium: Browser, mortal: Demonstration, large: Path, place: str
) -> None:
    """C070."""
    page = new_page(chromium, mortal.base)
    open_application(page)
    row = row_to_fill(page)
    if place == "page":
        page.goto(str(page.locator(row).locator("form[data-upload]").get_attribute("action")))
    form = page.locator("form[data-upload]").first
    state = hold(page, 2)
    form.locator("input[type=file]").set_input_files(large)
    expect(form.locator(".upload-item")).to_contain_text("Votre connexion")
    answers: list[int] = []
    page.on("response", lambda one: answers.append(one.status) if one.url.endswith("/@@deposer") else None)
    form.evaluate("form => form.requestSubmit(form.querySelector('button[type=submit]'))")
    expect(form).to_contain_text("le formulaire partira tout seul")
    assert not answers
    state["free"] = True
    deposited(page, row, large)
    assert answers == [303]


def test_the_network_goes_away_in_the_middle_and_comes_back(
    chromium: Browser, mortal: Demonstration, large: Path
) -> None:
    page = new_page(chromium, mortal.base)
    open_application(page)
    row = row_to_fill(page)
    state = hold(page, 1)
    page.locator(row).locator("input[type=file]").set_input_files(large)
    line = page.locator(row).locator(".upload-item")
    expect(line).to_contain_text("Votre connexion")
    page.context.set_offline(True)
    expect(line).to_contain_text("Votre connexion est coupée")
    state["free"] = True
    page.context.set_offline(False)
    deposited(page, row, large)


def test_the_server_is_killed_in_the_middle_and_started_again(
    chromium: Browser, mortal: Demonstration, large: Path
) -> None:
    page = new_page(chromium, mortal.base)
    open_application(page)
    row = row_to_fill(page)
    state = hold(page, 2)
    page.locator(row).locator("input[type=file]").set_input_files(large)
    line = page.locator(row).locator(".upload-item")
    expect(line).to_contain_text("Nouvel essai dans un instant")
    mortal.kill()
    state["free"] = True
    expect(line).to_contain_text("n'atteint plus notre serveur")
    mortal.start()
    deposited(page, row, large)


def test_a_closed_page_is_taken_up_where_it_was(chromium: Browser, mortal: Demonstration, large: Path) -> None:
    page = new_page(chromium, mortal.base)
    open_application(page)
    row, here = row_to_fill(page), page.url
    state = hold(page, 2)
    page.locator(row).locator("input[type=file]").set_input_files(large)
    expect(page.locator(row).locator(".upload-item")).to_contain_text("Votre connexion")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    state["free"] = True
    page.goto(here)
    expect(page.get_by_text("n'a pas été achevé. Choisissez à nouveau ce fichier")).to_be_visible()
    axe.check(page)
    with page.expect_request(lambda request: request.method == "PATCH") as first:
        page.locator(row).locator("input[type=file]").set_input_files(large)
    assert int(first.value.headers["upload-offset"]) == 2 * 512 * 1024
    deposited(page, row, large)


def test_a_file_too_large_or_empty_is_told_before_anything_is_sent(
    chromium: Browser, mortal: Demonstration, tmp_path: Path
) -> None:
    huge, empty, good = tmp_path / "énorme.pdf", tmp_path / "vide.pdf", tmp_path / "photo.jpg"
    huge.write_bytes(bytes(21 * 1024 * 1024))
    empty.write_bytes(b"")
    good.write_bytes(picture())
    page = new_page(chromium, mortal.base)
    open_application(page)
    open_library(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if "/envois" in request.url else None)
    page.locator("main input[type=file]").set_input_files([huge, empty])
    expect(page.locator(".upload-item").first).to_contain_text("Ce fichier pèse 21 Mo, le maximum est 20 Mo")
    expect(page.locator(".upload-item").nth(1)).to_contain_text("Ce fichier est vide")
    axe.check(page)
    assert sent == []
    for _ in range(2):
        page.get_by_role("button", name=re.compile("Continuer sans ce fichier")).first.click()
    expect(page.locator(".upload-item")).to_have_count(0)
    page.locator("main input[type=file]").set_input_files([huge, good])
    page.get_by_role("button", name=re.compile("Continuer sans ce fichier")).click()
    expect(page.get_by_role("link", name="photo.jpg", exact=True)).to_be_visible()
    axe.check(page)


def test_what_the_server_says_of_a_file_is_shown_with_a_way_to_try_again(
    chromium: Browser, mortal: Demonstration, tmp_path: Path
) -> None:
    good = tmp_path / "photo-2.jpg"
    good.write_bytes(picture(size=(310, 200)))
    page = new_page(chromium, mortal.base)
    open_application(page)
    open_library(page)

    def refuse(route: Route) -> None:
        headers = {"Tus-Resumable": "1.0.0", "Content-Type": "text/plain; charset=utf-8"}
        route.fulfill(status=429, headers=headers, body="40 fichiers sont déjà en attente.")

    page.route("**/envois", refuse)
    page.locator("main input[type=file]").set_input_files(good)
    expect(page.locator(".upload-item")).to_contain_text("40 fichiers sont déjà en attente.")
    axe.check(page)
    page.unroute("**/envois")
    page.get_by_role("button", name=re.compile("Réessayer")).click()
    expect(page.get_by_role("link", name="photo-2.jpg", exact=True)).to_be_visible()


def test_a_file_chosen_before_the_scripts_are_there_leaves_all_the_same(
    chromium: Browser, mortal: Demonstration, tmp_path: Path
) -> None:
    early = tmp_path / "photo-3.jpg"
    early.write_bytes(picture(size=(320, 200)))
    page = new_page(chromium, mortal.base)
    open_application(page)
    held: list[Route] = []
    page.route(re.compile(r"/js/upload\.js"), lambda route: held.append(route))
    address = page.get_by_role("link", name="Mes documents").first.get_attribute("href")
    with page.expect_request(re.compile(r"/js/upload\.js")):
        page.goto(str(address), wait_until="commit")
    page.locator("main input[type=file]").set_input_files(early)
    assert len(held) == 1
    expect(page.locator(".upload-item")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_role("link", name="photo-3.jpg", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_choosing_and_deleting_a_document(chromium: Browser, mortal: Demonstration, width: int, tmp_path: Path) -> None:
    """C072, C073, C076."""
    file = tmp_path / f"Attestation {width}.pdf"
    file.write_bytes(pdf(2 + width % 7))
    page = new_page(chromium, mortal.base, width)
    open_application(page)
    here, row = page.url, row_to_fill(page)
    number = re.search(r"/candidats/(\w+)/documents", page.content())
    assert number is not None
    page.goto(f"/candidats/{number[1]}/documents")
    page.locator("main input[type=file]").set_input_files(file)
    expect(page.get_by_role("link", name=file.name, exact=True)).to_be_visible()
    axe.check(page)
    page.goto(f"{here.split('#')[0]}/pieces/{row.removeprefix('#piece-').replace('-', '~')}/@@deposer")
    if page.get_by_role("link", name="Choisir dans mes documents").count() == 0:
        page.goto(here)
        key = page.locator(row).locator("form[data-upload]").get_attribute("action")
        page.goto(str(key))
    page.get_by_role("link", name="Choisir dans mes documents").click()
    page.get_by_label(file.name, exact=True).check()
    axe.check(page)
    page.get_by_role("button", name="Déposer ce document").click()
    expect(page.locator(row)).to_contain_text(file.name)
    page.goto(f"/candidats/{number[1]}/documents")
    page.locator("tr", has_text=file.name).get_by_role("link", name="Supprimer").click()
    expect(page.get_by_text("n'auront plus de fichier")).to_be_visible()
    axe.check(page)
    page.get_by_role("button", name="Supprimer").click()
    expect(page.get_by_role("link", name=file.name, exact=True)).to_have_count(0)
