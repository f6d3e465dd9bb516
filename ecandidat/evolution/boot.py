"""The application refuses to start on a database that is not at its version."""

from __future__ import annotations

import transaction
from pyramid.config import Configurator
from pyramid.events import ApplicationCreated

from ecandidat.evolution import check
from ecandidat.resources import ROOT


def check_database(event: ApplicationCreated) -> None:
    """Read which steps the database has been through. An empty one is left to the installation."""
    database = event.app.registry._zodb_databases[""]
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = database.open(manager)
    try:
        portal = connection.root().get(ROOT)
        if portal is not None:
            check(portal)
    except RuntimeError:
        manager.abort()
        connection.close()
        database.close()
        raise
    manager.abort()
    connection.close()


def includeme(config: Configurator) -> None:
    """Check once, when the application is complete."""
    config.add_subscriber(check_database, ApplicationCreated)
