"""How a university shapes its offer: grouped or not, with the columns that it chooses."""

from __future__ import annotations

from typing import Any

from webtest import TestApp
from webtest.response import TestResponse

from tests.functional.doors import sign_in


def columns(page: TestResponse) -> list[str]:
    """The heads of the first table of the offer."""
    return [head.get_text(strip=True) for head in page.html.select_one(".offer-table").select("th")]


def set_parameter(browser: TestApp, code: str, value: str) -> None:
    """Choose a value on « Paramètres »."""
    form = browser.get("/test/@@parametres").forms["deform"]
    form[code] = value
    form.submit(status=303)


def test_formations_are_listed_below_their_component_without_types(wsgi: Any, browser: TestApp) -> None:
    """C005, C004."""
    admin = TestApp(wsgi)
    sign_in(admin, "admin")
    grouped = browser.get("/test/@@offre")
    assert [head.get_text(strip=True) for head in grouped.html.select(".offer-type h3")] == ["Master", "Master"]
    set_parameter(admin, "SCOL_MODE_TYPE_FORMATION", "NO")
    flat = browser.get("/test/@@offre")
    assert flat.html.select(".offer-type h3") == []
    titles = [link.get_text() for link in flat.html.select_one(".offer-component").select(".cell-title a")]
    assert titles == sorted(titles, key=str.casefold)
    assert len(flat.html.select(".cell-title a")) == len(grouped.html.select(".cell-title a"))
    assert "Master" not in flat.html.select_one(".offer").get_text()
    browser.get("/test/@@offre?filtre=maths&ouvertes=1").mustcontain("M1 Mathématiques")
    browser.get("/test/droit").mustcontain("M1 Droit privé")
    browser.get("/test/droit/master").mustcontain("M1 Droit privé")
    set_parameter(admin, "SCOL_MODE_TYPE_FORMATION", "DIP")
    assert browser.get("/test/@@offre").html.select(".offer-type h3")


def test_a_university_chooses_the_columns_of_its_offer(wsgi: Any, browser: TestApp) -> None:
    """C006, D26."""
    assert columns(browser.get("/test/@@offre")) == [
        "Titre", "Mots clés", "Dates de candidature", "Mode de candidature"
    ]  # fmt: skip
    central, manager = TestApp(wsgi), TestApp(wsgi)
    sign_in(manager, "droit")
    form = manager.get("/test/droit/master/m1-droit/@@modifier").forms["deform"]
    form["url"] = "https://univ.example/m1-droit"
    form.submit(status=303)
    sign_in(central, "central")
    form = central.get("/test/@@modifier").forms["deform"]
    for box in form.fields.get("checkbox", ()):
        if box._value in ("keywords", "mode"):
            box.checked = False
        if box._value in ("url", "dates"):
            box.checked = True
    form.submit(status=303)
    page = browser.get("/test/@@offre")
    assert columns(page) == ["Titre", "Page de présentation", "Dates de candidature"]
    link = page.html.select_one(".offer-url a")
    assert link["href"] == "https://univ.example/m1-droit"
    assert link.get_text() == "Présentation M1 Droit privé"
