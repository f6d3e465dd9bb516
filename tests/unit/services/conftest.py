"""The package's nomenclatures, loaded once into a real database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import transaction
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from ecandidat.models.nomenclature import Nomenclatures
from ecandidat.services.nomenclatures import load


@pytest.fixture(scope="session")
def packaged() -> Iterator[DB]:
    db = DB(MappingStorage())
    connection = db.open(transaction.TransactionManager())
    connection.root()["nomenclatures"] = Nomenclatures()
    load(connection.root()["nomenclatures"])
    connection.transaction_manager.commit()
    connection.close()
    yield db
    db.close()


@pytest.fixture
def nomenclatures(packaged: DB) -> Iterator[Nomenclatures]:
    """What a test changes of them goes with it."""
    manager = transaction.TransactionManager()
    connection = packaged.open(manager)
    yield connection.root()["nomenclatures"]
    manager.abort()
    connection.close()
