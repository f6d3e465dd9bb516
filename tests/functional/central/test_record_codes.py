"""The code of the student system, compulsory on a formation in service where the establishment says so."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.errors import Refused
from ecandidat.services import formations, offer
from tests import seed
from tests.functional.central.test_parameters import portal_of
from tests.functional.doors import sign_in

FORMATION = "/test/droit/master/m1-droit"


@pytest.fixture
def compulsory(portal: Any, connection: Any) -> Any:
    """The university, where the code is compulsory."""
    portal["test"].parameters["SCOL_IS_COD_SISCOL_OBLI"] = True
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return portal["test"]


def test_a_formation_is_put_in_service_with_its_code_alone(
    browser: TestApp, database: Any, compulsory: Any
) -> None:
    """S01, D15."""
    sign_in(browser, "droit")
    form = browser.get(f"{FORMATION}/@@modifier").forms["deform"]
    form["keywords"] = "droit"
    form.submit("enregistrer", status=303)
    form = browser.get(f"{FORMATION}/@@modifier").forms["deform"]
    form["active"] = False
    form.submit("enregistrer", status=303)
    form = browser.get(f"{FORMATION}/@@modifier").forms["deform"]
    form["active"], form["keywords"] = True, "droit privé"
    page = form.submit("enregistrer", status=409)
    assert "porte ici son code" in page.html.find(id="error-champ-si_code").get_text()
    form = page.forms["deform"]
    assert form["keywords"].value == "droit privé"
    form["si_code"] = "M1DRT"
    form.submit("enregistrer", status=303)
    found = portal_of(database)["test"]["droit"]["master"]["m1-droit"]
    assert (found.active, found.si_code, found.keywords) == (True, "M1DRT", "droit privé")
    form = browser.get(f"{FORMATION}/@@modifier").forms["deform"]
    form["si_code"] = ""
    assert form.submit("enregistrer", status=409).html.find(id="error-champ-si_code") is not None


def test_so_does_a_new_one_and_many_at_once(portal: Any, compulsory: Any) -> None:
    """S01, D16."""
    work = seed.work(portal, "s-droit", "Droit Test")
    master = compulsory["droit"]["master"]
    source = master["m1-droit"]
    copy = formations.duplicate(work, source, master, "copie", "Copie", frozenset({"dates"}))
    assert not copy.active
    with pytest.raises(Refused, match="record_code_required"):
        offer.edit(work, copy, {"active": True})
    assert not copy.active
    offer.edit(work, copy, {"active": True, "si_code": "COPIE"})
    assert copy.active
    compulsory.parameters["SCOL_IS_COD_SISCOL_OBLI"] = False
    offer.edit(work, copy, {"si_code": ""})
    assert copy.active
