"""Databases saved by earlier versions, and by this one, open whole; their pages are drawn and their lists are true."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import transaction
from persistent import Persistent
from ZODB.blob import Blob, BlobStorage
from ZODB.broken import Broken
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from ecandidat import main
from ecandidat.evolution import pending, run
from ecandidat.models.document import Document
from ecandidat.register import formations_below, rebuild, row_of
from ecandidat.resources import ROOT, path_of
from tests.architecture.visitors import Visitor, open_session

SAVED = sorted(Path(__file__).with_name("data").glob("*.tar.gz"))


@pytest.fixture(params=SAVED, ids=lambda path: path.name.removesuffix(".tar.gz"))
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DB]:
    """A saved database, brought up to date as an operator would."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    database = DB(BlobStorage(str(tmp_path / "blobs"), FileStorage(str(tmp_path / "Data.fs"))))
    with database.transaction() as connection:
        list(run(connection.root()[ROOT]))
    yield database
    database.close()


@pytest.fixture
def tree(saved: DB) -> Iterator[Any]:
    """Its portal."""
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = saved.open(manager)
    yield connection.root()[ROOT]
    manager.abort()
    connection.close()


def objects(connection: Any) -> Iterator[Any]:
    """Every object of a database, loaded."""
    with closing(connection.db().storage.iterator()) as transactions:
        for stored in (stored for transaction in transactions for stored in transaction):
            found = connection.get(stored.oid)
            found._p_activate()
            yield found


def test_something_is_saved() -> None:
    assert SAVED


def test_every_object_opens(tree: Any) -> None:
    seen, documents = 0, 0
    for found in objects(tree._p_jar):
        seen += 1
        assert isinstance(found, Persistent | Blob)
        assert not isinstance(found, Broken), f"{type(found)} has no class any more"
        if isinstance(found, Document) and found.size:
            documents += 1
            with found.open() as stream:
                assert len(stream.read()) == found.size
    assert seen > 200
    assert documents > 5


def test_no_step_is_left(tree: Any) -> None:
    assert pending(tree) == []


def test_lists_are_true(tree: Any) -> None:
    applications = 0
    for formation in formations_below(tree):
        for application in formation.values():
            applications += 1
            assert tuple(formation.rows[application.key]) == tuple(row_of(application))
        assert rebuild(formation) == 0
    assert applications >= 2


def test_main_pages_are_drawn(saved: DB, tree: Any, settings_ini: dict[str, Any]) -> None:
    application = next(iter(tree.candidates["CANDIDAT"].applications.values()))
    candidate, page = path_of(application.candidate), path_of(application)
    formation = path_of(application.formation)
    pages = {
        "": ("/test", "/test/@@offre", formation),
        "c-CANDIDAT": (candidate, f"{candidate}/profil/infos-perso", f"{candidate}/profil/stages",
                       f"{candidate}/candidatures", page, f"{page}/@@dossier.pdf", f"{page}/@@lettre.pdf"),
        "s-droit": (f"{formation}/@@candidatures", page, f"{page}/@@historique", f"{page}/@@decision"),
        "s-admin": ("/test/@@modifier", "/test/@@gerer", "/test/@@candidatures", f"{formation}/@@modifier"),
    }  # fmt: skip
    with saved.transaction() as connection:
        for userid in filter(None, pages):
            open_session(connection.root()[ROOT], userid)
    app = main({}, **settings_ini)
    for opened in app.registry._zodb_databases.values():
        opened.close()
    app.registry._zodb_databases = {"": saved}
    for userid, paths in pages.items():
        visitor = Visitor(app, userid)
        assert {path: visitor.knock(path).status_int for path in paths} == dict.fromkeys(paths, 200)
