"""A database in a file, as small installations run it, with a crowd ready to act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import transaction
from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from ecandidat import main
from ecandidat.models.portal import Portal
from ecandidat.resources import ROOT
from tests import seed

THREADS = 16


@pytest.fixture
def file_database(tmp_path: Path) -> Iterator[DB]:
    """The seed in a FileStorage with its blobs."""
    storage = BlobStorage(str(tmp_path / "blobs"), FileStorage(str(tmp_path / "Data.fs")))
    database = DB(storage, pool_size=2 * THREADS, cache_size=60_000)
    with transaction.manager, database.transaction() as connection:
        seed.build(connection.root())
    yield database
    database.close()


@pytest.fixture
def file_app(file_database: DB, settings_ini: dict[str, Any]) -> Any:
    """The application on that database."""
    app = main({}, **settings_ini)
    for opened in app.registry._zodb_databases.values():
        opened.close()
    app.registry._zodb_databases = {"": file_database}
    return app


@pytest.fixture
def commit(file_database: DB) -> Callable[..., Any]:
    """``commit(act, …)``: call ``act(portal, …)`` in a transaction of its own and return what it returns."""

    def run(act: Callable[..., Any], *arguments: Any) -> Any:
        manager = transaction.TransactionManager(explicit=True)
        with manager:
            connection = file_database.open(manager)
            portal: Portal = connection.root()[ROOT]
            result = act(portal, *arguments)
        connection.close()
        return result

    return run
