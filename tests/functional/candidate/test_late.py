"""What was begun before the deadline counts, by tus and by plain forms; a form sent twice deposits once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat import request as requests
from ecandidat.domain.moments import end_of
from ecandidat.resources import find
from tests import seed
from tests.functional.candidate import road
from tests.functional.candidate.test_uploads import Line, path
from tests.unit.documents.samples import pdf

PDF = pdf()
MINUTE = timedelta(minutes=1)


class Clock:
    """The clock of the server, set by a test."""

    def __init__(self) -> None:
        self.now = seed.NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The hour that requests read."""
    made = Clock()
    monkeypatch.setattr(requests, "clock", made)
    return made


@pytest.fixture
def deadline(portal: Any) -> datetime:
    """When the return date of the formation is over."""
    return end_of(portal["test"]["droit"]["master"]["m1-droit"].calendar.return_by)


def keep_signed_in(connection: Any, at: datetime) -> None:
    """Sessions last hours; the test jumps weeks."""
    portal = road.portal_now(connection)
    for account in portal.accounts.people.values():
        for key in list(account.sessions):
            account.sessions[key] = at
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def post(browser: TestApp, page: str, keys: list[str], files: Any = (), status: Any = None, **headers: str) -> Any:
    """The form of a piece as the script sends it, or without a script."""
    token = browser.get("/compte/mot-de-passe").forms[0]["csrf_token"].value
    fields = [("csrf_token", token), *(("envoi", key) for key in keys)]
    return browser.post(
        f"{page}/pieces/{road.LETTER}/@@deposer", fields, upload_files=list(files), status=status, headers=headers
    )


def journal(connection: Any, page: str) -> list[str]:
    """The acts written on an application."""
    return [entry.act for entry in find(road.portal_now(connection), page).journal]


def test_an_upload_begun_in_time_is_deposited_and_submitted_after(
    browser: TestApp, connection: Any, clock: Clock, deadline: datetime
) -> None:
    """C081."""
    page = road.apply(browser)
    for key in (road.IDENTITY, road.CV, road.LETTER):
        road.deposit(browser, page, key)
    road.not_concerned(browser, page)
    clock.now = deadline - MINUTE
    keep_signed_in(connection, clock.now)
    line = Line(browser)
    url = path(line.create(len(PDF), "lettre.pdf"))
    clock.now = deadline + 10 * MINUTE
    line.patch(url, 0, PDF)
    post(browser, page, [url.rsplit("/", 1)[-1]], status=303)
    assert journal(connection, page)[-2:] == ["deposer", "depot-commence"]
    assert "Réceptionné" in road.submit(browser, page)


def test_one_begun_after_the_deadline_is_refused_and_stays_to_be_used_elsewhere(
    browser: TestApp, connection: Any, clock: Clock, deadline: datetime
) -> None:
    page = road.apply(browser)
    clock.now = deadline + MINUTE
    keep_signed_in(connection, clock.now)
    line = Line(browser)
    url = line.send(PDF, "lettre.pdf")
    post(browser, page, [url.rsplit("/", 1)[-1]], status=409).mustcontain("La date limite de retour")
    assert line.offset(url) == len(PDF)


def plain(browser: TestApp, page: str, begun: datetime, status: int) -> Any:
    """A plain form, with what the proxy says of its beginning."""
    said = f"t={begun.timestamp():.3f}"
    return post(browser, page, [], [("fichier", "lettre.pdf", PDF)], status, **{"X-Request-Start": said})


class TestTrusted:
    """The proxy writes ``X-Request-Start`` itself."""

    @pytest.fixture
    def settings_ini(self, settings_ini: dict[str, Any]) -> dict[str, Any]:
        return {**settings_ini, "ecandidat.trust_request_start": "true"}

    def test_a_form_begun_in_time_counts(
        self, browser: TestApp, connection: Any, clock: Clock, deadline: datetime
    ) -> None:
        page = road.apply(browser)
        clock.now = deadline + MINUTE
        keep_signed_in(connection, clock.now)
        plain(browser, page, deadline - MINUTE, 303)
        assert journal(connection, page)[-1] == "depot-commence"

    @pytest.mark.parametrize("minutes", [0, 2, 10, -61])
    def test_one_begun_late_in_the_future_or_too_long_ago_does_not(
        self, browser: TestApp, connection: Any, clock: Clock, deadline: datetime, minutes: int
    ) -> None:
        page = road.apply(browser)
        clock.now = deadline + MINUTE
        keep_signed_in(connection, clock.now)
        plain(browser, page, deadline + minutes * MINUTE, 409)

    @pytest.mark.parametrize("said", ["", "t=", "hier", "t=1e9", "t=-5", "t=99999999999", "1700000000.0", "t=nan"])
    def test_nonsense_is_as_nothing(
        self, browser: TestApp, connection: Any, clock: Clock, deadline: datetime, said: str
    ) -> None:
        page = road.apply(browser)
        clock.now = deadline + MINUTE
        keep_signed_in(connection, clock.now)
        post(browser, page, [], [("fichier", "l.pdf", PDF)], 409, **{"X-Request-Start": said})


def test_nobody_is_believed_about_the_beginning_without_a_trusted_proxy(
    browser: TestApp, connection: Any, clock: Clock, deadline: datetime
) -> None:
    page = road.apply(browser)
    clock.now = deadline + MINUTE
    keep_signed_in(connection, clock.now)
    plain(browser, page, deadline - MINUTE, 409)


def test_a_form_sent_twice_deposits_once(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    line = Line(browser)
    key = line.send(PDF, "lettre.pdf").rsplit("/", 1)[-1]
    for _ in range(3):
        post(browser, page, [key], status=303)
    assert journal(connection, page).count("deposer") == 1
    for _ in range(3):
        post(browser, page, [], [("fichier", "lettre.pdf", PDF)], status=303)
    assert journal(connection, page).count("deposer") == 1
    assert len(road.portal_now(connection).candidates["CANDIDAT"].documents) == 1


def test_an_upload_of_somebody_else_or_unfinished_is_not_deposited(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    line = Line(browser)
    half = path(line.create(100)).rsplit("/", 1)[-1]
    post(browser, page, [half], status=409).mustcontain("n'est pas terminé")
    post(browser, page, ["INCONNUE"], status=409).mustcontain("choisissez à nouveau le fichier")
    browser.reset()
    manager = Line(browser, "droit")
    theirs = manager.send(PDF, "lettre.pdf").rsplit("/", 1)[-1]
    browser.reset()
    Line(browser)
    post(browser, page, [theirs], status=409).mustcontain("choisissez à nouveau le fichier")
    assert "deposer" not in journal(connection, page)


def test_a_manager_sends_and_deposits_for_a_candidate(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    browser.reset()
    manager = Line(browser, "droit")
    key = manager.send(PDF, "lettre.pdf").rsplit("/", 1)[-1]
    post(browser, page, [key], status=303)
    assert journal(connection, page)[-1] == "deposer"


def test_what_expired_is_purged_by_the_job(browser: TestApp, connection: Any, database: Any) -> None:
    from ecandidat.jobs.leftovers import purge

    line = Line(browser)
    line.create(100)
    later = lambda: seed.NOW + timedelta(hours=25)  # noqa: E731
    assert purge(database, lambda: seed.NOW).total() == 0
    assert purge(database, later)["envois"] == 1
    assert purge(database, later).total() == 0
    assert len(road.portal_now(connection).candidates["CANDIDAT"].uploads) == 0
