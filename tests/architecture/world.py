"""A world with something of everything: two universities, staff of every role, two candidates with applications.

It is the seed, and what makes rights visible: CANDIDAT applied to ``droit`` and AUTREXYZ to ``sciences``, both were
admitted and hold letters; managers of each side may open one and not the other.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf

from ecandidat.adapters.survey import Reply
from ecandidat.domain.codes import Obtained, PieceStatus, Status
from ecandidat.domain.profile import ExternalStudy, InternalStudy, Internship, WorkExperience
from ecandidat.domain.profiles import ProfileKind
from ecandidat.domain.questionnaire import Choice, Kind, Source
from ecandidat.domain.roles import Role
from ecandidat.models.account import Purpose
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.document import Document
from ecandidat.models.offer import Commission, Formation
from ecandidat.models.portal import Portal
from ecandidat.register import refresh
from ecandidat.services import application as service
from ecandidat.services import (
    desk,
    links,
    pieces,
    portable,
    questionnaires,
    rights,
    rights_profiles,
    tasks,
    throttling,
    uploads,
)
from ecandidat.services.install import add_establishment
from ecandidat.services.situation import piece_views
from ecandidat.services.task_kinds import KINDS
from tests import seed

OWNER, OTHER = "CANDIDAT", "AUTREXYZ"


def build(zodb_root: Any) -> Portal:
    """The seed and its neighbours, ready to be committed."""
    portal = seed.build(zodb_root)
    test, elsewhere = portal["test"], add_establishment(portal, "ailleurs", "Université d'Ailleurs")
    seed.staff(portal, "candidats", test, Role.CANDIDATE_MANAGER)
    seed.staff(portal, "lecteur", test, Role.CANDIDATE_READER)
    seed.staff(portal, "ailleurs", elsewhere, Role.CENTRAL)
    profiles(portal)
    seed.piece(test["sciences"]["master"]["m1-maths"], "lettre", "Lettre de motivation", order=3)
    model(test["droit"]["master"]["m1-droit"].pieces["lettre"])
    model(test["sciences"]["master"]["m1-maths"].pieces["lettre"])
    questions(test)
    questions(test["droit"])
    for formation in (test["droit"]["master"]["m1-droit"], test["sciences"]["master"]["m1-maths"]):
        questions(formation)
    seed.candidate(portal, OTHER, birth_name="DURAND", first_name="ALEX")
    live(portal.candidates[OWNER])
    knock_wrongly(portal)
    admitted(portal, portal.candidates[OWNER], test["droit"]["master"]["m1-droit"])
    admitted(portal, portal.candidates[OTHER], test["sciences"]["master"]["m1-maths"])
    for candidate in (portal.candidates[OWNER], portal.candidates[OTHER]):
        wait(portal, candidate)
    for application in portal.candidates[OTHER].applications.values():
        application.status = Status.INCOMPLETE
        refresh(application)
    for number in (OWNER, OTHER):
        uploads.begin(seed.work(portal, f"c-{number}"), portal.candidates[number], "scan.pdf", 1000)
    return portal


def profiles(portal: Portal) -> None:
    """Profiles that the site added, a manager limited to some commissions, a status that commissions do not see."""
    test, work = portal["test"], seed.work(portal, "s-admin")
    consults = {"GEST_CANDIDATURE": "R", "GEST_FEN_CAND": "R", "GEST_JOURNAL": "R", "STATISTIQUES": "R"}
    labels = {"GEST_CANDIDATURE": "R", "GEST_TAG": "W"}
    for login, code, levels in (("consulte", "consultation", consults), ("etiquette", "etiquettes", labels)):
        made = rights_profiles.create(work, test, code, code.title(), ProfileKind.COMPONENT, levels)
        rights.grant(work, test["droit"], made.__name__, seed.staff(portal, login))
    other = Commission()
    other.title = "Autre commission"
    test["sciences"].commissions["autre"] = other
    limited = seed.staff(portal, "limite")
    for component, code in (("droit", "commission"), ("sciences", "autre")):
        rights.grant(work, test[component], Role.COMPONENT_MANAGER, limited, (code,))
    seed.staff(portal, "jury", test["sciences"].commissions["commission"], Role.COMMISSION_MEMBER)
    rights_profiles.set_statuses(work, test, frozenset({"AT", "RE", "CO"}))


def questions(owner: Any) -> None:
    """Ask a questionnaire of each source."""
    choices = tuple(Choice(code, (("fr", label), ("en", label))) for code, label in (("a", "Alpha"), ("b", "Bravo")))
    seed.questionnaire(
        owner, "projet", "Projet",
        seed.question("MOTIF222", Kind.CHOICE, "Quel motif", choices=choices, low=None),
        seed.question("NOMBRE22", Kind.NUMBER, "Quel nombre", high=Decimal("12.5"), depends_on="MOTIF222",
                      depends_value="a"),
        seed.question("DEPUIS22", Kind.DATE, "Quelle date", first=date(2020, 1, 1)),
        seed.question("PAPIER22", Kind.FILE, "Quel papier"),
        conditional=True,
    )  # fmt: skip
    survey = seed.questionnaire(owner, "enquete", "Sondage", source=Source.LIMESURVEY, survey="421994")
    survey.url = (("fr", "https://enquetes.univ.example/421994?id=${idCandidature}"),)


def answer(work: Any, application: Application) -> None:
    """Answer every questionnaire of an application."""
    for form in application.questionnaires():
        if form.source is Source.LIMESURVEY:
            said = (("Métier visé", "Notaire"),)
            reply = Reply("1", application.candidate.number, application.key, "2026-01-01", said)
            questionnaires.take(work, form, reply)
            questionnaires.mark(form, [reply])
            continue
        values = {"MOTIF222": "a", "NOMBRE22": Decimal("3.5"), "DEPUIS22": date(2021, 2, 3)}
        questionnaires.answer(work, application, form, values)
        questionnaires.deposit(work, application, form, "PAPIER22", blank_pdf(), "papier.pdf")


def live(candidate: Candidate) -> None:
    """Give a candidate's profile one line of each kind."""
    profile = candidate.profile
    profile.internal_studies = (InternalStudy(2022, "L1DR", "Licence 1 Droit", "ADM", "12,5", "20", "AB"),)
    profile.external_studies = (ExternalStudy("23456789", 2023, "0001", "Licence", "L2 Droit", Obtained.YES),)
    profile.internships = (Internship("3456789A", 2024, "2 mois", "Cabinet Martin", "Accueil", 35),)
    profile.experiences = (WorkExperience("456789AB", 2025, "Vendeuse", "1 an", "Librairie du Port"),)


def wait(portal: Portal, candidate: Candidate) -> None:
    """Have a candidate ask for their archive, already made, and bring a profile from elsewhere."""
    work = seed.work(portal, candidate.userid, "CAMILLE MARTIN")
    task = tasks.ask(work, KINDS["export-donnees"])
    tasks.finish(work, task, document_of(b"PK", "archive.zip"))
    brought = {"format": "ecandidat", "version": 1, "profile": {"stages": [{"year": 2024}]}}
    portable.receive(work, candidate, BytesIO(json.dumps(brought).encode()), "ecandidat.json")


def knock_wrongly(portal: Portal) -> None:
    """Leave what a forgotten and a mistaken password leave: a link, and a counter."""
    work = seed.work(portal)
    links.issue(work, portal.accounts.people["c-NOUVEAUX"], Purpose.RESET, work.now + timedelta(days=1))
    throttling.failed(work, "c-NOUVEAUX", "192.0.2.1")


def blank_pdf() -> BytesIO:
    """A small real PDF."""
    target, document = BytesIO(), pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(target)
    target.seek(0)
    return target


def document_of(content: bytes, filename: str) -> Document:
    """A document with these bytes."""
    document = Document()
    with document.writer() as target:
        target.write(content)
    document.filename, document.content_type, document.size = filename, "application/pdf", len(content)
    return document


def model(demand: Any) -> None:
    """Give a piece its model document."""
    demand.model = document_of(blank_pdf().read(), "modele.pdf")


def fill(work: Any, application: Application) -> None:
    """Answer every piece of an application."""
    for view in piece_views(application):
        if view.demand.conditional:
            pieces.set_not_concerned(work, application, view.demand, concerned=False)
        else:
            pieces.deposit(work, application, view.demand, blank_pdf(), "page.pdf")


def submitted(portal: Portal, candidate: Candidate, formation: Formation) -> Application:
    """An application that was filled and sent."""
    work = seed.work(portal, candidate.userid, "CAMILLE MARTIN")
    application = service.apply(work, formation, candidate)
    fill(work, application)
    answer(work, application)
    service.submit(work, application)
    return application


def admitted(portal: Portal, candidate: Candidate, formation: Formation) -> Application:
    """An application that was sent, examined, noted and admitted."""
    application = submitted(portal, candidate, formation)
    manager = seed.work(portal, "s-admin", "Test Admin")
    demand = formation.pieces["lettre"]
    pieces.judge(manager, application, demand, PieceStatus.REFUSED, "Signature illisible")
    desk.add_note(manager, application, "À revoir en commission.")
    desk.decide(manager, application, "favorable", comment="Bon dossier")
    desk.validate_decision(manager, application)
    desk.decide(manager, application, "liste-complementaire", rank=3)
    return application
