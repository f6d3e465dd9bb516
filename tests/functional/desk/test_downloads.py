"""Dossiers in number, one piece of many: archives, one PDF, names, what stays behind."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import transaction
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.domain.codes import Scan, TaskState
from ecandidat.domain.filenames import DEFAULT, DEFAULT_PIECE
from ecandidat.resources import ROOT, path_of
from ecandidat.services import dossiers
from ecandidat.services.dossiers import Wanted
from ecandidat.services.task_kinds import KINDS
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, refresh
from tests.functional.doors import sign_in
from tests.functional.ops.test_tasks import runner

DROIT = "/test/droit"
WINDOW = f"{DROIT}/@@telecharger"
CV = "test/droit/pieces/cv"


@pytest.fixture
def sent(portal: Any, connection: Any) -> list[Any]:
    """Two submitted applications, then one that was never submitted."""
    made = [applied(portal, "CANDIDAT", sent=True), applied(portal, "ABCDEF22", sent=True), applied(portal, "ABCDEF33")]
    commit(connection)
    return made


def downloaded(database: DB, userid: str, paths: list[str], wanted: Wanted) -> tuple[Any, str, bytes]:
    """The ended task's report, the name and the bytes of its file."""
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        work = seed.work(portal, userid)
        kind = KINDS[dossiers.DOWNLOAD]
        key = dossiers.ask(work, portal["test"]["droit"], paths, wanted, kind=kind, back=DROIT).__name__
    runner(database, *KINDS.values()).run([key])
    with database.transaction() as connection:
        task = connection.root()[ROOT].tasks[key]
        assert task.state is TaskState.DONE, task.failure
        with task.result.open() as stream:
            return list(task.report.values()), task.result.filename, stream.read()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def test_dossiers_come_as_an_archive_of_pdfs_with_or_without_pieces(database: DB, sent: list[Any]) -> None:
    """M39, M41."""
    every = [path_of(application) for application in sent]
    report, name, content = downloaded(database, "s-droit", every, Wanted("zip", True, name=DEFAULT))
    assert name == f"dossiers-droit-{seed.TODAY:%Y-%m-%d}.zip"
    assert report == []
    whole = members(content)
    assert sorted(whole) == [
        "ABCDEF22-DURAND22-LOU-m1-droit.pdf", "ABCDEF33-DURAND33-LOU-m1-droit.pdf",
        "CANDIDAT-MARTIN-CAMILLE-m1-droit.pdf", "LISEZMOI.txt",
    ]  # fmt: skip
    assert "3 fichier(s)" in whole["LISEZMOI.txt"].decode()
    _report, _name, content = downloaded(database, "s-droit", every, Wanted("zip", False, name=DEFAULT))
    bare = members(content)
    assert pages(whole["CANDIDAT-MARTIN-CAMILLE-m1-droit.pdf"]) > pages(bare["CANDIDAT-MARTIN-CAMILLE-m1-droit.pdf"])
    assert pages(whole["ABCDEF33-DURAND33-LOU-m1-droit.pdf"]) == pages(bare["ABCDEF33-DURAND33-LOU-m1-droit.pdf"])


def test_dossiers_come_as_one_pdf_with_a_bookmark_each(database: DB, sent: list[Any]) -> None:
    """M39."""
    every = [path_of(application) for application in sent[:2]]
    _report, name, content = downloaded(database, "s-droit", every, Wanted("pdf", True, name=DEFAULT))
    assert name.endswith(".pdf")
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_outline() as outline:
        assert [str(item.title) for item in outline.root] == [
            "CANDIDAT MARTIN CAMILLE – M1 Droit privé", "ABCDEF22 DURAND22 LOU – M1 Droit privé",
        ]  # fmt: skip


def test_many_dossiers_make_several_volumes(
    database: DB, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """M39."""
    monkeypatch.setattr(dossiers, "VOLUME", 2)
    every = [path_of(application) for application in sent]
    _report, name, content = downloaded(database, "s-droit", every, Wanted("pdf", False, name=DEFAULT))
    assert name.endswith(".zip")
    assert sorted(members(content)) == ["LISEZMOI.txt", "dossiers-1.pdf", "dossiers-2.pdf"]


def test_one_piece_of_many_comes_as_an_archive(database: DB, connection: Any, sent: list[Any]) -> None:
    """M40."""
    every = [path_of(application) for application in sent]
    wanted = Wanted("piece", piece=CV, name="{piece}")
    report, name, content = downloaded(database, "s-droit", every, wanted)
    assert name.startswith("pieces-droit-")
    found = members(content)
    assert sorted(found) == ["Curriculum Vitae (2).pdf", "Curriculum Vitae.pdf", "LISEZMOI.txt"]
    assert found["Curriculum Vitae.pdf"].startswith(b"%PDF")
    assert [(line.label.split(" ")[0], line.code) for line in report] == [("ABCDEF33", "download_no_piece")]
    assert "ABCDEF33 DURAND33 LOU – M1 Droit privé : Aucun fichier" in found["LISEZMOI.txt"].decode()


@pytest.mark.parametrize("verdict", [Scan.INFECTED, Scan.CORRUPT])
def test_what_the_antivirus_signalled_stays_behind(
    database: DB, connection: Any, sent: list[Any], verdict: Scan
) -> None:
    """M39, M40."""
    piece = next(file for file in sent[0].pieces.stored() if file.uid == CV)
    piece.document.scan = verdict
    commit(connection)
    every = [path_of(application) for application in sent[:1]]
    report, _name, content = downloaded(database, "s-droit", every, Wanted("piece", piece=CV, name=DEFAULT_PIECE))
    assert sorted(members(content)) == ["LISEZMOI.txt"]
    assert [line.code for line in report] == ["download_unsafe"]
    report, _name, content = downloaded(database, "s-droit", every, Wanted("zip", True, name=DEFAULT))
    assert [line.code for line in report] == ["download_unsafe"]
    assert "« Curriculum Vitae » n'est pas jointe" in members(content)["LISEZMOI.txt"].decode()
    _report, _name, content = downloaded(database, "s-droit", every, Wanted("pdf", True, name=DEFAULT))
    assert sorted(members(content)) == ["LISEZMOI.txt", "dossiers-1.pdf"]


def test_only_what_the_person_may_take_leaves(database: DB, sent: list[Any]) -> None:
    """M39."""
    every = [path_of(application) for application in sent]
    for userid in ("s-sciences", "s-membre", "c-CANDIDAT"):
        report, _name, content = downloaded(database, userid, every, Wanted("zip", True, name=DEFAULT))
        assert sorted(members(content)) == ["LISEZMOI.txt"]
        assert {line.code for line in report} == {"download_gone"}
        assert "DURAND" not in members(content)["LISEZMOI.txt"].decode()


def test_the_window_asks_what_and_under_which_names(
    browser: TestApp, database: DB, portal: Any, connection: Any, sent: list[Any]
) -> None:
    """M39, M40, M41."""
    portal["test"].parameters["DOWNLOAD_MULTIPLE_MODE"] = "P"
    portal["test"].parameters["DOWNLOAD_MULTIPLE_IS_ADD_PJ"] = True
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(browser.get(WINDOW), "forme")
    assert (form["forme"].value, form["pieces"].checked, form["nom"].value) == ("pdf", True, DEFAULT)
    form["nom"] = "{mystere}"
    refused = form.submit(status=422)
    assert "« mystere » n'est pas une variable des noms de fichiers." in refused.text.replace("\u00a0", " ")
    form = form_of(refused, "forme")
    assert form["nom"].value == "{mystere}"
    form["forme"], form["nom"] = "piece", DEFAULT
    assert "Choisissez la pièce à télécharger." in form.submit(status=422)
    form["piece"] = CV
    task = form.submit(status=303).follow()
    assert runner(database, *KINDS.values()).sweep() == 1
    answer = browser.get(f"{task.request.path}/@@resultat")
    assert "CANDIDAT-MARTIN-CAMILLE-Curriculum Vitae.pdf" in members(answer.body)
    refresh(connection)
    last = list(portal["test"]["droit"].journal)[-1]
    assert (last.act, last.after, last.detail) == ("telecharger-dossiers", "3", CV)


def test_the_window_is_shut_to_others(browser: TestApp, sent: list[Any]) -> None:
    """M39."""
    for login in ("membre", "sciences", "CANDIDAT"):
        sign_in(browser, login)
        browser.get(WINDOW, status=(403, 404))
        browser.reset()
