"""A manager's work with the keyboard alone: list, act on several, files, examination, ranks; no fault at 360 px."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import SLOW, Demonstration, new_page
from tests.browser.test_keyboard import Hands

MANAGER = "gestion-poitiers"
LIST = "/poitiers/droit/@@candidatures?statut=RE"
RANKS = "/poitiers/droit/master/m1-droit-prive/@@classement"
TAG = "Vu en commission"


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


def enter(hands: Hands) -> None:
    """« Connexion », by the keyboard."""
    hands.page.goto("/compte/connexion")
    hands.fill("Utilisateur", MANAGER)
    hands.fill("Mot de passe", PASSWORD)
    hands.keys.press("Enter")
    expect(hands.page.get_by_role("button", name="Déconnexion")).to_be_attached()


def test_several_are_acted_on_then_a_file_is_opened_and_left_where_the_list_was(
    chromium: Browser, server: str
) -> None:
    """M01, M05, M06, M09, M27."""
    hands = Hands(new_page(chromium, server))
    enter(hands)
    received(hands)
    act_on_two(hands)
    open_and_come_back(hands)


def received(hands: Hands) -> None:
    """From the home page of the manager, « Candidatures », « Réceptionné », the last names first."""
    page = hands.page
    page.goto("/poitiers/droit")
    hands.reach(page.get_by_role("navigation").get_by_role("link", name="Candidatures", exact=True))
    press(page, "Enter")
    hands.choose("Statut", "R")
    page.wait_for_url("**/@@candidatures?statut=RE")
    hands.reach(page.locator("thead th.sortable").get_by_role("link", name="Nom", exact=True))
    press(page, "Enter")
    expect(page.locator("thead th[aria-sort=descending]")).to_have_text("Nom")


def act_on_two(hands: Hands) -> None:
    """Two boxes, the act, its form, the report when the work is done, back to the list where both bear the tag."""
    page, rows = hands.page, hands.page.locator("#liste tbody tr")
    for place in (1, 2):
        hands.reach(rows.nth(place).get_by_role("checkbox"))
        hands.keys.press("Space")
        expect(page.locator("[data-chosen]")).to_have_text(f"Sélection : {place}")
    hands.choose("Acte sur la sélection", "Poser ou retirer")
    hands.push("Agir sur la sélection")
    expect(page.get_by_text("2 candidatures concernées")).to_be_visible()
    hands.reach(page.get_by_label(TAG, exact=True))
    hands.keys.press("Space")
    hands.push("Poser ou retirer des étiquettes")
    page.wait_for_url("**/taches/**")
    expect(page.get_by_text("2 fait(s), 0 refusé(s).")).to_be_visible(timeout=SLOW)
    axe.check(page)
    hands.follow("Revenir à la liste")
    expect(page.locator("#liste tbody tr", has_text=TAG)).to_have_count(2)
    expect(page.locator("#liste input[name=c]:checked")).to_have_count(2)


def open_and_come_back(hands: Hands) -> None:
    """The third file, its examination, the fourth; « Retour à la liste » leads to the row of the fourth."""
    page, rows = hands.page, hands.page.locator("#liste tbody tr")
    keys = [str(one).rsplit("/", 1)[1] for one in rows.evaluate_all("rows => rows.map(row => row.dataset.key)")]
    hands.reach(rows.nth(2).locator("a"))
    press(page, "Enter")
    assert keys[2] in page.url
    hands.reach(page.get_by_role("main").get_by_role("link", name="Examiner les pièces"))
    press(page, "Enter")
    expect(page.get_by_text(f"3 sur {len(keys)} dans la liste")).to_be_visible()
    press(page, "n")
    assert keys[3] in page.url
    hands.follow("Retour à la liste")
    expect(page.locator(f"#c-{keys[3]}")).to_be_focused()
    expect(page.get_by_label("Statut", exact=True)).to_have_value("RE")
    expect(page.locator("thead th[aria-sort=descending]")).to_have_text("Nom")


def test_ranks_are_moved_and_typed_with_the_keyboard_alone(chromium: Browser, server: str) -> None:
    """M25."""
    page = new_page(chromium, server)
    hands, rows = Hands(page), page.locator(".ranks tbody tr")
    enter(hands)
    page.goto(RANKS)
    names = rows.locator("td a").all_inner_texts()
    assert len(names) > 3
    down = page.get_by_role("button", name=f"Descendre {names[0]}")
    hands.reach(down)
    hands.keys.press("Enter")
    expect(rows.nth(1)).to_contain_text(names[0])
    expect(down).to_be_focused()
    expect(page.get_by_role("status").filter(has_text=names[0])).to_contain_text("Enregistrez pour garder cet ordre.")
    hands.push("Enregistrer le classement")
    moved = [names[1], names[0], *names[2:]]
    expect(rows.locator("td a")).to_have_text(moved)
    hands.reach(rows.nth(2).get_by_role("textbox"))
    hands.keys.press("Control+A")
    hands.keys.type("1")
    with page.expect_navigation():
        hands.keys.press("Enter")
    expect(rows.locator("td a")).to_have_text([moved[2], *moved[:2], *moved[3:]])
    axe.check(page)
