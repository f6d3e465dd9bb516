"""Steps that several stories share: applying, filling pieces, what managers do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webtest import TestApp, Upload
from webtest.response import TestResponse

from tests import seed
from tests.functional.doors import sign_in
from tests.unit.documents.samples import pdf

FORMATION = "/test/droit/master/m1-droit"
PIECES = ("test~pieces~identite", "test~droit~pieces~cv", "test~droit~master~m1-droit~pieces~lettre")
HANDICAP = "test~droit~master~m1-droit~pieces~handicap"


def apply(browser: TestApp, formation: str = FORMATION, login: str = "CANDIDAT") -> str:
    """Sign in, press « Candidater »; the path of the application."""
    sign_in(browser, login)
    answer = form_with(browser.get(f"{formation}/@@candidater"), "Candidater").submit(status=303)
    return str(answer.location).removeprefix("http://localhost")


def form_with(page: TestResponse, button: str) -> Any:
    """The form whose button reads ``button``."""
    return next(form for form in page.forms.values() if any(button == said for said in _buttons(form)))


def form_to(page: TestResponse, action: str) -> Any:
    """The form that posts to a URL ending with ``action``."""
    return next(form for form in page.forms.values() if form.action.endswith(action))


def _buttons(form: Any) -> list[str]:
    soup = form.html if hasattr(form, "html") else None
    return [" ".join(b.get_text().split()) for b in soup.find_all("button")] if soup is not None else []


def deposit(browser: TestApp, page: str, key: str, name: str = "page.pdf", content: bytes | None = None, **more: Any) -> TestResponse:
    """Deposit a file at a piece through its form on the application's page."""
    form = form_to(browser.get(page), f"/pieces/{key}/@@deposer")
    form["fichier"] = Upload(name, pdf() if content is None else content)
    return form.submit(**more)


def fill(browser: TestApp, page: str) -> TestResponse:
    """Answer every piece of the digital formation; the page after the last."""
    for key in PIECES:
        deposit(browser, page, key, status=303)
    return form_to(browser.get(page), f"/pieces/{HANDICAP}/@@non-concerne").submit(status=303).follow()


def submit(browser: TestApp, page: str) -> TestResponse:
    """« Transmettre ma candidature », with its confirmation page."""
    return form_with(browser.get(f"{page}/@@transmettre"), "Transmettre ma candidature").submit(status=303).follow()


def manager(connection: Any, page: str, act: Callable[[Any, Any], Any]) -> None:
    """What a manager of the component does, committed: ``act(work, application)``."""
    from ecandidat.resources import ROOT, find

    tm = connection.transaction_manager
    tm.abort()
    tm.begin()
    portal = connection.root()[ROOT]
    act(seed.work(portal, "s-droit", "Gestionnaire"), find(portal, page))
    tm.commit()
    tm.begin()
