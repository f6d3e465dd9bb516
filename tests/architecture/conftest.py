"""One world for the tests of this folder, and its doors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import transaction
from pyramid.events import NewResponse
from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from ecandidat import main
from tests.architecture import world
from tests.architecture.doors import Door, doors
from tests.conftest import INI


def nothing_is_kept(environ: Any, response: Any = None) -> bool:
    """Veto of every commit: an act is tried, answered and forgotten."""
    return True


@pytest.fixture(scope="session")
def world_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DB]:
    """A database that holds the world, its blobs on disk; never written."""
    folder: Path = tmp_path_factory.mktemp("world")
    database = DB(BlobStorage(str(folder / "blobs"), MappingStorage("world")), cache_size=100_000)
    with transaction.manager, database.transaction() as connection:
        world.build(connection.root())
    yield database
    database.close()


@pytest.fixture(scope="session")
def world_app(world_database: DB, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The application on the world; what an act would write is forgotten."""
    var = str(tmp_path_factory.mktemp("var"))
    app = main({}, **{**INI, "ecandidat.var": var, "tm.commit_veto": nothing_is_kept, "retry.attempts": "1"})
    for opened in app.registry._zodb_databases.values():
        opened.close()
    app.registry._zodb_databases = {"": world_database}
    app.registry.registerHandler(tell_why, (NewResponse,))
    return app


def tell_why(event: NewResponse) -> None:
    """Name the exception behind an answer in a header: a door that was shut differs from one that shows nothing."""
    exception = getattr(event.request, "exception", None)
    event.response.headers["X-Exception"] = type(exception).__name__


@pytest.fixture(scope="session")
def every_door(world_app: Any) -> list[Door]:
    """All doors of the application."""
    return sorted(doors(world_app.registry), key=lambda door: (door.where, door.name))
