"""Presence: who is said to be there, to whom, and how rarely it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ecandidat.domain.roles import Role
from ecandidat.services import application as acts
from ecandidat.services import effects, presence
from ecandidat.services.install import add_establishment
from tests import seed

OWNER = "c-CANDIDAT"


@pytest.fixture
def application(portal: Any) -> Any:
    """An application that was sent."""
    made = acts.apply(
        seed.work(portal, OWNER), portal["test"]["droit"]["master"]["m1-droit"], portal.candidates["CANDIDAT"]
    )
    effects.freeze(seed.work(portal, OWNER), made)
    return made


def said(work: Any, file: Any) -> list[tuple[str, str]]:
    """(name, service) of the others."""
    return [(one.name, one.service) for one in presence.others(work, file)]


def test_managers_see_names_and_each_other(portal: Any, application: Any) -> None:
    presence.beat(seed.work(portal, "s-droit", "Ana"), application)
    presence.beat(seed.work(portal, "s-membre", "Max"), application)
    assert said(seed.work(portal, "s-droit", "Ana"), application) == [("Max", "UFR Droit")]
    assert said(seed.work(portal, "s-membre", "Max"), application) == [("Ana", "UFR Droit")]


def test_somebody_who_left_is_gone_after_a_while_and_makes_room(portal: Any, application: Any) -> None:
    start = seed.work(portal, "s-droit", "Ana")
    presence.beat(start, application)
    later = seed.work(portal, "s-membre", "Max", now=start.now + presence.ALIVE)
    assert said(later, application) == []
    presence.beat(later, application)
    assert [userid for userid, _one in application.presences.items()] == ["s-membre"]


def test_beats_are_written_rarely_and_since_stays(portal: Any, application: Any) -> None:
    start = seed.work(portal, "s-droit", "Ana")
    assert presence.beat(start, application)
    assert not presence.beat(seed.work(portal, "s-droit", "Ana", now=start.now + timedelta(seconds=30)), application)
    assert presence.beat(seed.work(portal, "s-droit", "Ana", now=start.now + timedelta(seconds=60)), application)
    assert application.presences.get("s-droit").since == start.now
    again = seed.work(portal, "s-droit", "Ana", now=start.now + timedelta(hours=1))
    presence.beat(again, application)
    assert application.presences.get("s-droit").since == again.now


def test_a_candidate_writes_nothing_before_sending_anything(portal: Any) -> None:
    candidate = portal.candidates["CANDIDAT"]
    work = seed.work(portal, OWNER)
    assert not presence.beat(work, candidate)
    assert candidate.presences is None
    made = acts.apply(work, portal["test"]["droit"]["master"]["m1-droit"], candidate)
    assert not presence.beat(work, made)
    assert presence.beat(work, candidate)


def test_a_candidate_is_announced_to_managers(portal: Any, application: Any) -> None:
    presence.beat(seed.work(portal, OWNER, "Camille MARTIN"), application)
    (one,) = presence.others(seed.work(portal, "s-droit", "Ana"), application)
    assert (one.name, one.staff) == ("Camille MARTIN", False)


def test_universities_do_not_learn_of_each_other(portal: Any, application: Any) -> None:
    candidate = application.candidate
    elsewhere = add_establishment(portal, "ailleurs", "Université d'Ailleurs")
    seed.staff(portal, "autre", elsewhere, Role.CENTRAL)
    component = type(portal["test"]["droit"])()
    elsewhere["lettres"] = component
    kind = type(portal["test"]["droit"]["master"])()
    component["master"] = kind
    target = seed.formation(kind, "m1-lettres", "M1 Lettres")
    acts.apply(seed.work(portal, OWNER), target, candidate)
    presence.beat(seed.work(portal, "s-central", "Ana"), candidate)
    presence.beat(seed.work(portal, "s-autre", "Max"), candidate)
    assert said(seed.work(portal, "s-central", "Ana"), candidate) == []
    assert said(seed.work(portal, "s-autre", "Max"), candidate) == []
    assert [service for _name, service in said(seed.work(portal, OWNER), candidate)] == [
        "Université de Test", "Université d'Ailleurs",
    ]  # fmt: skip
    presence.beat(seed.work(portal, "s-admin", "Root"), candidate)
    assert said(seed.work(portal, "s-autre", "Max"), candidate) == [("Root", "")]
