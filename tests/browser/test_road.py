"""The whole road in Chromium, with scripts, against the demonstration: what the five guides describe."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from ecandidat.services.demo import PASSWORD as STAFF_PASSWORD
from tests.browser import axe
from tests.browser.conftest import new_page
from tests.unit.documents.samples import pdf

FORMATION = "/poitiers/droit/master/m1-aes"
MANAGER = "gestion-poitiers"
MAIL = "lea.lefevre@candidats.example.org"
PASSWORD = "Correct-cheval-batterie-9"
INE, KEY = "1234567890", "V"
AGAIN = re.compile("^Concerné par cette pièce")


def test_from_an_empty_account_to_a_confirmed_admission(chromium: Browser, server: str, tmp_path: Path) -> None:
    """C103."""
    paper = tmp_path / "Relevé de notes (1).pdf"
    paper.write_bytes(pdf())
    candidate, manager = new_page(chromium, server), new_page(chromium, server)
    browse(candidate)
    create_account(candidate)
    fill_profile(candidate)
    apply(candidate)
    deposit(candidate, paper)
    submit(candidate)
    address = candidate.url
    sign_in(manager, MANAGER, STAFF_PASSWORD)
    examine(manager, address)
    replace(candidate, paper)
    submit(candidate)
    decide(manager, address)
    confirm(candidate)


def see(page: Page, *words: str) -> None:
    """The page shows these words and axe finds nothing."""
    for text in words:
        expect(page.get_by_text(text).first).to_be_visible()
    axe.check(page)


def browse(page: Page) -> None:
    """From the list of universities to the formation, by the filter."""
    page.goto("/")
    see(page, "Université de Poitiers", "Université d'Orléans")
    page.get_by_role("link", name=re.compile("Université de Poitiers")).first.click()
    see(page, "Je suis étudiant à", "Je ne suis pas étudiant", "J'ai oublié mes identifiants")
    page.get_by_role("link", name="Assistance").first.click()
    see(page, "Assistance")
    page.get_by_role("link", name="Offre de formation").first.click()
    page.get_by_label("Filtre").fill("administration sociale")
    expect(page.get_by_role("link", name="M2 Droit et Marketing")).to_have_count(0)
    see(page, "M1 Administration Economique et Sociale")
    page.get_by_role("link", name="M1 Administration Economique et Sociale").click()
    see(page, "Dates utiles", "Dossier dématérialisé")


def create_account(page: Page) -> None:
    """« Créer un compte », a mistake first, then the link of the mail."""
    page.get_by_role("link", name="Créer un compte").first.click()
    page.get_by_label("Nom", exact=True).fill("Lefèvre")
    page.get_by_label("Prénom", exact=True).fill("Léa")
    page.get_by_label("Adresse mail", exact=True).fill(MAIL)
    page.get_by_label("Confirmation Adresse Mail").fill("autre@candidats.example.org")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Confirmation du mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Lefèvre")
    axe.check(page)
    page.get_by_label("Confirmation Adresse Mail").fill(MAIL)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Confirmation du mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    see(page, "Votre compte a été créé avec succès, veuillez consulter vos courriels pour le valider")
    page.goto(f"/@@courriels?a={MAIL}")
    page.locator("table a").first.click()
    page.locator("a[href*='/compte/activer/']").first.click()
    page.get_by_role("button", name="Activer mon compte").click()
    sign_in(page, MAIL, PASSWORD)
    see(page, "Informations perso.")


def sign_in(page: Page, login: str, password: str) -> None:
    """« Connexion »."""
    page.goto("/compte/connexion")
    page.get_by_label("Utilisateur").fill(login)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.locator("form", has=page.get_by_label("Utilisateur")).get_by_role("button", name="Connexion").click()
    expect(page.get_by_role("button", name="Déconnexion")).to_be_attached()


def fill_profile(page: Page) -> None:
    """The compulsory steps, their lists narrowing while one types."""
    page.goto(f"{FORMATION}/@@candidater")
    see(page, "Complétez d'abord votre profil")
    page.get_by_role("main").get_by_role("link", name="Informations perso.").first.click()
    page.get_by_label("Nationalité").select_option("100")
    page.get_by_label("INE", exact=True).fill(INE)
    page.get_by_label("Clé INE").fill("A")
    page.get_by_label("Civilité").select_option("Mme")
    page.get_by_label("Date naissance (jj/mm/aaaa)").fill("29/02/2004")
    page.get_by_label("Pays de naissance").select_option("100")
    page.get_by_label("Département de naissance").select_option("86")
    page.get_by_label("Ville de naissance").fill("Poitiers")
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("alert").first).to_contain_text("INE")
    axe.check(page)
    page.get_by_label("Clé INE").fill(KEY)
    page.get_by_role("button", name="Suivant").click()
    page.wait_for_url("**/adresse")
    page.get_by_label("Code postal").fill("86000")
    page.get_by_label("Code postal").press("Tab")
    page.get_by_label("Commune").select_option("86194")
    page.get_by_label("Adresse", exact=True).fill("2 rue de l'église")
    axe.check(page)
    page.get_by_role("button", name="Suivant").click()
    page.wait_for_url("**/baccalaureat")
    page.get_by_label("Année d'obtention").fill("2016")
    page.get_by_label("Année d'obtention").press("Tab")
    page.get_by_label("Série du bac ou équivalence").select_option("ES")
    page.get_by_label("Département").select_option("86")
    page.get_by_label("Commune").select_option("86194")
    page.get_by_label("Etablissement", exact=True).select_option(index=1)
    axe.check(page)
    page.get_by_role("button", name="Suivant").click()
    page.wait_for_url("**/cursus-interne")
    for name in ("Cursus externe", "Stages", "Expériences pro."):
        axe.check(page)
        page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=name).click()
    axe.check(page)


def apply(page: Page) -> None:
    """« Candidater »."""
    page.goto(FORMATION)
    page.get_by_role("link", name="Candidater").first.click()
    see(page, "M1 Administration Economique et Sociale")
    page.get_by_role("button", name="Candidater").click()
    see(page, "Informations détaillées", "Dates utiles", "Adresse de contact", "Procédure dématérialisée")


def deposit(page: Page, paper: Path) -> None:
    """« + » on every piece, « Non concerné par cette pièce » where one may."""
    pieces = page.locator(".pieces-table tbody tr")
    for number in range(pieces.count()):
        row = pieces.nth(number)
        declare = row.get_by_role("button", name="Non concerné par cette pièce")
        if declare.count():
            declare.click()
            expect(pieces.nth(number).get_by_role("button", name=AGAIN)).to_be_visible()
        else:
            row.locator("input[type=file]").set_input_files(paper)
            expect(pieces.nth(number).get_by_text("Transmise")).to_be_visible()
    axe.check(page)


def submit(page: Page) -> None:
    """« Transmettre ma candidature », its confirmation page."""
    page.get_by_role("link", name="Transmettre ma candidature").click()
    see(page, "Transmettre ma candidature")
    page.get_by_role("button", name="Transmettre ma candidature").click()
    see(page, "Réceptionné")


def judge(page: Page, verdict: str, comment: str = "") -> None:
    """One verdict, then the next piece."""
    page.get_by_label("Commentaire", exact=True).fill(comment)
    with page.expect_navigation():
        page.get_by_role("button", name={"Validée": "Valider", "Refusée": "Refuser"}[verdict], exact=True).click()


def examine(page: Page, address: str) -> None:
    """List, application, examination: all pieces valid but one; incomplete."""
    key = address.rsplit("/", 1)[-1].split("?")[0].split("#")[0]
    page.goto("/poitiers/droit/@@candidatures")
    see(page, "Candidatures")
    page.get_by_label("Recherche").fill("lefevre")
    page.get_by_role("button", name="Filtrer").click()
    page.locator(f"a[href*='{key}']").first.click()
    see(page, "LEFÈVRE", "Pièces justificatives", "Bloc-notes")
    page.get_by_role("link", name="Examiner les pièces").first.click()
    axe.check(page)
    left = page.locator(".desk-exam-list li", has_text="Transmise").count()
    for _number in range(left - 1):
        judge(page, "Validée")
    judge(page, "Refusée", "scan illisible")
    page.get_by_role("button", name="Marquer incomplet").click()
    see(page, "Incomplet")


def replace(page: Page, paper: Path) -> None:
    """The refused piece says why; another file takes its place."""
    page.reload()
    row = page.locator(".pieces-table tbody tr", has_text="scan illisible")
    expect(row).to_have_count(1)
    axe.check(page)
    identifier = row.get_attribute("id")
    row.locator("input[type=file]").set_input_files(paper)
    expect(page.locator(f"#{identifier}").get_by_text("Transmise")).to_be_visible()


def decide(page: Page, address: str) -> None:
    """Valid, complete, which leads to the next of the pile; then favourable, validated."""
    application = address.split("?")[0].split("#")[0]
    page.goto(f"{application}/@@examen")
    judge(page, "Validée")
    page.get_by_role("button", name="Marquer complet").click()
    see(page, "Complet")
    page.goto(application)
    page.get_by_role("link", name="Saisir une décision").first.click()
    page.get_by_label("Décision", exact=True).select_option("favorable")
    axe.check(page)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Valider la décision").first.click()
    see(page, "avec la lettre en pièce jointe")
    page.get_by_role("button", name="Valider la décision").click()
    see(page, "Avis favorable")


def confirm(page: Page) -> None:
    """The letter, « Confirmation candidature », « Déconnexion »."""
    page.reload()
    see(page, "Avis favorable", "Télécharger lettre d'admission")
    for name in ("Télécharger lettre d'admission", "Télécharger mon dossier"):
        href = page.get_by_role("link", name=name).get_attribute("href")
        answer = page.request.get(str(href))
        assert answer.headers["content-type"].startswith("application/pdf")
        assert answer.body().startswith(b"%PDF-")
    page.get_by_role("link", name="Confirmation candidature").click()
    axe.check(page)
    page.get_by_role("button", name="Confirmation candidature").click()
    see(page, "CONFIRMÉ")
    page.get_by_role("button", name="Déconnexion").first.click()
    see(page, "Connexion")
