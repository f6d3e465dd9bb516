"""The mails of development: readable, clickable, harmless; absent elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat import main
from ecandidat.domain.codes import MailState
from ecandidat.models.mail import StoredMail
from ecandidat.views.development.mails import linked
from tests import seed


@pytest.fixture
def letters(connection: Any, portal: Any) -> Any:
    """Two mails, the second one newer and hostile."""
    for number, (to, subject) in enumerate([("alice@exemple.fr", "Premier"), ("bob@exemple.fr", "<b>Second</b>")]):
        mail = StoredMail()
        mail.recipient, mail.subject, mail.code = to, subject, "CPT_MIN_CREATE"
        mail.text = "Cliquez : https://ecandidat.test/compte/activer/abc?x=1&y=2.\n<script>alert(1)</script>"
        mail.html = "<p>Bonjour <script>alert(1)</script></p>"
        mail.created_at = seed.NOW + timedelta(minutes=number)
        mail.state = MailState.SENT
        portal.outbox.post(f"MAIL{number}", mail)
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    return portal


def test_the_newest_comes_first(browser: TestApp, letters: Any) -> None:
    page = browser.get("/@@courriels")
    assert [link.text for link in page.html.select("td.cell-title a")] == ["<b>Second</b>", "Premier"]
    narrowed = browser.get("/@@courriels?a=ALICE")
    assert [link.text for link in narrowed.html.select("td.cell-title a")] == ["Premier"]


def test_a_mail_shows_its_links_and_its_html_in_a_sandbox(browser: TestApp, letters: Any) -> None:
    page = browser.get("/@@courriels").click("Premier")
    assert page.html.select_one(".mail-links a")["href"] == "https://ecandidat.test/compte/activer/abc?x=1&y=2"
    assert "<script>alert" not in page
    shown = browser.get(page.html.find("iframe")["src"])
    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    "path",
    [
        "/@@courriels?mail=x",
        "/@@courriel.html",
        "/@@courriel.piece?mail=MAIL0&n=0",
        "/@@courriel.piece?mail=MAIL0&n=-1",
    ],
)
def test_what_is_not_there_is_not_found(browser: TestApp, letters: Any, path: str) -> None:
    browser.get(path, status=404)


def test_links_end_where_the_sentence_goes_on() -> None:
    assert linked("(voir https://a.test/x?y=1&z=2). <b>") == (
        '(voir <a href="https://a.test/x?y=1&amp;z=2">https://a.test/x?y=1&amp;z=2</a>). &lt;b&gt;'
    )


def test_production_has_no_such_page(database: Any, settings_ini: dict[str, Any]) -> None:
    ini = {
        **settings_ini, "ecandidat.development": "false", "ecandidat.secret": "s" * 40, "ecandidat.cas": "none",
        "ecandidat.survey": "none", "ecandidat.directory": "none",
        "ecandidat.base_url": "https://ecandidat.test", "ecandidat.secure_cookies": "true",
    }  # fmt: skip
    app = main({}, **ini)
    for opened in app.registry._zodb_databases.values():
        opened.close()
    app.registry._zodb_databases = {"": database}
    for name in ("@@courriels", "@@courriel.html?mail=x"):
        TestApp(app).get(f"/{name}", status=404)
