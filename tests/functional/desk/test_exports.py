"""Exports of applications: the window, the file cell by cell, what never leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import transaction
from webtest import TestApp
from ZODB.DB import DB

from ecandidat import register
from ecandidat.domain.codes import Answer, DecisionKind, Obtained, Status, TaskState
from ecandidat.domain.decisions import Decision
from ecandidat.domain.profile import ExternalStudy, InternalStudy, PostalAddress
from ecandidat.domain.questionnaire import Choice as Offered
from ecandidat.domain.questionnaire import Kind as Asks
from ecandidat.domain.roles import Role
from ecandidat.exports import xlsx
from ecandidat.exports.columns import BY_CODE, COLUMNS, USUAL
from ecandidat.models.application import Note
from ecandidat.resources import ROOT, path_of
from ecandidat.services import application as acts
from ecandidat.services import exports, questionnaires, tags
from ecandidat.services.exports import Choice
from ecandidat.services.task_kinds import KINDS
from tests import seed
from tests.functional.desk.files import applied, commit, fill, form_of, formation, refresh
from tests.functional.doors import sign_in
from tests.functional.ops.test_tasks import runner

DROIT = "/test/droit"
WINDOW = f"{DROIT}/@@exporter"
EVERY = tuple(BY_CODE)


def on(year: int, month: int, day: int, *hour: int) -> datetime:
    """A day, or a moment in Paris, as a cell holds it."""
    return datetime.combine(date(year, month, day), time(*hour))


def rows_of(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def table_of(content: bytes) -> list[dict[str, Any]]:
    heads, *rows = rows_of(content)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def exported(database: DB, userid: str, paths: list[str], choice: Choice, node: str = DROIT) -> tuple[str, bytes]:
    """The name and bytes of the file that a person gets."""
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        work = seed.work(portal, userid, "Droit Test")
        at = portal["test"] if node == "/test" else portal["test"][node.rsplit("/", 1)[1]]
        key = exports.ask(work, at, paths, choice, kind=KINDS[exports.EXPORT], back=node).__name__
    assert runner(database, *KINDS.values()).run([key]) == 1
    with database.transaction() as connection:
        result = connection.root()[ROOT].tasks[key].result
        with result.open() as stream:
            return result.filename, stream.read()


@pytest.fixture
def golden(portal: Any, connection: Any) -> dict[str, Any]:
    """An application in which every column holds something, and one that is hardly begun."""
    sheet = seed.questionnaire(
        formation(portal), "projet", "Votre projet", seed.question("why", Asks.TEXT, "Pourquoi ?"),
        seed.question("hours", Asks.NUMBER, "Heures par semaine"), seed.question("works", Asks.YES_NO, "En emploi"),
        seed.question("since", Asks.DATE, "Depuis le", required=False),
        seed.question("which", Asks.CHOICE, "Voie", required=False, choices=(
            Offered("a", (("fr", "Recherche"),)), Offered("b", (("fr", "Métier"),)),
        )),
    )  # fmt: skip
    candidate = portal.candidates["CANDIDAT"]
    candidate.student_id, candidate.continuing, candidate.records_of = "22100001", True, "test"
    profile = candidate.profile
    profile.personal = replace(profile.personal, usual_name="DUPONT", other_first_name="ANNE", phone="+33549000000")
    profile.address = PostalAddress(country="109", town="BERLIN", line1="1 Allee", line2="Hof 2", line3="Treppe 3")
    profile.baccalaureate = replace(
        profile.baccalaureate, dropped_speciality="SES", options=("MEXP", "LCAL"), school_label="=Lycée"
    )
    profile.external_studies = (
        ExternalStudy("a", 2023, "BTS", "BTS - Brevet de technicien supérieur", "Tourisme", Obtained.YES,
                      school_label="Lycée hôtelier"),
    )  # fmt: skip
    profile.internal_studies = (InternalStudy(2024, "L3D", "Licence 3 Droit"),)
    work = seed.work(portal, candidate.userid, "Le candidat")
    made = acts.apply(work, formation(portal), candidate)
    questionnaires.answer(work, made, sheet, {
        "why": "=1+1", "hours": Decimal("12.5"), "works": True, "since": date(2026, 1, 2), "which": "b",
    })  # fmt: skip
    fill(work, made)
    acts.submit(work, made)
    profile.personal = replace(profile.personal, usual_name="AUTRE", first_name="PLUS-TARD")
    at = datetime(2026, 7, 14, 7, 5, tzinfo=UTC)
    made.created_at, made.submitted_at, made.status, made.status_on = at, at, Status.COMPLETE, at.date()
    made.received_on, made.complete_on, made.incomplete_on = at.date(), date(2026, 7, 15), date(2026, 7, 13)
    for piece in made.pieces.stored():
        piece.changed_at = at
    validated = datetime(2026, 8, 1, 8, 0, tzinfo=UTC)
    made.decisions = (
        Decision("k", DecisionKind.WAITING_RANKED, "liste-complementaire", "Liste complémentaire", at, "x", rank=7,
                 comment="@commentaire", validated_at=validated, published_at=validated,
                 meeting_date=date(2026, 8, 2), meeting_time="14 h", meeting_place="Amphi B", appeal=True),
    )  # fmt: skip
    made.answer, made.answered_at = Answer.WITHDRAWN, validated
    made.confirm_by, made.return_by = date(2026, 9, 1), date(2026, 9, 2)
    made.regime, made.exemption, made.fees, made.fees_note = "R-essai", "X-essai", "245.50", "-complément"
    made.registered_on, made.registration_code = date(2026, 9, 3), "EC000001"
    made.cancelled_by, made.assignee = "Personne", "s-central"
    tag = tags.add_tag(seed.work(portal, "s-central"), portal["test"], {"label": "À voir", "colour": "#aa0000"})
    made.tags = (tags.uid(tag),)
    made.notes = (Note(at, "s-droit", "Droit", "à rappeler"),)
    register.refresh(made)
    other = applied(portal, "ABCDEF22")
    commit(connection)
    return {"made": made, "other": other, "at": at, "validated": validated}


def test_every_column_is_exported_cell_by_cell(
    database: DB, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M37, M38."""
    portal["test"].parameters["GEST_IS_EXPORT_BLOC_NOTE"] = True
    commit(connection)
    made, other = golden["made"], golden["other"]
    name, content = exported(
        database, "s-droit", [path_of(made), path_of(other)], Choice(EVERY, questions=True, footer=True)
    )
    assert name == f"candidatures-droit-{seed.TODAY:%Y-%m-%d}.xlsx"
    heads, *rows = rows_of(content)
    assert heads[: len(COLUMNS)] == [str(column.label) for column in COLUMNS]
    at, validated = on(2026, 7, 14, 9, 5), on(2026, 8, 1, 10)
    expected = {
        "N° de dossier": "CANDIDAT", "N° étudiant": "22100001", "Civilité": "Madame", "Nom patronymique": "MARTIN",
        "Nom usuel": "DUPONT", "Prénom": "CAMILLE", "Autre prénom": "ANNE", "Date de naissance": on(2003, 7, 14),
        "Ville de naissance": "POITIERS", "Département de naissance": "Vienne", "Pays de naissance": "France",
        "Nationalité": "Française", "Langue": "Français", "INE": "0123456789", "Clé INE": "M",
        "Formation continue": "Oui", "Téléphone": "+33549000000", "Téléphone portable": "0600000000",
        "Adresse mail": "candidat@exemple.fr", "Bac : année": 2021, "Bac : pays": "France",
        "Bac : département": "Vienne", "Bac : commune": "Poitiers", "Bac : établissement": "=Lycée",
        "Bac : série": "Baccalauréat général (réforme 2021)", "Bac : mention": "Assez bien",
        "Bac : spécialité 1 de terminale": "Mathématiques",
        "Bac : spécialité 2 de terminale": "Sciences de la vie et de la Terre",
        "Bac : spécialité abandonnée en première": "Sciences économiques et sociales",
        "Bac : option 1": "Mathématiques expertes",
        "Bac : option 2": "Langues et cultures de l'Antiquité - latin", "Bac : option 3": None, "Bac : option 4": None,
        "Adresse": "1 Allee\nHof 2\nTreppe 3\nBERLIN\nAllemagne", "Adresse, ligne 1": "1 Allee",
        "Adresse, ligne 2": "Hof 2", "Adresse, ligne 3": "Treppe 3", "Code postal": None, "Cedex": None,
        "Commune": None, "Commune étrangère": "BERLIN", "Pays": "Allemagne", "Dernière année d'études": 2024,
        "Dernier établissement": "Université de Test", "Dernier diplôme": None,
        "Libellé du dernier diplôme": "Licence 3 Droit", "Étiquettes": "À voir", "Suivie par": "Test Central",
        "Code de la formation": "m1-droit", "Formation": "M1 Droit privé", "Type de diplôme": "Master",
        "Composante": "UFR Droit", "Commission": "Commission UFR Droit", "Date de candidature": at,
        "Date de transmission": at, "Statut": "Complet", "Date du statut": on(2026, 7, 14),
        "Date de réception": on(2026, 7, 14), "Date « complet »": on(2026, 7, 15),
        "Date « incomplet »": on(2026, 7, 13), "Dernière modification des pièces": at,
        "Type de traitement": "Accès contrôlé", "Type de traitement validé": "Oui", "Avis": "Liste complémentaire",
        "Décision": "Liste complémentaire", "Décision validée": "Oui", "Date de validation": validated,
        "Date de publication": validated, "Motif": None, "Rang saisi": 7, "Rang réel": 1, "En appel": "Oui",
        "Commentaire": "@commentaire", "Présélection : date": on(2026, 8, 2), "Présélection : heure": "14 h",
        "Présélection : lieu": "Amphi B", "Réponse du candidat": "Désisté", "Date de la réponse": validated,
        "Date de confirmation individuelle": on(2026, 9, 1), "Date de retour individuelle": on(2026, 9, 2),
        "Régime d'inscription": "R-essai", "Situation de droits": "X-essai", "Complément": "-complément",
        "Montant restant à charge (€)": 245.5, "Date de passage OPI": on(2026, 9, 3), "Code OPI": "EC000001",
        "Date d'annulation": None, "Annulée par": "Personne", "Bloc-notes": "14/07/2026 Droit : à rappeler",
        "Votre projet – Pourquoi ?": "=1+1", "Votre projet – Heures par semaine": 12.5,
        "Votre projet – En emploi": "Oui", "Votre projet – Depuis le": on(2026, 1, 2),
        "Votre projet – Voie": "Métier",
    }  # fmt: skip
    assert dict(zip(heads, rows[0], strict=True)) == expected
    young = dict(zip(heads, rows[1], strict=True))
    assert {name: young[name] for name in ("N° de dossier", "Statut", "Avis", "Rang réel", "Bloc-notes")} == {
        "N° de dossier": "ABCDEF22", "Statut": "En attente", "Avis": None, "Rang réel": None, "Bloc-notes": None,
    }  # fmt: skip
    assert rows[2][0] is None
    assert rows[3][0].startswith("UFR Droit – 2 candidature(s), exportées le ")
    assert rows[3][0].endswith("par Droit Test")


def test_notes_leave_only_where_the_establishment_says_so(database: DB, golden: dict[str, Any]) -> None:
    """M38."""
    _name, content = exported(database, "s-droit", [path_of(golden["made"])], Choice(("numero", "bloc-notes")))
    assert rows_of(content) == [["N° de dossier", "Bloc-notes"], ["CANDIDAT", None]]


def test_a_question_changed_since_keeps_its_answers(
    database: DB, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M38."""
    sheet = formation(portal)["formulaires"]["projet"]
    sheet.questions = (seed.question("why", Asks.TEXT, "Pourquoi vous ?"),)
    commit(connection)
    _name, content = exported(database, "s-droit", [path_of(golden["made"])], Choice(("numero",), questions=True))
    row = table_of(content)[0]
    assert row["Votre projet – Pourquoi vous ?"] is None
    assert row["Votre projet – Pourquoi ?"] == "=1+1"
    assert row["Votre projet – En emploi"] == "Oui"


def test_rows_that_the_person_may_not_open_never_leave(
    database: DB, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M37."""
    elsewhere = portal["test"]["sciences"]["master"]["m1-maths"]
    stranger = acts.apply(seed.work(portal, "c-ABCDEF22", "Le candidat"), elsewhere, portal.candidates["ABCDEF22"])
    commit(connection)
    every = [path_of(golden["made"]), path_of(stranger), f"{DROIT}/master/m1-droit/PARTIE22", "/test/rien/x/y/ZZZZ2222"]
    _name, content = exported(database, "s-droit", every, Choice(("numero", "formation"), footer=True))
    _heads, row, _blank, _said, left = rows_of(content)
    assert row == ["CANDIDAT", "M1 Droit privé"]
    assert left[0].startswith("3 candidature(s) de la sélection n'existent plus")
    _name, content = exported(database, "s-sciences", every, Choice(("numero",)))
    assert rows_of(content) == [["N° de dossier"], ["ABCDEF22"]]
    _name, content = exported(database, "s-membre", every, Choice(("numero",)))
    assert rows_of(content) == [["N° de dossier"]]


def test_statuses_hidden_from_whoever_asks_never_leave(
    database: DB, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M02."""
    portal["test"].commission_statuses = ("CO",)
    commission = portal["test"]["droit"].commissions["commission"]
    seed.staff(portal, "jury", commission, Role.COMPONENT_MANAGER)
    commit(connection)
    paths = [path_of(golden["made"]), path_of(golden["other"])]
    _name, content = exported(database, "s-jury", paths, Choice(("numero",)))
    assert rows_of(content) == [["N° de dossier"], ["CANDIDAT"]]


def tick(browser: TestApp, *numbers: str) -> Any:
    """The window for some candidates of the list."""
    page = browser.get(f"{DROIT}/@@candidatures")
    boxes = {
        row.find("input", {"name": "c"})["value"]: row.get_text() for row in page.html.select("tbody tr")
    }
    return browser.get(WINDOW, [("c", value) for value, text in boxes.items() if any(n in text for n in numbers)])


def test_the_window_exports_what_is_ticked_and_remembers_it(
    browser: TestApp, database: DB, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M37, M41."""
    sign_in(browser, "droit")
    window = tick(browser, "ABCDEF22")
    assert "1 candidature" in window
    form = form_of(window, "format")
    assert {box._value for box in form.fields["colonne"] if box.checked} == set(USUAL)
    for box in form.fields["colonne"]:
        box.checked = box._value in ("numero", "prenom")
    form["format"], form["pied"] = "csv", True
    task = form.submit(status=303).follow()
    assert "Export de candidatures" in task
    assert runner(database, *KINDS.values()).sweep() == 1
    done = browser.get(task.request.path)
    assert f"candidatures-droit-{seed.TODAY:%Y-%m-%d}.csv" in done
    file = browser.get(f"{task.request.path}/@@resultat")
    assert file.body.decode("utf-8-sig").splitlines()[:2] == ["N° de dossier;Prénom", "ABCDEF22;LOU"]
    refresh(connection)
    kept = portal.tasks[task.request.path.rsplit("/", 1)[1]]
    assert [entry.actor for entry in kept.journal] == ["Test Droit"]
    assert [(entry.act, entry.after) for entry in portal["test"]["droit"].journal][-1] == ("exporter", "1")
    again = form_of(browser.get(WINDOW), "format")
    assert {box._value for box in again.fields["colonne"] if box.checked} == {"numero", "prenom"}
    assert (again["format"].value, again["pied"].checked) == ("csv", True)
    whole = form_of(browser.get(f"{WINDOW}?cocher=tout"), "format")
    assert {box._value for box in whole.fields["colonne"] if box.checked} > set(USUAL)


def test_nothing_ticked_means_all_that_the_list_shows(browser: TestApp, golden: dict[str, Any]) -> None:
    """M37."""
    sign_in(browser, "droit")
    assert "2 candidatures" in browser.get(WINDOW)
    assert "1 candidature : tout ce que montre la liste" in browser.get(WINDOW, {"retour": "statut=CO"})
    nobody = browser.get(WINDOW, {"retour": "mots=zzzz"}, status=303).follow()
    assert "Aucune candidature à exporter" in nobody


def test_an_export_without_columns_says_so(browser: TestApp, golden: dict[str, Any]) -> None:
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{WINDOW}?cocher=rien"), "format")
    assert "Cochez au moins une colonne." in form.submit(status=422)


def test_a_session_of_some_age_proves_who_asks(
    browser: TestApp, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M41."""
    sign_in(browser, "droit")
    account = portal.accounts.get("s-droit")
    refresh(connection)
    for print_ in list(account.sessions):
        account.sessions[print_] -= timedelta(minutes=16)
    commit(connection)
    form = form_of(browser.get(WINDOW), "format")
    for box in form.fields["colonne"]:
        box.checked = box._value == "numero"
    refused = form.submit(status=422)
    assert "Saisissez votre mot de passe" in refused
    form = form_of(refused, "mot_de_passe_confirme")
    assert [box._value for box in form.fields["colonne"] if box.checked] == ["numero"]
    form["mot_de_passe_confirme"] = "faux"
    assert "mot de passe" in form.submit(status=422)
    refresh(connection)
    assert portal.tasks is None
    form["mot_de_passe_confirme"] = seed.PASSWORD
    form.submit(status=303)
    assert "mot_de_passe_confirme" not in browser.get(WINDOW)


def test_nobody_takes_away_what_is_not_theirs(
    browser: TestApp, database: DB, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M37, M41."""
    for login in ("membre", "sciences", "CANDIDAT"):
        sign_in(browser, login)
        browser.get(WINDOW, status=(403, 404))
        browser.reset()
    sign_in(browser, "droit")
    url = form_of(browser.get(WINDOW), "format").submit(status=303).headers["Location"]
    assert runner(database, *KINDS.values()).sweep() == 1
    browser.get(f"{url}/@@resultat", status=200)
    browser.reset()
    for login in ("membre", "sciences", "admin", "CANDIDAT"):
        sign_in(browser, login)
        browser.get(f"{url}/@@resultat", status=(403, 404))
        browser.reset()
    refresh(connection)
    task = portal.tasks[url.rsplit("/", 1)[1]]
    assert task.expires_at - task.ended_at == timedelta(hours=48)
    task.expires_at = seed.NOW - timedelta(hours=1)
    commit(connection)
    sign_in(browser, "droit")
    browser.get(f"{url}/@@resultat", status=409)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_of_more_questions_than_anybody_reads_loses_none(
    database: DB, portal: Any, connection: Any, golden: dict[str, Any], form: str
) -> None:
    """M37: a column for each question that was asked, however many."""
    seed.questionnaire(
        formation(portal), "long", "Long", *(seed.question(f"q{rank}", Asks.TEXT, f"Q{rank}") for rank in range(900))
    )
    commit(connection)
    _name, content = exported(
        database, "s-droit", [path_of(golden["made"])], Choice(("numero",), questions=True, format=form)
    )  # fmt: skip
    heads = rows_of(content)[0] if form == "xlsx" else content.decode("utf-8-sig").splitlines()[0].split(";")
    assert [head for head in heads if head.startswith("Long – ")] == [f"Long – Q{rank}" for rank in range(900)]


def test_an_export_wider_than_a_workbook_says_so_and_leaves_as_a_text(
    database: DB, portal: Any, connection: Any, golden: dict[str, Any]
) -> None:
    """M37: nothing is cut off in silence."""
    asked = [seed.question(f"q{rank}", Asks.TEXT, f"Q{rank}") for rank in range(xlsx.MOST_COLUMNS)]
    seed.questionnaire(formation(portal), "immense", "Immense", *asked)
    commit(connection)
    paths = [path_of(golden["made"])]
    with transaction.manager, database.transaction() as opened:
        root = opened.root()[ROOT]
        work, choice = seed.work(root, "s-droit", "Droit Test"), Choice(("numero",), questions=True)
        kind = KINDS[exports.EXPORT]
        key = exports.ask(work, root["test"]["droit"], paths, choice, kind=kind, back=DROIT).__name__
    runner(database, *KINDS.values()).run([key])
    with database.transaction() as opened:
        task = opened.root()[ROOT].tasks[key]
        assert (task.state, task.failure, task.result) == (TaskState.FAILED, "export_too_wide", None)
    _name, content = exported(database, "s-droit", paths, Choice(("numero",), questions=True, format="csv"))
    assert len(content.decode("utf-8-sig").splitlines()[0].split(";")) > xlsx.MOST_COLUMNS


def test_an_export_tells_what_it_could_not_take_along(database: DB, golden: dict[str, Any], connection: Any) -> None:
    """M37, M41."""
    gone = f"{path_of(golden['made']).rpartition('/')[0]}/ABCDEFGH"
    exported(database, "s-droit", [path_of(golden["made"]), gone], Choice(("numero",)))
    with database.transaction() as opened:
        task = next(iter(opened.root()[ROOT].tasks.values()))
        assert [(line.label, line.code) for line in task.report.values()] == [("ABCDEFGH", "export_gone")]
