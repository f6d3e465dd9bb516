"""What a component decides once for its new formations and its mails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import transaction
from webtest import TestApp

from ecandidat.domain.codes import Copies, Mode, Publication
from ecandidat.jobs.smtp import _Message, compose
from ecandidat.resources import ROOT
from ecandidat.services import application as applying
from ecandidat.services import outbox
from ecandidat.work import clock
from tests import seed
from tests.functional.doors import sign_in

DEFAULTS = "/test/droit/@@nouvelles-formations"


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def day(offset: int) -> str:
    return f"{seed.TODAY + timedelta(days=offset):%d/%m/%Y}"


def test_a_new_formation_starts_from_what_its_component_set(browser: TestApp, database: Any) -> None:
    """D02, D03, D18, D27, D29."""
    sign_in(browser, "droit")
    form = browser.get(DEFAULTS).forms["deform"]
    form["mode"], form["waiting_list"], form["opens"], form["closes"] = "P", True, day(1), day(30)
    form["confirmation_delay"], form["waiting_confirmation_delay"] = "12", "5"
    form["preselection_time"], form["preselection_place"] = "14:30", "Amphi 1"
    form["publishes"], form["publication_time"], form["second_approval"] = "by_hand", "18:00", True
    page = form.submit(status=303).follow()
    assert "Les modifications sont enregistrées" in page
    page = browser.get("/test/droit/master/@@nouvelle-formation")
    assert "sont repris de la composante" in page
    form = page.forms["deform"]
    assert (form["mode"].value, form["opens"].value, form["confirmation_delay"].value) == ("P", day(1), "12")
    assert (form["preselection_time"].value, form["preselection_place"].value) == ("14:30", "Amphi 1")
    assert form["waiting_list"].checked
    assert (form["publishes"].value, form["publication_time"].value) == ("by_hand", "18:00")
    form["title"], form["return_by"] = "M1 Neuf", day(40)
    form.submit(status=303)
    made = portal_of(database)["test"]["droit"]["master"]["m1-neuf"]
    assert (made.mode, made.waiting_list, made.calendar.confirmation_delay) == (Mode.PAPER, True, 12)
    assert (made.publishes, made.publication_time, made.second_approval) == (Publication.BY_HAND, "18:00", True)
    assert portal_of(database)["test"]["droit"]["master"]["m1-droit"].mode is Mode.DIGITAL
    assert "sont repris" not in browser.get("/test/droit/master/m1-neuf/@@modifier")


def test_dates_of_a_component_may_be_missing_but_not_cross(browser: TestApp, database: Any) -> None:
    """D02, D18."""
    sign_in(browser, "droit")
    form = browser.get(DEFAULTS).forms["deform"]
    form["closes"], form["return_by"], form["confirmation"], form["confirmation_delay"] = day(30), day(20), day(50), "3"
    page = form.submit(status=422)
    assert "ne peut pas précéder" in page.html.find(id="error-champ-return_by").text
    assert "pas les deux" in page.html.find(id="error-champ-confirmation").text
    assert portal_of(database)["test"]["droit"].defaults is None
    browser.get("/test/sciences/@@nouvelles-formations", status=403)


def test_a_stale_page_of_defaults_keeps_what_was_typed(browser: TestApp, database: Any) -> None:
    """D02."""
    sign_in(browser, "droit")
    mine, theirs = (browser.get(DEFAULTS).forms["deform"] for _ in range(2))
    theirs["preselection_place"] = "Amphi 1"
    theirs.submit(status=303)
    mine["preselection_place"] = "Amphi 2"
    page = mine.submit(status=409)
    assert "Amphi 1" in page
    assert page.forms["deform"]["preselection_place"].value == "Amphi 2"


def test_mails_to_candidates_are_copied_in_secret_to_whom_the_component_chose(
    browser: TestApp, database: Any
) -> None:
    """D01, D04."""
    sign_in(browser, "droit")
    form = browser.get("/test/droit/@@modifier").forms["deform"]
    form["copies"], form["quota"], form["info_fr"] = "managers", "3", "Bienvenue en droit."
    form.submit(status=303)
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        component, candidate = portal["test"]["droit"], portal.candidates["CANDIDAT"]
        assert (component.quota, dict(component.info)["fr"]) == (3, "Bienvenue en droit.")
        work = seed.work(portal, candidate.userid)
        application = applying.apply(work, component["master"]["m1-droit"], candidate)
        key = application.mails[0]
        assert portal.outbox[key].blind == ("droit@univ.example",)
        message = outbox.take(portal.outbox, key, clock())
        component.copies = Copies.CONTACT
        other = applying.apply(work, component["master"]["m1-papier"], candidate)
        assert portal.outbox[other.mails[0]].blind == (component.contact_mail,)
        component.copies = Copies.NONE
        last = applying.apply(work, component["master"]["l3-direct"], candidate)
        assert portal.outbox[last.mails[0]].blind == ()
    assert message is not None
    assert "droit@univ.example" in _Message(message).send_to
    assert not any("droit@univ.example" in value for _name, value in compose(message).items())
