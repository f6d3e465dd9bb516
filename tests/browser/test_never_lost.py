"""Nothing typed is lost: the session ends, the server dies, the network goes, in the middle of every form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import SLOW, Demonstration, new_page

MAIL = "profil@candidats.example.org"
NARROW, WIDE = 360, 1280


@dataclass(frozen=True)
class Form:
    """A form of the profile: its step, what is chosen and typed before the trouble, the field typed in across it."""

    step: str
    across: str
    before: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = field(default=())


FORMS = (
    Form("infos-perso", "birth_town"),
    Form("adresse", "line1"),
    Form("baccalaureat", "honours", chosen=("B", "TB", "AB")),
    Form("cursus-externe", "label", (
        ("country", "109"), ("town", "Berlin"), ("school_label", "Freie Universität"), ("year", "2022"),
        ("diploma", "AUTRE"), ("obtained", "O"),
    )),
    Form("stages", "description", (("year", "2023"), ("duration", "6 mois"), ("organisation", "EDF"))),
    Form("experiences-pro", "description", (
        ("year", "2022"), ("title", "Vendeuse"), ("duration", "2 mois"), ("organisation", "Librairie"),
    )),
)  # fmt: skip
EACH = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.step)
LISTS = ("cursus-externe", "stages", "experiences-pro")


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A candidate whose profile is complete, signed in."""
    opened = new_page(chromium, server)
    sign_in(opened, MAIL)
    yield opened
    opened.context.close()


def sign_in(page: Page, login: str) -> None:
    """« Connexion »."""
    page.goto("/compte/connexion")
    page.get_by_label("Utilisateur").fill(login)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("form", has=page.get_by_label("Utilisateur")).get_by_role("button", name="Connexion").click()
    expect(page.get_by_role("button", name="Déconnexion")).to_be_attached()


def profile(page: Page) -> str:
    """The path of the candidate's profile."""
    number = page.locator("body").get_attribute("data-login")
    return f"/candidats/{number}/profil"


def saved(page: Page) -> None:
    """The draft is on the server, and the page says so."""
    expect(page.locator(".draft-state")).to_have_text(re.compile(r"Brouillon enregistré à \d\d:\d\d"), timeout=SLOW)


def put(page: Page, name: str, text: str) -> None:
    """Type in a field, or choose in a list; lists that depend on it have come."""
    control = page.locator(f"#champ-{name}")
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(text)
    elif control.count():
        control.fill(text)
    if control.get_attribute("data-refresh") is not None:
        control.press("Tab")
    expect(page.locator("form[aria-busy]")).to_have_count(0)


def choose(page: Page, name: str, text: str) -> None:
    """Like :func:`put`, for buttons too."""
    if page.locator(f"#champ-{name}").count():
        put(page, name, text)
    else:
        page.locator(f"input[name={name}][value='{text}']").check()


def texts(page: Page, form: Form, trouble: str) -> tuple[str, str]:
    """What is typed before the trouble, and after it; never what is stored."""
    if form.chosen:
        held = page.locator(f"#champ-{form.across}").input_value()
        first, then = [code for code in form.chosen if code != held][:2]
        return first, then
    name = {"session": "Alpha", "server": "Bravo", "network": "Charlie"}[trouble]
    first = name.upper() if form.across == "birth_town" else f"2 rue {name}"
    return first, f"{first} SUITE" if form.across == "birth_town" else f"{first} suite"


def open_form(page: Page, form: Form) -> None:
    """The form, empty for a new line of a list, with what comes before."""
    page.goto(f"{profile(page)}/{form.step}" + ("?entree=nouvelle" if form.step in LISTS else ""))
    for name, text in form.before:
        choose(page, name, text)


def finish(page: Page, form: Form, text: str) -> None:
    """The page as a browser that crashed finds it again, then « Enregistrer »: the text is there, and counts."""
    page.reload()
    expect(page.get_by_text("Brouillon du")).to_be_visible()
    expect(page.locator(f"#champ-{form.across}")).to_have_value(text)
    for name, held in form.before:
        if page.locator(f"#champ-{name}").count():
            expect(page.locator(f"#champ-{name}")).to_have_value(held)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status").get_by_text("enregistré").first).to_be_visible()
    if form.step in LISTS:
        expect(page.get_by_text("Une saisie n'est pas enregistrée")).to_have_count(0)
        row = page.locator("tbody tr", has_text=text)
        row.get_by_role("link", name="Modifier").click()
        expect(page.locator(f"#champ-{form.across}")).to_have_value(text)
        page.go_back()
        row.get_by_role("link", name="Supprimer").click()
        page.get_by_role("main").get_by_role("button", name="Supprimer").click()
        expect(row).to_have_count(0)
    else:
        page.goto(f"{profile(page)}/{form.step}")
        expect(page.locator(f"#champ-{form.across}")).to_have_value(text)
    expect(page.get_by_text("Brouillon du")).to_have_count(0)


@EACH
def test_the_session_ends_in_the_middle(page: Page, form: Form) -> None:
    open_form(page, form)
    first, then = texts(page, form, "session")
    put(page, form.across, first)
    saved(page)
    end_session(page)
    put(page, form.across, then)
    dialog = page.get_by_role("dialog", name="Votre session a pris fin")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Utilisateur")).not_to_have_value("")
    expect(page.locator(f"#champ-{form.across}")).to_have_value(then)
    if form.step == "adresse":
        look(page)
    dialog.get_by_label("Mot de passe").fill("faux")
    dialog.get_by_role("button", name="Connexion").click()
    expect(dialog.get_by_role("alert")).to_contain_text("incorrect")
    dialog.get_by_label("Mot de passe").fill(PASSWORD)
    dialog.get_by_role("button", name="Connexion").click()
    expect(dialog).to_have_count(0)
    saved(page)
    finish(page, form, then)


@EACH
def test_the_server_is_killed_in_the_middle(page: Page, demonstration: Demonstration, form: Form) -> None:
    open_form(page, form)
    first, then = texts(page, form, "server")
    put(page, form.across, first)
    saved(page)
    demonstration.kill()
    try:
        put(page, form.across, then)
        expect(page.locator(".draft-state")).to_contain_text("Hors connexion")
        expect(page.locator(f"#champ-{form.across}")).to_have_value(then)
    finally:
        demonstration.start()
    # The session is in the database: nobody signs in again after a restart.
    saved(page)
    finish(page, form, then)


@EACH
def test_the_network_goes_in_the_middle(page: Page, form: Form) -> None:
    open_form(page, form)
    first, then = texts(page, form, "network")
    put(page, form.across, first)
    saved(page)
    page.context.set_offline(True)
    put(page, form.across, then)
    expect(page.locator(".draft-state")).to_contain_text("Hors connexion")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(f"#champ-{form.across}")).to_have_value(then)
    page.context.set_offline(False)
    saved(page)
    finish(page, form, then)


def test_a_refused_form_loaded_anew_shows_what_was_typed_since(page: Page) -> None:
    page.goto(f"{profile(page)}/adresse")
    put(page, "line1", "")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n'a été enregistré")
    put(page, "line1", "7 rue du Refus")
    saved(page)
    page.reload()
    expect(page.get_by_text("Brouillon du")).to_be_visible()
    expect(page.locator("#champ-line1")).to_have_value("7 rue du Refus")
    page.get_by_role("button", name="Effacer le brouillon").click()
    expect(page.get_by_text("Brouillon du")).to_have_count(0)


def test_a_questionnaire_is_never_lost_either(
    chromium: Browser, server: str, demonstration: Demonstration
) -> None:
    page = new_page(chromium, server)
    sign_in(page, "pret@candidats.example.org")
    page.goto(f"{profile(page).removesuffix('/profil')}/candidatures")
    page.locator("main a[href*='/m1-aes/']").first.click()
    page.get_by_role("link", name=re.compile("Formulaires complémentaires")).click()
    page.locator("main a[href*='/formulaires/']").first.click()
    answer = page.locator("form[data-autosave] textarea").first
    answer.fill("Un.")
    saved(page)
    end_session(page)
    answer.fill("Un, deux.")
    page.get_by_role("dialog").get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Connexion").click()
    saved(page)
    page.context.set_offline(True)
    answer.fill("Un, deux, trois.")
    expect(page.locator(".draft-state")).to_contain_text("Hors connexion")
    page.context.set_offline(False)
    saved(page)
    demonstration.kill()
    try:
        answer.fill("Un, deux, trois, quatre.")
        expect(page.locator(".draft-state")).to_contain_text("Hors connexion")
    finally:
        demonstration.start()
    saved(page)
    page.reload()
    expect(page.get_by_text("Brouillon du")).to_be_visible()
    expect(answer).to_have_value("Un, deux, trois, quatre.")
    look(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("vos réponses sont enregistrées")).to_be_visible()
    page.context.close()


def end_session(page: Page) -> None:
    """« Déconnexion » in another tab of the same browser."""
    other = page.context.new_page()
    other.goto("/compte")
    other.get_by_role("button", name="Déconnexion").click()
    expect(other.get_by_label("Utilisateur")).to_be_visible()
    other.close()


def look(page: Page) -> None:
    """Wide and narrow, axe finds nothing."""
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        axe.check(page)
    page.set_viewport_size({"width": WIDE, "height": 900})


def test_a_dialog_that_is_closed_leaves_the_page_as_it_is(page: Page) -> None:
    page.goto(f"{profile(page)}/adresse")
    end_session(page)
    put(page, "line3", "Bâtiment B")
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    expect(page.locator("#champ-line3")).to_have_value("Bâtiment B")
    expect(page.locator(".draft-state")).to_contain_text("Votre session a pris fin")
    look(page)
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("dialog").get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Connexion").click()
    page.wait_for_url("**/baccalaureat")
    page.goto(f"{profile(page)}/adresse")
    expect(page.locator("#champ-line3")).to_have_value("Bâtiment B")
    page.locator("#champ-line3").fill("")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status").get_by_text("enregistré").first).to_be_visible()


def test_who_comes_by_the_ent_signs_in_in_another_tab(page: Page) -> None:
    page.goto(f"{profile(page)}/adresse")
    page.evaluate("document.body.dataset.ent = '/compte/cas?etab=poitiers'; delete document.body.dataset.password")
    end_session(page)
    put(page, "line3", "Bâtiment E")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="Ouvrir l'ENT dans un nouvel onglet")).to_have_attribute(
        "href", "/compte/cas?etab=poitiers"
    )
    expect(dialog.get_by_label("Mot de passe")).to_have_count(0)
    look(page)
    other = page.context.new_page()
    sign_in(other, "nouveau@candidats.example.org")
    dialog.get_by_role("button", name="Réessayer").click()
    expect(dialog.get_by_text("Un autre compte est connecté")).to_be_visible()
    end_session(page)
    sign_in(other, MAIL)
    dialog.get_by_role("button", name="Réessayer").click()
    expect(dialog).to_have_count(0)
    saved(page)
    page.reload()
    page.get_by_role("button", name="Effacer le brouillon").click()
    expect(page.locator("#champ-line3")).to_have_value("")


def test_any_form_waits_for_its_session_and_its_network(chromium: Browser, server: str) -> None:
    page = new_page(chromium, server)
    sign_in(page, "gestion-poitiers")
    page.goto("/poitiers/droit/@@candidatures")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Ouvrir le bloc-notes").click()
    note = page.get_by_label("Note")
    note.fill("Appelée le matin : rappellera.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.locator(".draft-state")).to_contain_text("Hors connexion")
    expect(note).to_have_value("Appelée le matin : rappellera.")
    page.context.set_offline(False)
    end_session(page)
    page.get_by_role("button", name="Ajouter la note").click()
    page.get_by_role("dialog").get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Connexion").click()
    expect(page.get_by_text("La note est ajoutée.")).to_be_visible()
    expect(page.get_by_text("Appelée le matin : rappellera.")).to_have_count(1)
    page.context.close()


def test_two_people_on_one_file_are_told_of_each_other(chromium: Browser, server: str) -> None:
    """C098."""
    manager, candidate = new_page(chromium, server), new_page(chromium, server)
    sign_in(candidate, "transmis@candidats.example.org")
    candidate.goto(f"{profile(candidate).removesuffix('/profil')}/candidatures")
    candidate.locator("main a[href*='/m1-aes/']").first.click()
    candidate.wait_for_load_state("networkidle")
    sign_in(manager, "gestion-poitiers")
    manager.goto(candidate.url.split("?")[0].split("#")[0])
    expect(manager.get_by_role("status").get_by_text("Le candidat a ce dossier ouvert depuis")).to_be_visible()
    axe.check(manager)
    manager.wait_for_load_state("networkidle")
    candidate.reload()
    told = candidate.get_by_role("status").get_by_text("Le service des candidatures (UFR Droit")
    expect(told).to_be_visible()
    look(candidate)
    for page in (manager, candidate):
        page.context.close()


def test_precedent_and_links_wait_for_the_draft(page: Page) -> None:
    """C055."""
    page.goto(f"{profile(page)}/adresse")
    page.locator("#champ-line3").fill("Bâtiment C")
    page.get_by_role("button", name="Précédent").click()
    page.wait_for_url("**/infos-perso")
    page.goto(f"{profile(page)}/adresse")
    expect(page.locator("#champ-line3")).to_have_value("Bâtiment C")
    look(page)
    page.locator("#champ-line3").fill("Bâtiment C bis")
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Stages").click()
    page.wait_for_url("**/stages")
    page.goto(f"{profile(page)}/adresse")
    expect(page.locator("#champ-line3")).to_have_value("Bâtiment C bis")
    page.get_by_role("button", name="Effacer le brouillon").click()
    expect(page.locator("#champ-line3")).to_have_value("")


def test_leaving_is_asked_about_only_while_something_is_not_safe(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{profile(page)}/adresse")
    page.locator("#champ-line3").press_sequentially("D")
    saved(page)
    page.reload()
    assert asked == []
    page.context.set_offline(True)
    page.locator("#champ-line3").press_sequentially("E")
    page.evaluate("location.hash = '#x'")
    page.context.set_offline(False)
    saved(page)
    page.get_by_role("button", name="Effacer le brouillon").click()
    expect(page.locator("#champ-line3")).to_have_value("")
    assert asked == []
    demand(page, lambda: page.locator("#champ-line3").press_sequentially("F"))
    assert asked == ["beforeunload"]


def demand(page: Page, act: Callable[[], None]) -> None:
    """Type, and leave at once by the address bar, while nothing answers."""
    page.context.set_offline(True)
    act()
    page.close(run_before_unload=True)
    page.wait_for_event("close")
