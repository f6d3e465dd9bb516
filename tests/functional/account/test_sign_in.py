"""« Connexion » and « Déconnexion »."""

from __future__ import annotations

import pytest
from webtest import TestApp

from tests.seed import PASSWORD


@pytest.mark.parametrize(
    ("login", "where"),
    [
        ("CANDIDAT", "/candidats/CANDIDAT"),
        (" candidat ", "/candidats/CANDIDAT"),
        ("Candidat@Exemple.FR", "/candidats/CANDIDAT"),
        ("central", "/test/@@candidatures"),
        ("Droit", "/test/droit/@@candidatures"),
        ("membre@univ.example", "/test/droit/commissions/commission/@@candidatures"),
        ("admin", "/test/@@candidatures"),
    ],
)
def test_each_person_signs_in_and_lands_where_they_work(browser: TestApp, login: str, where: str) -> None:
    form = browser.get("/compte/connexion").forms[0]
    form["utilisateur"], form["mot_de_passe"] = login, PASSWORD
    answer = form.submit(status=303)
    assert answer.location == f"http://localhost{where}"
