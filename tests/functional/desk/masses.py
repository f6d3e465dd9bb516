"""Choosing applications in a list, confirming an act on them, having the worker do it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from webtest import TestApp
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.jobs.tasks import Runner
from ecandidat.register import code_path
from tests import seed
from tests.functional.desk.files import form_of

LIST = "/test/droit/@@candidatures"
MASS = "/test/droit/@@en-masse"


def runner(database: DB) -> Runner:
    """A worker, with nothing outside."""
    settings = seed.settings()
    return Runner(database, settings, Adapters(None, NoRecords()))


def name_of(application: Any) -> str:
    """What a list calls an application."""
    return f"{code_path(application.formation)}/{application.key}"


def asks(browser: TestApp, act: str, *applications: Any, base: str = MASS, **more: str) -> Any:
    """The page that asks before an act on these applications, as the list's form leads to it."""
    pairs = [("acte", act), *more.items(), *(("c", name_of(application)) for application in applications)]
    return browser.get(f"{base}?{urlencode(pairs)}")


def confirm(page: Any, database: DB, **fields: Any) -> Any:
    """Fill the form in, confirm, let the worker do it; the page of the task."""
    form = form_of(page, "demande")
    for name, value in fields.items():
        form[name] = value
    answer = form.submit("enregistrer", status=303)
    runner(database).sweep()
    return answer.follow()
