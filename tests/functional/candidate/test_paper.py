"""Paper mode: download, print, post; nothing is deposited on line."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from webtest import TestApp

from ecandidat.domain.codes import Status
from ecandidat.services import desk
from tests.functional.candidate import road

PAPER = f"{road.DROIT}/m1-papier"


def test_a_paper_file_is_downloaded_and_posted(browser: TestApp, connection: Any) -> None:
    """C089."""
    page = road.apply(browser, PAPER)
    shown = browser.get(page)
    shown.mustcontain(
        "Veuillez télécharger votre dossier, l'imprimer et le renvoyer à l'adresse de contact avant le",
        "2 rue Jean Carbonnier", "Curriculum Vitae",
    )  # fmt: skip
    assert road.buttons(shown) == ["Annuler la candidature", "Télécharger mon dossier"]
    assert "Fichier" not in [head.get_text() for head in shown.html.select(".pieces-table th[scope=col]")]
    assert "Envoyer mon dossier papier" in browser.get("/candidats/CANDIDAT").html.select_one(".todo").get_text()
    with pikepdf.open(BytesIO(shown.click("Télécharger mon dossier").body)) as pdf:
        assert len(pdf.pages) >= 2
    road.meanwhile(connection, page, lambda work, application: desk.set_status(work, application, Status.RECEIVED))
    received = browser.get(page)
    received.mustcontain("Réceptionné", "Date de réception")
    assert road.buttons(received) == ["Télécharger mon dossier"]


def test_a_paper_file_takes_no_upload_and_no_submission(browser: TestApp) -> None:
    """C089."""
    page = road.apply(browser, PAPER)
    token = browser.get(page).forms[0]["csrf_token"].value
    url = f"{page}/pieces/{road.CV}/@@deposer"
    sent = browser.post(url, {"csrf_token": token}, upload_files=[("fichier", "cv.pdf", b"%PDF-1.7")], status=409)
    sent.mustcontain("Cette formation reçoit des dossiers papier")
    browser.get(f"{page}/@@transmettre", status=303).follow().mustcontain("Cette formation reçoit des dossiers papier")
