"""Tags and alerts « silence vaut accord »: made, changed, put out of service, deleted; shown in the list in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.services import tags
from tests import seed
from tests.functional.desk.test_list import row
from tests.functional.doors import sign_in

LIST = "/test/droit/master/m1-droit/@@candidatures"


def form_to(page: Any, action: str) -> Any:
    return next(form for form in page.forms.values() if action in form.action)


def fill(page: Any, field: str, **values: str) -> Any:
    """The form of a tag or an alert, filled in."""
    form = next(form for form in page.forms.values() if field in form.fields)
    for name, value in values.items():
        form[name] = value
    return form


def save(connection: Any) -> None:
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def make(browser: TestApp, level: str, label: str, colour: str = "#1E8449") -> Any:
    """« Nouvelle étiquette »."""
    page = browser.get(f"{level}/@@etiquettes").click("Nouvelle étiquette")
    form = fill(page, "label", label=label, colour=colour, order="1")
    form["active"].checked = True
    return form.submit("enregistrer", status="*")


def test_a_component_makes_its_tags_and_an_establishment_its_own(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """S18, D13, M27."""
    for component, code in (("droit", "m1-droit"), ("sciences", "m1-maths")):
        portal["test"][component]["master"][code].rows["K0000001"] = row(1)
    save(connection)
    sign_in(browser, "central")
    assert "Urgent" in make(browser, "/test", "Urgent").follow()
    assert "Une étiquette porte déjà ce libellé" in make(browser, "/test", "urgent")
    browser.reset()
    sign_in(browser, "droit")
    page = make(browser, "/test/droit", "Urgent").follow()
    assert "Étiquettes de l'établissement" in page
    make(browser, "/test/droit", "Rouge", "red").mustcontain("Une couleur s'écrit #")
    assert "étiquettes" in browser.get(LIST).html.select_one("thead").get_text().lower()
    browser.reset()
    sign_in(browser, "sciences")
    assert "étiquettes" in browser.get("/test/sciences/@@candidatures").html.select_one("thead").get_text().lower()


def test_a_tag_in_use_is_put_out_of_service_instead_of_deleted(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """S18, X19. Applications keep it, in words beside its colour; nobody is offered it any more."""
    droit = portal["test"]["droit"]
    work = seed.work(portal, "s-admin")
    values = {"colour": "#c0392b", "order": 1, "active": True}
    used, free = (tags.add_tag(work, droit, {"label": label, **values}) for label in ("Pris", "Libre"))
    formation = droit["master"]["m1-droit"]
    formation.rows["K0000001"] = row(1, tags=(tags.uid(used),))
    save(connection)
    sign_in(browser, "droit")
    page = browser.get("/test/droit/@@etiquettes")
    assert [form["code"].value for form in page.forms.values() if "supprimer" in form.action] == ["libre"]
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    posted = {"csrf_token": token, "code": "pris"}
    kept = browser.post("/test/droit/@@supprimer-etiquette", posted).follow()
    assert "1 candidature(s) portent cette étiquette" in kept
    gone = form_to(kept, "supprimer").submit().follow()
    assert "«\u00a0Libre\u00a0» est supprimée" in gone
    form_to(gone, "activer").submit().follow().mustcontain("Hors service")
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    assert (tags.available(formation), [tag.label for tag in tags.named(formation).values()]) == ([], ["Pris"])
    assert free.__parent__ is None
    listed = browser.get(f"{LIST}?col=numero.etiquettes")
    tag = listed.html.select_one("tbody .desk-tag")
    assert (tag.get_text(), tag.rect["fill"]) == ("Pris", "#c0392b")
    assert "Pris" in listed.html.select_one(".desk-legend").get_text()
    assert "étiquettes" not in browser.get(LIST).html.select_one("thead").get_text().lower()


@pytest.mark.parametrize(
    ("login", "url", "status"),
    [
        ("droit", "/test/@@etiquettes", 403), ("droit", "/test/sciences/@@etiquettes", 403),
        ("droit", "/test/@@alertes-sva", 403), ("membre", "/test/droit/@@etiquettes", 403),
        ("CANDIDAT", "/test/droit/@@etiquettes", 403), ("droit", "/test/droit/@@modifier-etiquette?code=rien", 404),
        ("central", "/test/@@modifier-alerte-sva?code=rien", 404),
    ],
)  # fmt: skip
def test_tags_of_another_level_are_out_of_reach(browser: TestApp, login: str, url: str, status: int) -> None:
    """D13."""
    sign_in(browser, login)
    browser.get(url, status=status)


def test_rows_that_waited_say_so_in_words_and_colour(browser: TestApp, portal: Any, connection: Any) -> None:
    """S17, M07. The longest delay reached colours; a decision ends it, a final one where the university says so."""
    sign_in(browser, "central")
    for days, colour in (("30", "#ca6f1e"), ("60", "#b03a2e")):
        page = browser.get("/test/@@alertes-sva").click("Nouvelle alerte SVA")
        form = fill(page, "days", days=days, colour=colour)
        form["active"].checked = True
        form.submit("enregistrer").follow()
    page = browser.get("/test/@@alertes-sva")
    assert "ne colorent rien" in page
    again = fill(page.click("Nouvelle alerte SVA"), "days", days="30", colour="#000000")
    again.submit("enregistrer", status=409).mustcontain("Une autre alerte compte déjà ce nombre de jours")
    rows = portal["test"]["droit"]["master"]["m1-droit"].rows
    for index, age in enumerate((10, 30, 90, 90, 90)):
        decided = {"decision": "PR", "decision_label": "Convoqué", "decision_validated": True} if index > 2 else {}
        plain = {"decision": "", "decision_label": "", "decision_validated": False, **decided}
        made = row(index, submitted_on=seed.TODAY - timedelta(days=age), **plain)
        rows[made.key] = made._replace(final=index == 4)
    save(connection)
    assert "desk-alert" not in browser.get(LIST)
    portal["test"].parameters["SVA_ALERT_DAT"] = "TRA"
    save(connection)
    assert alerts(browser) == ["", "30 j et plus #ca6f1e", "60 j et plus #b03a2e", "", ""]
    assert "Sans décision depuis" in browser.get(LIST)
    portal["test"].parameters["SVA_ALERT_DEFINITIF"] = True
    save(connection)
    assert alerts(browser)[3:] == ["60 j et plus #b03a2e", ""]
    page = browser.get("/test/@@alertes-sva")
    form_to(page, "activer").submit().follow()
    assert alerts(browser)[1:3] == ["", "60 j et plus #b03a2e"]
    form_to(browser.get("/test/@@alertes-sva"), "supprimer").submit().follow().mustcontain("L'alerte est supprimée")


def alerts(browser: TestApp) -> list[str]:
    """What the column of alerts says, row by row, with its colour."""
    cells = browser.get(f"{LIST}?tri=nom").html.select("td.desk-alert")
    return [f"{cell.get_text(strip=True)} {cell.rect['fill']}" if cell.rect else "" for cell in cells]
