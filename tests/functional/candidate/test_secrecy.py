"""What a commission has entered and nobody was told is read by no candidate: every page answers as if it were not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Publication, Treatment
from ecandidat.domain.roles import MATRIX, Role
from ecandidat.models.candidate import STEPS
from ecandidat.resources import path_of
from ecandidat.services import desk, dossier, letters, own_data
from tests import seed
from tests.architecture.doors import doors
from tests.functional.desk.files import applied, commit, manager
from tests.functional.doors import sign_in

LEFT_OUT = {"deconnexion", "sante", "metriques"}
"""Doors that end the session, or tell how busy the machine is."""

CHANGING = (
    (re.compile(rb'(name="csrf_token"|name="_csrf"|csrf-token")[^>]*'), b""),
    (re.compile(rb"\b\d{1,2}[:h]\d{2}(:\d{2})?\b"), b"#"),
    (re.compile(rb"\b\d{8}T\d{6}Z\b"), b"#"),
    (re.compile(rb"%PDF.*", re.DOTALL), b"%PDF"),
)
"""Tokens, the hour; and what is set in type, whose words :func:`told_elsewhere` compares."""


def places(portal: Any, application: Any) -> Iterator[Any]:
    """What a candidate may open."""
    candidate, formation = application.candidate, application.formation
    yield from (portal, portal["compte"], formation.establishment, formation.component, formation.__parent__, formation)
    yield from (candidate, candidate["profil"], *(candidate["profil"][step] for step in STEPS))
    yield from (candidate["documents"], application, application["pieces"], application["formulaires"])


def read(browser: TestApp, portal: Any, application: Any) -> dict[str, tuple[int, str, bytes]]:
    """Every page that the candidate may ask for: its status, where it leads, what it says."""
    mine = MATRIX[Role.OWNER]
    every = [door for door in doors(browser.app.registry) if door.owner is not False and door.name not in LEFT_OUT]
    found = {}
    for place in places(portal, application):
        for door in every:
            opens = door.context is not None and door.opens_on(place) and "GET" in (door.methods or ("GET",))
            if opens and (door.public or door.permission in mine):
                url = f"{path_of(place)}/@@{door.name}" if door.name else path_of(place)
                found[url] = said(browser.get(url, expect_errors=True))
    for name in ("informations", "historique", "formulaires"):
        url = f"{path_of(application)}?onglet={name}"
        found[url] = said(browser.get(url))
    return found


def said(answer: Any) -> tuple[int, str, bytes]:
    """An answer without what changes from one moment to the next."""
    body = answer.body
    for pattern, put in CHANGING:
        body = pattern.sub(put, body)
    return answer.status_int, answer.headers.get("Location", ""), body


def told_elsewhere(portal: Any, application: Any) -> list[Any]:
    """The recapitulation, the file that holds all of one's own data, the letter due, the mails received."""
    work = seed.work(portal, application.candidate.userid, now=seed.NOW + timedelta(days=1))
    own, _files = own_data.collect(work, application.candidate)
    return [dossier.data(work, application, owner=True), own, letters.due(work, application), application.mails]


def drafted(code: str, **values: Any) -> Callable[[Any, Any], None]:
    return lambda portal, application: desk.decide(manager(portal), application, code, **values) and None


def held(portal: Any, application: Any) -> None:
    application.formation.publishes = Publication.ON_DATE
    desk.decide(manager(portal), application, "favorable")
    desk.validate_decision(manager(portal), application)


def direct(portal: Any, application: Any) -> None:
    application.formation.publishes = Publication.BY_HAND
    application.treatment, application.treatment_validated = Treatment.DIRECT, False
    desk.validate_treatment(manager(portal), application)


def waiting(portal: Any, application: Any) -> None:
    desk.decide(manager(portal), application, "liste-complementaire", rank=1)
    desk.validate_decision(manager(portal), application)


@pytest.mark.parametrize(
    ("sent", "before", "hidden"),
    [
        (False, None, drafted("favorable")), (False, None, drafted("liste-complementaire", rank=3)),
        (False, None, held), (False, None, direct),
        (True, None, drafted("defavorable", motivation="Dossier incomplet")), (True, None, held),
        (True, waiting, drafted("favorable")), (True, waiting, held),
    ],
)  # fmt: skip
def test_every_page_is_the_same_with_and_without_what_was_not_told(
    browser: TestApp, connection: Any, portal: Any, sent: bool, before: Any, hidden: Any
) -> None:
    """X05."""
    application = applied(portal, sent=sent)
    formation = application.formation
    formation.calendar = replace(formation.calendar, publication=seed.TODAY + timedelta(days=9))
    # Whoever reads that the examination has begun learns no more.
    application.examined_at = seed.NOW
    if before is not None:
        before(portal, application)
    commit(connection)
    sign_in(browser, "candidat")
    elsewhere, first = told_elsewhere(portal, application), read(browser, portal, application)
    hidden(portal, application)
    assert told_elsewhere(portal, application) == elsewhere
    commit(connection)
    then = read(browser, portal, application)
    assert len(first) > 50
    assert {url: answer[:2] for url, answer in then.items()} == {url: answer[:2] for url, answer in first.items()}
    assert [url for url in first if first[url] != then[url]] == []
