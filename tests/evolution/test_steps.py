"""Steps: gone through once, in order; the application refuses a database that is not at its version."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from ecandidat import evolution, main
from ecandidat.evolution import DatabaseTooNew, DatabaseTooOld, Step, check, names, pending, run
from ecandidat.models.portal import Portal
from ecandidat.resources import ROOT


def rename(name: str) -> Step:
    """A step that leaves its name where one can see it."""

    def act(portal: Portal) -> None:
        portal.parameters["trace"] = (*portal.parameters.get("trace", ()), name)

    return Step(name, f"laisse {name}", act)


STEPS = tuple(rename(f"2026-11-{day}-essai") for day in (20, 21, 22))


def test_an_old_database_goes_through_the_steps_once_and_in_order() -> None:
    portal = Portal()
    portal.steps_done = names(STEPS[:1])
    assert pending(portal, STEPS) == list(STEPS[1:])
    assert list(run(portal, STEPS)) == list(STEPS[1:])
    assert portal.parameters["trace"] == names(STEPS[1:])
    assert list(run(portal, STEPS)) == []
    assert portal.steps_done == names(STEPS)


def test_an_interrupted_evolution_resumes_where_it_stopped() -> None:
    portal = Portal()
    next(run(portal, STEPS))
    assert portal.steps_done == names(STEPS[:1])
    assert pending(portal, STEPS) == list(STEPS[1:])


def test_a_database_at_the_version_of_the_program_passes() -> None:
    portal = Portal()
    portal.steps_done = names(STEPS)
    check(portal, STEPS)


def test_an_old_database_is_refused_with_the_command_to_run() -> None:
    with pytest.raises(DatabaseTooOld, match=r"2026-11-20-essai.*evolve"):
        check(Portal(), STEPS)


def test_a_database_of_a_newer_program_is_refused() -> None:
    portal = Portal()
    portal.steps_done = names(STEPS)
    with pytest.raises(DatabaseTooNew, match="2026-11-22-essai"):
        check(portal, STEPS[:2])


def test_a_new_database_is_born_up_to_date(portal: Portal) -> None:
    assert portal.steps_done == names()
    assert pending(portal) == []


def test_steps_are_dated_single_and_in_order() -> None:
    assert list(names()) == sorted(set(names()))
    assert all(re.match(r"\d{4}-\d\d-\d\d-[a-z0-9-]+\Z", name) for name in names())
    assert all(step.said for step in evolution.STEPS)


@pytest.mark.parametrize(("done", "boots"), [((), True), (("2099-01-01-inconnue",), False)])
def test_the_application_starts_on_its_own_version_only(
    tmp_path: Path, settings_ini: dict[str, Any], done: tuple[str, ...], boots: bool
) -> None:
    database = DB(FileStorage(str(tmp_path / "Data.fs")))
    with database.transaction() as connection:
        portal = connection.root()[ROOT] = Portal()
        portal.steps_done = (*names(), *done)
    database.close()
    ini = {**settings_ini, "zodbconn.uri": f"file://{tmp_path}/Data.fs"}
    if boots:
        app = main({}, **ini)
        app.registry._zodb_databases[""].close()
        return
    with pytest.raises(DatabaseTooNew, match="2099-01-01-inconnue"):
        main({}, **ini)
