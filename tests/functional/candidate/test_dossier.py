"""« Télécharger mon dossier »: the owner's live file, the managers' frozen one."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
from webtest import TestApp

from ecandidat.resources import find
from ecandidat.services import dossier
from tests import seed
from tests.functional.candidate import road
from tests.functional.doors import sign_in
from tests.unit.documents.samples import pdf


def pages(browser: TestApp, page: str) -> int:
    """Pages of the dossier that the person signed in downloads."""
    answer = browser.get(f"{page}/@@dossier.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.content_length == len(answer.body)
    assert "dossier-CANDIDAT-m1-droit.pdf" in answer.headers["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.body)) as document:
        return len(document.pages)


def test_the_dossier_ends_with_the_pieces(browser: TestApp) -> None:
    """C090."""
    page = road.apply(browser)
    bare = pages(browser, page)
    road.deposit(browser, page, road.CV, "cv.pdf", pdf(3))
    assert pages(browser, page) == bare + 3


def test_managers_print_what_was_sent(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "cv.pdf", pdf(3))
    mine = pages(browser, page)
    browser.reset()
    sign_in(browser, "droit")
    assert pages(browser, page) == mine - 3
    browser.reset()
    sign_in(browser, "sciences")
    browser.get(f"{page}/@@dossier.pdf", status="4*")


def test_the_profile_is_printed_in_words(browser: TestApp, connection: Any) -> None:
    """C090."""
    page = road.apply(browser)
    portal = road.portal_now(connection)
    application = find(portal, page)
    printed = dossier.data(seed.work(portal), application, owner=True)
    assert printed.identity.nationality == "Française"
    assert printed.identity.birth == "14/07/2003"
    assert printed.identity.birth_place == "POITIERS, Vienne"
    assert printed.address == ("2 rue de l'église", "86000 POITIERS")
    assert printed.baccalaureate is not None
    assert printed.baccalaureate.specialities == "Mathématiques, Sciences de la vie et de la Terre"
    assert printed.baccalaureate.honours == "Assez bien"
    first = printed.pieces[0]
    assert (first.label, first.status) == ("Copie pièce d'identité", "En attente")


def test_the_dossier_speaks_the_language_of_the_candidate(browser: TestApp, connection: Any) -> None:
    """C090, C104."""
    page = road.apply(browser)
    portal = road.portal_now(connection)
    application = find(portal, page)
    application.candidate.language = "en"
    printed = dossier.data(seed.work(portal), application, owner=True)
    assert (printed.status, printed.mode, printed.identity.nationality) == ("Pending", "Online application", "French")
    for lang, wanted in {
        "en": ("Ms", "French"), "es": ("Señora", "Francia"), "de": ("Frau", "Frankreich"),
    }.items():  # fmt: skip
        who = dossier.data(seed.work(portal), application, owner=True, lang=lang).identity
        assert (who.civil_title, who.nationality) == wanted


def test_a_submission_freezes_the_profile_that_managers_print(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)
    portal = road.portal_now(connection)
    application = find(portal, page)
    profile = application.candidate.profile
    profile.personal = replace(profile.personal, first_name="AUTRE")
    printed = dossier.data(seed.work(portal), application, owner=False)
    assert printed.identity.first_name == "CAMILLE"
