"""A transaction of its own for each step of a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import transaction
from transaction.interfaces import NoTransaction
from ZODB.DB import DB

from ecandidat.resources import Portal, appmaker


@contextmanager
def begun(database: DB) -> Iterator[tuple[Portal, Any]]:
    """The portal and the transaction manager; what the block did not commit is dropped."""
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = database.open(manager)
    try:
        yield appmaker(connection.root()), manager
    finally:
        # A manager that is told when to begin has nothing to abort after a commit.
        with suppress(NoTransaction):
            manager.abort()
        connection.close()
