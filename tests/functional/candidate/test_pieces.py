"""Depositing pieces: real files, hostile files, files too many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp, Upload

from ecandidat.domain.codes import PieceStatus, Scan, Status
from ecandidat.resources import find
from ecandidat.services import desk, pieces
from tests import seed
from tests.functional.candidate import road
from tests.functional.desk.files import commit
from tests.functional.doors import sign_in
from tests.unit.documents.samples import encrypted_pdf, incompressible_pdf, pdf, picture

PDF, LONGER, PHOTO = pdf(), pdf(2), picture()


def test_a_file_is_deposited_read_replaced_and_removed(browser: TestApp) -> None:
    """C070, C072, C073."""
    page = road.apply(browser)
    after = road.deposit(browser, page, road.CV, "mon cv.pdf", PDF).follow()
    after.mustcontain("La pièce «\u00a0Curriculum Vitae\u00a0» est déposée.", "mon cv.pdf")
    assert road.statuses(after)[1] == "Transmise"
    read = browser.get(f"{page}/pieces/{road.CV}/@@fichier")
    assert read.content_type == "application/pdf"
    assert read.body == PDF
    assert read.headers["Content-Disposition"].startswith("inline;")
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in read.headers["Content-Security-Policy"]
    road.deposit(browser, page, road.CV, "photo.jpg", PHOTO)
    read = browser.get(f"{page}/pieces/{road.CV}/@@fichier?telecharger=1")
    assert (read.content_type, read.body) == ("image/jpeg", PHOTO)
    assert read.headers["Content-Disposition"].startswith("attachment;")
    gone = road.form_to(browser.get(page), f"{road.CV}/@@retirer").submit(status=303).follow()
    assert road.statuses(gone)[1] == "En attente"
    browser.get(f"{page}/pieces/{road.CV}/@@fichier", status=404)


def test_a_part_of_a_file_may_be_asked_for(browser: TestApp) -> None:
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, content=PDF)
    part = browser.get(f"{page}/pieces/{road.CV}/@@fichier", headers={"Range": "bytes=5-9"}, status=206)
    assert part.body == PDF[5:10]
    whole = browser.get(f"{page}/pieces/{road.CV}/@@fichier")
    browser.get(f"{page}/pieces/{road.CV}/@@fichier", headers={"If-None-Match": whole.headers["ETag"]}, status=304)


def test_a_piece_has_a_page_of_its_own(browser: TestApp) -> None:
    page = road.apply(browser)
    asked = browser.get(f"{page}/pieces/{road.CV}/@@deposer")
    asked.mustcontain("Déposer une pièce", "Curriculum Vitae", "2\N{NO-BREAK SPACE}Mo au plus")
    form = road.form_with(asked, "Déposer")
    form["fichier"] = [Upload("cv.pdf", pdf())]
    assert road.statuses(form.submit(status=303).follow())[1] == "Transmise"


def test_a_conditional_piece_is_declared_of_no_concern_and_back(browser: TestApp) -> None:
    """C075."""
    page = road.apply(browser)
    after = road.not_concerned(browser, page)
    assert road.statuses(after)[3] == "Non concerné"
    back = road.form_to(after, f"{road.HANDICAP}/@@concerne").submit(status=303).follow()
    assert road.statuses(back)[3] == "En attente"
    token = back.forms[0]["csrf_token"].value
    refused = browser.post(f"{page}/pieces/{road.CV}/@@non-concerne", {"csrf_token": token}, status=409)
    refused.mustcontain("Cette pièce est demandée à tous les candidats.")


HOSTILE = {
    "empty": ("vide.pdf", b"", 422, "Le fichier est vide"),
    "too large": ("gros.pdf", b"%PDF-1.7\n" + b"0" * (20 * 1024 * 1024), 413, "dépasse 20 Mo"),
    "text that nothing makes smaller": (
        "long.pdf", incompressible_pdf(), 413, "le document fait 2,5 Mo, et 2 Mo au plus",
    ),
    "HTML called PDF": ("cv.pdf", b"<!doctype html><script>alert(1)</script>", 422, "ni un PDF, ni une image"),
    "encrypted": ("secret.pdf", encrypted_pdf(), 422, "protégé par un mot de passe"),
    "cut": ("coupe.pdf", pdf()[:200], 422, "endommagé ou incomplet"),
    "a program": ("cv.pdf", b"MZ\x90\x00" + b"\x00" * 200, 422, "ni un PDF, ni une image"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_bad_file_is_refused_at_its_piece_and_what_was_there_stays(browser: TestApp, kind: str) -> None:
    """C071."""
    name, content, status, said = HOSTILE[kind]
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "bon.pdf", PDF)
    form = road.form_to(browser.get(page), f"/pieces/{road.CV}/@@deposer")
    # An empty file travels as a part with a name and no content, which WebTest sends for b"".
    form["fichier"] = [Upload(name, content)]
    refused = form.submit(status=status)
    row = refused.html.select_one(f"#piece-{road.CV.replace('~', '-')}")
    assert said in row.select_one("[role=alert]").get_text()
    assert "bon.pdf" in row.get_text()
    assert browser.get(f"{page}/pieces/{road.CV}/@@fichier").body == PDF


def test_no_file_chosen_is_said_not_thrown(browser: TestApp) -> None:
    page = road.apply(browser)
    form = road.form_to(browser.get(page), f"/pieces/{road.CV}/@@deposer")
    form.submit(status=422).mustcontain("Choisissez un fichier.")
    token = browser.get(page).forms[0]["csrf_token"].value
    url = f"{page}/pieces/{road.CV}/@@deposer"
    browser.post(url, {"csrf_token": token}, status=422).mustcontain("Choisissez un fichier.")
    browser.post(url, {"csrf_token": token, "fichier": "du texte"}, status=422).mustcontain("Choisissez un fichier.")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\moi\\Lettre (1) d'été.pdf", "Lettre (1) d'été.pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("r\u202efdp.exe.pdf", "rfdp.exe.pdf"),
        (f"{'relevé ' * 20}2024.pdf", f"{'relevé ' * 20}2024.pdf"),
    ],
)
def test_a_name_is_shown_and_never_becomes_a_path(browser: TestApp, sent: str, shown: str) -> None:
    """C071."""
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, sent)
    assert browser.get(page).html.select_one(".piece-name").get_text(strip=True) == shown


def test_an_unknown_piece_is_not_found(browser: TestApp) -> None:
    page = road.apply(browser)
    for key in ("inconnue", "..%2f..%2fetc", "test~droit~pieces~cv~x"):
        browser.get(f"{page}/pieces/{key}/@@deposer", status=404)
        browser.get(f"{page}/pieces/{key}/@@fichier", status=404)


def test_nothing_is_deposited_after_the_return_date(browser: TestApp, connection: Any) -> None:
    """C081."""
    page = road.apply(browser)
    form = road.form_to(browser.get(page), f"/pieces/{road.CV}/@@deposer")
    road.meanwhile(connection, page, _closed_yesterday)
    form["fichier"] = [Upload("tard.pdf", pdf())]
    late = form.submit(status=409)
    late.mustcontain("La date limite de retour")
    assert road.statuses(late)[1] == "En attente"
    assert not late.html.select("form[data-upload]")


def _closed_yesterday(work: Any, application: Any) -> None:
    formation = application.formation
    formation.calendar = formation.calendar.shifted((work.today - formation.calendar.return_by).days - 1)


def test_a_submitted_file_is_frozen(browser: TestApp) -> None:
    """C081."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.deposit(browser, page, road.CV, content=PDF)
    form = road.form_to(browser.get(page), f"/pieces/{road.CV}/@@deposer")
    frozen = road.submit(browser, page)
    assert not frozen.html.select("form[data-upload]")
    form["fichier"] = [Upload("autre.pdf", pdf(2))]
    form.submit(status=409).mustcontain("ses pièces ne peuvent plus être changées")
    assert browser.get(f"{page}/pieces/{road.CV}/@@fichier").body == PDF


def test_a_validated_piece_stays_when_the_file_comes_back(browser: TestApp, connection: Any) -> None:
    """C081: incomplete for one piece, the others that were validated are not touched."""
    page = road.apply(browser)
    road.fill(browser, page)
    road.deposit(browser, page, road.LETTER, content=PDF)
    form = road.form_to(browser.get(page), f"/pieces/{road.LETTER}/@@deposer")
    road.submit(browser, page)

    def judge(work: Any, application: Any) -> None:
        letter = application.demand(road.LETTER.replace("~", "/"))
        pieces.judge(work, application, letter, PieceStatus.VALID)
        _refuse_cv(work, application)

    road.meanwhile(connection, page, judge)
    shown = browser.get(page)
    assert road.statuses(shown)[1:3] == ["Refusée", "Validée"]
    open_again = [form.action for form in shown.forms.values() if form.action.endswith("/@@deposer")]
    assert [action.split("/")[-2] for action in open_again] == [road.IDENTITY, road.CV]
    form["fichier"] = [Upload("autre.pdf", LONGER)]
    form.submit(status=409).mustcontain("est validée\u00a0: elle ne peut plus être changée")
    assert browser.get(f"{page}/pieces/{road.LETTER}/@@fichier").body == PDF


def test_managers_read_what_was_sent_and_nothing_before(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "premier.pdf", PDF)
    file = f"{page}/pieces/{road.CV}/@@fichier"
    browser.reset()
    sign_in(browser, "droit")
    browser.get(file, status=404)
    browser.reset()
    sign_in(browser, "CANDIDAT")
    for key in (road.IDENTITY, road.LETTER):
        road.deposit(browser, page, key)
    road.not_concerned(browser, page)
    road.submit(browser, page)
    road.meanwhile(connection, page, _refuse_cv)
    road.deposit(browser, page, road.CV, "second.pdf", LONGER)
    assert browser.get(file).body == LONGER
    browser.reset()
    sign_in(browser, "droit")
    assert browser.get(file).body == PDF
    browser.reset()
    sign_in(browser, "sciences")
    browser.get(file, status="4*")


def _refuse_cv(work: Any, application: Any) -> None:
    demand = application.demand(road.CV.replace("~", "/"))
    pieces.judge(work, application, demand, PieceStatus.REFUSED, "scan illisible")
    desk.set_status(work, application, Status.INCOMPLETE)


def test_an_infected_file_is_opened_by_nobody(browser: TestApp, connection: Any) -> None:
    """C071."""
    page = road.apply(browser)
    road.deposit(browser, page, road.CV)

    def infect(work: Any, application: Any) -> None:
        application.pieces[road.CV].application.candidate.shared[road.CV.replace("~", "/")].scan = Scan.INFECTED

    road.meanwhile(connection, page, infect)
    browser.get(f"{page}/pieces/{road.CV}/@@fichier", status=409).mustcontain("virus")


def test_one_deposit_serves_the_other_applications_of_the_candidate(browser: TestApp, connection: Any) -> None:
    """C076."""
    first = road.apply(browser)
    other = road.form_with(
        browser.get("/test/sciences/master/m1-maths/@@candidater"), "Candidater"
    ).submit(status=303).follow()  # fmt: skip
    assert road.statuses(other) == ["En attente"]
    road.deposit(browser, first, road.IDENTITY, "carte.pdf")
    path = other.request.path
    shown = browser.get(path)
    assert road.statuses(shown) == ["Transmise"]
    assert find(road.portal_now(connection), path).demands()[0].uid == "test/pieces/identite"


def test_a_unique_piece_is_deposited_for_each_application(browser: TestApp, portal: Any, connection: Any) -> None:
    """C077: asked by the university of everybody, as C076, but each application has its own file."""
    seed.piece(portal["test"], "projet", "Projet", order=0, unique=True)
    commit(connection)
    key = "test~pieces~projet"
    first = road.apply(browser)
    asked = browser.get("/test/sciences/master/m1-maths/@@candidater")
    other = road.form_with(asked, "Candidater").submit(status=303).follow().request.path
    road.deposit(browser, first, key, "droit.pdf", PDF)
    assert [road.statuses(browser.get(page))[0] for page in (first, other)] == ["Transmise", "En attente"]
    road.deposit(browser, other, key, "maths.pdf", LONGER)
    assert [browser.get(f"{page}/pieces/{key}/@@fichier").body for page in (first, other)] == [PDF, LONGER]


def test_the_return_date_itself_is_still_open(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)

    def last_day(work: Any, application: Any) -> None:
        calendar = application.formation.calendar
        application.formation.calendar = calendar.shifted(-((calendar.return_by - work.today) // timedelta(days=1)))

    road.meanwhile(connection, page, last_day)
    road.deposit(browser, page, road.CV)
