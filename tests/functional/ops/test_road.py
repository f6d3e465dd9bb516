"""The whole road on PostgreSQL, through two servers that take turns: no page may lean on the memory of one process."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

from webtest import TestApp

from ecandidat.resources import ROOT
from ecandidat.scripts.instance import opened
from tests import postgres, seed
from tests.relay import Relay
from tests.stories.road import Road

INI = str(postgres.PROJECT / "production.ini")


def test_requests_alternate_between_two_servers(tmp_path: Path) -> None:
    with postgres.database(tmp_path) as instance, patch.dict(os.environ, instance.environment, clear=True):
        instance.install()
        with opened(INI) as database:
            seed.build(database.root)
            database.commit()
        with instance.servers(2) as servers, opened(INI) as database:

            def mailbox(recipient: str) -> list[tuple[str, str]]:
                database.manager.abort()
                database.manager.begin()
                found = [mail for mail in database.root[ROOT].outbox.values() if mail.recipient == recipient]
                return [(mail.subject, mail.text) for mail in sorted(found, key=lambda mail: mail.created_at)]

            relay = Relay(servers)
            environ = {"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"}
            candidate, manager = (TestApp(relay, extra_environ=environ, lint=False) for _ in range(2))
            Road(candidate, manager, mailbox).walk()
            assert min(relay.counts.values()) > 30
