"""« Mes documents »: one's own files, used here and there, sent once."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Scan
from ecandidat.domain.errors import Refused
from ecandidat.resources import find
from ecandidat.services import application as applications
from ecandidat.services import library, pieces
from ecandidat.services.situation import piece_view, piece_views
from tests import seed
from tests.functional.candidate import road
from tests.functional.candidate.test_uploads import Line
from tests.functional.doors import sign_in
from tests.unit.documents.samples import pdf

PAGE = "/candidats/CANDIDAT/documents"
PDF, OTHER = pdf(), pdf(2)


def add(browser: TestApp, *files: tuple[str, bytes], status: Any = 303) -> Any:
    """« Ajouter » without a script."""
    page = browser.get(PAGE)
    fields = [("fichier", name, content) for name, content in files]
    token = page.forms[0]["csrf_token"].value
    return browser.post(f"{PAGE}/@@ajouter", {"csrf_token": token}, upload_files=fields, status=status)


def listed(browser: TestApp) -> dict[str, str]:
    """Name of each file of the page → what it is used for."""
    rows = browser.get(PAGE).html.select(".library-table tbody tr")
    words = lambda node: " ".join(node.get_text().split())  # noqa: E731
    return {words(row.select_one(".library-name")): words(row.select_one("td[data-label^=Utilis]")) for row in rows}


def choose(browser: TestApp, page: str, key: str, name: str, status: int = 303) -> Any:
    """« Choisir dans mes documents » for a piece."""
    asked = browser.get(f"{page}/pieces/{key}/@@choisir")
    form = road.form_to(asked, "@@choisir")
    label = next(label for label in asked.html.find_all("label") if label.get_text(strip=True) == name)
    form["document"] = asked.html.find(id=label["for"])["value"]
    return form.submit(status=status)


def of(connection: Any, page: str, key: str) -> Any:
    """The document that answers a piece, as committed by now."""
    application = find(road.portal_now(connection), page)
    return piece_view(application, application.demand(key.replace("~", "/"))).document


def deposited(connection: Any, page: str, key: str, name: str, content: bytes = PDF) -> None:
    """The candidate deposits a file for a piece."""

    def act(work: Any, application: Any) -> None:
        demand = application.demand(key.replace("~", "/"))
        pieces.deposit(work, application, demand, BytesIO(content), name)

    road.meanwhile(connection, page, act)


def submitted(connection: Any, page: str) -> None:
    """The candidate answers what is left and submits."""

    def act(work: Any, application: Any) -> None:
        for view in piece_views(application):
            if view.demand.conditional:
                pieces.set_not_concerned(work, application, view.demand, concerned=False)
        applications.submit(work, application)

    road.meanwhile(connection, page, act)


def test_files_are_added_seen_downloaded_and_deleted(browser: TestApp) -> None:
    """C072, C073."""
    sign_in(browser, "CANDIDAT")
    browser.get(PAGE).mustcontain("Aucun document")
    add(browser, ("Relevé.pdf", PDF), ("cv.pdf", OTHER)).follow().mustcontain("2 fichiers sont ajoutés")
    assert listed(browser) == {"Relevé.pdf": "Aucune candidature", "cv.pdf": "Aucune candidature"}
    page = browser.get(PAGE)
    assert page.click("Relevé.pdf", index=0).body == PDF
    assert page.click("Télécharger", index=0).headers["Content-Disposition"].startswith("attachment;")
    asked = browser.get(PAGE).click("Supprimer", index=0)
    asked.mustcontain("Aucune candidature n'utilise ce document")
    road.form_with(asked, "Supprimer").submit(status=303).follow().mustcontain("est supprimé de vos documents")
    assert len(listed(browser)) == 1


def test_the_same_file_added_twice_is_there_once(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    for _ in range(2):
        add(browser, ("Relevé.pdf", PDF))
    add(browser, ("Autre nom.pdf", PDF))
    assert sorted(listed(browser)) == ["Autre nom.pdf", "Relevé.pdf"]


def test_a_bad_file_says_why_and_the_good_ones_are_kept(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    answer = add(browser, ("bon.pdf", PDF), ("virus.exe", b"MZ" + bytes(100)), status=200)
    assert "virus.exe" in answer.html.select_one("[role=alert]").get_text()
    assert list(listed(browser)) == ["bon.pdf"]
    add(browser, ("virus.exe", b"MZ" + bytes(100)), status=422)
    add(browser, status=422).mustcontain("Choisissez un fichier.")


def test_files_sent_by_pieces_enter_the_library_once(browser: TestApp) -> None:
    line = Line(browser)
    keys = [line.send(content, name).rsplit("/", 1)[-1] for content, name in ((PDF, "un.pdf"), (OTHER, "deux.pdf"))]
    token = browser.get(PAGE).forms[0]["csrf_token"].value
    form = [("csrf_token", token), *(("envoi", key) for key in keys)]
    for _ in range(2):
        browser.post(f"{PAGE}/@@ajouter", form, status=303)
        assert sorted(listed(browser)) == ["deux.pdf", "un.pdf"]
    line.call("HEAD", f"/candidats/CANDIDAT/envois/{keys[0]}", status=404)


def test_one_file_serves_several_pieces_without_being_copied(browser: TestApp, connection: Any) -> None:
    """C076."""
    first = road.apply(browser)
    second = road.form_with(browser.get("/test/sciences/master/m1-maths/@@candidater"), "Candidater")
    other = second.submit(status=303).location.removeprefix("http://localhost")
    add(browser, ("Dossier.pdf", PDF))
    for page, key in ((first, road.CV), (first, road.LETTER), (other, road.IDENTITY)):
        choose(browser, page, key, "Dossier.pdf").follow().mustcontain("est déposée")
    answered = ((first, road.CV), (first, road.LETTER), (other, road.IDENTITY))
    assert len({of(connection, page, key)._p_oid for page, key in answered}) == 1
    used = listed(browser)["Dossier.pdf"]
    assert used.count("M1 Droit privé") == 3
    assert "M1 Mathématiques" in used
    assert "Curriculum Vitae, pas encore transmise" in used


def test_a_replaced_file_leaves_the_library_unless_something_uses_it(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    deposited(connection, page, road.CV, "cv.pdf")
    choose(browser, page, road.LETTER, "cv.pdf")
    deposited(connection, page, road.CV, "cv-2.pdf", OTHER)
    assert sorted(listed(browser)) == ["cv-2.pdf", "cv.pdf"]
    deposited(connection, page, road.LETTER, "lettre.pdf", pdf(3))
    assert sorted(listed(browser)) == ["cv-2.pdf", "lettre.pdf"]


def test_deleting_says_what_it_does_and_what_was_submitted_keeps_its_file(browser: TestApp, connection: Any) -> None:
    first = road.apply(browser)
    for key, name in ((road.IDENTITY, "carte.pdf"), (road.CV, "cv.pdf"), (road.LETTER, "lettre.pdf")):
        deposited(connection, first, key, name, PDF)
    submitted(connection, first)
    second = road.form_with(browser.get("/test/sciences/master/m1-maths/@@candidater"), "Candidater")
    other = second.submit(status=303).location.removeprefix("http://localhost")
    assert "M1 Mathématiques" in listed(browser)["carte.pdf"]
    key = of(connection, other, road.IDENTITY).__name__
    asked = browser.get(f"{PAGE}/{key}/@@supprimer")
    text = " ".join(asked.html.select_one("main").get_text().split())
    assert "n'auront plus de fichier : il faudra en déposer un autre avant de transmettre. M1 Mathématiques" in text
    assert "gardent leur exemplaire, tel que vous l'avez transmis : M1 Droit privé" in text
    road.form_with(asked, "Supprimer").submit(status=303)
    assert "carte.pdf" not in listed(browser)
    assert of(connection, other, road.IDENTITY) is None
    assert browser.get(f"{first}/pieces/{road.IDENTITY}/@@fichier").body == PDF
    browser.reset()
    sign_in(browser, "droit")
    assert browser.get(f"{first}/pieces/{road.IDENTITY}/@@fichier").body == PDF


def test_a_document_too_large_for_a_formation_infected_or_gone_is_not_chosen(
    browser: TestApp, connection: Any
) -> None:
    page = road.apply(browser)
    add(browser, ("gros.pdf", PDF))
    asked = browser.get(f"{page}/pieces/{road.CV}/@@choisir")
    form = road.form_to(asked, "@@choisir")
    form.submit(status=409).mustcontain("Choisissez un document dans la liste.")
    form["document"] = asked.html.select_one("input[name=document]")["value"]

    def set_scan(scan: Scan, size: int) -> None:
        def act(work: Any, application: Any) -> None:
            (document,) = application.candidate.documents.values()
            document.scan, document.size = scan, size

        road.meanwhile(connection, page, act)

    set_scan(Scan.INFECTED, 100)
    form.submit(status=409).mustcontain("virus")
    set_scan(Scan.SAFE, 3 * 1024 * 1024)
    form.submit(status=409).mustcontain("dépasse 2 Mo")
    shown = browser.get(f"{page}/pieces/{road.CV}/@@choisir")
    assert shown.html.select_one("input[name=document]").has_attr("disabled")

    def delete(work: Any, application: Any) -> None:
        (document,) = application.candidate.documents.values()
        library.delete(work, application.candidate, document)

    road.meanwhile(connection, page, delete)
    form.submit(status=409).mustcontain("n'est plus dans «\u00a0Mes documents\u00a0»")


def test_a_chosen_document_is_bound_by_the_dates_too(browser: TestApp, connection: Any) -> None:
    """C081."""
    page = road.apply(browser)
    add(browser, ("cv.pdf", PDF))

    def close(work: Any, application: Any) -> None:
        calendar = application.formation.calendar
        application.formation.calendar = calendar.shifted((work.today - calendar.return_by).days - 1)

    road.meanwhile(connection, page, close)
    choose(browser, page, road.CV, "cv.pdf", status=409).mustcontain("La date limite de retour")
    assert of(connection, page, road.CV) is None


@pytest.mark.parametrize("login", ["droit", "central", "admin", "membre", "sciences", "NOUVEAUX"])
def test_nobody_else_sees_the_library(browser: TestApp, connection: Any, login: str) -> None:
    page = road.apply(browser)
    add(browser, ("cv.pdf", PDF))
    document = re.sub(r".*/documents/(\w+)/.*", r"\1", browser.get(PAGE).html.select_one(".library-name")["href"])
    browser.reset()
    sign_in(browser, login)
    token = browser.get("/compte/mot-de-passe").forms[0]["csrf_token"].value
    file, choice = f"{PAGE}/{document}", f"{page}/pieces/{road.CV}/@@choisir"
    for url in (PAGE, f"{file}/@@fichier", f"{file}/@@supprimer", choice):
        browser.get(url, status=404)
    for url in (f"{PAGE}/@@ajouter", f"{file}/@@supprimer", choice):
        browser.post(url, {"csrf_token": token, "document": document}, status=404)
    assert len(road.portal_now(connection).candidates["CANDIDAT"].documents) == 1


def test_a_visitor_signs_in_first(browser: TestApp) -> None:
    assert "/compte/connexion" in browser.get(PAGE, status=302).location


def test_a_library_is_bounded(connection: Any, portal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    candidate = portal.candidates["CANDIDAT"]
    work = seed.work(portal, candidate.userid)
    monkeypatch.setattr(library, "MAX_DOCUMENTS", 1)
    library.add(work, candidate, BytesIO(PDF), "un.pdf")
    with pytest.raises(Refused, match="library_full"):
        library.add(work, candidate, BytesIO(OTHER), "deux.pdf")


def test_the_row_of_a_piece_offers_what_the_library_holds(browser: TestApp) -> None:
    page = road.apply(browser)
    link = f"{page}/pieces/{road.CV}/@@choisir"
    assert browser.get(page).html.find("a", href=link) is None
    add(browser, ("cv.pdf", PDF))
    assert "Choisir dans mes documents" in browser.get(page).html.find("a", href=link).get_text()
    choose(browser, page, road.CV, "cv.pdf")
    assert browser.get(page).html.find("a", href=link) is None
    add(browser, ("autre.pdf", OTHER))
    assert browser.get(page).html.find("a", href=link) is not None


def test_the_page_says_how_large_a_file_may_be_before_it_is_made_smaller(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    said = " ".join(browser.get(PAGE).html.find(id="aide-fichiers").get_text().split())
    assert "WebP, 20 Mo au plus par fichier" in said
    assert "2 Mo au plus." in said
