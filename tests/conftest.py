"""What every test may use: a database with one small university, and doors to it.

The base is seeded once per process; each test works on a DemoStorage layered over it, with real commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import transaction
from hypothesis import HealthCheck, settings
from webtest import TestApp
from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.MappingStorage import MappingStorage

from ecandidat import main
from ecandidat.resources import ROOT
from tests import seed

# A machine that is busy for a second is no fault of what is tested.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

INI: dict[str, Any] = {
    "tm.manager_hook": "pyramid_tm.explicit_manager",
    "tm.commit_veto": "pyramid_tm.default_commit_veto",
    "retry.attempts": "5",
    "zodbconn.uri": "memory://",
    "pyramid.default_locale_name": "fr",
    "ecandidat.development": "true",
    "ecandidat.secret": "tests",
    "ecandidat.secure_cookies": "false",
    "ecandidat.mail_transport": "keep",
    "ecandidat.worker": "none",
    "ecandidat.cas": "embedded",
    "ecandidat.student_records": "embedded",
    "ecandidat.survey": "embedded",
    "ecandidat.directory": "embedded",
}


@pytest.fixture(scope="session")
def base_storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A storage with the seed university, never written by tests."""
    folder: Path = tmp_path_factory.mktemp("base")
    storage = BlobStorage(str(folder / "blobs"), MappingStorage("base"))
    database = DB(storage)
    with transaction.manager, database.transaction() as connection:
        seed.build(connection.root())
    yield storage
    database.close()


@pytest.fixture
def database(base_storage: Any) -> Iterator[DB]:
    """A database of its own for one test, over the seed."""
    layer = DemoStorage(base=base_storage)
    layer.close = lambda: None if layer.changes is None else layer.changes.close()
    database = DB(layer)
    yield database
    database.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[Any, Any]:
    """Applications by their settings: composing one takes a second, so that tests share them."""
    return {"var": str(tmp_path_factory.mktemp("var"))}


@pytest.fixture
def settings_ini(built: dict[Any, Any]) -> dict[str, Any]:
    """The ini values of the test application; a fixture may add to them before ``wsgi`` is asked for."""
    return {**INI, "ecandidat.var": built["var"]}


@pytest.fixture
def wsgi(database: DB, settings_ini: dict[str, Any], built: dict[Any, Any]) -> Any:
    """The real application on the test's database."""
    key = tuple(sorted(settings_ini.items()))
    if key not in built:
        built[key] = main({}, **settings_ini)
        for opened in built[key].registry._zodb_databases.values():
            opened.close()
    app = built[key]
    app.registry._zodb_databases = {"": database}
    return app


@pytest.fixture
def browser(wsgi: Any) -> TestApp:
    """A browser without JavaScript, not signed in."""
    return TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})


@pytest.fixture
def connection(database: DB) -> Iterator[Any]:
    """A connection with its own transaction manager: ``connection.root()``, ``connection.transaction_manager``."""
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    opened = database.open(manager)
    yield opened
    manager.abort()
    opened.close()


@pytest.fixture
def portal(connection: Any) -> Any:
    """The portal of the test's database, seen through ``connection``."""
    return connection.root()[ROOT]


@pytest.fixture
def now() -> datetime:
    """The moment at which the seed was made."""
    return seed.NOW


@pytest.fixture
def day() -> timedelta:
    """One day."""
    return timedelta(days=1)
