"""« Classement »: ranks typed, moved, numbered anew, sent back in a spreadsheet; the next ones called."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from webtest import TestApp, Upload

from ecandidat.domain.codes import Status
from ecandidat.services import application as service
from ecandidat.services import desk
from ecandidat.services.situation import in_force
from tests import seed
from tests.functional.desk.files import commit, jury, refresh
from tests.functional.doors import sign_in

BASE = "/test/droit/master/m1-droit"


@pytest.fixture
def people(connection: Any, portal: Any) -> list[Any]:
    """Three people told their rank (1, 2, 3) and one whose rank 5 is a draft."""
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    work, made = seed.work(portal, "s-droit", "Gestionnaire"), []
    for rank in (1, 2, 3, 5):
        one = service.apply(work, formation, seed.candidate(portal, f"LISTE{rank:03}"), waive_dates=True)
        desk.decide(work, one, "liste-complementaire", rank=rank)
        if rank < 5:
            desk.validate_decision(work, one)
        made.append(one)
    commit(connection)
    return made


def ranks(connection: Any, people: list[Any]) -> list[int | None]:
    refresh(connection)
    return [one.decisions[-1].rank for one in people]


def open_page(browser: TestApp) -> Any:
    sign_in(browser, "droit")
    return browser.get(f"{BASE}/@@classement")


def field(one: Any) -> str:
    return f"rang-{one.key}"


def test_a_rank_that_is_taken_moves_the_others_down(browser: TestApp, connection: Any, people: list[Any]) -> None:
    """M25, D27."""
    page = open_page(browser)
    assert [row.find("input")["value"] for row in page.html.select("tbody tr")] == ["1", "2", "3", "5"]
    assert [row.select("td")[4].text for row in page.html.select("tbody tr")] == ["1", "2", "3", "–"]
    form = page.forms["classement"]
    form[field(people[3])] = "1"
    page = form.submit("acte", value="enregistrer").follow()
    assert "4 rang(s) changé(s)" in page
    assert ranks(connection, people) == [2, 3, 4, 1]
    assert people[0].journal.newest_first()[0].act == "classer"
    assert len(people[0].mails) == 2, "a rank that moves sends nothing"


def test_a_row_moves_by_one_without_a_script(browser: TestApp, connection: Any, people: list[Any]) -> None:
    form = open_page(browser).forms["classement"]
    form.submit("acte", value=f"monter:{people[1].key}").follow()
    assert ranks(connection, people) == [2, 1, 3, 5]
    browser.get(f"{BASE}/@@classement").forms["classement"].submit("acte", value=f"descendre:{people[2].key}")
    assert ranks(connection, people) == [2, 1, 5, 3]
    browser.get(f"{BASE}/@@classement").forms["classement"].submit("acte", value="renumeroter")
    assert ranks(connection, people) == [2, 1, 4, 3]


@pytest.mark.parametrize(("typed", "words"), [("2", "donné deux fois"), ("x", "de 1 à 100"), ("0", "de 1 à 100")])
def test_what_cannot_be_a_rank_is_said_and_kept(
    browser: TestApp, connection: Any, people: list[Any], typed: str, words: str
) -> None:
    form = open_page(browser).forms["classement"]
    form[field(people[0])] = typed
    form[field(people[2])] = "2"
    page = form.submit("acte", value="enregistrer", status=409)
    assert words in page
    assert page.forms["classement"][field(people[0])].value == typed
    assert ranks(connection, people) == [1, 2, 3, 5]


def test_a_list_that_changed_meanwhile_keeps_what_was_typed(
    browser: TestApp, connection: Any, people: list[Any]
) -> None:
    """M50."""
    form = open_page(browser).forms["classement"]
    form[field(people[0])] = "9"
    other = browser.get(f"{BASE}/@@classement").forms["classement"]
    other.submit("acte", value=f"monter:{people[1].key}")
    page = form.submit("acte", value="enregistrer", status=409)
    assert "Le classement a changé" in page
    assert page.forms["classement"][field(people[0])].value == "9"
    assert ranks(connection, people) == [2, 1, 3, 5]


def exported(browser: TestApp, kind: str) -> list[list[Any]]:
    sent = browser.get(f"{BASE}/@@classement-fichier?format={kind}")
    if kind == "csv":
        return list(csv.reader(io.StringIO(sent.body.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(sent.body)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def packed(rows: list[list[Any]], kind: str) -> bytes:
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(rows)
        return text.getvalue().encode("cp1252")
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def send(browser: TestApp, content: bytes, *, name: str = "rangs.xlsx", status: int = 200) -> Any:
    form = next(form for form in browser.get(f"{BASE}/@@classement-import").forms.values() if "fichier" in form.fields)
    form["fichier"] = Upload(name, content)
    return form.submit(status=status)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ranks_go_out_in_a_spreadsheet_and_come_back(
    browser: TestApp, connection: Any, people: list[Any], kind: str
) -> None:
    open_page(browser)
    rows = exported(browser, kind)
    assert rows[0] == ["N° de dossier", "Nom", "Prénom", "Rang", "Rang réel"]
    assert [str(row[3]) for row in rows[1:]] == ["1", "2", "3", "5"]
    rows[1][3], rows[3][3] = rows[3][3], rows[1][3]
    page = send(browser, packed(rows, kind))
    assert "Ce qui changera" in page
    assert ranks(connection, people) == [1, 2, 3, 5], "a preview changes nothing"
    form = next(form for form in page.forms.values() if "vu" in form.fields)
    form.submit("acte", value="enregistrer").follow()
    assert ranks(connection, people) == [3, 2, 1, 5]


def test_each_line_at_fault_is_named(browser: TestApp, connection: Any, portal: Any, people: list[Any]) -> None:
    work, formation = seed.work(portal, "s-droit"), people[0].formation
    service.apply(work, formation, seed.candidate(portal, "SANSRANG"), waive_dates=True)
    commit(connection)
    open_page(browser)
    head = ["N° de dossier", "Rang"]
    rows = [["INCONNU1", 1], ["SANSRANG", 1], ["LISTE001", "premier"], ["LISTE002", 7], ["LISTE003", 7],
            ["LISTE002", 8], ["LISTE005", ""]]  # fmt: skip
    page = send(browser, packed([head, *rows], "xlsx"))
    faults = [[cell.text for cell in row.select("td")] for row in page.html.select("table")[0].select("tbody tr")]
    assert [fault[0] for fault in faults] == ["2", "3", "4", "6", "7"]
    for fault, words in zip(
        faults, ("n'est pas celui", "n'est pas sur la liste", "de 1 à", "ligne 5", "plus haut"), strict=True
    ):
        assert words in fault[2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 rien", "pas un tableau lisible"), (b"\x00\x01\x02", "pas un tableau lisible"),
        (b"", "Il manque la colonne"), (b"a;b\n1;2", "Il manque la colonne"), (b"x" * (6 << 20), "trop grand"),
    ],
)  # fmt: skip
def test_a_hostile_file_gets_a_sentence(browser: TestApp, people: list[Any], content: bytes, words: str) -> None:
    open_page(browser)
    assert words in send(browser, content, status=422)


def test_the_free_places_are_filled_on_demand(browser: TestApp, connection: Any, people: list[Any]) -> None:
    """D25, D28."""
    page = open_page(browser)
    assert "Appeler 2 personne(s)" in page.text.replace("\n", "")
    ask = page.click("Appeler")
    assert [item.text for item in ask.html.select("main li")][-2:] == [
        "1. MARTIN CAMILLE (LISTE001)", "2. MARTIN CAMILLE (LISTE002)"
    ]
    done = next(form for form in ask.forms.values() if form.action.endswith("@@appeler")).submit().follow()
    assert "Appelé(s)" in done
    refresh(connection)
    assert [in_force(one).kind.value for one in people[:3]] == ["FA", "FA", "LC"]
    assert browser.post(f"{BASE}/@@appeler", {"csrf_token": done.forms["classement"]["csrf_token"].value}).follow()


def test_a_call_sent_twice_calls_once(browser: TestApp, connection: Any, people: list[Any]) -> None:
    """D28."""
    people[0].formation.capacity = None
    commit(connection)
    ask = open_page(browser).click("Appeler")
    form = next(form for form in ask.forms.values() if form.action.endswith("@@appeler"))
    assert "Appelé(s)" in form.submit().follow()
    assert "personne n'a été appelé" in form.submit().follow()
    refresh(connection)
    assert [in_force(one).kind.value for one in people[:3]] == ["FA", "LC", "LC"]


def test_the_next_free_rank_is_offered(browser: TestApp, connection: Any, portal: Any, people: list[Any]) -> None:
    """M25."""
    made = service.apply(
        seed.work(portal, "s-droit"), people[0].formation, seed.candidate(portal, "NOUVEL01"), waive_dates=True
    )
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{BASE}/{made.key}/@@decision")
    form = next(form for form in page.forms.values() if "decision" in form.fields)
    form["decision"] = "liste-complementaire"
    page = form.submit("_refresh")
    form = next(form for form in page.forms.values() if "decision" in form.fields)
    assert form["rang"].value == "6"
    form["rang"] = "2"
    page = form.submit("enregistrer", status="*")
    assert page.status_int in (409, 422)
    assert "Le premier rang libre est le 6" in page


@pytest.mark.parametrize("login", ["membre", "sciences", ""])
def test_only_who_may_rank_sees_the_list(browser: TestApp, people: list[Any], login: str) -> None:
    if login:
        sign_in(browser, login)
    for name in ("classement", "appeler", "classement-fichier", "classement-import"):
        assert browser.get(f"{BASE}/@@{name}", status="*").status_int in (302, 303, 403, 404)


def test_whom_one_may_not_see_keeps_their_place_without_a_name(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    """S21."""
    jury(portal, "GEST_RANG")
    for one in people[1:]:
        desk.set_status(seed.work(portal, "s-droit"), one, Status.COMPLETE)
    commit(connection)
    sign_in(browser, "jury")
    page = browser.get(f"{BASE}/@@classement")
    assert "LISTE001" not in page
    assert "LISTE002" in page
    assert "Candidature que vous ne voyez pas" in page
    form = page.forms["classement"]
    form[field(people[0])] = "9"
    form.submit("acte", value=f"descendre:{people[0].key}").follow()
    assert ranks(connection, people) == [1, 2, 3, 5]
    assert "LISTE001" not in browser.get(f"{BASE}/@@appeler")
    assert b"LISTE001" not in browser.get(f"{BASE}/@@classement-fichier?format=csv").body
    table = "N° de dossier;Rang\r\nLISTE001;4\r\nLISTE005;1\r\n".encode()
    read = send(browser, table, name="rangs.csv")
    assert "LISTE001" in read.html.select_one("main").text, "the line that was typed is told, as unknown"
    changed = [row.select_one("td").text for row in read.html.select("form tbody tr")]
    assert any("Candidature que vous ne voyez pas" in one for one in changed)
    assert not any("LISTE001" in one for one in changed)
