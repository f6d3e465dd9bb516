"""The whole road in one process, without JavaScript."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from ecandidat.resources import ROOT
from tests.stories.road import Road


def test_from_an_empty_account_to_a_confirmed_admission(wsgi: Any, database: Any) -> None:
    def mailbox(recipient: str) -> list[tuple[str, str]]:
        with database.transaction() as connection:
            found = [mail for mail in connection.root()[ROOT].outbox.values() if mail.recipient == recipient]
            return [(mail.subject, mail.text) for mail in sorted(found, key=lambda mail: mail.created_at)]

    environ = {"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"}
    Road(TestApp(wsgi, extra_environ=environ), TestApp(wsgi, extra_environ=environ), mailbox).walk()
