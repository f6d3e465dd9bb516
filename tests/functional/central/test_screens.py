"""Every management screen opens for whoever may use it, and for nobody else."""

from __future__ import annotations

import pytest
from webtest import TestApp

from tests.functional.doors import sign_in

PORTAL = [
    "/@@administration", "/@@nouvel-etablissement", "/@@agents", "/@@nomenclatures", "/@@nomenclature?table=pays",
    "/@@droits",
]  # fmt: skip
ESTABLISHMENT = [
    f"/test/{view}"
    for view in (
        "@@modifier", "@@gerer", "@@nouvelle-composante", "@@faq", "@@faq?entree=nouvelle", "@@documentation",
        "@@parametres", "@@decisions", "@@modifier-decision?genre=motif",
        "@@modifier-decision?genre=decision&code=favorable",
        "@@droits", "@@accorder", "@@nouvel-agent", "pieces", "pieces/@@nouvelle", "pieces/identite/@@modifier",
    )
]  # fmt: skip
COMPONENT = [
    f"/test/droit/{view}"
    for view in (
        "@@modifier", "@@gerer", "@@nouveau-type", "@@droits", "@@accorder", "commissions", "commissions/@@nouvelle",
        "commissions/commission/@@modifier", "commissions/commission/@@membres", "commissions/commission/@@droits",
        "commissions/commission/@@deposer-signature", "pieces", "pieces/cv/@@modifier", "pieces/cv/@@deposer-modele",
        "pieces/cv/@@supprimer", "master/@@gerer", "master/@@modifier", "master/@@nouvelle-formation",
        "master/m1-droit/@@modifier", "master/m1-droit/@@supprimer", "master/m1-droit/pieces",
        "master/m1-droit/pieces/lettre/@@modifier",
    )
]  # fmt: skip
ALL = [*PORTAL, *ESTABLISHMENT, *COMPONENT]
MAY = {"admin": ALL, "central": [*ESTABLISHMENT, *COMPONENT], "droit": COMPONENT, "sciences": [], "membre": []}


@pytest.mark.parametrize("login", list(MAY))
def test_each_screen_opens_for_its_managers_alone(browser: TestApp, login: str) -> None:
    sign_in(browser, login)
    for url in ALL:
        response = browser.get(url, status="*")
        assert (response.status_int == 200) == (url in MAY[login]), (login, url, response.status)
        assert response.status_int in (200, 403, 404)


def test_a_visitor_and_a_candidate_are_kept_out(browser: TestApp) -> None:
    visitor = {browser.get(url, status="*").status_int for url in ALL}
    assert visitor <= {302, 303, 403, 404}
    sign_in(browser, "CANDIDAT")
    candidate = {browser.get(url, status="*").status_int for url in ALL}
    assert candidate <= {403, 404}


def test_a_member_reads_the_page_of_the_commission_without_its_tools(browser: TestApp) -> None:
    sign_in(browser, "membre")
    page = browser.get("/test/droit/commissions/commission")
    assert "commission.droit@univ.example" in page
    assert "Ajouter un membre" not in page
    assert "Adresse des alertes" not in page
