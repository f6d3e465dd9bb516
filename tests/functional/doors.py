"""Signing in through the real form, as every story does."""

from __future__ import annotations

from webtest import TestApp
from webtest.response import TestResponse

from tests.seed import PASSWORD


def sign_in(browser: TestApp, login: str, password: str = PASSWORD) -> TestResponse:
    """Fill « Connexion » in and follow where it leads; ``login`` is a number, a mail address or a staff login."""
    form = next(form for form in browser.get("/compte/connexion").forms.values() if "utilisateur" in form.fields)
    form["utilisateur"], form["mot_de_passe"] = login, password
    return form.submit(status=303)
