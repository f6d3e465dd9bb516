"""What is ticked in a list goes through any proxy, however much it is, and is nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from webtest import TestApp

from ecandidat.register import code_path
from ecandidat.services import ticks
from ecandidat.work import Work
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, formation, refresh
from tests.functional.doors import sign_in

LEVEL = "/test/droit"
MANY = 5_000


@pytest.fixture
def crowd(portal: Any, connection: Any) -> list[str]:
    """The names of a crowd in the register of one formation."""
    row = applied(portal, "ABCDEF22") and next(iter(formation(portal).rows.values()))
    keys = [f"K{rank:07}" for rank in range(MANY)]
    for key in keys:
        formation(portal).rows[key] = row._replace(key=key)
    commit(connection)
    return [f"{code_path(formation(portal))}/{key}" for key in keys]


def choose(browser: TestApp, names: list[str], way: str, **more: str) -> Any:
    """What the form of the list sends."""
    form = next(form for form in browser.get(f"{LEVEL}/@@candidatures").forms.values() if "choisir" in form.action)
    pairs = [("csrf_token", form["csrf_token"].value), ("vers", way), *more.items(), *(("c", name) for name in names)]
    return browser.post(f"{LEVEL}/@@choisir", pairs, status=303)


def test_thousands_of_ticked_rows_take_a_short_address_to_the_act_and_back(
    browser: TestApp, portal: Any, connection: Any, crowd: list[str]
) -> None:
    """M06."""
    sign_in(browser, "droit")
    asked = choose(browser, crowd, "en-masse", acte="courriel", retour="tri=-nom")
    assert len(asked.location) < 2_000
    page = asked.follow()
    page.mustcontain("5 000")
    assert len(page.html.select("input[name=c]")) == 0
    form = form_of(page, "demande")
    form["objet"], form["texte"] = "Bonjour", "Texte"
    begun = form.submit("enregistrer", status=303)
    assert len(begun.location) < 2_000
    refresh(connection)
    task = portal.tasks[urlsplit(begun.location).path.rsplit("/", 1)[1]]
    assert (len(task.selection.paths()), len(task.back) < 2_000) == (MANY, True)
    assert "tri=-nom" in task.back
    listed = browser.get(task.back)
    boxes = listed.html.select("tbody input[name=c]")
    assert len([box for box in boxes if box.has_attr("checked")]) == len(boxes) == 50


@pytest.mark.parametrize("way", ["exporter", "telecharger"])
def test_thousands_of_ticked_rows_are_exported_and_downloaded(browser: TestApp, crowd: list[str], way: str) -> None:
    """M37, M39."""
    sign_in(browser, "droit")
    window = choose(browser, crowd, way).follow()
    window.mustcontain("5 000 candidatures")
    begun = form_of(window, "format" if way == "exporter" else "forme").submit(status=303)
    assert len(begun.location) < 2_000


def test_a_few_ticked_rows_stay_in_the_address(browser: TestApp, portal: Any, crowd: list[str]) -> None:
    sign_in(browser, "droit")
    asked = choose(browser, crowd[:3], "en-masse", acte="statut")
    assert parse_qs(urlsplit(asked.location).query)["c"] == crowd[:3]
    assert "Cochez d'abord" in choose(browser, [], "en-masse", acte="statut").follow(status=303).follow()


def test_all_of_a_long_filter_is_named_too(browser: TestApp, crowd: list[str]) -> None:
    sign_in(browser, "droit")
    asked = choose(browser, [], "exporter", tout="filtre", retour=f"mots=MARTIN&nom={'A' * 1_600}")
    assert "tout=filtre" in asked.location
    assert len(asked.location) < 2_000
    assert "Aucune candidature" in asked.follow(status=303).follow()


def test_what_somebody_else_ticked_or_too_long_ago_is_nothing(
    browser: TestApp, portal: Any, connection: Any, crowd: list[str]
) -> None:
    """M06, X17."""
    sign_in(browser, "droit")
    asked = choose(browser, crowd, "exporter").location
    browser.reset()
    sign_in(browser, "central")
    assert "Aucune candidature à exporter" in browser.get(asked, status=303).follow()
    browser.reset()
    refresh(connection)
    desk = portal.desks["s-droit"]
    (key,) = desk.ticks
    at, back, names = desk.ticks[key]
    desk.ticks[key] = (at - ticks.LIFE, back, names)
    commit(connection)
    sign_in(browser, "droit")
    assert "Aucune candidature à exporter" in browser.get(asked, status=303).follow()


def test_what_was_seen_no_more_is_not_chosen(browser: TestApp, crowd: list[str]) -> None:
    """X17: a name of another component is as if unknown."""
    sign_in(browser, "sciences")
    form = next(
        form for form in browser.get("/test/sciences/@@candidatures").forms.values() if "csrf_token" in form.fields
    )
    pairs = [("csrf_token", form["csrf_token"].value), ("vers", "exporter"), *(("c", name) for name in crowd[:100])]
    asked = browser.post("/test/sciences/@@choisir", pairs, status=303)
    assert "Aucune candidature à exporter" in asked.follow(status=303).follow()
    browser.post(f"{LEVEL}/@@choisir", pairs, status=(403, 404))


def test_a_few_selections_are_kept_for_a_day(portal: Any) -> None:
    work = seed.work(portal, "s-droit")

    def later(**after: float) -> Work:
        return replace(work, now=work.now + timedelta(**after))

    keys = [ticks.keep(later(minutes=rank), [f"a/b/{rank}"], "") for rank in range(8)]
    found = [ticks.find(later(minutes=9), key) for key in keys]
    assert [one.names.paths() for one in found if one is not None] == [[f"a/b/{rank}"] for rank in range(3, 8)]
    assert all(ticks.find(later(days=2), key) is None for key in keys)
    ticks.keep(later(days=2), ["z"], "")
    assert len(portal.desks["s-droit"].ticks) == 1
