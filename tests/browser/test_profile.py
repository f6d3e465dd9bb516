"""The profile beyond its lists, in Chromium at desk and phone widths: what is typed by hand, corrected, ordered."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import new_page
from tests.browser.test_road import sign_in

CANDIDATE, OFFICE = "incomplet@candidats.example.org", "scolarite-poitiers"
FIRST, SECOND = "M1 Administration Economique et Sociale", "L2 Droit"
SCHOOL = "École des abeilles d'Anglès-sur-l'Anglin"
TOWN = "Anglès’la’Neuve"


def test_what_no_list_has_is_typed_and_attached_by_the_office(chromium: Browser, server: str) -> None:
    """C045 C048 C052."""
    candidate, office = new_page(chromium, server), new_page(chromium, server)
    home = signed_in(candidate)
    candidate.goto(f"{home}/profil/cursus-externe?entree=nouvelle")
    for name, code, opened in (
        ("Département", "86", "Commune"), ("Commune", "autre", "Nom de la commune"),
        ("Etablissement", "autre", "Nom de l'établissement"), ("Formation", "autre", "Nom du diplôme"),
    ):  # fmt: skip
        candidate.get_by_label(name, exact=False).first.select_option(code)
        expect(candidate.get_by_label(opened).first).to_be_enabled()
    candidate.get_by_label("Nom de la commune").fill(TOWN)
    candidate.get_by_label("Nom de l'établissement").fill(SCHOOL)
    candidate.get_by_label("Nom du diplôme").fill("Diplôme d'université d'apiculture")
    candidate.get_by_label("Année d'obtention").fill("2023")
    candidate.get_by_label("Libellé et niveau de la formation").fill("W" * 255)
    candidate.get_by_label("Obtenu").select_option("O")
    both(candidate)
    candidate.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(candidate.get_by_role("link", name=re.compile("Modifier")).first).to_be_visible()
    both(candidate)

    sign_in(office, OFFICE, PASSWORD)
    office.goto("/poitiers/@@libelles")
    expect(office.get_by_role("link", name="Anglès'la'Neuve", exact=True)).to_be_visible()
    both(office)
    office.get_by_role("link", name="Diplôme d'université d'apiculture", exact=True).click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("apiculture")
    both(office)
    office.get_by_label(re.compile("Diplôme d'université")).check()
    office.get_by_role("button", name="Rattacher").click()
    expect(office.get_by_text("profils mis à jour : 1")).to_be_visible()
    row = office.get_by_role("row").filter(has_text=SCHOOL)
    row.get_by_role("button", name="Garder tel quel").click()
    expect(office.get_by_text("Le libellé est gardé tel quel.")).to_be_visible()
    both(office)
    candidate.reload()
    expect(candidate.get_by_text("Diplôme d'université (DU, DIU)").first).to_be_visible()


def test_a_name_is_corrected_by_the_office_and_stands_on_what_was_submitted(chromium: Browser, server: str) -> None:
    """C044."""
    candidate, office = new_page(chromium, server), new_page(chromium, server)
    home = signed_in(candidate)
    candidate.goto(f"{home}/profil/infos-perso")
    both(candidate)
    candidate.get_by_role("link", name="Demander une correction").click()
    expect(candidate.get_by_label("Pourquoi cette correction ?")).to_be_visible()
    both(candidate)
    candidate.get_by_label("Nom usuel").fill("d’Ormesson-Żółkiewska")
    candidate.get_by_label("Pourquoi cette correction ?").fill("Je me suis mariée.")
    candidate.get_by_role("button", name="Envoyer la demande").click()
    expect(candidate.get_by_text("En attente", exact=True).first).to_be_visible()
    both(candidate)

    sign_in(office, OFFICE, PASSWORD)
    office.goto("/poitiers/@@corrections")
    both(office)
    office.get_by_role("row").filter(has_text=home.rsplit("/", 1)[1]).get_by_role("link").first.click()
    office.get_by_role("button", name="Refuser").click()
    expect(office.get_by_role("alert").first).to_be_visible()
    both(office)
    office.get_by_label("Votre réponse au candidat").fill("Livret de famille vu.")
    office.get_by_role("button", name="Accepter la correction").click()
    expect(office.get_by_text("La correction est faite")).to_be_visible()
    both(office)
    candidate.goto(f"{home}/candidatures")
    candidate.get_by_role("link", name=FIRST).first.click()
    application = candidate.url
    candidate.get_by_role("link", name="Historique").first.click()
    expect(candidate.get_by_text("Informations personnelles corrigées").first).to_be_visible()
    office.goto(application)
    expect(office.get_by_role("heading", level=1)).to_contain_text("D'ORMESSON-ŻÓŁKIEWSKA")
    expect(office.get_by_text("corrigées depuis").first).to_be_visible()
    both(office)


def test_wishes_are_put_in_order_with_the_keyboard(chromium: Browser, server: str) -> None:
    page = new_page(chromium, server)
    home = signed_in(page)
    page.goto("/poitiers/droit/licence/l2-droit/@@candidater")
    page.get_by_role("button", name="Candidater").click()
    expect(page.get_by_text("Informations détaillées")).to_be_visible()
    page.goto(f"{home}/candidatures")
    both(page)
    titles = page.locator("tbody tr th a")
    before = titles.all_inner_texts()
    assert sorted(before) == sorted([FIRST, SECOND])
    page.get_by_role("button", name=f"Descendre {before[0]}").press("Enter")
    expect(titles.first).to_have_text(before[1])
    page.reload()
    assert titles.all_inner_texts() == before[::-1]
    both(page)


def signed_in(page: Page) -> str:
    """The candidate's own address."""
    sign_in(page, CANDIDATE, PASSWORD)
    href = page.get_by_role("link", name="Mes données").get_attribute("href")
    return str(href).rsplit("/", 1)[0]


def both(page: Page) -> None:
    """Axe finds nothing at either width, and nothing sticks out."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe.check(page)
