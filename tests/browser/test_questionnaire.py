"""« Formulaires complémentaires » in Chromium: a question that depends on another, by keyboard; a survey elsewhere."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import DOMAIN, PASSWORD
from tests.browser import axe
from tests.browser.conftest import new_page

M1, SPEECH = "M1 Administration Economique et Sociale", "concours entrée école d'orthophonie"


def sign_in(page: Page, login: str) -> None:
    """« Connexion »."""
    page.goto("/compte/connexion?etab=poitiers")
    page.get_by_label("Utilisateur", exact=False).fill(login)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Connexion").click()
    expect(page.get_by_role("button", name="Connexion", exact=True)).to_have_count(0)


def focus(page: Page, label: str, tag: str = "input") -> None:
    """Press Tab until the field of that label has the focus."""
    for _step in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => [document.activeElement.tagName.toLowerCase(),"
            " document.activeElement.labels?.[0]?.textContent ?? '']"
        )
        if found[0] == tag and label in " ".join(found[1].split()):
            return
    raise AssertionError(f"Tab never reaches « {label} »")


def test_a_conditional_question_is_answered_with_the_keyboard_alone(chromium: Browser, server: str) -> None:
    """C085."""
    page = new_page(chromium, server)
    sign_in(page, f"brouillon@{DOMAIN}")
    page.get_by_role("link", name=re.compile("^Candidatures")).first.click()
    page.locator("main").get_by_role("link", name=re.compile(M1)).first.click()
    page.get_by_role("link", name=re.compile("Formulaires complémentaires.*1 à remplir")).click()
    axe.check(page)
    page.get_by_role("link", name=re.compile("Remplir le formulaire")).click()
    axe.check(page)
    since, why = page.get_by_label(re.compile("Depuis quand")), page.get_by_role("group", name=re.compile("Pourquoi"))
    expect(since).to_be_hidden()
    focus(page, "projet professionnel", "textarea")
    page.keyboard.type("Travailler dans une collectivité.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Oui")).to_be_checked()
    expect(since).to_be_visible()
    expect(why).to_be_visible()
    axe.check(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Non", exact=True)).to_be_checked()
    expect(since).to_be_hidden()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(since).to_be_focused()
    page.keyboard.type("31/02/2020")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Cette date n'existe pas")
    expect(page.get_by_label(re.compile("projet professionnel"))).to_have_value("Travailler dans une collectivité.")
    axe.check(page)
    since.fill("30/06/2020")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("vos réponses sont enregistrées")).to_be_visible()
    expect(page.locator(".form-list")).to_contain_text("Répondu")
    axe.check(page)


def test_a_survey_is_answered_elsewhere_and_comes_back(chromium: Browser, server: str) -> None:
    """C086. C087."""
    page = new_page(chromium, server, 360)
    sign_in(page, f"profil@{DOMAIN}")
    page.goto("/poitiers/medecine-pharmacie/non-diplomant/concours-orthophonie/@@candidater")
    page.get_by_role("button", name="Candidater").click()
    page.get_by_role("link", name=re.compile("Formulaires complémentaires.*1 à remplir")).click()
    page.get_by_role("link", name="questionnaire complémentaire", exact=True).click()
    axe.check(page)
    page.get_by_role("link", name=re.compile("Ouvrir l'enquête")).click()
    axe.check(page)
    page.get_by_label("Quel métier visez-vous").fill("Orthophoniste")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("vos réponses sont arrivées")).to_be_visible()
    expect(page.locator(".form-list")).to_contain_text("Répondu")
    axe.check(page)


def test_a_questionnaire_is_written_by_a_manager(chromium: Browser, server: str) -> None:
    """D10."""
    page = new_page(chromium, server)
    page.goto("/compte/connexion?etab=utt")
    page.get_by_label("Utilisateur", exact=False).fill("gestion-utt")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Connexion").click()
    page.goto("/utt/masters/formulaires")
    axe.check(page)
    page.get_by_role("link", name="Projet d'études à l'UTT").click()
    axe.check(page)
    page.get_by_role("link", name="Ajouter une question").click()
    page.get_by_label("Type de réponse").select_option(label="Un choix")
    expect(page.get_by_label("Choix (français)")).to_be_visible()
    axe.check(page)
    page.get_by_label("Question (français)").fill("Où logerez-vous ?")
    page.get_by_label("Choix (français)").fill("En résidence\nEn ville")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="Où logerez-vous ?")).to_be_visible()
    page.get_by_role("link", name="Aperçu").click()
    expect(page.get_by_label("En résidence")).to_be_visible()
    axe.check(page)
