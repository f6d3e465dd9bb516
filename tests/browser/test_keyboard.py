"""The candidate's whole road with the keyboard alone: nothing is clicked, everything that has the focus shows it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from ecandidat.services.demo import PASSWORD as STAFF_PASSWORD
from tests.browser.conftest import new_page
from tests.browser.test_road import AGAIN, FORMATION, MANAGER, decide, judge, sign_in
from tests.unit.documents.samples import pdf

MAIL = "paul.clavier@candidats.example.org"
PASSWORD = "Correct-cheval-batterie-9"
INE, KEY = "2345678901", "E"
FARTHEST = 250
"""More presses of Tab than any page has stops."""

FOCUS = """element => {
    const label = element.id && document.querySelector(`label[for="${element.id}"]`);
    const around = [element, label, element.parentElement, element.closest('li, td, form, article')].filter(Boolean);
    const drawn = () => around.flatMap(one => ['', '::before', '::after'].map(part => {
        const style = getComputedStyle(one, part || null);
        return [style.outlineStyle, style.outlineWidth, style.boxShadow].join();
    })).join(';');
    const focused = drawn();
    element.blur();
    const plain = drawn();
    element.focus();
    return focused !== plain || document.activeElement !== element;
}"""
"""Whether the element that has the focus, its label or its frame is drawn otherwise than without it.

A list that was renewed meanwhile can take no focus any more: the question is then asked again of the new one."""


class Hands:
    """Somebody in front of a page who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard
        # Choosers are listened for from the start: a key may be faster than a listener that is only just added.
        page.on("filechooser", lambda chooser: None)

    def reach(self, target: Locator) -> Locator:
        """Press Tab until the element has the focus, and see that it shows."""
        target = target.first
        expect(target).to_be_attached()
        self.page.wait_for_load_state()
        for _ in range(FARTHEST):
            if target.evaluate("element => element === document.activeElement"):
                assert target.evaluate(FOCUS), f"{self.page.url}: the focus does not show on {target}"
                if target.evaluate("element => element === document.activeElement"):
                    return target
            self.keys.press("Tab")
        raise AssertionError(f"{self.page.url}: the keyboard never reaches {target}")

    def follow(self, name: str, *, exact: bool = False) -> None:
        """A link, by Enter."""
        self.reach(self.page.get_by_role("link", name=name, exact=exact))
        self._leave("Enter")

    def push(self, name: str) -> None:
        """A button, by Space."""
        self.reach(self.page.get_by_role("main").get_by_role("button", name=name, exact=True))
        self._leave("Space")

    def fill(self, label: str, text: str) -> None:
        """A text field; what it holds is replaced."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.keys.press("Control+A")
        self.keys.type(text)

    def choose(self, label: str, option: str) -> None:
        """An option of a list, by the first letters of its text, else by the arrows."""
        field = self.reach(self.page.get_by_label(label, exact=True))
        # A list that follows an earlier answer is being asked for: nobody presses a key before it is there.
        expect(self.page.locator("form[aria-busy]")).to_have_count(0)
        expect(field.locator("option").filter(has_text=option).first).to_be_attached()
        self.keys.type(option)
        if self._chosen(field, option):
            return
        self.keys.press("Home")
        for _ in range(field.locator("option").count()):
            if self._chosen(field, option):
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: « {option} » was not chosen in {label}")

    @staticmethod
    def _chosen(field: Locator, option: str) -> bool:
        text = str(field.evaluate("list => list.selectedOptions[0].text"))
        return text.casefold().startswith(option.casefold())

    def attach(self, target: Locator, *files: Path) -> None:
        """Files, through the chooser that Enter opens."""
        self.reach(target)
        with self.page.expect_file_chooser() as chooser:
            self.keys.press("Enter")
        chooser.value.set_files([str(file) for file in files])

    def _leave(self, key: str) -> None:
        with self.page.expect_navigation():
            self.keys.press(key)


def test_the_whole_road_with_the_keyboard_alone(chromium: Browser, server: str, tmp_path: Path) -> None:
    """C103."""
    paper = tmp_path / "relevé.pdf"
    paper.write_bytes(pdf())
    page, manager = new_page(chromium, server), new_page(chromium, server)
    hands = Hands(page)
    skip_to_the_content(hands)
    create_account(hands)
    fill_profile(hands)
    apply(hands)
    deposit(hands, paper)
    submit(hands)
    sign_in(manager, MANAGER, STAFF_PASSWORD)
    accept(manager, page.url)
    confirm(hands)


def skip_to_the_content(hands: Hands) -> None:
    """The first stop of a page leads past the menu."""
    hands.page.goto("/")
    hands.keys.press("Tab")
    expect(hands.page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    hands.keys.press("Enter")
    hands.follow("Université de Poitiers")


def create_account(hands: Hands) -> None:
    """« Créer un compte », a mistake whose summary leads to the field, the mail, « Connexion »."""
    page = hands.page
    hands.follow("Créer un compte")
    hands.fill("Nom", "Clavier")
    hands.fill("Prénom", "Paul")
    hands.fill("Adresse mail", MAIL)
    hands.fill("Confirmation Adresse Mail", "autre@candidats.example.org")
    hands.fill("Mot de passe", PASSWORD)
    hands.fill("Confirmation du mot de passe", PASSWORD)
    hands.push("Enregistrer")
    hands.reach(page.get_by_role("alert").get_by_role("link"))
    hands.keys.press("Enter")
    expect(page.get_by_label("Confirmation Adresse Mail", exact=True)).to_be_focused()
    hands.fill("Confirmation Adresse Mail", MAIL)
    hands.fill("Mot de passe", PASSWORD)
    hands.fill("Confirmation du mot de passe", PASSWORD)
    hands.push("Enregistrer")
    page.goto(f"/@@courriels?a={MAIL}")
    page.goto(str(page.locator("table a").first.get_attribute("href")))
    page.goto(str(page.locator("a[href*='/compte/activer/']").first.get_attribute("href")))
    hands.push("Activer mon compte")
    page.goto("/compte/connexion")
    hands.fill("Utilisateur", MAIL)
    hands.fill("Mot de passe", PASSWORD)
    hands.keys.press("Enter")
    expect(page.get_by_role("button", name="Déconnexion")).to_be_attached()


def fill_profile(hands: Hands) -> None:
    """The three compulsory steps."""
    page = hands.page
    page.goto(f"{FORMATION}/@@candidater")
    hands.reach(page.get_by_role("main").get_by_role("link", name="Informations perso."))
    hands.keys.press("Enter")
    page.wait_for_url("**/infos-perso")
    hands.choose("Nationalité", "Fran")
    hands.fill("INE", INE)
    hands.fill("Clé INE", KEY)
    hands.choose("Civilité", "M")
    hands.fill("Date naissance (jj/mm/aaaa)", "29/02/2004")
    hands.choose("Pays de naissance", "Fran")
    hands.choose("Département de naissance", "86")
    hands.fill("Ville de naissance", "Poitiers")
    hands.push("Suivant")
    page.wait_for_url("**/adresse")
    hands.fill("Code postal", "86000")
    hands.choose("Commune", "Poitiers")
    hands.fill("Adresse", "2 rue de l'église")
    hands.push("Suivant")
    page.wait_for_url("**/baccalaureat")
    hands.fill("Année d'obtention", "2016")
    hands.choose("Série du bac ou équivalence", "ES")
    hands.choose("Département", "86")
    hands.choose("Commune", "Poitiers")
    # The list of schools follows the town; nobody presses a key before it is there.
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    expect(page.get_by_label("Etablissement", exact=True).locator("option").nth(1)).to_be_attached()
    hands.reach(page.get_by_label("Etablissement", exact=True))
    hands.keys.press("ArrowDown")
    hands.push("Suivant")
    page.wait_for_url("**/cursus-interne")


def apply(hands: Hands) -> None:
    """« Candidater », then its confirmation."""
    hands.page.goto(FORMATION)
    hands.follow("Candidater")
    hands.push("Candidater")
    expect(hands.page.get_by_text("Informations détaillées").first).to_be_visible()


def deposit(hands: Hands, paper: Path) -> None:
    """Every piece gets its file, or « Non concerné par cette pièce »."""
    page = hands.page
    rows = page.locator(".pieces-table tbody tr")
    for number in range(rows.count()):
        row = rows.nth(number)
        declare = row.get_by_role("button", name="Non concerné par cette pièce")
        if declare.count():
            hands.reach(declare)
            hands.keys.press("Space")
            expect(rows.nth(number).get_by_role("button", name=AGAIN)).to_be_visible()
        else:
            hands.attach(row.locator("input[type=file]"), paper)
            expect(rows.nth(number).get_by_text("Transmise")).to_be_visible()


def submit(hands: Hands) -> None:
    """« Transmettre ma candidature », its confirmation page."""
    hands.follow("Transmettre ma candidature")
    hands.push("Transmettre ma candidature")
    expect(hands.page.get_by_text("Réceptionné").first).to_be_visible()


def accept(manager: Page, address: str) -> None:
    """The other side, with a mouse: every piece valid, then a favourable decision."""
    manager.goto(address.split("?")[0].split("#")[0] + "/@@examen")
    for _number in range(manager.locator(".desk-exam-list li", has_text="Transmise").count() - 1):
        judge(manager, "Validée")
    decide(manager, address)


def confirm(hands: Hands) -> None:
    """« Confirmation candidature », « Déconnexion »."""
    page = hands.page
    page.reload()
    hands.follow("Confirmation candidature")
    hands.push("Confirmation candidature")
    expect(page.get_by_text("CONFIRMÉ").first).to_be_visible()
    hands.reach(page.get_by_role("button", name="Déconnexion"))
    hands.keys.press("Enter")
    expect(page.get_by_role("link", name="Connexion").first).to_be_visible()
