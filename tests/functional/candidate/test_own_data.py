"""« Mes données »: the archive that a candidate takes away."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import transaction
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.codes import Scan
from ecandidat.jobs.tasks import Runner
from ecandidat.resources import ROOT
from ecandidat.services import corrections, desk
from ecandidat.work import clock
from tests import seed
from tests.architecture import world
from tests.functional.doors import sign_in
from tests.unit.documents.samples import pdf

DATA = "/candidats/CANDIDAT/@@mes-donnees"
FORMATION = ("droit", "master", "m1-droit")


def formation(portal: Any) -> Any:
    node = portal["test"]
    for name in FORMATION:
        node = node[name]
    return node


def submitted(database: DB) -> str:
    """CANDIDAT sent an application that was examined, noted and admitted, with a draft after it; its key."""
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        portal["test"]["droit"].commissions["commission"].letters = True
        application = world.submitted(portal, portal.candidates["CANDIDAT"], formation(portal))
        return str(application.key)


def decided(database: DB, key: str) -> None:
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        application = formation(portal)[key]
        manager = seed.work(portal, "s-droit", "Droit Test")
        desk.add_note(manager, application, "NOTE-SECRETE du jury")
        desk.decide(manager, application, "favorable", comment="COMMENTAIRE-SECRET")
        desk.validate_decision(manager, application)
        desk.decide(manager, application, "defavorable", motivation="capacite")


def work_off(database: DB) -> int:
    """What the worker does."""
    settings = seed.settings()
    return Runner(database, settings, Adapters(None, NoRecords())).sweep()


def button(page: Any, end: str) -> Any:
    return next(form for form in page.forms.values() if form.action.endswith(end))


def archive(browser: TestApp, database: DB) -> tuple[dict[str, Any], zipfile.ZipFile]:
    """Ask for the archive, let the worker make it, download it."""
    page = button(browser.get(DATA), "@@exporter").submit(status=303).follow()
    assert work_off(database) == 1
    page = browser.get(page.request.path)
    page.mustcontain("C'est prêt", "pour vous seul")
    found = zipfile.ZipFile(io.BytesIO(page.click("Télécharger").body))
    assert found.testzip() is None
    return json.loads(found.read("ecandidat.json")), found


def test_the_archive_holds_everything_of_ones_own(browser: TestApp, database: DB) -> None:
    """C100."""
    key = submitted(database)
    decided(database, key)
    sign_in(browser, "CANDIDAT")
    content, files = archive(browser, database)
    assert (content["format"], content["version"], content["number"]) == ("ecandidat", 1, "CANDIDAT")
    assert content["account"]["mail"] == "candidat@exemple.fr"
    assert content["enrolment"] == {"regime": "", "standing": "", "continuing": False}
    assert content["profile"]["infos-perso"]["birth_date"] == "2003-07-14"
    assert content["profile"]["adresse"]["line1"] == "2 rue de l'église"
    assert content["profile"]["baccalaureat"]["series"] == "NBGE"
    (application,) = content["applications"]
    assert application["formation"]["title"] == "M1 Droit privé"
    assert application["status"]["code"] == "RE"
    (decision,) = application["decisions"]
    assert (decision["kind"], decision["comment"]) == ("FA", "")
    (submission,) = application["submissions"]
    assert submission["profile"]["infos-perso"]["first_name"] == "CAMILLE"
    assert {mail["to"] for mail in application["mails"]} == {"candidat@exemple.fr"}
    assert [line["act"] for line in application["journal"]][:2] == ["candidater", "transmettre"]
    assert {line["by"] for line in application["journal"]} == {"self", "university"}
    documents = [piece["document"] for piece in application["pieces"] if piece["document"]]
    assert len(documents) == 3
    for document in documents:
        assert hashlib.sha256(files.read(document["file"])).hexdigest() == document["sha256"]
    assert any(name.endswith(".pdf") and "lettre-admission" in name for name in files.namelist())
    assert len(files.namelist()) == len(set(files.namelist()))


def test_the_archive_holds_nothing_of_others(browser: TestApp, database: DB) -> None:
    """C100."""
    key = submitted(database)
    decided(database, key)
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        seed.candidate(portal, "AUTREXYZ", birth_name="SECRETDUPONT", ine="1111111111")
        world.submitted(portal, portal.candidates["AUTREXYZ"], formation(portal))
    sign_in(browser, "CANDIDAT")
    content, files = archive(browser, database)
    said = json.dumps(content, ensure_ascii=False)
    for secret in ("NOTE-SECRETE", "COMMENTAIRE-SECRET", "Avis défavorable", "Capacité", "Droit Test", "AUTREXYZ",
                   "SECRETDUPONT", "argon2", "autrexyz"):  # fmt: skip
        assert secret not in said
    assert not any("AUTREXYZ" in name for name in files.namelist())


def test_an_infected_file_is_named_but_never_given(browser: TestApp, database: DB) -> None:
    submitted(database)
    with transaction.manager, database.transaction() as connection:
        for document in connection.root()[ROOT].candidates["CANDIDAT"].documents.values():
            document.scan = Scan.INFECTED
    sign_in(browser, "CANDIDAT")
    content, files = archive(browser, database)
    documents = [piece["document"] for piece in content["applications"][0]["pieces"] if piece["document"]]
    assert [document["file"] for document in documents] == ["", "", ""]
    assert all(document["sha256"] for document in documents)
    assert [name for name in files.namelist() if not name.endswith("ecandidat.json")] == []


def test_one_archive_at_a_time_and_the_new_one_replaces_the_old(browser: TestApp, database: DB) -> None:
    sign_in(browser, "CANDIDAT")
    form = button(browser.get(DATA), "@@exporter")
    first = form.submit(status=303).location
    form.submit(status=303).follow().mustcontain("déjà en cours", "Suivre la préparation de l'archive")
    work_off(database)
    page = browser.get(DATA)
    page.mustcontain("ecandidat-CANDIDAT-", "Préparer une nouvelle archive")
    second = button(page, "@@exporter").submit(status=303).location
    assert second != first
    browser.get(first, status=404)
    work_off(database)
    browser.get(second).mustcontain("C'est prêt")


def test_an_archive_expires(browser: TestApp, database: DB) -> None:
    sign_in(browser, "CANDIDAT")
    url = button(browser.get(DATA), "@@exporter").submit(status=303).location
    work_off(database)
    with transaction.manager, database.transaction() as connection:
        stored = connection.root()[ROOT].tasks
        (task,) = stored.values()
        assert timedelta(hours=47) < task.expires_at - clock() <= timedelta(hours=48)
        task.expires_at = stored.queue[task.__name__] = clock() - timedelta(seconds=1)
    browser.get(f"{url}/@@resultat", status=409).mustcontain("n'est plus disponible")
    work_off(database)
    browser.get(url, status=404)
    browser.get(DATA).mustcontain("Préparer mon archive")


@pytest.mark.parametrize("login", ["NOUVEAUX", "admin", "central", "droit"])
def test_nobody_else_comes_near(browser: TestApp, database: DB, login: str) -> None:
    submitted(database)
    sign_in(browser, login)
    for view in ("mes-donnees", "apporter", "supprimer-compte"):
        browser.get(f"/candidats/CANDIDAT/@@{view}", status=404)
    token = browser.get("/compte/mot-de-passe").forms[0]["csrf_token"].value
    for view in ("exporter", "apporter", "supprimer-compte"):
        browser.post(f"/candidats/CANDIDAT/@@{view}", {"csrf_token": token}, status=404)


def test_corrections_go_with_their_document_and_a_new_name_leaves_former_acts_ones_own(
    browser: TestApp, database: DB
) -> None:
    """C100."""
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        candidate = portal.candidates["CANDIDAT"]
        work = seed.work(portal, candidate.userid, "CAMILLE MARTIN")
        world.submitted(portal, candidate, formation(portal))
        corrections.ask(work, candidate, replace(candidate.profile.personal, birth_name="DURAND"), "Erreur")
        corrections.join(work, candidate, io.BytesIO(pdf()), "livret.pdf")
        corrections.accept(seed.work(portal, "s-central", "Test Central"), candidate, next(iter(candidate.corrections)))
    sign_in(browser, "CANDIDAT")
    content, found = archive(browser, database)
    (asked,) = content["corrections"]
    assert asked["changes"] == [{"field": "birth_name", "before": "MARTIN", "after": "DURAND"}]
    assert (asked["state"], asked["reason"]) == ("acceptee", "Erreur")
    assert found.read(asked["document"]["file"]).startswith(b"%PDF")
    (application,) = content["applications"]
    acts = {entry["act"]: entry["by"] for entry in application["journal"]}
    assert acts["transmettre"] == "self"
    assert acts["infos-corrigees"] == "university"
    assert "Test Central" not in json.dumps(content)
