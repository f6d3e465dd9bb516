"""A university says statuses and treatments in its own words, wherever they are shown."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
import transaction
from webtest import TestApp

from ecandidat.domain.codes import RENAMED, PieceStatus, Status
from ecandidat.resources import ROOT, path_of
from ecandidat.services import application as applying
from tests import seed
from tests.functional.doors import sign_in


def applied(database: Any) -> str:
    """The path of a pending application."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        candidate = portal.candidates["CANDIDAT"]
        formation = portal["test"]["droit"]["master"]["m1-droit"]
        return str(path_of(applying.apply(seed.work(portal, candidate.userid), formation, candidate)))


def test_a_status_renamed_is_read_so_by_managers_and_candidates(browser: TestApp, database: Any) -> None:
    """S20."""
    path = applied(database)
    sign_in(browser, "central")
    form = browser.get("/test/@@appellations").forms["deform"]
    form["status_at_fr"], form["status_at_en"] = "À transmettre", "To be sent"
    page = form.submit(status=303).follow()
    assert page.forms["deform"]["status_at_fr"].value == "À transmettre"
    assert "À transmettre" in browser.get("/test/droit/@@candidatures")
    assert "À transmettre" in browser.get(path)
    browser.reset()
    sign_in(browser, "CANDIDAT")
    assert "À transmettre" in browser.get(path)
    home = browser.get("/test")
    token = next(form for form in home.forms.values() if form.action.endswith("@@langue"))["csrf_token"].value
    browser.post("/@@langue", {"l": "en", "retour": "/test", "csrf_token": token}, status=302)
    assert "To be sent" in browser.get(path)


def test_the_same_word_of_another_code_keeps_its_own(browser: TestApp, database: Any) -> None:
    """S20."""
    assert Status.PENDING.label == PieceStatus.PENDING.label
    path = applied(database)
    sign_in(browser, "central")
    form = browser.get("/test/@@appellations").forms["deform"]
    form["piecestatus_at_fr"] = "À déposer"
    form.submit(status=303)
    page = browser.get("/test/droit/@@candidatures")
    assert "En attente" in page
    assert "À déposer" not in page
    assert "À déposer" in browser.get(path)


def test_a_blank_label_is_the_product_s_and_stale_pages_are_told(browser: TestApp, database: Any) -> None:
    """S20."""
    sign_in(browser, "central")
    mine, theirs = (browser.get("/test/@@appellations").forms["deform"] for _ in range(2))
    theirs["status_co_fr"] = "Dossier complet"
    theirs.submit(status=303)
    mine["status_co_fr"] = "Complet !"
    assert "Dossier complet" in mine.submit(status=409)
    form = browser.get("/test/@@appellations").forms["deform"]
    form["status_co_fr"] = ""
    form.submit(status=303)
    portal = database.open(transaction.TransactionManager()).root()[ROOT]
    assert portal["test"].labels == ()
    assert [entry.act for entry in portal["test"].journal].count("renommer") == 2
    form = browser.get("/test/@@appellations").forms["deform"]
    form["status_co_fr"] = "x" * 41
    assert form.submit(status="*").status_int == 422
    sign_out = TestApp(browser.app)
    sign_in(sign_out, "droit")
    sign_out.get("/test/@@appellations", status=403)


@pytest.mark.parametrize("kind", RENAMED)
def test_a_label_is_stored_as_plain_text(kind: Any) -> None:
    for one in kind:
        assert type(pickle.loads(pickle.dumps(one.label))) is str  # noqa: S301 - our own bytes
        assert one.label.of == f"{kind.__name__}.{one.value}"
