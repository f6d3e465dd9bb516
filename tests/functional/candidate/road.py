"""Steps that several stories share: applying, filling pieces, what managers do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webtest import TestApp, Upload
from webtest.response import TestResponse

from ecandidat.resources import ROOT, find
from tests import seed
from tests.functional.doors import sign_in
from tests.unit.documents.samples import pdf

DROIT = "/test/droit/master"
FORMATION = f"{DROIT}/m1-droit"
IDENTITY = "test~pieces~identite"
CV = "test~droit~pieces~cv"
LETTER = "test~droit~master~m1-droit~pieces~lettre"
HANDICAP = "test~droit~master~m1-droit~pieces~handicap"
EVERY = (IDENTITY, CV, LETTER, HANDICAP)


def apply(browser: TestApp, formation: str = FORMATION, login: str = "CANDIDAT") -> str:
    """Sign in, press « Candidater »; the path of the application."""
    sign_in(browser, login)
    answer = form_with(browser.get(f"{formation}/@@candidater"), "Candidater").submit(status=303)
    return str(answer.location).removeprefix("http://localhost")


def form_with(page: TestResponse, button: str) -> Any:
    """The form whose button reads ``button``."""
    for form in page.forms.values():
        for found in page.html.find_all("form")[_index(page, form)].find_all("button"):
            if " ".join(found.get_text().split()) == button:
                return form
    raise AssertionError(f"no button « {button} »")


def _index(page: TestResponse, form: Any) -> int:
    return next(number for number, other in page.forms.items() if isinstance(number, int) and other is form)


def form_to(page: TestResponse, action: str) -> Any:
    """The form that posts to a URL ending with ``action``."""
    return next(form for form in page.forms.values() if form.action.endswith(action))


def buttons(page: TestResponse) -> list[str]:
    """What the row of buttons of an application offers."""
    return [" ".join(link.get_text().split()) for link in page.html.select("#actions a.btn")]


def statuses(page: TestResponse) -> list[str]:
    """The status of each piece in the table, in its order."""
    return [cell.get_text(strip=True) for cell in page.html.select(".pieces-table td[data-label=Statut]")]


def deposit(
    browser: TestApp, page: str, key: str, name: str = "page.pdf", content: bytes | None = None, status: int = 303
) -> TestResponse:
    """Deposit a file at a piece through its form on the application's page."""
    form = form_to(browser.get(page), f"/pieces/{key}/@@deposer")
    form["fichier"] = [Upload(name, pdf() if content is None else content)]
    return form.submit(status=status)


def not_concerned(browser: TestApp, page: str, key: str = HANDICAP) -> TestResponse:
    """« Non concerné par cette pièce »."""
    return form_to(browser.get(page), f"/pieces/{key}/@@non-concerne").submit(status=303).follow()


def fill(browser: TestApp, page: str) -> TestResponse:
    """Answer every piece of the digital formation; the page after the last."""
    for key in (IDENTITY, CV, LETTER):
        deposit(browser, page, key)
    return not_concerned(browser, page)


def submit(browser: TestApp, page: str) -> TestResponse:
    """« Transmettre ma candidature », with its confirmation page."""
    asked = browser.get(page).click("Transmettre ma candidature")
    return form_with(asked, "Transmettre ma candidature").submit(status=303).follow()


def portal_now(connection: Any) -> Any:
    """The portal as committed by now."""
    manager = connection.transaction_manager
    manager.abort()
    manager.begin()
    return connection.root()[ROOT]


def meanwhile(connection: Any, page: str, act: Callable[[Any, Any], Any]) -> Any:
    """What a manager of the component does, committed: ``act(work, application)``."""
    portal = portal_now(connection)
    result = act(seed.work(portal, "s-droit", "Gestionnaire"), find(portal, page))
    manager = connection.transaction_manager
    manager.commit()
    manager.begin()
    return result
