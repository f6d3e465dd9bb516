"""A commission day: eight applications, two places, and everybody whom they concern.

Each sees what is theirs, when it is: the manager prepares, a member of the commission decides, the president approves,
the candidates read and answer, and the list fills the places that they leave.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote

import openpyxl
from webtest import Upload

from tests.post import Post
from tests.seed import TODAY
from tests.stories.people import Person, form_with, rows, words
from tests.stories.road import follow, tick, to_action, with_button, with_field
from tests.unit.documents.reading import text as text_of
from tests.unit.documents.samples import pdf

COMPONENT = "/test/droit"
COMMISSION = f"{COMPONENT}/commissions/commission"
FORMATION = f"{COMPONENT}/master/m1-droit"
PILE = ("Aubry", "Benali", "Caron", "Diallo", "Evrard", "Fabre", "Garcia")
ADMITTED, RANKED, REFUSED = ("Aubry", "Benali"), ("Caron", "Diallo", "Garcia"), "Evrard"
DECIDED = (*ADMITTED, *RANKED, REFUSED)
INCOMPLETE, LATE, ELSEWHERE = "Fabre", "Garcia", "Henry"
TAGGED = ("Aubry", "Diallo")
ALL_VALID = (("valider", ""),) * 3
UNREADABLE = (("refuser", "Le relevé est illisible."), *ALL_VALID[1:])
REASON, COMMENT = "Prérequis insuffisants pour la formation", "Très bon dossier."


def number(name: str) -> str:
    """The candidate number of a name: eight characters."""
    return name.upper().ljust(8, "2")


def mail(name: str) -> str:
    """The address of a name."""
    return f"{number(name).lower()}@exemple.fr"


class CommissionDay:
    """``enter`` signs somebody in, ``works`` lets the worker do what waits and the mails leave, ``post`` has them."""

    def __init__(self, enter: Callable[[str], Person], works: Callable[[], None], post: Post) -> None:
        self.enter, self.works, self.post = enter, works, post
        self.manager, self.member, self.president = enter("droit"), enter("membre"), enter("presidente")
        self.candidates = {name: enter(number(name)) for name in (*PILE, ELSEWHERE)}
        self.paths = {name: self.path(name) for name in PILE}

    def lived(self) -> None:
        """From the morning to the evening."""
        self.the_list_of_the_morning()
        self.tags()
        self.pieces_of_the_pile()
        self.a_piece_more()
        self.treatments()
        self.the_commission_decides()
        self.validation_then_a_second_person()
        self.publication()
        self.candidates_read()
        self.one_confirms_and_one_withdraws()
        self.a_place_more()
        self.the_export_says_what_the_list_says()
        self.the_journal_names_everybody()
        self.the_dashboard_counts()

    def path(self, name: str) -> str:
        """Where the application of somebody is, as the manager's list links to it."""
        page = self.manager.opens(f"{COMPONENT}/@@candidatures?mots={number(name)}")
        return str(page.html.select_one("#liste tbody a")["href"]).split("?")[0]

    def names(self, person: Person, place: str, query: str = "") -> list[str]:
        """The last names of a list, as the story writes them."""
        return [row["Nom"].title() for row in person.lists(place, query)]

    def nobody_else_is_told(self, *names: str) -> None:
        """No candidate but these reads a decision."""
        for name in set(PILE) - set(names):
            said = self.candidates[name].reads(self.paths[name]).lower()
            for word in ("avis favorable", "avis défavorable", "liste complémentaire", REASON.lower()):
                assert word not in said, f"{name}: {word}"

    def the_list_of_the_morning(self) -> None:
        """What was received is filtered, and the view shared; the commission sees none of it yet."""
        assert self.names(self.manager, COMPONENT) == [*PILE, ELSEWHERE]
        page = self.manager.opens(f"{COMMISSION}/@@candidatures?statut=RE&tri=nom")
        assert [row["Nom"].title() for row in rows(page)] == list(PILE)
        form = to_action(page, "@@enregistrer-vue")
        form["nom"] = "À examiner"
        form.action = f"{COMMISSION}/@@partager-vue"
        follow(form.submit(status=303))
        page = self.member.opens(f"{COMMISSION}/@@candidatures")
        assert rows(page.click("À examiner")) == [], "what was received only is hidden from the commission"
        self.member.may_not_open(*self.paths.values(), f"{COMPONENT}/@@candidatures")
        self.enter("sciences").may_not_open(f"{COMMISSION}/@@candidatures", *self.paths.values())

    def tags(self) -> None:
        """« Boursier » is made, then put on two; candidates never read it."""
        page = self.manager.opens(f"{COMPONENT}/@@etiquettes").click("Nouvelle étiquette")
        self.manager.fills(page, {"label": "Boursier", "colour": "#1E8449", "order": "1", "active": True})
        ask = self.manager.ticks(COMMISSION, "etiquettes", TAGGED)
        form_with(ask, "enregistrer").fields["checkbox"][0].checked = True
        self.confirmed(form_with(ask, "enregistrer"), done=2)
        tagged = [row["Nom"].title() for row in self.manager.lists(COMMISSION) if "Boursier" in row["Étiquettes"]]
        assert tagged == list(TAGGED)
        assert "Boursier" not in self.candidates["Aubry"].reads(self.paths["Aubry"])

    def confirmed(self, form: Any, done: int) -> None:
        """Confirm an act on several, let the worker do it, read its report."""
        answer = form.submit("enregistrer", status=303)
        self.works()
        assert f"{done} fait(s)" in words(answer.follow().html.select_one("main"))

    def pieces_of_the_pile(self) -> None:
        """Piece after piece, file after file, from the list and back; one piece is refused with a comment."""
        back = quote(f"{COMMISSION}/@@candidatures?statut=RE&tri=nom")
        page = self.manager.opens(f"{self.paths[PILE[0]]}?retour={back}").click("Examiner les pièces", index=0)
        for name in PILE:
            assert name.upper() in page, "the pile is walked in the order of its list"
            for verdict, comment in UNREADABLE if name == INCOMPLETE else ALL_VALID:
                page = judged(page, verdict, comment)
            if name != LATE:
                page = follow(with_field(page, "statut").submit(status=303))
        assert self.names(self.manager, COMMISSION, "?statut=CO") == list(PILE[:5])
        assert self.names(self.manager, COMMISSION, "?statut=IN") == [INCOMPLETE]
        assert "Le relevé est illisible." in self.candidates[INCOMPLETE].reads(self.paths[INCOMPLETE])
        assert "illisible" not in self.candidates[REFUSED].reads(self.paths[REFUSED])
        self.candidates[REFUSED].may_not_open(self.paths[INCOMPLETE])
        assert self.names(self.member, COMMISSION) == list(PILE[:5])
        self.member.may_not_open(self.paths[INCOMPLETE], self.paths[LATE])

    def a_piece_more(self) -> None:
        """One is asked for a piece more, deposits it, and the file is complete; nobody else hears of it."""
        page, asked = self.manager.opens(f"{self.paths[LATE]}/@@demander-piece"), "Attestation d'assurance"
        self.manager.fills(page, {
            "piece": asked, "explication": "Pour cette année.", "avant": f"{TODAY + timedelta(days=6):%d/%m/%Y}",
        }, "Le dossier suit son cours : le candidat la dépose sans transmettre à nouveau.")  # fmt: skip
        self.works()
        assert asked in self.post.said(mail(LATE))
        page = self.candidates[LATE].opens(self.paths[LATE])
        assert "Pour cette année." in page
        form = with_field(page, "fichier")
        form["fichier"] = [Upload("attestation.pdf", pdf())]
        follow(form.submit(status=303))
        page = judged(self.manager.opens(f"{self.paths[LATE]}/@@examen"), *ALL_VALID[0])
        follow(with_field(page, "statut").submit(status=303))
        assert self.names(self.member, COMMISSION) == sorted(DECIDED)
        assert asked not in self.candidates["Aubry"].reads(self.paths["Aubry"])

    def treatments(self) -> None:
        """Nobody chose a treatment yet: the manager has the complete files selected, and each is told."""
        form = form_with(self.manager.ticks(COMMISSION, "traitement", DECIDED), "enregistrer")
        tick(form, "Accès contrôlé")
        self.confirmed(form, done=6)
        told = {row["Nom"].title(): row["Traitement"] for row in self.manager.lists(COMMISSION)}
        assert {name for name, treatment in told.items() if treatment == "Accès contrôlé"} == set(DECIDED)
        assert "examen en commission" in str(self.post.to(mail("Caron"))[-1]["Subject"])
        assert "examen en commission" not in str(self.post.to(mail(INCOMPLETE))[-1]["Subject"])

    def the_commission_decides(self) -> None:
        """The member decides with comments, a reason and ranks, and can do no more; candidates read nothing."""
        self.decided(ADMITTED, "favorable", commentaire=COMMENT)
        self.decided((REFUSED,), "defavorable", motif=REASON)
        self.decided(RANKED, "liste-complementaire", rang="1")
        found = {row["Nom"].title(): row for row in self.member.lists(COMMISSION)}
        assert {name: found[name]["Décision"] for name in (*ADMITTED, REFUSED)} == {
            "Aubry": "Avis favorable", "Benali": "Avis favorable", "Evrard": "Avis défavorable"
        }
        assert found[REFUSED]["Motif"] == REASON
        self.member.may_not_open(
            f"{COMMISSION}/@@en-masse?acte=valider-decision", f"{COMMISSION}/@@publication",
            f"{FORMATION}/@@classement", f"{COMMISSION}/@@exporter", f"{self.paths['Aubry']}/@@valider-decision",
        )  # fmt: skip
        self.nobody_else_is_told()

    def decided(self, names: tuple[str, ...], decision: str, **fields: str) -> None:
        """One decision on several, by the member."""
        form = with_field(self.member.ticks(COMMISSION, "decision", names), "decision")
        form["decision"] = decision
        form = with_field(form.submit("_refresh"), *fields)
        for name, value in fields.items():
            form[name] = value
        self.confirmed(form, done=len(names))

    def validation_then_a_second_person(self) -> None:
        """Validated, rehearsed, prepared; nobody approves their own publication."""
        self.confirmed(form_with(self.manager.ticks(COMMISSION, "valider-decision", DECIDED), "enregistrer"), done=6)
        self.nobody_else_is_told()
        sent = len(self.post.messages)
        page = self.manager.opens(f"{FORMATION}/@@publication")
        assert "2 admis pour 2 places" in page
        task = with_button(page, "Répéter sans rien envoyer").submit("acte", value="repeter", status=303)
        self.works()
        report = words(task.follow().html.select_one("main"))
        for name in DECIDED:
            assert f"{mail(name)}" in report, name
        assert mail(INCOMPLETE) not in report
        assert "lettre-admission" in report
        assert "lettre-refus" in report
        assert len(self.post.messages) == sent, "a rehearsal sends nothing"
        page = follow(with_button(page, "Préparer la publication (6)").submit("acte", value="preparer", status=303))
        assert "une seconde personne doit l'approuver" in page
        assert "Approuver" not in page.html.select_one("main").get_text()
        self.nobody_else_is_told()

    def publication(self) -> None:
        """The president approves: six mails leave, with a letter for whoever is admitted or refused."""
        sent = len(self.post.messages)
        page = self.president.opens(f"{FORMATION}/@@publication")
        to_action(page, "@@publication-approuver").submit(status=303)
        self.works()
        assert len(self.post.messages) == sent + 6
        for name, letter in (("Aubry", "lettre-admission"), ("Benali", "lettre-admission"), ("Evrard", "lettre-refus")):
            assert letter in self.letter(name)[0]
            assert name.upper() in self.letter(name)[1]
        assert REASON in self.letter(REFUSED)[1]
        assert list(self.post.to(mail("Diallo"))[-1].iter_attachments()) == []

    def letter(self, name: str) -> tuple[str, str]:
        """The letter that came with the last mail to somebody: its file name, its text."""
        (attached,) = self.post.to(mail(name))[-1].iter_attachments()
        return str(attached.get_filename()), text_of(attached.get_payload(decode=True))

    def candidates_read(self) -> None:
        """Each their own decision, and nobody else's."""
        said = {name: self.candidates[name].reads(self.paths[name]) for name in PILE}
        for name in ADMITTED:
            assert "Avis favorable" in said[name]
            assert "Confirmation candidature" in said[name]
        assert REASON in said[REFUSED]
        for name in RANKED:
            assert "iste complémentaire" in said[name]
            assert "Confirmation candidature" not in said[name]
        self.nobody_else_is_told(*DECIDED)
        self.candidates["Caron"].may_not_open(self.paths["Diallo"], f"{self.paths['Aubry']}/@@lettre.pdf")

    def one_confirms_and_one_withdraws(self) -> None:
        """The place that Benali gives up goes to Caron, with the mail, the letter and a date to answer."""
        self.answers("Aubry", "Confirmation candidature")
        diallo = len(self.post.to(mail("Diallo")))
        self.answers("Benali", "Désistement candidature")
        self.works()
        self.is_called("Caron")
        assert len(self.post.to(mail("Diallo"))) == diallo, "whoever still waits is told nothing"
        assert "Confirmation candidature" not in self.candidates["Diallo"].reads(self.paths["Diallo"])
        self.ranks_are({"DIALLO": "1", "GARCIA": "2"})

    def answers(self, name: str, button: str) -> None:
        """The candidate's answer, asked twice."""
        person = self.candidates[name]
        with_button(person.opens(self.paths[name]).click(button), button).submit(status=303)

    def is_called(self, name: str) -> None:
        """The next of the list is admitted, knows it, and may confirm."""
        filename, text = self.letter(name)
        assert "lettre-admission" in filename
        assert name.upper() in text
        said = self.candidates[name].reads(self.paths[name])
        assert "Avis favorable" in said
        assert "Confirmation candidature" in said

    def ranks_are(self, expected: dict[str, str]) -> None:
        """Who still waits, and their place now."""
        found = self.manager.lists(FORMATION, "?col=nom.rang-reel&rang-reel=remplie")
        assert {row["Nom"]: row["Rang réel"] for row in found} == expected

    def a_place_more(self) -> None:
        """The manager raises the capacity: Diallo is next, Garcia still waits."""
        page = self.manager.opens(f"{FORMATION}/@@modifier")
        self.manager.fills(page, {"capacity": "3"})
        self.works()
        self.is_called("Diallo")
        self.ranks_are({"GARCIA": "1"})
        assert "Confirmation candidature" not in self.candidates["Garcia"].reads(self.paths["Garcia"])

    def the_export_says_what_the_list_says(self) -> None:
        """Cell by cell what the screen shows, for the same people."""
        columns = "numero.nom.prenom.mail.statut.traitement.decision.decision-validee.motif.commentaire.rang-reel"
        shown = self.manager.lists(COMMISSION, f"?col={columns}.reponse&tri=nom")
        task = with_field(self.manager.opens(f"{COMMISSION}/@@exporter"), "format").submit(status=303)
        self.works()
        result = f"{task.headers['Location']}/@@resultat"
        heads, *lines = openpyxl.load_workbook(BytesIO(self.manager.opens(result).body)).active.values
        left = [dict(zip(heads, line, strict=True)) for line in lines]
        for one, row in zip(left, shown, strict=True):
            if one["Rang saisi"] is not None:
                one["Décision"] += f" ({one['Rang saisi']})"
            other = [name for name in row if as_shown(one[COLUMNS.get(name, name)]) != row[name]]
            assert other == [], f"{row['Nom']}: {other}"
        self.president.may_not_open(result)

    def the_journal_names_everybody(self) -> None:
        """Who did what to the file of somebody called from the list, the newest first; its candidate reads no name."""
        said, place = self.manager.reads(f"{self.paths['Caron']}/@@historique"), 0
        for who, what in (
            ("eCandidat, automatiquement", "Appel de la liste complémentaire : Avis favorable"),
            ("Test Presidente", "Décision publiée : Liste complémentaire"),
            ("Test Droit", "Décision validée : Liste complémentaire"),
            ("Test Membre", "Décision saisie : Liste complémentaire"),
            ("Test Droit", "Type de traitement : En attente → Accès contrôlé"),
            ("Test Droit", "Statut : Réceptionné → Complet"),
            ("Test Droit", "Pièce validée : Transmise → Validée"),
            ("Le candidat", "Candidature transmise : En attente → Réceptionné"),
        ):  # fmt: skip
            place = said.find(f"– {who} {what}", place)
            assert place > 0, f"{who}: {what}"
        own = self.candidates["Caron"].reads(f"{self.paths['Caron']}?onglet=historique")
        assert "Avis favorable" in own
        assert not [name for name in ("Test Presidente", "Test Droit", "Test Membre") if name in own]
        alerts = [str(message["Subject"]) for message in self.post.to("commission.droit@univ.example")]
        assert sum("désistement" in subject for subject in alerts) == 1
        assert sum("passage en liste principale" in subject for subject in alerts) == 2

    def the_dashboard_counts(self) -> None:
        """As many of each as the story made, and as the lists show."""
        table = self.manager.opens(f"{COMPONENT}/@@tableau-de-bord").html.select_one("table.board-table")
        heads = [words(head) for head in table.select("thead th")]
        lines = [[words(cell) for cell in line.select("th, td")] for line in table.select("tbody tr")]
        found = {line[0]: dict(zip(heads, line, strict=True)) for line in lines}["M1 Droit privé"]
        assert {name: int(found[name]) for name in COUNTS} == COUNTS
        assert found["Remplissage"] == "33 %"
        assert len(self.manager.lists(FORMATION, "?statut=CO")) == COUNTS["Complet"]
        self.member.may_not_open(f"{COMPONENT}/@@tableau-de-bord")


COUNTS = {
    "Candidatures": 7, "Incomplet": 1, "Complet": 6, "Favorable": 4, "Défavorable": 1, "Liste complémentaire": 1,
    "Validés": 6, "Non validés": 0, "Confirmées": 1, "Désistées": 1, "Capacité": 3,
}  # fmt: skip
COLUMNS = {
    "N° dossier": "N° de dossier", "Nom": "Nom patronymique", "Traitement": "Type de traitement",
    "Réponse": "Réponse du candidat",
}  # fmt: skip
"""Heading on the screen → heading in the workbook, where they differ."""


def as_shown(cell: Any) -> str:
    """A cell of a workbook as a screen shows it."""
    return "–" if cell is None else str(cell)


def judged(page: Any, verdict: str, comment: str) -> Any:
    """The verdict on the piece shown; the page that follows."""
    form = with_field(page, "commentaire")
    form["commentaire"] = comment
    return follow(form.submit(verdict, status=303))
