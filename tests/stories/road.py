"""The whole road, without JavaScript: from an empty machine to an admitted student.

Written once against a :class:`webtest.TestApp`; the application may be in this process, or behind a relay that sends
every other request to another server.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from webtest import TestApp, Upload
from webtest.forms import Form
from webtest.response import TestResponse

from tests.seed import PASSWORD
from tests.unit.documents.samples import pdf

Mailbox = Callable[[str], list[tuple[str, str]]]
"""Address → the mails it received, the oldest first, as (subject, text)."""

MAIL = "lea.lefevre@exemple.fr"
FORMATION = "/test/droit/master/m1-droit"
PIECES = ("test~pieces~identite", "test~droit~pieces~cv", "test~droit~master~m1-droit~pieces~lettre")
LETTER = PIECES[-1]
HANDICAP = "test~droit~master~m1-droit~pieces~handicap"


class Road:
    """``candidate`` and ``manager`` are two browsers on the same application; ``mailbox`` reads what was sent."""

    def __init__(self, candidate: TestApp, manager: TestApp, mailbox: Mailbox) -> None:
        self.candidate, self.manager, self.mailbox = candidate, manager, mailbox
        self.application = ""

    def walk(self) -> None:
        """Every step, in the order of the guides."""
        self.find_the_formation()
        self.create_the_account()
        self.fill_the_profile()
        self.apply()
        self.deposit_and_submit()
        self.examine_and_refuse_one_piece()
        self.replace_and_submit_again()
        self.decide()
        self.download_and_confirm()

    def find_the_formation(self) -> None:
        """« Accueil », « Offre de formation », « Filtre », the formation."""
        page = self.candidate.get("/test")
        page = page.click("Offre de formation", index=0)
        form = with_field(page, "filtre")
        form["filtre"] = "civil droit"
        page = form.submit()
        shown = [link.get_text(strip=True) for link in page.html.select("tr:not([hidden]) a")]
        assert shown == ["M1 Droit privé"]
        page = page.click("M1 Droit privé")
        assert "Demande d'aménagement au titre du handicap" in page
        assert "à 23:59" in page

    def create_the_account(self) -> None:
        """« Créer un compte », the mail's link pasted, « Connexion »."""
        form = with_field(self.candidate.get("/compte/creer"), "nom")
        form["nom"], form["prenom"] = "Lefèvre", "Léa"
        form["adresse_mail"] = form["confirmation_adresse_mail"] = MAIL
        form["mot_de_passe"] = form["confirmation_mot_de_passe"] = PASSWORD
        page = follow(form.submit())
        assert "Votre compte a été créé avec succès, veuillez consulter vos courriels pour le valider" in page
        form = self.sign_in(self.candidate, MAIL, status=422)
        assert "Votre compte n'a pas été validé" in form
        _subject, text = self.mailbox(MAIL)[-1]
        link = re.search(r"https?://[^/\s]+(/compte/activer/[\w-]+)", text)
        assert link is not None, text
        follow(with_button(self.candidate.get(link[1]), "Activer mon compte").submit())
        self.number = self.sign_in(self.candidate, MAIL).location.rsplit("/", 1)[-1]

    def sign_in(self, browser: TestApp, login: str, status: int = 303) -> TestResponse:
        """The form of « Connexion »."""
        form = with_field(browser.get("/compte/connexion"), "utilisateur")
        form["utilisateur"], form["mot_de_passe"] = login, PASSWORD
        return form.submit(status=status)

    def fill_the_profile(self) -> None:
        """The three compulsory steps and one of each list, with « Suivant »."""
        profile = f"/candidats/{self.number}/profil"
        refused = self.candidate.get(f"{FORMATION}/@@candidater")
        assert "Complétez d'abord votre profil" in refused
        page = self.step(f"{profile}/infos-perso", {"birth_country": "100"}, {
            "nationality": "100", "ine": "1234567890", "ine_key": "V", "title": "Mme", "birth_name": "Lefèvre",
            "first_name": "Léa", "birth_date": "29/02/2004", "birth_department": "86", "birth_town": "Poitiers",
            "mobile": "06 00 00 00 01",
        })  # fmt: skip
        assert page.request.path.endswith("/adresse")
        page = self.step(f"{profile}/adresse", {"country": "100", "postcode": "86000"}, {
            "town_code": "86194", "line1": "2 rue de l'église",
        })  # fmt: skip
        assert page.request.path.endswith("/baccalaureat")
        bac = with_field(self.candidate.get(f"{profile}/baccalaureat"), "year")
        bac["year"] = "2016"
        bac = with_field(bac.submit("_refresh"), "series")
        codes = [code for code, *_ in bac["series"].options]
        assert "ES" in codes
        assert "NBGE" not in codes
        bac["series"], bac["honours"], bac["country"] = "ES", "AB", "100"
        for field, value in (("department", "86"), ("town_code", "86194")):
            bac = with_field(bac.submit("_refresh"), field)
            bac[field] = value
        bac = with_field(bac.submit("_refresh"), "school")
        bac["school"] = bac["school"].options[1][0]
        page = follow(bac.submit("suivant"))
        assert page.request.path.endswith("/cursus-interne")
        form = with_field(self.candidate.get(f"{profile}/stages?entree=nouvelle"), "year")
        form["year"], form["duration"], form["organisation"] = "2025", "6 mois", "EDF"
        form["description"] = "Gestion du fichier client"
        assert "EDF" in follow(form.submit("enregistrer"))

    def step(self, url: str, first: dict[str, str], then: dict[str, str]) -> TestResponse:
        """Fill a step whose lists narrow with what is typed first, and press « Suivant »."""
        form = with_field(self.candidate.get(url), *first)
        for name, value in first.items():
            form[name] = value
        form = with_field(form.submit("_refresh"), *then)
        for name, value in then.items():
            form[name] = value
        return follow(form.submit("suivant"))

    def apply(self) -> None:
        """« Candidater », its confirmation and its mail."""
        page = self.candidate.get(f"{FORMATION}/@@candidater")
        answer = with_button(page, "Candidater").submit(status=303)
        self.application = re.sub(r"^https?://[^/]+", "", answer.location)
        page = answer.follow()
        for words in ("Informations détaillées", "Dates utiles", "Adresse de contact", "Pièces justificatives"):
            assert words in page
        assert any("M1 Droit privé" in subject for subject, _ in self.mailbox(MAIL))

    def deposit(self, key: str, name: str) -> TestResponse:
        """« + » on one piece."""
        form = to_action(self.candidate.get(self.application), f"/pieces/{key}/@@deposer")
        form["fichier"] = [Upload(name, pdf())]
        return follow(form.submit(status=303))

    def deposit_and_submit(self) -> None:
        """Every piece, « Non concerné par cette pièce », « Transmettre ma candidature »."""
        for key in PIECES:
            assert "Transmise" in self.deposit(key, "Relevé de notes (1).pdf")
        page = follow(
            to_action(self.candidate.get(self.application), f"/pieces/{HANDICAP}/@@non-concerne").submit(status=303)
        )
        assert "Concerné par cette pièce" in page
        self.submit()

    def submit(self) -> None:
        """The confirmation page, once; a replay changes nothing."""
        before = len(self.mailbox(MAIL))
        form = with_button(self.candidate.get(f"{self.application}/@@transmettre"), "Transmettre ma candidature")
        assert "Réceptionné" in follow(form.submit(status=303))
        assert "déjà transmise" in follow(form.submit(status=303))
        assert len(self.mailbox(MAIL)) == before + 1

    def judge(self, verdict: str, comment: str = "") -> TestResponse:
        """The verdict on the piece that the examination shows first."""
        form = with_field(self.manager.get(f"{self.application}/@@examen"), "commentaire")
        form["commentaire"] = comment
        return follow(form.submit({"Validée": "valider", "Refusée": "refuser"}[verdict], status=303))

    def examine_and_refuse_one_piece(self) -> None:
        """The manager finds the file in the list, examines it, refuses the last piece."""
        self.sign_in(self.manager, "droit")
        page = self.manager.get("/test/droit/@@candidatures").click(self.number)
        assert "LEFEVRE" in page.text.upper().replace("È", "E")
        self.judge("Validée")
        self.judge("Validée")
        page = self.judge("Refusée", "scan illisible")
        page = follow(with_button(page, "Marquer incomplet").submit(status=303))
        assert "Incomplet" in page
        subject, text = self.mailbox(MAIL)[-1]
        assert subject == "Candidature - dossier incomplet"
        assert "scan illisible" in text

    def replace_and_submit_again(self) -> None:
        """The refused piece alone is replaced; what was validated stays."""
        page = self.candidate.get(self.application)
        assert "scan illisible" in page
        self.deposit(LETTER, "lettre-lisible.pdf")
        self.submit()

    def decide(self) -> None:
        """Complete, favourable, validated: the letter leaves with the mail."""
        page = self.judge("Validée")
        page = follow(with_button(page, "Marquer complet").submit(status=303))
        form = with_field(page.click("Saisir une décision"), "decision")
        form["decision"] = "favorable"
        page = follow(form.submit("enregistrer", status=303))
        assert "Avis favorable" not in self.candidate.get(self.application)
        ask = page.click("Valider la décision")
        follow(with_field(ask, "version").submit(status=303))
        assert "Avis favorable" in self.candidate.get(self.application)

    def download_and_confirm(self) -> None:
        """Dossier, letter, « Confirmation candidature », « Déconnexion »."""
        for document in ("@@dossier.pdf", "@@lettre.pdf"):
            answer = self.candidate.get(f"{self.application}/{document}")
            assert answer.content_type == "application/pdf"
            assert answer.body.startswith(b"%PDF-")
        page = self.candidate.get(self.application).click("Confirmation candidature")
        page = follow(with_button(page, "Confirmation candidature").submit(status=303))
        assert "CONFIRMÉ" in page
        subjects = [subject for subject, _ in self.mailbox(MAIL)]
        assert len(subjects) == 8, subjects
        follow(with_button(page, "Déconnexion").submit(status=303))
        assert "/compte/connexion" in self.candidate.get(self.application, status=(302, 303)).location


def follow(answer: TestResponse) -> TestResponse:
    """The page that an answer leads to."""
    return answer.maybe_follow()


def forms(page: TestResponse) -> list[Form]:
    """The forms of a page."""
    return [form for key, form in page.forms.items() if isinstance(key, int)]


def with_field(page: TestResponse, *names: str) -> Form:
    """The form that has all these fields."""
    return next(form for form in forms(page) if all(name in form.fields for name in names))


def with_button(page: TestResponse, text: str) -> Form:
    """The form whose button reads ``text``."""
    return next(
        form
        for form in forms(page)
        if any(" ".join(button.get_text().split()) == text for button in form.html.find_all("button"))
    )


def to_action(page: TestResponse, end: str) -> Form:
    """The form that posts to a URL with that end."""
    return next(form for form in forms(page) if form.action.endswith(end))


def tick(form: Any, label: str) -> None:
    """Choose the radio button that bears a label."""
    for node in form.html.find_all("label"):
        if " ".join(node.get_text().split()) == label:
            button = form.html.find(id=node["for"])
            form[button["name"]] = button["value"]
            return
    raise AssertionError(f"no choice « {label} »")
