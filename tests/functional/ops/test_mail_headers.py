"""Nothing that somebody types adds a line to the head of a mail: from the field to the message as it leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.errors import Refused
from ecandidat.jobs.smtp import Smtp, compose
from ecandidat.mails.message import Attached, NotSent, Outgoing
from ecandidat.resources import path_of
from ecandidat.services import outbox, rights, sheets
from ecandidat.work import clock
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, refresh
from tests.functional.doors import sign_in

BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x00", "\r\n\r\n"]
HOSTILE = [
    *(f"Bonjour{one}Bcc: tous@exemple.fr" for one in BREAKS),
    "=?utf-8?q?Bonjour=0D=0ABcc:_tous@exemple.fr?=",
    "=?utf-8?b?eA0KQmNjOiB0b3VzQGV4ZW1wbGUuZnI=?=",
    "=?utf-8?q?a=0A=0Acorps?= =?utf-8?q?b?=",
    "x" * 5000, "é" * 2000, "🎓" * 500, "\x7f\x1b[2J", "moitié \ud83c", "\u202egro.elpmexe",
]  # fmt: skip
KNOWN = {
    "from", "to", "cc", "subject", "date", "message-id", "auto-submitted", "content-language", "list-unsubscribe",
    "list-unsubscribe-post", "mime-version", "content-type",
}  # fmt: skip


def outgoing(**more: Any) -> Outgoing:
    values: dict[str, Any] = {
        "key": "CLE", "sender": "Université de Test <ne-pas-repondre@univ.example>", "recipient": "camille@exemple.fr",
        "subject": "Bonjour", "text": "Texte", "html": "<p>Texte</p>", "language": "fr", "date": clock(),
    }  # fmt: skip
    return Outgoing(**{**values, **more})


def sound(message: Outgoing) -> EmailMessage:
    """The message read back, after a look at the bytes of its head."""
    raw = compose(message).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    assert re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", head) is None
    assert max(map(len, head.split(b"\r\n"))) <= 998
    read = message_from_bytes(raw, EmailMessage, policy=default)
    names = [name.lower() for name, _value in read.items()]
    assert len(names) == len(set(names))
    assert set(names) <= KNOWN
    assert [address.addr_spec for address in read["to"].addresses] == [message.recipient]
    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().split() == message.text.encode("utf-8", "replace").decode().split()
    return read


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_of_a_header_becomes_another_header(text: str) -> None:
    """G17."""
    sound(outgoing(subject=text))
    sound(outgoing(unsubscribe=f"https://univ.example/{text[:300]}"))
    sound(outgoing(sender=f"{text[:60].replace('@', ' ')} <ne-pas-repondre@univ.example>"))
    read = sound(outgoing(attachments=(Attached(f"{text}.pdf", "application/pdf", b"%PDF"),)))
    assert [part.get_content_type() for part in read.iter_attachments()] == ["application/pdf"]


SEVERAL = ["a@exemple.fr, b", "a@exemple.fr;b", "<b@exemple.fr> a", '"a b"', "a b"]


@pytest.mark.parametrize("text", [*HOSTILE[:16], *SEVERAL])
def test_one_recipient_stays_one(text: str) -> None:
    for more in ({"recipient": f"{text}@exemple.fr"}, {"copies": ("c@exemple.fr", f"{text}@exemple.fr")}):
        with pytest.raises(ValueError, match="not one address"):
            compose(outgoing(**more))
    with pytest.raises(NotSent) as failure:
        Smtp({"mail.port": "1"}).send(outgoing(recipient=f"{text}@exemple.fr"))
    assert text.isprintable() is False or failure.value.final


def test_half_a_character_in_a_text_leaves_as_a_question_mark() -> None:
    assert sound(outgoing(text="Née à \ud83c", html="<p>\ud83c</p>")).get_body(("plain",)) is not None


@pytest.fixture
def application(portal: Any, connection: Any) -> Any:
    made = applied(portal)
    commit(connection)
    return made


def left(portal: Any, connection: Any) -> Iterator[Outgoing]:
    """The mails that wait, as the worker takes them."""
    refresh(connection)
    for key in list(portal.outbox.queue):
        message = outbox.take(portal.outbox, key, clock())
        if message is not None:
            yield message


def test_a_mail_that_a_manager_writes_bears_one_subject(
    browser: TestApp, portal: Any, connection: Any, application: Any
) -> None:
    """G17."""
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@courriel"), "objet")
    sent = 0
    for number, text in enumerate(one for one in HOSTILE if "\ud83c" not in one):
        form["objet"].force_value(text)
        form["texte"] = f"Voici le message {number}."
        answer = form.submit("enregistrer", status="*")
        assert answer.status_int in (303, 409, 422), answer.status
        found = [one for one in left(portal, connection) if f"message {number}." in one.text]
        assert len(found) == (answer.status_int == 303), text
        for message in found:
            sound(message)
        sent += len(found)
    assert sent > 2


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_addresses_that_would_break_a_head_are_refused_or_flattened(
    portal: Any, connection: Any, text: str
) -> None:
    """What managers name, candidates read in a subject; what managers give as an address, mails are sent to."""
    work, droit = seed.work(portal, "s-droit", "Test Droit"), portal["test"]["droit"]
    title = f"M1 {text}"[:200]
    target = droit["master"]["m1-papier"]
    target.title = title
    made = applied(portal, code="m1-papier")
    assert made.formation.title == title
    for key in made.mails:
        message = outbox.take(portal.outbox, key, clock())
        if message is not None:
            sound(message)
    for name in ("contact_mail", "alert_mail"):
        with pytest.raises(Refused):
            sheets.check_text(name, f"{text}@univ.example, b@univ.example")
    with pytest.raises(Refused):
        rights.register_staff(work, "nouvelle", "Ada", "Lovelace", f"{text} <a@univ.example>")
    if not title.isprintable():
        with pytest.raises(Refused):
            rights.register_staff(work, "nouvelle", f"Ada{text}", "Lovelace", "b@univ.example")
