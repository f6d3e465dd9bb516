"""Stories of formations found in the student system, and of managers who find only those of their centres."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transaction
from webtest import TestApp

from ecandidat.resources import ROOT
from tests.functional.doors import sign_in

HERE = "/test/droit/master/@@chercher-formation"
NEW = "/test/droit/master/@@nouvelle-formation"
OFFER = (
    "code;version;libelle;cge;libelle_cge;type_diplome\n"
    "M1CIV;261;M1 Droit civil approfondi;DRT;Droit;Master\n"
    "M1MAT;261;M1 Mathématiques et droit;SCI;Sciences;Master\n"
    "DUNOT;;DU Pratiques du droit;DRT;Droit;Diplôme d'université\n"
)


@pytest.fixture
def settings_ini(settings_ini: dict[str, Any], built: dict[Any, Any]) -> dict[str, Any]:
    """A student system whose extracts stand beside the data."""
    folder = Path(built["var"]) / "offre"
    folder.mkdir(exist_ok=True)
    (folder / "test.csv").write_text(OFFER, encoding="utf-8")
    return {**settings_ini, "ecandidat.student_offer": "extract", "ecandidat.student_offer_path": str(folder)}


def said(page: Any) -> str:
    return " ".join(page.html.text.split())


def master(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]["test"]["droit"]["master"]


def search(browser: TestApp, words: str, status: int = 200) -> Any:
    form = next(one for one in browser.get(HERE).forms.values() if "q" in one.fields and one.action == HERE)
    form["q"] = words
    return form.submit(status=status)


def create(page: Any, code: str, status: int = 303) -> Any:
    form = next(one for one in page.forms.values() if "title" in one.fields)
    form["code"] = code
    for name, value in (("opens", "01/03/2030"), ("closes", "30/04/2030"), ("return_by", "15/05/2030"),
                        ("confirmation", "30/06/2030")):  # fmt: skip
        form[name] = value
    return form.submit("enregistrer", status=status)


def test_a_formation_is_found_and_fills_the_form(browser: TestApp, database: Any) -> None:
    """D15."""
    sign_in(browser, "droit")
    assert "Chercher dans le dossier étudiant" in browser.get(NEW)
    page = search(browser, "DROIT civil")
    assert "M1CIV / 261" in said(page)
    assert "M1MAT" not in page
    form = page.click(href="si=M1CIV")
    shown = next(one for one in form.forms.values() if "title" in one.fields)
    names = ("title", "si_code", "si_version", "si_label", "cge")
    assert [shown[name].value for name in names] == [
        "M1 Droit civil approfondi", "M1CIV", "261", "M1 Droit civil approfondi", "DRT"
    ]  # fmt: skip
    create(form, "m1-civil")
    made = master(database)["m1-civil"]
    assert (made.title, made.si_code, made.si_version, made.cge) == ("M1 Droit civil approfondi", "M1CIV", "261", "DRT")
    assert "Déjà créée" in said(search(browser, "civil"))
    assert "M1CIV" in browser.get("/test/droit/master/m1-civil/@@modifier")


def test_a_search_says_what_is_wrong_with_it(browser: TestApp) -> None:
    sign_in(browser, "droit")
    assert "au moins 3" in search(browser, "m1", status=422)
    assert "0 formation(s) trouvée(s)" in said(search(browser, "<script>\u202e"))
    assert browser.get(f"{HERE}?q={'x' * 5000}").status_int == 200
    assert browser.get(f"{HERE}?q=%00%00%00%00", status="*").status_int in (200, 400, 422)


def test_a_formation_that_is_no_more_there_is_not_created(browser: TestApp) -> None:
    sign_in(browser, "droit")
    assert "n'a plus de formation" in browser.get(f"{NEW}?si=PARTI&version=1", status=409)


def test_a_student_system_that_is_silent_says_so(browser: TestApp, built: dict[Any, Any]) -> None:
    sign_in(browser, "droit")
    (Path(built["var"]) / "offre" / "test.csv").write_text("rien", encoding="utf-8")
    assert "ne répond pas" in browser.get(f"{HERE}?q=droit", status=409)
    browser.get(NEW)


def test_without_a_student_system_nothing_leads_to_the_search(browser: TestApp, built: dict[Any, Any]) -> None:
    sign_in(browser, "droit")
    (Path(built["var"]) / "offre" / "test.csv").unlink()
    assert "Chercher dans le dossier étudiant" not in browser.get(NEW)
    assert "n'est pas accessible" in browser.get(HERE)


@pytest.mark.parametrize("login", ["sciences", "membre", "CANDIDAT"])
def test_the_others_do_not_search(browser: TestApp, login: str) -> None:
    sign_in(browser, login)
    assert browser.get(HERE, status="*").status_int in (403, 404)
