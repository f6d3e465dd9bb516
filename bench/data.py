"""Databases to measure: a small university, and crowds of applications in every state."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import transaction
import zodburi
from ZODB.DB import DB

from ecandidat.domain.codes import Obtained, Status
from ecandidat.domain.decisions import Decision
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.profile import ExternalStudy
from ecandidat.models.application import Application, Snapshot
from ecandidat.models.candidate import Candidate
from ecandidat.models.portal import Portal
from ecandidat.register import row_of
from ecandidat.resources import ROOT, path_of
from ecandidat.work import Work
from tests import seed

FORMATION = "/test/droit/master/m1-droit"
NAMES = ("MARTIN", "BERNARD", "DUBOIS", "THOMAS", "ROBERT", "RICHARD", "PETIT", "DURAND", "LEROY", "MOREAU")
FIRST_NAMES = ("Alex", "Camille", "Dominique", "Lou", "Maxime", "Noa", "Sacha", "Yaël")


def file_uri(folder: Path) -> str:
    """The URI of a FileStorage with its blobs."""
    return f"file://{folder}/Data.fs?connection_cache_size=60000&blobstorage_dir={folder}/blobs"


@contextmanager
def database(uri: str) -> Iterator[DB]:
    """The database behind a URI, as the application opens it."""
    factory, options = zodburi.resolve_uri(uri)
    opened = DB(factory(), **{name: value for name, value in options.items() if name != "database_name"})
    yield opened
    opened.close()


def build(opened: DB, fill: Callable[[Portal], Any]) -> Any:
    """Install the small university, let ``fill`` add to it, commit; what ``fill`` returns."""
    with opened.transaction() as connection:
        seed.build(connection.root())
        return fill(connection.root()[ROOT])


def formation(portal: Portal) -> Any:
    """Where everybody applies."""
    return portal["test"]["droit"]["master"]["m1-droit"]


def crowd(portal: Portal, size: int, *, whole: bool = False) -> None:
    """Applications of ``size`` candidates to one formation, in every state, with names drawn from a fixed seed.

    ``whole`` fills their profiles and sends what is past « en attente », as most of a real list is.
    """
    chance = random.Random(20261121)  # noqa: S311 - reproducible data, no secret
    target = formation(portal)
    types = list(target.establishment.decision_types.values())
    for rank in range(size):
        candidate = Candidate()
        candidate.number = new_key()
        candidate.userid, candidate.mail = f"c-{candidate.number}", f"{candidate.number.lower()}@exemple.fr"
        candidate.profile.personal = replace(
            seed.PERSONAL, birth_name=f"{chance.choice(NAMES)}-{rank:05d}", first_name=chance.choice(FIRST_NAMES),
        )  # fmt: skip
        if whole:
            fill(candidate, rank)
        portal.candidates[candidate.number] = candidate
        application = Application(candidate)
        application.created_at = seed.NOW - timedelta(minutes=chance.randrange(20_000))
        application.status = chance.choice(list(Status))
        if chance.random() < 0.5:
            kind = chance.choice(types)
            application.decisions = (
                Decision(
                    key=new_key(), kind=kind.kind, type_code=kind.__name__, label=dict(kind.label)["fr"],
                    created_at=seed.NOW, created_by="Test", validated_at=seed.NOW if chance.random() < 0.7 else None,
                    rank=rank + 1 if kind.kind.value == "LC" else None,
                ),
            )  # fmt: skip
        if whole and application.status is not Status.PENDING:
            application.submitted_at = seed.NOW
            application.received_on = application.status_on = seed.TODAY
            application.snapshots = (Snapshot(seed.NOW, candidate.data(), ()),)
        key = new_key()
        target[key] = application
        candidate.applications[key] = application
        target.rows[key] = row_of(application)


def fill(candidate: Candidate, rank: int) -> None:
    """Address, baccalaureate and a year of study, different for each."""
    profile = candidate.profile
    profile.address = replace(seed.ADDRESS, line1=f"{rank} rue de l'Épée", line2=f"Appartement {rank % 100}")
    profile.baccalaureate = seed.BACCALAUREATE
    profile.external_studies = (
        ExternalStudy(
            "a", 2025, "020", "Licence", f"Licence de droit, parcours {rank % 300}", Obtained.YES, department="86",
            school="0861392B", school_label="Université de Poitiers",
        ),
    )  # fmt: skip


def read(opened: DB, look: Callable[[Portal], Any]) -> Any:
    """What ``look`` sees in the database now."""
    manager = transaction.TransactionManager(explicit=True)
    with manager:
        connection = opened.open(manager)
        seen = look(connection.root()[ROOT])
    connection.close()
    return seen


@contextmanager
def asking(folder: Path, size: int) -> Iterator[tuple[Work, Any, list[str]]]:
    """The work of a manager, the formation, and the paths of ``size`` of its applications; commits at the end."""
    with database(file_uri(folder)) as opened, opened.transaction() as connection:
        portal = connection.root()[ROOT]
        target = formation(portal)
        paths = [f"{path_of(target)}/{key}" for key in list(target.rows)[:size]]
        yield seed.work(portal, "s-droit", "Droit Test"), target, paths
