"""« Mes alertes »: a calendar at a secret address, reminders that one may stop from the mail itself."""

from __future__ import annotations

import email
import re
from collections import Counter
from datetime import timedelta
from email.policy import default
from typing import Any

import icalendar
import pytest
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.domain.codes import Status
from ecandidat.jobs import reminders
from ecandidat.jobs.smtp import compose
from ecandidat.resources import find
from ecandidat.services import desk, outbox, ranks
from tests import seed
from tests.functional.candidate import road
from tests.functional.doors import sign_in

ALERTS = "/candidats/CANDIDAT/alertes"


def press(browser: TestApp, act: str) -> Any:
    """The button of « Mes alertes » that does an act; the page after."""
    form = next(form for form in browser.get(ALERTS).forms.values() if f'value="{act}"' in form.text)
    return form.submit("acte", value=act, status=303).follow()


def address(browser: TestApp) -> str:
    """The calendar's address that the page shows, without its host."""
    shown = browser.get(ALERTS).html.select_one("#adresse-agenda")
    return "" if shown is None else str(shown["value"]).removeprefix("http://localhost")


def opened(browser: TestApp) -> str:
    """A calendar with one application, at its address."""
    road.apply(browser)
    press(browser, "creer").mustcontain("abonnez-y votre agenda")
    return address(browser)


def test_a_calendar_is_read_without_a_session(browser: TestApp, wsgi: Any) -> None:
    url = opened(browser)
    program = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost"})
    answer = program.get(url)
    assert answer.content_type == "text/calendar"
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in answer.headers
    assert len(icalendar.Calendar.from_ical(answer.body).events) == 2
    again = program.get(url, headers={"If-None-Match": answer.headers["ETag"]}, status=304)
    assert again.body == b""


def test_an_address_is_renewed_and_revoked(browser: TestApp) -> None:
    first = opened(browser)
    press(browser, "renouveler").mustcontain("L'ancienne ne répond plus")
    second = address(browser)
    assert second != first
    browser.get(first, status=404)
    browser.get(second)
    press(browser, "supprimer").mustcontain("plus personne ne lit vos dates")
    assert address(browser) == ""
    browser.get(second, status=404)


@pytest.mark.parametrize("tail", ["", "/", "/x.ics", "/.ics", "/%C3%A9.ics", "/" + "a" * 3000 + ".ics"])
def test_a_wrong_address_tells_nothing(browser: TestApp, tail: str) -> None:
    url = opened(browser)
    browser.reset()
    known = browser.get(f"/compte/@@agenda/CANDIDAT{tail}", status=404)
    unknown = browser.get(f"/compte/@@agenda/PERSONNE{tail}", status=404)
    strip = re.compile(r"PERSONNE|CANDIDAT|\d\d:\d\d")
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    browser.get(url.replace(".ics", ""), status=404)
    browser.get(url.replace(".ics", "/x.ics"), status=404)


def test_a_program_that_insists_is_asked_to_wait(browser: TestApp) -> None:
    url = opened(browser)
    found = Counter(browser.get(url, status="*").status_int for _ in range(65))
    assert found == {200: 60, 429: 5}
    assert 0 < int(browser.get(url, status=429).headers["Retry-After"]) <= 601


def test_managers_never_see_the_address(browser: TestApp) -> None:
    opened(browser)
    browser.reset()
    for login in ("droit", "central", "admin", "NOUVEAUX"):
        browser.reset()
        sign_in(browser, login)
        browser.get(ALERTS, status=[403, 404])


def test_reminders_are_stopped_on_the_page(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    press(browser, "rappels-non").mustcontain("Vous ne recevrez plus de rappel")
    assert road.portal_now(connection).candidates["CANDIDAT"].wants_reminders is False
    press(browser, "rappels-oui").mustcontain("Vous recevrez les rappels")
    form = next(form for form in browser.get(ALERTS).forms.values() if "acte" in form.fields or "acte" in form.text)
    browser.post(ALERTS, {"csrf_token": form["csrf_token"].value, "acte": "n'importe"}, status=303)


def near(connection: Any, page: str) -> None:
    """The application was begun yesterday, its return date is tomorrow."""

    def move(work: Any, application: Any) -> None:
        application.formation.calendar = application.formation.calendar.shifted(
            (work.today - application.formation.calendar.return_by).days + 1
        )
        application.created_at = work.now - timedelta(days=1)

    road.meanwhile(connection, page, move)


def run(database: DB) -> Counter[str]:
    """The round of the worker."""
    work = seed.work(None)  # type: ignore[arg-type]
    return reminders.run(database, work.settings, work.adapters)


def test_the_round_recalls_once_and_the_mail_stops_it(
    browser: TestApp, database: DB, connection: Any, wsgi: Any
) -> None:
    page = road.apply(browser)
    near(connection, page)
    assert run(database)["rappeler"] == 1
    assert run(database)["rappeler"] == 0
    portal = road.portal_now(connection)
    application = find(portal, page)
    key = application.mails[-1]
    browser.get(f"{page}?onglet=historique").mustcontain("Rappel de la date limite de retour", "à transmettre")
    outgoing = outbox.take(portal.outbox, key, seed.work(portal).now)
    connection.transaction_manager.abort()
    message = email.message_from_bytes(compose(outgoing).as_bytes(), policy=default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip("<>")
    path = re.sub(r"^https?://[^/]+", "", link)
    program = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost"})
    # A program that only opens the link changes nothing.
    program.get(path).mustcontain("Voulez-vous ne plus recevoir de rappel")
    connection.transaction_manager.begin()
    assert road.portal_now(connection).candidates["CANDIDAT"].wants_reminders
    program.post(path, {"List-Unsubscribe": "One-Click"}).mustcontain("Vous ne recevrez plus de rappel")
    assert not road.portal_now(connection).candidates["CANDIDAT"].wants_reminders
    form = next(iter(program.get(path).forms.values()))
    form.submit("reprendre").mustcontain("Vous recevrez à nouveau les rappels")
    assert road.portal_now(connection).candidates["CANDIDAT"].wants_reminders
    for wrong in (path[:-1], f"{path}0", path.rsplit("/", 1)[0], path.replace("CANDIDAT", "NOUVEAUX")):
        program.get(wrong, status=404)
        program.post(wrong, {"List-Unsubscribe": "One-Click"}, status=404)


def test_other_mails_carry_no_way_out(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    portal = road.portal_now(connection)
    outgoing = outbox.take(portal.outbox, find(portal, page).mails[0], seed.work(portal).now)
    assert compose(outgoing)["List-Unsubscribe"] is None


def test_the_round_follows_waiting_lists(browser: TestApp, database: DB, connection: Any) -> None:
    """C067."""
    page = road.apply(browser)

    def wait(work: Any, application: Any) -> None:
        desk.set_status(work, application, Status.COMPLETE)
        desk.decide(work, application, "liste-complementaire", rank=12)
        desk.validate_decision(work, application)

    road.meanwhile(connection, page, wait)
    assert run(database)["rang"] == 1
    assert run(database)["rang"] == 0
    application = find(road.portal_now(connection), page)
    assert ranks.history(application.formation, application.key) == ((seed.TODAY, 1),)


def test_a_formation_sets_its_own_reminders(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "droit")
    page = browser.get("/test/droit/master/m1-droit/@@modifier")
    form = next(form for form in page.forms.values() if "return_reminder" in form.fields)
    form["return_reminder"], form["return_last_reminder"], form["confirmation_reminder"] = "14", "0", "5"
    form.submit("enregistrer", status=303)
    formation = road.portal_now(connection)["test"]["droit"]["master"]["m1-droit"]
    kept = (formation.return_reminder, formation.return_last_reminder, formation.confirmation_reminder)
    assert kept == (14, 0, 5)
    form["return_reminder"] = "400"
    assert form.submit("enregistrer", status=422)
