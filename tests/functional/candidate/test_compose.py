"""Several files make one piece: laid out as pages, ordered, turned, taken away, then put together. No script here."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from webtest import TestApp, Upload
from webtest.response import TestResponse

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.jobs import leftovers
from ecandidat.resources import find
from ecandidat.services import desk, pieces, trays
from ecandidat.work import clock
from tests.functional.candidate import road
from tests.functional.doors import sign_in
from tests.unit.documents.samples import active_pdf, camera, encrypted_pdf, incompressible_pdf, picture, text_pdf, tiff

LETTER, PHOTO, HEIC, SCAN = text_pdf("Lettre", 2), camera("JPEG"), camera("HEIF"), tiff(2, compression="group4")


def url(page: str, act: str = "deposer", key: str = road.CV) -> str:
    return f"{page}/pieces/{key}/@@{act}"


def send(browser: TestApp, page: str, *files: tuple[str, bytes], status: int = 303, **fields: Any) -> TestResponse:
    """Send these files at once through the piece's own page."""
    form = road.form_to(browser.get(url(page)), "@@deposer")
    form["fichier"] = [Upload(name, content) for name, content in files]
    for name, value in fields.items():
        form[name] = value
    return form.submit(status=status)


def laid_out(page: TestResponse) -> list[str]:
    """What is read below each page, in their order."""
    return [" ".join(found.get_text().split()) for found in page.html.select(".sheet-name")]


def turns(page: TestResponse) -> list[str]:
    return [str(found["data-turn"]) for found in page.html.select(".sheet")]


def press(page: TestResponse, button: str, number: int) -> TestResponse:
    """Press a button of the page that stands at this place, from 1; the page after it."""
    key = page.html.select(".sheet")[number - 1]["data-key"]
    form = next(form for form in page.forms.values() if form.action.endswith("@@pages") and "monter" in form.fields)
    return form.submit(button, value=key, status=303).follow()


def assemble(page: TestResponse, status: int = 303) -> TestResponse:
    return road.form_to(page, "@@assembler").submit(status=status)


def deposited(browser: TestApp, page: str) -> list[str]:
    """The words of each page of the deposited PDF."""
    read = browser.get(url(page, "fichier"))
    assert read.content_type == "application/pdf"
    with pypdfium2.PdfDocument(read.body) as document:
        return [one.get_textpage().get_text_bounded().strip() for one in document]


def test_pages_put_together_twice_are_one_piece(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    laid = send(browser, page, ("lettre.pdf", LETTER), ("photo.jpg", PHOTO)).follow()
    for _click in range(2):
        assert "#piece-" in assemble(laid).location
    assert len(road.portal_now(connection).candidates["CANDIDAT"].documents) == 1
    road.form_to(browser.get(url(page)), "@@deposer")


def test_several_files_are_laid_out_ordered_turned_and_deposited_as_one(browser: TestApp) -> None:
    """C070."""
    page = road.apply(browser)
    asked = send(browser, page, ("lettre.pdf", LETTER), ("photo.heic", HEIC), ("scan.tif", SCAN)).follow()
    assert laid_out(asked) == [
        "lettre.pdf page 1 sur 2", "lettre.pdf page 2 sur 2", "photo.heic",
        "scan.tif page 1 sur 2", "scan.tif page 2 sur 2",
    ]  # fmt: skip
    assert road.statuses(browser.get(page))[1] == "En attente"
    asked = press(asked, "monter", 3)
    asked = press(asked, "monter", 2)
    asked = press(asked, "tourner", 1)
    asked = press(asked, "enlever", 5)
    asked = press(asked, "descendre", 2)
    assert laid_out(asked) == [
        "photo.heic", "lettre.pdf page 2 sur 2", "lettre.pdf page 1 sur 2", "scan.tif page 1 sur 2"
    ]  # fmt: skip
    assert turns(asked) == ["90", "0", "0", "0"]
    after = assemble(asked).follow()
    after.mustcontain("La pièce «\u00a0Curriculum Vitae\u00a0» est déposée.", "Curriculum Vitae.pdf")
    assert road.statuses(after)[1] == "Transmise"
    assert deposited(browser, page) == ["", "Lettre 2", "Lettre 1", ""]
    assert not browser.get(url(page)).html.select(".sheet"), "the tray is forgotten"


def test_each_page_has_its_small_picture(browser: TestApp) -> None:
    page = road.apply(browser)
    asked = send(browser, page, ("lettre.pdf", LETTER), ("photo.jpg", PHOTO)).follow()
    for image in asked.html.select(".sheet-picture"):
        drawn = browser.get(image["src"])
        assert drawn.content_type == "image/jpeg"
        assert len(drawn.body) <= 20 * 1024
        assert drawn.headers["X-Content-Type-Options"] == "nosniff"
        assert drawn.headers["Cache-Control"].startswith("private")
    browser.get(url(page, "vignette"), {"page": "inconnue"}, status=404)


def test_one_file_is_deposited_at_once_and_keeps_its_name(browser: TestApp) -> None:
    """C070, C072."""
    page = road.apply(browser)
    after = send(browser, page, ("Mon CV (1).heic", HEIC)).follow()
    assert road.statuses(after)[1] == "Transmise"
    after.mustcontain("Mon CV (1).pdf")
    assert deposited(browser, page) == [""]
    read = browser.get(url(page, "fichier"), {"telecharger": "1"})
    assert read.headers["Content-Disposition"].startswith("attachment;")
    assert b"SpyPhone" not in read.body


def test_one_photograph_after_the_other_waits_until_all_are_there(browser: TestApp) -> None:
    page = road.apply(browser)
    first = send(browser, page, ("recto.jpg", PHOTO), garder=True).follow()
    assert laid_out(first) == ["recto.jpg"]
    browser.get(page).mustcontain("Une page à déposer")
    both = send(browser, page, ("verso.jpg", PHOTO)).follow()
    assert laid_out(both) == ["recto.jpg", "verso.jpg"]
    browser.get(page).mustcontain("pages à déposer")
    assert deposited_after(browser, page, assemble(both)) == 2


def deposited_after(browser: TestApp, page: str, answer: TestResponse) -> int:
    assert road.statuses(answer.follow())[1] == "Transmise"
    return len(deposited(browser, page))


def test_a_deposited_piece_is_opened_again_completed_and_deposited(browser: TestApp) -> None:
    """C070."""
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "releve.pdf", LETTER)
    reopened = road.form_to(browser.get(page), f"{road.CV}/@@rouvrir").submit(status=303).follow()
    assert laid_out(reopened) == ["releve.pdf page 1 sur 2", "releve.pdf page 2 sur 2"]
    again = road.form_to(browser.get(page), f"{road.LETTER}/@@deposer")
    assert again is not None
    more = send(browser, page, ("verso.png", picture("PNG"))).follow()
    assert deposited(browser, page) == ["Lettre 1", "Lettre 2"], "what was deposited stays meanwhile"
    assemble(press(more, "enlever", 1)).follow()
    assert deposited(browser, page) == ["Lettre 2", ""]


BAD = {
    "encrypted": (encrypted_pdf(), 422, "protégé par un mot de passe"),
    "empty": (b"", 422, "Le fichier est vide"),
    "cut": (HEIC[: len(HEIC) // 2], 422, "endommagé ou incomplet"),
    "no picture": (b"bonjour", 422, "ni un PDF, ni une image"),
    "too large": (PHOTO + bytes(20 * 1024 * 1024), 413, "dépasse 20 Mo"),
    "too many pages": (text_pdf(pages=61), 422, "60 pages au plus"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_named_and_the_others_stay(browser: TestApp, kind: str) -> None:
    """C071."""
    content, status, said = BAD[kind]
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "avant.pdf", LETTER)
    answer = send(browser, page, ("bon.jpg", PHOTO), ("mauvais.bin", content), ("bon.heic", HEIC), status=status)
    alert = " ".join(answer.html.select_one("[role=alert]").get_text().split())
    assert alert.startswith("« mauvais.bin » : ")
    assert said in alert
    assert laid_out(answer) == ["bon.jpg", "bon.heic"]
    assert laid_out(browser.get(url(page))) == ["bon.jpg", "bon.heic"], "what was good is kept"
    assert deposited(browser, page) == ["Lettre 1", "Lettre 2"]


def test_several_bad_files_are_said_one_by_one(browser: TestApp) -> None:
    page = road.apply(browser)
    answer = send(browser, page, ("a.pdf", encrypted_pdf()), ("b.txt", b"bonjour"), status=422)
    faults = [found.get_text() for found in answer.html.select("[role=alert] li")]
    assert [fault.split("\u00a0: ")[0] for fault in faults] == ["«\u00a0a.pdf\u00a0»", "«\u00a0b.txt\u00a0»"]
    assert not answer.html.select(".sheet")


def test_what_cannot_fit_says_its_size_and_keeps_the_pages(browser: TestApp) -> None:
    page = road.apply(browser)
    asked = send(browser, page, ("long.pdf", incompressible_pdf()), ("photo.jpg", PHOTO)).follow()
    asked.mustcontain("seront réduites pour tenir dans")
    refused = assemble(asked, status=413)
    refused.mustcontain("2 Mo au plus sont acceptés", "Retirez des pages")
    assert laid_out(refused) == ["long.pdf", "photo.jpg"]
    assemble(press(refused, "enlever", 1))
    assert deposited(browser, page) == [""]


def test_active_content_never_reaches_who_examines(browser: TestApp) -> None:
    """C071."""
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "vivant.pdf", active_pdf())
    with pikepdf.open(BytesIO(browser.get(url(page, "fichier")).body)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
    assert deposited(browser, page) == ["Vivant 1"]


def test_pages_are_given_up_and_the_piece_stays(browser: TestApp) -> None:
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "avant.pdf", LETTER)
    asked = send(browser, page, ("a.jpg", PHOTO), ("b.jpg", PHOTO)).follow()
    form = next(form for form in asked.forms.values() if "abandonner" in form.fields)
    form.submit("abandonner", status=303).follow().mustcontain("la pièce n'a pas changé")
    assert not browser.get(url(page)).html.select(".sheet")
    assert deposited(browser, page) == ["Lettre 1", "Lettre 2"]


def test_the_last_page_taken_away_takes_the_tray_with_it(browser: TestApp) -> None:
    page = road.apply(browser)
    asked = send(browser, page, ("a.jpg", PHOTO), garder=True).follow()
    assert not press(asked, "enlever", 1).html.select(".sheet")


def test_an_order_made_in_another_window_is_shown_and_nothing_is_deposited(browser: TestApp) -> None:
    page = road.apply(browser)
    stale = send(browser, page, ("a.jpg", PHOTO), ("b.jpg", PHOTO)).follow()
    press(stale, "enlever", 1)
    refused = assemble(stale, status=409)
    refused.mustcontain("ont changé dans une autre fenêtre")
    assert laid_out(refused) == ["b.jpg"]
    assert road.statuses(browser.get(page))[1] == "En attente"


def test_an_order_sent_by_a_script_is_kept(browser: TestApp) -> None:
    page = road.apply(browser)
    asked = send(browser, page, ("a.jpg", PHOTO), ("b.jpg", PHOTO)).follow()
    keys = [found["data-key"] for found in asked.html.select(".sheet")]
    token = asked.forms[0]["csrf_token"].value
    fields = {"csrf_token": token, "ordre": ",".join(reversed(keys))}
    browser.post(url(page, "pages"), fields, headers={"X-Requested-With": "fetch"}, status=204)
    assert laid_out(browser.get(url(page))) == ["b.jpg", "a.jpg"]
    for wrong in ("", keys[0], ",".join([*keys, "xxx"]), ",".join([keys[0], keys[0]])):
        browser.post(url(page, "pages"), {"csrf_token": token, "ordre": wrong}, status=409)
    assert laid_out(browser.get(url(page))) == ["b.jpg", "a.jpg"]


def test_nothing_is_laid_out_nor_put_together_once_the_file_is_frozen(browser: TestApp) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    asked = send(browser, page, ("a.jpg", PHOTO), ("b.jpg", PHOTO)).follow()
    form = road.form_to(browser.get(url(page)), "@@deposer")
    road.submit(browser, page)
    assemble(asked, status=409).mustcontain("ses pièces ne peuvent plus être changées")
    form["fichier"] = [Upload("c.jpg", PHOTO), Upload("d.jpg", PHOTO)]
    form.submit(status=409)


def test_after_the_return_date_the_pages_stay_and_nothing_is_deposited(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    asked = send(browser, page, ("a.jpg", PHOTO), ("b.jpg", PHOTO)).follow()

    def close(work: Any, application: Any) -> None:
        calendar = application.formation.calendar
        application.formation.calendar = calendar.shifted((work.today - calendar.return_by).days - 1)

    road.meanwhile(connection, page, close)
    assemble(asked, status=409).mustcontain("La date limite de retour")
    assert road.statuses(browser.get(page))[1] == "En attente"


def test_a_manager_deposits_several_files_for_a_candidate(browser: TestApp, connection: Any) -> None:
    """C070."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    mine = laid_out(browser.get(url(page)))
    assert mine == []
    browser.reset()
    sign_in(browser, "droit")
    browser.get(page).html.find("a", href=url(page)).get_text().index("Remplacer pour le candidat")
    asked = send(browser, page, ("scan.tif", SCAN), ("photo.jpg", PHOTO)).follow()
    asked.mustcontain("Revenir à la candidature", no="Revenir à ma candidature")
    assert len(laid_out(asked)) == 3
    assemble(asked)
    portal = road.portal_now(connection)
    assert find(portal, page).pieces[road.CV].document.pages == 3


def test_a_tray_is_seen_by_who_laid_it_out_and_by_nobody_else(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    asked = send(browser, page, ("secret.jpg", PHOTO), ("b.jpg", PHOTO)).follow()
    picture_url = asked.html.select_one(".sheet-picture")["src"]
    road.submit(browser, page)
    browser.reset()
    browser.get(picture_url, status="*").mustcontain(no="secret.jpg")
    sign_in(browser, "droit")
    browser.get(picture_url, status=404)
    assert laid_out(browser.get(url(page))) == []
    browser.reset()
    sign_in(browser, "sciences")
    for act in ("deposer", "vignette"):
        browser.get(url(page, act), status="4*")


def test_a_refused_piece_is_opened_again_as_it_was_sent(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    road.deposit(browser, page, road.CV, "releve.pdf", LETTER)
    road.submit(browser, page)

    def refuse(work: Any, application: Any) -> None:
        demand = application.demand(road.CV.replace("~", "/"))
        pieces.judge(work, application, demand, PieceStatus.REFUSED, "il manque le verso")
        desk.set_status(work, application, Status.INCOMPLETE)

    road.meanwhile(connection, page, refuse)
    reopened = road.form_to(browser.get(page), f"{road.CV}/@@rouvrir").submit(status=303).follow()
    assert len(laid_out(reopened)) == 2


def test_trays_left_alone_are_forgotten(browser: TestApp, connection: Any, database: Any) -> None:
    page = road.apply(browser)
    send(browser, page, ("a.jpg", PHOTO), ("b.jpg", PHOTO))
    assert trays.composing(road.portal_now(connection)) == ["CANDIDAT"]
    assert leftovers.purge(database, lambda: clock() + trays.KEEP - timedelta(hours=1)).total() == 0
    assert len(laid_out(browser.get(url(page)))) == 2
    assert leftovers.purge(database, lambda: clock() + trays.KEEP + timedelta(hours=1)).total() == 1
    assert laid_out(browser.get(url(page))) == []
    assert trays.composing(road.portal_now(connection)) == []


def test_no_file_chosen_is_said_on_the_page_of_the_pages(browser: TestApp) -> None:
    page = road.apply(browser)
    send(browser, page, ("a.jpg", PHOTO), ("b.jpg", PHOTO))
    refused = road.form_to(browser.get(url(page)), "@@deposer").submit(status=422)
    refused.mustcontain("Choisissez un fichier.")
    assert laid_out(refused) == ["a.jpg", "b.jpg"]
