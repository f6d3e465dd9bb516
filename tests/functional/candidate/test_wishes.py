"""The order of preference among one's applications: moved by buttons, read by managers, never by strangers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.errors import Refused
from ecandidat.services import application as applications
from ecandidat.services import wishes
from ecandidat.services.install import add_establishment
from tests import seed
from tests.functional.candidate.test_corrections import leave
from tests.functional.doors import sign_in

LIST = "/candidats/CANDIDAT/candidatures"


@pytest.fixture
def three(portal: Any, connection: Any) -> list[Any]:
    """CANDIDAT's applications to M1 Droit privé, M1 Droit public and M1 Mathématiques, in that order of time."""
    candidate = portal.candidates["CANDIDAT"]
    test = portal["test"]
    wanted = (test["droit"]["master"]["m1-droit"], test["droit"]["master"]["m1-papier"],
              test["sciences"]["master"]["m1-maths"])  # fmt: skip
    made = []
    for minutes, formation in enumerate(wanted):
        moment = seed.NOW - timedelta(minutes=10 - minutes)
        work = seed.work(portal, candidate.userid, "CAMILLE MARTIN", now=moment)
        made.append(applications.apply(work, formation, candidate))
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return made


def titles(page: Any) -> list[str]:
    """The formations of the list, from the first to the last."""
    return [cell.a.get_text() for cell in page.html.find_all("th", class_="cell-title")]


def press(page: Any, act: str, key: str) -> Any:
    """« Monter » or « Descendre » an application."""
    form = next(
        form for form in page.forms.values()
        if "candidature" in form.fields and form["candidature"].value == key and f'value="{act}"' in form.text
    )  # fmt: skip
    return form.submit("sens", value=act, status=303).follow()


def test_applications_are_ordered_by_buttons(browser: TestApp, three: list[Any], connection: Any) -> None:
    """C063."""
    sign_in(browser, "CANDIDAT")
    page = browser.get(LIST)
    assert titles(page) == ["M1 Mathématiques", "M1 Droit public", "M1 Droit privé"]
    page = press(page, "monter", three[0].key)
    assert "ordre de préférence est enregistré" in page.text
    assert titles(page) == ["M1 Mathématiques", "M1 Droit privé", "M1 Droit public"]
    page = press(page, "descendre", three[2].key)
    assert titles(page) == ["M1 Droit privé", "M1 Mathématiques", "M1 Droit public"]
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    assert [wishes.rank(one) for one in three] == [(1, 3), (3, 3), (2, 3)]
    assert three[0].candidate.wishes == (three[0].key, three[2].key, three[1].key)


def test_managers_read_the_order(browser: TestApp, three: list[Any]) -> None:
    sign_in(browser, "CANDIDAT")
    press(browser.get(LIST), "monter", three[0].key)
    leave(browser)
    sign_in(browser, "droit")
    page = browser.get(f"/test/droit/master/m1-droit/{three[0].key}")
    said = page.html.find("dt", string="Ordre de préférence").find_next("dd").get_text()
    assert said == "2 sur 3"


def test_a_whole_order_is_taken_at_once(browser: TestApp, three: list[Any]) -> None:
    sign_in(browser, "CANDIDAT")
    page = browser.get(LIST)
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    keys = " ".join(one.key for one in three)
    fields = {"csrf_token": token, "etablissement": "test", "ordre": keys}
    page = browser.post("/candidats/CANDIDAT/@@ordre", fields, status=303).follow()
    assert titles(page) == ["M1 Droit privé", "M1 Droit public", "M1 Mathématiques"]
    fields["ordre"] = three[0].key
    page = browser.post("/candidats/CANDIDAT/@@ordre", fields, status=303).follow()
    assert "ont changé" in page.text
    browser.post("/candidats/CANDIDAT/@@ordre", {**fields, "etablissement": "nulle-part"}, status=404)
    browser.post("/candidats/CANDIDAT/@@ordre", {"csrf_token": token, "candidature": "xxxxxxxx"}, status=404)


@pytest.mark.parametrize("login", ["NOUVEAUX", "central", "droit"])
def test_nobody_else_orders_them(browser: TestApp, three: list[Any], login: str) -> None:
    sign_in(browser, login)
    token = browser.get("/test").html.find("input", {"name": "csrf_token"})["value"]
    fields = {"csrf_token": token, "candidature": three[0].key, "sens": "monter"}
    browser.post("/candidats/CANDIDAT/@@ordre", fields, status=404)


def test_what_is_new_comes_last_and_what_is_cancelled_leaves(portal: Any, three: list[Any]) -> None:
    candidate = three[0].candidate
    work = seed.work(portal, candidate.userid)
    assert wishes.rank(three[0]) is None
    wishes.move(work, candidate, three[0].key, up=True)
    applications.cancel(work, three[1])
    assert [wishes.rank(one) for one in three] == [(2, 2), None, (1, 2)]
    new = applications.apply(work, portal["test"]["droit"]["master"]["l3-direct"], candidate)
    assert wishes.rank(new) == (3, 3)
    assert wishes.move(work, candidate, new.key, up=False) is False


def test_each_establishment_has_its_own_order(portal: Any, three: list[Any]) -> None:
    elsewhere = add_establishment(portal, "ailleurs", "Université d'Ailleurs")
    candidate = three[0].candidate
    work = seed.work(portal, candidate.userid)
    wishes.move(work, candidate, three[0].key, up=True)
    with pytest.raises(Refused, match="wishes_changed"):
        wishes.arrange(work, candidate, elsewhere, (three[0].key,))
    assert wishes.arrange(work, candidate, elsewhere, ()) is False
