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
from pyramid.traversal import find_resource
from webtest import TestApp
from ZODB.blob import Blob, BlobStorage
from ZODB.broken import Broken
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from ecandidat import main
from ecandidat.domain.codes import Answer, Status
from ecandidat.evolution import pending, run
from ecandidat.models.candidate import STEPS
from ecandidat.models.document import Document
from ecandidat.register import formations_below, rebuild, row_of
from ecandidat.resources import ROOT, Application, Candidate, Component, Establishment, Formation, path_of
from tests import seed
from tests.architecture.doors import doors
from tests.architecture.visitors import Visitor, open_session
from tests.functional.candidate import road
from tests.functional.candidate.test_profile_personal import fill

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


def served(saved: DB, settings_ini: dict[str, Any]) -> Any:
    """The application on a saved database, where everybody has a session."""
    with saved.transaction() as connection:
        portal = connection.root()[ROOT]
        for userid in portal.accounts.people:
            open_session(portal, userid)
    app = main({}, **settings_ini)
    for opened in app.registry._zodb_databases.values():
        opened.close()
    app.registry._zodb_databases = {"": saved}
    return app


def test_main_pages_are_drawn(saved: DB, tree: Any, settings_ini: dict[str, Any]) -> None:
    application = next(iter(tree.candidates["CANDIDAT"].applications.values()))
    candidate, page = path_of(application.candidate), path_of(application)
    formation = path_of(application.formation)
    tabs = [f"{page}?onglet={tab}" for tab in ("pieces", "formulaires", "historique", "informations", "notes")]
    pages = {
        "": ("/test", "/test/@@offre", formation),
        "c-CANDIDAT": (candidate, f"{candidate}/candidatures", page, *tabs, f"{page}/@@dossier.pdf",
                       f"{page}/@@lettre.pdf", f"{candidate}/documents",
                       *(f"{candidate}/profil/{step}" for step in STEPS)),
        "s-droit": (f"{formation}/@@candidatures", page, *tabs, f"{page}/@@historique", f"{page}/@@decision"),
        "s-admin": ("/test/@@modifier", "/test/@@gerer", "/test/@@candidatures", f"{formation}/@@modifier"),
    }  # fmt: skip
    app = served(saved, settings_ini)
    for userid, paths in pages.items():
        visitor = Visitor(app, userid)
        assert {path: visitor.knock(path).status_int for path in paths} == dict.fromkeys(paths, 200)


def places(tree: Any) -> Iterator[Any]:
    """What an address leads to: all that is stored with a name and a parent, and what is made on the way to it."""
    stored = [found for found in objects(tree._p_jar) if found is tree or _stands(found, tree)]
    yield from stored
    for found in stored:
        if isinstance(found, Candidate):
            yield from (found["profil"], found["documents"], found["envois"])
            yield from (found["profil"][step] for step in STEPS)
        elif isinstance(found, Application):
            yield from (found["pieces"], *found["pieces"].stored(), found["formulaires"])
        elif isinstance(found, Component | Establishment | Formation):
            yield from (found["pieces"], found["formulaires"])


def _stands(found: Any, tree: Any) -> bool:
    """Whether an object is reached from the root by names."""
    if not getattr(found, "__name__", None) or getattr(found, "__parent__", None) is None:
        return False
    try:
        return find_resource(tree, path_of(found)) is found
    except KeyError:
        return False


def test_no_page_fails(saved: DB, tree: Any, settings_ini: dict[str, Any]) -> None:
    app = served(saved, settings_ini)
    every, faults, drawn = list(doors(app.registry)), [], 0
    people = [Visitor(app, userid) for userid in ("c-CANDIDAT", "s-droit", "s-admin")]
    for place in places(tree):
        names = {door.name for door in every if door.opens_on(place) and "GET" in (door.methods or ("GET",))}
        for name in sorted(names):
            url = f"{path_of(place).rstrip('/')}/{'@@' if name else ''}{name}"
            for visitor in people:
                answer = visitor.knock(url)
                drawn += answer.status_int == 200
                if answer.status_int >= 500:
                    faults.append(f"{url}: {answer.status}")
    assert faults == []
    assert drawn > 200


def test_what_was_begun_goes_on(saved: DB, tree: Any, settings_ini: dict[str, Any]) -> None:
    old = path_of(next(iter(tree.candidates["AUTREXYZ"].applications.values())))
    with saved.transaction() as connection:
        for formation in formations_below(connection.root()[ROOT]):
            formation.calendar = seed.calendar()
    browser = TestApp(served(saved, settings_ini), extra_environ={"HTTP_HOST": "localhost"})
    page = road.apply(browser, login="AUTREXYZ")
    road.fill(browser, page)
    assert "Réceptionné" in road.submit(browser, page)
    asked = browser.get(old).click("Confirmation candidature")
    assert "CONFIRMÉ" in road.form_with(asked, "Confirmation candidature").submit(status=303).follow()
    form = browser.get("/candidats/AUTREXYZ/profil/stages?entree=nouvelle").forms["profil"]
    fill(form, year="2018", duration="2 mois", organisation="EDF", description="Accueil")
    form.submit("enregistrer", status=303)
    with saved.transaction() as connection:
        portal = connection.root()[ROOT]
        sent, answered = find_resource(portal, page), find_resource(portal, old)
        assert (sent.status, answered.answer) == (Status.RECEIVED, Answer.CONFIRMED)
        assert len(sent.candidate.profile.internships) == len(sent.snapshot.profile.internships) + 1
        assert not any(rebuild(formation) for formation in formations_below(portal))
