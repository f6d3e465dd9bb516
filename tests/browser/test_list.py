"""The manager's list with the keyboard alone: filter, sort, choose columns, keep a view, select; changes of others."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import new_page
from tests.browser.test_keyboard import Hands
from tests.browser.test_road import MANAGER, sign_in

LIST = "/poitiers/droit/@@candidatures"


def test_the_list_is_worked_with_the_keyboard_alone(chromium: Browser, server: str) -> None:
    """M01, M03, M04, M05, M06."""
    page = new_page(chromium, server)
    sign_in(page, MANAGER, PASSWORD)
    page.goto(LIST)
    axe.check(page)
    hands = Hands(page)
    filter_complete(hands)
    sort(hands)
    choose_columns(hands)
    keep_a_view(hands)
    select_all(hands)


def total(page: Page) -> str:
    return str(page.locator("#liste .desk-count strong").inner_text()).split(" sur ")[-1]


def filter_complete(hands: Hands) -> None:
    """A choice renews the list at once; a field of another column stands behind « Plus de filtres »."""
    page = hands.page
    every = total(page)
    hands.choose("Statut", "Complet")
    expect(page.locator("#liste .desk-count strong")).not_to_contain_text(f"sur {every}")
    expect(page.locator("#liste tbody .status-incomplete")).to_have_count(0)
    page.wait_for_url("**/@@candidatures?statut=CO")
    # The form of a view stands outside the list: it keeps the filters shown now, not those of the page's beginning.
    kept = page.locator("#liste input[name=retour][form=garder-vue]")
    expect(kept).to_have_value(re.compile("statut=CO"))
    assert page.evaluate("Object.fromEntries(new FormData(document.getElementById('garder-vue'))).retour") \
        == kept.input_value()
    hands.reach(page.get_by_text("Plus de filtres"))
    hands.keys.press("Enter")
    axe.check(page)
    hands.fill("Prénom", "a")
    hands.keys.press("Enter")
    page.wait_for_url("**prenom=a**")
    expect(page.get_by_label("Prénom", exact=True)).to_have_value("a")


def sort(hands: Hands) -> None:
    """A heading is a link."""
    page = hands.page
    head = page.locator("thead th.sortable").filter(has_text="Prénom")
    hands.reach(head.get_by_role("link"))
    hands.keys.press("Enter")
    page.wait_for_url("**tri=prenom**")
    expect(page.locator("thead th[aria-sort=ascending]")).to_contain_text("Prénom")


def choose_columns(hands: Hands) -> None:
    """« Monter » moves a column, a box shows it; the chosen order is that of the table."""
    page = hands.page
    hands.follow("Colonnes et tri")
    axe.check(page)
    hands.reach(page.get_by_label("Adresse mail", exact=True))
    hands.keys.press("Space")
    hands.fill("Place de la colonne Adresse mail", "1")
    hands.keys.press("Tab")
    expect(page.locator(".columns-list li").first).to_contain_text("Adresse mail")
    hands.reach(page.get_by_role("button", name="Descendre Adresse mail"))
    hands.keys.press("Enter")
    expect(page.locator(".columns-list li").nth(1)).to_contain_text("Adresse mail")
    hands.choose("Premières colonnes qui restent en place quand on fait défiler le tableau", "2")
    hands.push("Appliquer")
    expect(page.locator("thead th.sortable").nth(1)).to_contain_text("Adresse mail")
    expect(page.locator("thead th.frozen-2")).to_have_css("position", "sticky")
    axe.check(page)


def keep_a_view(hands: Hands) -> None:
    """The view opens the same list from a bare address."""
    page = hands.page
    found = total(page)
    hands.reach(page.get_by_text("Enregistrer cette vue"))
    hands.keys.press("Enter")
    hands.fill("Nom de la vue", "Complets en a")
    hands.push("Enregistrer pour moi")
    expect(page.get_by_text("La vue est enregistrée.")).to_be_visible()
    page.goto(LIST)
    hands.follow("Complets en a")
    expect(page.locator("thead th.sortable").nth(1)).to_contain_text("Adresse mail")
    assert total(page) == found
    hands.follow("Gérer les vues")
    axe.check(page)
    page.goto(LIST)
    hands.follow("Complets en a")


def select_all(hands: Hands) -> None:
    """Boxes are counted as they are ticked; « Cocher toute la page » ticks the rest."""
    page = hands.page
    hands.reach(page.locator("#liste input[name=c]"))
    hands.keys.press("Space")
    expect(page.locator("[data-chosen]")).to_have_text("Sélection : 1")
    page.keyboard.press("Shift+Tab")
    hands.reach(page.get_by_role("link", name="Cocher toute la page"))
    hands.keys.press("Enter")
    rows = page.locator("#liste input[name=c]").count()
    expect(page.locator("#liste input[name=c]:checked")).to_have_count(rows)
    expect(page.locator("[data-chosen]")).to_have_text(f"Sélection : {rows}")


def test_coming_back_counts_what_the_browser_ticks_again(chromium: Browser, server: str) -> None:
    """M06."""
    page = new_page(chromium, server)
    sign_in(page, MANAGER, PASSWORD)
    page.goto(LIST)
    page.locator("#liste input[name=c]").first.check()
    page.get_by_label("Acte sur la sélection").select_option("statut")
    page.get_by_role("button", name="Agir sur la sélection").click()
    page.wait_for_url("**/@@en-masse**")
    page.go_back()
    expect(page.locator("#liste input[name=c]:checked")).to_have_count(1)
    expect(page.locator("[data-chosen]")).to_have_text("Sélection : 1")


ASKED_AGAIN = """() => new Promise((done) => {
  for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"])
    document.addEventListener(name, () => done(name), { once: true });
  document.querySelector("form[hx-push-url]").requestSubmit();
})"""
"""Sends the filters once more; what became of the history."""


def test_one_step_back_leads_to_the_list_before_the_filter(chromium: Browser, server: str) -> None:
    """M05. Typing filters at once; the button that is pressed all the same adds no step."""
    page = new_page(chromium, server)
    sign_in(page, MANAGER, PASSWORD)
    page.goto(LIST)
    rows = page.locator("#liste input[name=c]").count()
    page.get_by_label("Rechercher").first.fill("zzzzinconnu")
    expect(page.locator("#liste input[name=c]")).to_have_count(0)
    page.wait_for_url("**mots=zzzzinconnu**")
    assert page.evaluate(ASKED_AGAIN) == "htmx:replacedInHistory"
    page.go_back()
    expect(page.locator("#liste input[name=c]")).to_have_count(rows)
    page.reload()
    expect(page.locator("#liste input[name=c]")).to_have_count(rows)


def test_usual_names_stay_whole(chromium: Browser, server: str) -> None:
    """M01."""
    page = new_page(chromium, server)
    sign_in(page, MANAGER, PASSWORD)
    page.goto(f"{LIST}?nom=ANDRIAMAMPIANINA")
    name = page.locator("#liste .desk-name").first
    expect(name).to_have_text("ANDRIAMAMPIANINA")
    assert name.evaluate("name => name.getClientRects().length") == 1


def test_a_page_says_that_others_changed_its_rows(chromium: Browser, server: str) -> None:
    """M08. What the server answers is renewed here, as it is when another manager works."""
    page = new_page(chromium, server)
    sign_in(page, MANAGER, PASSWORD)
    page.clock.install()
    page.goto(LIST)
    row = page.locator("tr[data-key]").first
    row.evaluate("row => { row.dataset.mark = 'former'; }")
    page.clock.run_for(31_000)
    notice = page.locator("[data-changed]")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("1 candidature a changé depuis l'affichage.")
    axe.check(page)
    notice.get_by_role("link", name="Actualiser").click()
    expect(page.locator("[data-changed]")).to_be_hidden()
