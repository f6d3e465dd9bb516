"""« Mes données » in Chromium: the archive made while one watches, brought elsewhere, an account deleted and kept."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import new_page
from tests.browser.test_road import see, sign_in

GIVER, TAKER = "papier@candidats.example.org", "nouveau@candidats.example.org"


def home(page: Page) -> str:
    """The candidate's own page."""
    href = page.get_by_role("link", name="Mes données").get_attribute("href")
    return str(href).rsplit("/", 1)[0]


def test_data_go_from_one_account_to_another_and_an_account_is_deleted(
    chromium: Browser, server: str, tmp_path: Path
) -> None:
    """C034 C099 C100."""
    archive = tmp_path / "archive.zip"
    giver = new_page(chromium, server)
    sign_in(giver, GIVER, PASSWORD)
    take_away(giver, archive)
    taker = new_page(chromium, server)
    sign_in(taker, TAKER, PASSWORD)
    bring(taker, archive)
    leave(giver)
    come_back(giver)


def take_away(page: Page, archive: Path) -> None:
    """The bar moves by itself until the archive is there."""
    page.goto(f"{home(page)}/@@mes-donnees")
    see(page, "Emporter mes données", "Apporter mes données", "Supprimer mon compte")
    page.get_by_role("button", name="Préparer mon archive").click()
    expect(page.get_by_role("heading", name="Archive de mes données")).to_be_visible()
    axe.check(page)
    see(page, "C'est prêt")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Télécharger")).click()
    download.value.save_as(archive)
    assert archive.read_bytes().startswith(b"PK")
    page.goto(f"{home(page)}/@@mes-donnees")
    see(page, "Préparer une nouvelle archive")


def bring(page: Page, archive: Path) -> None:
    """A wrong file, then the right one, then what is ticked."""
    page.goto(f"{home(page)}/@@apporter")
    axe.check(page)
    page.get_by_label("Archive eCandidat").set_input_files(Path(__file__))
    page.get_by_role("button", name="Voir ce qui serait repris").click()
    expect(page.get_by_role("alert").first).to_contain_text("ne peut pas être lu")
    axe.check(page)
    page.get_by_label("Archive eCandidat").set_input_files(archive)
    page.get_by_role("button", name="Voir ce qui serait repris").click()
    see(page, "Ce qui serait repris", "Informations perso.", "Adresse", "Baccalauréat")
    # The giver's identity stays theirs: it is one INE for one account.
    page.locator("#prendre-infos-perso").uncheck()
    page.get_by_role("button", name="Reprendre ce qui est coché").click()
    see(page, "reprise(s)")


def leave(page: Page) -> None:
    """What it does is said; a wrong number is told at its field."""
    number = home(page).rsplit("/", 1)[1]
    page.goto(f"{home(page)}/@@supprimer-compte")
    see(page, "Ce qui est effacé", "Vos candidatures en cours")
    page.get_by_label("N° de dossier").fill("ERREUR22")
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Supprimer mon compte").click()
    expect(page.get_by_text("Ce n'est pas votre n° de dossier").first).to_be_visible()
    axe.check(page)
    page.get_by_label("N° de dossier").fill(number)
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Supprimer mon compte").click()
    see(page, "Votre compte est supprimé")


def come_back(page: Page) -> None:
    """The link of the mail, its button, the password as before."""
    page.goto(f"/@@courriels?a={GIVER}")
    page.get_by_role("link", name=re.compile("va être supprimé")).first.click()
    page.locator("a[href*='/compte/restaurer/']").first.click()
    see(page, "Voulez-vous le garder")
    page.get_by_role("button", name="Garder mon compte").click()
    see(page, "de nouveau ouvert")
    sign_in(page, GIVER, PASSWORD)
