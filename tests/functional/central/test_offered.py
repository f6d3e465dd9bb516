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


def signed(browser: TestApp, login: str) -> None:
    """Somebody else takes the keyboard."""
    browser.reset()
    sign_in(browser, login)


def limited(browser: TestApp, centres: str, status: int = 303) -> Any:
    """The central office grants « sciences », whose own component is another, the law formations of some centres."""
    signed(browser, "central")
    form = next(one for one in browser.get("/test/droit/@@accorder").forms.values() if "person" in one.fields)
    form["person"], form["role"], form["centres"] = "sciences", "component_manager", centres
    return form.submit("accorder" if "accorder" in form.fields else "enregistrer", status=status)


def test_a_manager_limited_to_a_centre_finds_only_its_formations(browser: TestApp) -> None:
    """D33, S12."""
    limited(browser, "SCI")
    rights = browser.get("/test/droit/@@droits")
    assert "CGE : SCI" in said(rights)
    assert "CGE : SCI" in said(browser.get("/test/@@droits-personne?q=sciences"))
    signed(browser, "sciences")
    page = search(browser, "droit")
    assert "de ces centres de gestion : SCI" in said(page)
    assert "M1MAT" in page
    assert "M1CIV" not in page
    assert "n'a plus de formation" in browser.get(f"{NEW}?si=M1CIV&version=261", status=409)


def test_a_manager_limited_to_a_centre_creates_only_its_formations(browser: TestApp, database: Any) -> None:
    """D33: by the search and by hand, with the centre that the student system says, whatever is typed."""
    limited(browser, "SCI, MED")
    signed(browser, "sciences")
    by_hand = browser.get(NEW)
    form = next(one for one in by_hand.forms.values() if "title" in one.fields)
    form["title"] = "Sans centre"
    refused = create(by_hand, "sans-centre", status=409)
    assert "MED, SCI" in said(refused)
    form["title"], form["si_code"], form["si_version"], form["cge"] = "Maquillée", "M1CIV", "261", "SCI"
    create(by_hand, "maquillee", status=409)
    assert not {"sans-centre", "maquillee"} & set(master(database))
    create(browser.get(f"{NEW}?si=M1MAT&version=261"), "m1-mat")
    assert master(database)["m1-mat"].cge == "SCI"


def edition(browser: TestApp, url: str) -> Any:
    return next(one for one in browser.get(url).forms.values() if "title" in one.fields)


def test_a_limited_manager_edits_the_others_without_linking_them(browser: TestApp, database: Any) -> None:
    """D33: the limit is on what a formation is linked with, not on its dates."""
    limited(browser, "SCI")
    signed(browser, "sciences")
    form = edition(browser, "/test/droit/master/m1-droit/@@modifier")
    form["keywords"] = "civil"
    form.submit("enregistrer", status=303)
    assert master(database)["m1-droit"].keywords == "civil"
    form = edition(browser, "/test/droit/master/m1-droit/@@modifier")
    form["si_code"], form["cge"] = "M1CIV", "DRT"
    assert "Vos droits se limitent" in form.submit("enregistrer", status=409)
    signed(browser, "droit")
    form = edition(browser, "/test/droit/master/m1-droit/@@modifier")
    form["si_code"], form["si_version"], form["cge"] = "M1CIV", "261", "DRT"
    form.submit("enregistrer", status=303)
    signed(browser, "sciences")
    form = edition(browser, "/test/droit/master/m1-droit/@@modifier")
    form["si_code"], form["si_version"], form["cge"] = "M1MAT", "261", "SCI"
    assert "Vos droits se limitent" in form.submit("enregistrer", status=409)
    copy = next(one for one in browser.get("/test/droit/master/m1-droit/@@dupliquer").forms.values()
                if "title" in one.fields)  # fmt: skip
    copy["code"] = "copie"
    assert "Vos droits se limitent" in copy.submit("enregistrer", status=409)
    assert "copie" not in master(database)


def test_a_limited_manager_grants_nothing_wider(browser: TestApp, database: Any) -> None:
    """D33, S12: neither to others nor to themself."""
    limited(browser, "SCI")
    signed(browser, "sciences")
    page = browser.get("/test/droit/@@accorder")
    form = next(one for one in page.forms.values() if "person" in one.fields)
    form["person"], form["role"] = "central", "component_manager"
    for typed in ("", "DRT", "SCI DRT"):
        form["centres"] = typed
        assert "dans cette limite" in form.submit("enregistrer", status=409)
    form["centres"] = "SCI"
    form.submit("enregistrer", status=303)
    limit = "/test/droit/@@limiter?compte=s-sciences&role=component_manager"
    mine = next(one for one in browser.get(limit).forms.values() if "centres" in one.fields)
    assert mine["centres"].value == "SCI"
    mine["centres"] = ""
    assert "dans cette limite" in mine.submit("enregistrer", status=409)
    assert master(database).component.grants.centres("s-sciences", "component_manager") == ("SCI",)


def test_a_limit_is_changed_and_taken_away(browser: TestApp, database: Any) -> None:
    """D33, S12."""
    assert "caractères au plus" in limited(browser, "CODEBIENTROPLONG", status=409)
    limited(browser, "SCI")
    limit = "/test/droit/@@limiter?compte=s-sciences&role=component_manager"
    form = next(one for one in browser.get(limit).forms.values() if "centres" in one.fields)
    stale = next(one for one in browser.get(limit).forms.values() if "centres" in one.fields)
    form["centres"] = "DRT;SCI DRT"
    form.submit("enregistrer", status=303)
    assert "CGE : DRT, SCI" in said(browser.get("/test/droit/@@droits"))
    stale["centres"] = "MED"
    stale.submit("enregistrer", status=409)
    form = next(one for one in browser.get(limit).forms.values() if "centres" in one.fields)
    form["centres"] = ""
    form.submit("enregistrer", status=303)
    assert "CGE" not in said(browser.get("/test/droit/@@droits"))
    signed(browser, "sciences")
    assert "M1CIV" in search(browser, "droit")
    signed(browser, "central")
    remove = browser.get("/test/droit/@@retirer?compte=s-sciences&role=component_manager")
    next(one for one in remove.forms.values() if "retirer" in one.action).submit(status=303)
    grants = master(database).component.grants
    assert grants.centres("s-sciences", "component_manager") == ()
