"""What the stories of this folder do at every step."""

from __future__ import annotations

import re
from typing import Any

from webtest import TestApp

from ecandidat.resources import ROOT
from tests.seed import PASSWORD


def sign_in(browser: TestApp, login: str, password: str = PASSWORD, status: int = 303) -> Any:
    """Use the form of « Connexion »."""
    form = last_form(browser.get("/compte/connexion"))
    form["utilisateur"], form["mot_de_passe"] = login, password
    return form.submit(status=status)


def last_form(page: Any) -> Any:
    """The form of a page's content: that of the menu, if any, comes before."""
    return page.forms[max(key for key in page.forms if isinstance(key, int))]


def mails(database: Any, code: str = "") -> list[Any]:
    """The mails in the outbox, the oldest first, as (code, recipient, text) rows."""
    with database.transaction() as connection:
        stored = connection.root()[ROOT].outbox.values()
        rows = [(m.created_at, m.code, m.recipient, m.text, m.html) for m in stored]
    return [row[1:] for row in sorted(rows) if code in ("", row[1])]


def link(text: str) -> str:
    """The local path of the secret link of a mail."""
    found = re.search(r"https?://[^/\s]+(/compte/(?:activer|identifiants)/[\w-]+)", text)
    assert found is not None, text
    return found[1]
