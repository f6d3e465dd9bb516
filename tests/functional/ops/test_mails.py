"""Mails really leave: a real SMTP conversation, refusals, a server that comes back, two workers at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import transaction
from aiosmtpd.controller import Controller
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.domain.codes import MailState
from ecandidat.jobs import mail as job
from ecandidat.jobs.smtp import Smtp
from ecandidat.mails.message import Outgoing
from ecandidat.models.document import Document
from ecandidat.models.mail import StoredMail
from ecandidat.resources import ROOT
from ecandidat.services import outbox
from tests import seed
from tests.post import Post, delivering
from tests.postgres import free_port

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 300


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[Smtp]:
    """The way to a running mail server."""
    with delivering(post) as way:
        yield way


def store(database: DB, recipient: str = "camille@exemple.fr", *, attach: bool = False, **more: Any) -> str:
    """A mail in the outbox; its key."""
    with transaction.manager, database.transaction() as connection:
        mail = StoredMail()
        mail.code, mail.recipient, mail.sender = "CANDIDATURE", recipient, "ne-pas-repondre@univ.example"
        mail.subject, mail.text = "Votre candidature à l'université", "Bonjour Zoé,\nà bientôt — 12 €."
        mail.html, mail.created_at = "<p>Bonjour <b>Zoé</b></p>", seed.NOW
        for name, value in more.items():
            setattr(mail, name, value)
        if attach:
            document = Document()
            with document.writer() as target:
                target.write(PDF)
            document.filename, document.content_type = "lettre d'admission é.pdf", "application/pdf"
            mail.attachments = (document,)
        connection.root()[ROOT].outbox.post(f"K{len(connection.root()[ROOT].outbox)}", mail)
        return mail.__name__


def read(database: DB, key: str) -> tuple[MailState, str, int, bool]:
    """State, reply, number of tries, and whether it is still queued."""
    with database.transaction() as connection:
        box = connection.root()[ROOT].outbox
        return box[key].state, box[key].reply, box[key].tries, key in box.queue


def _same(moment: datetime) -> datetime:
    return moment


def test_a_mail_leaves_whole(database: DB, server: Smtp, post: Post) -> None:
    key = store(database, attach=True, copies=("secretariat@univ.example",))
    assert job.sweep(database, server) == 1
    state, reply, tries, queued = read(database, key)
    assert (state, tries, queued) == (MailState.SENT, 1, False)
    assert reply == "250 2.0.0 Accepte sous le numero 42"
    (message,) = post.messages
    assert set(post.envelopes[0].rcpt_tos) == {"camille@exemple.fr", "secretariat@univ.example"}
    assert message["Subject"] == "Votre candidature à l'université"
    assert message["From"] == "ne-pas-repondre@univ.example"
    assert message["Message-ID"] == f"<{key}@univ.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.tzinfo is not None
    body, html = message.get_body(("plain",)), message.get_body(("html",))
    assert body is not None
    assert html is not None
    assert "à bientôt — 12 €." in body.get_content()
    assert "<b>Zoé</b>" in html.get_content()
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "lettre d'admission é.pdf"
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_payload(decode=True) == PDF


def test_a_refused_recipient_is_final_and_says_why(database: DB, server: Smtp, post: Post) -> None:
    key = store(database, "inconnu@exemple.fr")
    assert job.sweep(database, server) == 0
    assert read(database, key) == (MailState.FAILED, "550 5.1.1 Boite inconnue", 1, False)
    assert post.envelopes == []


def test_a_server_that_asks_to_wait_gets_another_try(database: DB, server: Smtp) -> None:
    key = store(database, "plus-tard@exemple.fr")
    now = seed.NOW
    for tries, pause in enumerate(outbox.PAUSES, start=1):
        job.sweep(database, server, partial(_same, now))
        state, reply, tried, queued = read(database, key)
        assert (state, reply, tried, queued) == (MailState.FAILED, "451 4.3.0 Revenez plus tard", tries, True)
        # Not a second earlier.
        job.sweep(database, server, partial(_same, now + pause - timedelta(seconds=1)))
        assert read(database, key)[2] == tries
        now += pause
    job.sweep(database, server, lambda: now)
    assert read(database, key) == (MailState.FAILED, "451 4.3.0 Revenez plus tard", len(outbox.PAUSES) + 1, False)


def test_a_server_down_then_back(database: DB, post: Post) -> None:
    port, key = free_port(), store(database)
    way = Smtp({"mail.host": "127.0.0.1", "mail.port": str(port)})
    assert job.sweep(database, way, lambda: seed.NOW) == 0
    state, reply, _, queued = read(database, key)
    assert (state, queued) == (MailState.FAILED, True)
    assert "ConnectionRefusedError" in reply
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert job.sweep(database, way, lambda: seed.NOW + outbox.PAUSES[0]) == 1
    finally:
        controller.stop()
    assert read(database, key)[0] is MailState.SENT
    assert len(post.messages) == 1


def test_one_impossible_mail_does_not_hold_up_the_others(database: DB, server: Smtp, post: Post) -> None:
    bad, good = store(database, ""), store(database)
    assert job.sweep(database, server) == 1
    assert read(database, bad)[0] is MailState.FAILED
    assert read(database, good)[0] is MailState.SENT


def test_a_subject_cannot_add_a_header(database: DB, server: Smtp, post: Post) -> None:
    store(database, subject="Bonjour\r\nBcc: tout-le-monde@exemple.fr\nX: y")
    job.sweep(database, server)
    (message,) = post.messages
    assert message["Bcc"] is None
    assert message["X"] is None
    assert post.envelopes[0].rcpt_tos == ["camille@exemple.fr"]


class Slow:
    """A way out that lets both workers arrive before either sends."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.barrier = threading.Barrier(2, timeout=20)

    def send(self, message: Outgoing) -> str:
        self.sent.append(message.key)
        return "250 OK"


def test_two_workers_never_send_twice(database: DB) -> None:
    keys, way = [store(database) for _ in range(20)], Slow()

    def work() -> None:
        way.barrier.wait()
        job.deliver(database, way, keys)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(way.sent) == sorted(keys)
    assert all(read(database, key)[0] is MailState.SENT for key in keys)


def test_a_worker_that_died_leaves_its_mail_to_another(database: DB, server: Smtp) -> None:
    key = store(database)
    with transaction.manager, database.transaction() as connection:
        assert outbox.take(connection.root()[ROOT].outbox, key, seed.NOW) is not None
    assert job.sweep(database, server, lambda: seed.NOW + timedelta(minutes=1)) == 0
    assert read(database, key)[0] is MailState.SENDING
    assert job.sweep(database, server, lambda: seed.NOW + outbox.LEASE) == 1
    assert read(database, key)[0] is MailState.SENT


def test_the_worker_sends_what_a_page_posted(database: DB, tmp_path: Any) -> None:
    """Only the wake-up after the commit can send this soon: the sweep comes later."""
    from ecandidat import main
    from tests.conftest import INI

    app = main({}, **{**INI, "ecandidat.var": str(tmp_path), "ecandidat.worker": "external"})
    for opened in app.registry._zodb_databases.values():
        opened.close()
    app.registry._zodb_databases = {"": database}
    done = threading.Event()
    app.registry.background.huey.signal("complete")(lambda signal, task, *rest: task.name == "deliver" and done.set())
    consumer = app.registry.background.start()
    try:
        browser = TestApp(app, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
        form = browser.get("/compte/identifiants").forms["deform"]
        form[next(name for name in form.fields if name and "mail" in name)] = "candidat@exemple.fr"
        form.submit()
        assert done.wait(20)
    finally:
        consumer.stop(graceful=True)
        app.registry.background.close()
    with database.transaction() as connection:
        (mail,) = [m for m in connection.root()[ROOT].outbox.values() if m.recipient == "candidat@exemple.fr"]
        assert (mail.state, mail.reply) == (MailState.SENT, "conservé (développement)")


def test_an_answer_is_kept_short() -> None:
    assert outbox._short("550 " + "x" * 900 + "\n\n fin") == ("550 " + "x" * 496)

