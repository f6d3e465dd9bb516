"""Places freed, taken and ranked at the same instant: nobody is called twice, no place is lost or given twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ecandidat.models.portal import Portal
from ecandidat.register import rebuild
from ecandidat.resources import path_of
from ecandidat.services import application as service
from ecandidat.services import desk
from ecandidat.services.situation import in_force
from tests import seed
from tests.architecture.visitors import Visitor, open_session
from tests.concurrency.crowd import at_once, formation, gather
from tests.concurrency.test_desk import version

Commit = Callable[..., Any]
ADMITTED, WAITING = 4, 6


def prepare(portal: Portal, capacity: int | None) -> dict[str, list[str]]:
    """People admitted and people who wait, with their sessions: the account ids and the paths of both."""
    here = formation(portal)
    here.capacity = capacity
    manager = seed.work(portal, "s-droit")
    open_session(portal, "s-droit")
    userids = gather(portal, ADMITTED + WAITING)
    paths = []
    for place, userid in enumerate(userids):
        made = service.apply(manager, here, portal.candidates[userid.removeprefix("c-")], waive_dates=True)
        code, rank = ("favorable", None) if place < ADMITTED else ("liste-complementaire", place - ADMITTED + 1)
        desk.decide(manager, made, code, rank=rank)
        desk.validate_decision(manager, made)
        paths.append(path_of(made))
    return {"people": userids, "paths": paths}


def called(portal: Portal) -> list[int]:
    """The ranks called, in their order; each application tells it once."""
    ranks = []
    for one in formation(portal).values():
        calls = [entry for entry in one.journal if entry.act == "appeler"]
        assert len(calls) <= 1, "called twice"
        if calls:
            ranks.append(formation(portal).rows[one.key].called_rank)
    return sorted(ranks)


@pytest.mark.parametrize("capacity", [None, ADMITTED])
def test_places_given_up_at_once_go_each_to_the_next_one(file_app: Any, commit: Commit, capacity: int | None) -> None:
    """D28, X14."""
    made = commit(prepare, capacity)
    leaving = [Visitor(file_app, userid) for userid in made["people"][:ADMITTED]]
    answers = at_once([
        lambda who=who, path=path: who.knock(f"{path}/@@desister", "POST")
        for who, path in zip(leaving, made["paths"], strict=False)
    ])  # fmt: skip
    assert [answer.status_int for answer in answers] == [303] * ADMITTED
    commit(lambda portal: _as_many(portal, ADMITTED))


def _as_many(portal: Portal, places: int) -> None:
    assert called(portal) == list(range(1, places + 1))
    assert sum(row.place for row in formation(portal).rows.values()) == places
    assert rebuild(formation(portal)) == 0


def test_a_place_given_up_while_a_manager_admits_is_given_once(file_app: Any, commit: Commit) -> None:
    made = commit(prepare, ADMITTED)
    last = made["paths"][-1]

    def draft(portal: Portal) -> None:
        key = last.rsplit("/", 1)[1]
        desk.decide(seed.work(portal, "s-droit"), formation(portal)[key], "favorable")

    commit(draft)
    manager, leaving = Visitor(file_app, "s-droit"), Visitor(file_app, made["people"][0])
    seen = version(manager.knock(f"{last}/@@valider-decision"))
    answers = at_once([
        lambda: leaving.knock(f"{made['paths'][0]}/@@desister", "POST"),
        lambda: manager.knock(f"{last}/@@valider-decision", "POST", {"version": seen}),
    ])
    assert [answer.status_int for answer in answers] == [303, 303]

    def check(portal: Portal) -> None:
        here = formation(portal)
        admitted = sum(row.place for row in here.rows.values())
        first = next(one for one in here.values() if path_of(one) == made["paths"][ADMITTED])
        was_called = in_force(first).from_waiting_list
        # Whichever came first: the withdrawal called rank 1 and the manager then went beyond, knowingly; or the
        # manager admitted first, and no place was left to give.
        assert admitted == (ADMITTED + 1 if was_called else ADMITTED)
        assert called(portal) == ([1] if was_called else [])

    commit(check)


def test_of_two_people_ranked_alike_at_once_one_keeps_the_rank(file_app: Any, commit: Commit) -> None:
    def two(portal: Portal) -> list[str]:
        open_session(portal, "s-droit")
        open_session(portal, "s-central")
        manager = seed.work(portal, "s-droit")
        users = gather(portal, 2)
        people = [portal.candidates[userid.removeprefix("c-")] for userid in users]
        return [path_of(service.apply(manager, formation(portal), one, waive_dates=True)) for one in people]

    paths = commit(two)
    managers = [Visitor(file_app, userid) for userid in ("s-droit", "s-central")]
    seen = [
        version(manager.knock(f"{path}/@@decision")) for manager, path in zip(managers, paths, strict=True)
    ]  # fmt: skip
    fields = {"_charset_": "UTF-8", "decision": "liste-complementaire", "rang": "1", "commentaire": ""}
    answers = at_once([
        lambda rank=rank: managers[rank].knock(
            f"{paths[rank]}/@@decision", "POST", {**fields, "version": seen[rank], "enregistrer": "enregistrer"}
        )
        for rank in (0, 1)
    ])  # fmt: skip
    assert sorted(answer.status_int for answer in answers) == [303, 409]
    commit(lambda portal: _one_rank(portal))


def _one_rank(portal: Portal) -> None:
    assert [row.rank for row in formation(portal).rows.values() if row.rank is not None] == [1]
