"""Every door says who may pass and how; every right opens a door and is granted to somebody."""

from __future__ import annotations

import re

import pytest

from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.roles import MATRIX
from ecandidat.domain.workflow import answer, decision, dossier, piece, treatment
from ecandidat.resources import (
    Accounts,
    Application,
    Candidate,
    Candidates,
    Component,
    DiplomaType,
    Document,
    Establishment,
    Formation,
    Library,
    Outbox,
    PieceDemand,
    PieceFile,
    PieceFiles,
    Portal,
    Profile,
    ProfileStep,
)
from tests.architecture.doors import Door
from tests.architecture.sources import PROJECT

PRIVATE = (
    Application, PieceFile, PieceFiles, Candidate, Candidates, Profile, ProfileStep, Document, Library, Outbox
)  # fmt: skip
OPEN = (Portal, Establishment, Component, DiplomaType, Formation, PieceDemand, Accounts)
"""What everybody may know of; on anything else every door asks for a right."""

GRANTED_APART = {P.APPLY: "Formation, to every candidate", P.ACCOUNT_EDIT: "the account's owner"}

TRANSITIONS = {
    **dossier.TRANSITIONS, **treatment.TRANSITIONS, **decision.TRANSITIONS, **answer.TRANSITIONS, **piece.TRANSITIONS
}  # fmt: skip


def test_doors_are_found(every_door: list[Door]) -> None:
    assert len(every_door) > 20


def test_every_door_says_its_right(every_door: list[Door]) -> None:
    assert [door.where for door in every_door if door.permission is None] == []


def test_every_door_asks_for_a_right_that_exists(every_door: list[Door]) -> None:
    known = set(P)
    assert [door.where for door in every_door if not door.public and door.permission not in known] == []


def test_every_door_says_its_methods(every_door: list[Door]) -> None:
    assert [door.where for door in every_door if not door.methods] == []


def test_every_door_says_its_context(every_door: list[Door]) -> None:
    assert [door.where for door in every_door if not isinstance(door.context, type)] == []


def test_public_doors_open_on_public_things_only(every_door: list[Door]) -> None:
    wrong = [door.where for door in every_door if door.public and not issubclass(door.context, OPEN)]
    assert wrong == []
    assert not any(issubclass(private, OPEN) for private in PRIVATE)


def test_a_door_named_as_a_transition_asks_for_its_right(every_door: list[Door]) -> None:
    named = [
        door for door in every_door if door.name in TRANSITIONS and issubclass(door.context, Application | PieceFile)
    ]
    wrong = [
        f"{door.where}: {door.permission}" for door in named if door.permission != TRANSITIONS[door.name].permission
    ]
    assert wrong == []
    assert named


@pytest.mark.parametrize("right", list(P), ids=lambda right: right.name)
def test_a_right_is_asked_by_a_door_or_a_page(right: P, every_door: list[Door]) -> None:
    if any(door.permission == right for door in every_door):
        return
    asked = [
        path for path in (PROJECT / "ecandidat" / "views").glob("*/*.py")
        if re.search(rf"\bP\.{right.name}\b", path.read_text())
    ]
    assert asked, f"no view asks for {right.name}"


@pytest.mark.parametrize("right", list(P), ids=lambda right: right.name)
def test_a_right_is_granted(right: P) -> None:
    assert right in GRANTED_APART or any(right in held for held in MATRIX.values())
