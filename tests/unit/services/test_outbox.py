"""The life of a stored mail, step by step, without a server or a database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ecandidat.domain.codes import MailState
from ecandidat.domain.errors import Refused
from ecandidat.models.mail import Outbox, StoredMail
from ecandidat.models.portal import Portal
from ecandidat.services import outbox
from tests import seed

NOW = seed.NOW
MINUTE = timedelta(minutes=1)


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
def box(portal: Portal) -> Outbox:
    return portal.outbox


def post(box: Outbox, key: str, age: timedelta = timedelta()) -> StoredMail:
    mail = StoredMail()
    mail.recipient, mail.subject, mail.text, mail.created_at = "a@exemple.fr", "Bonjour", "Texte", NOW - age
    box.post(key, mail)
    return mail


def test_the_oldest_mails_leave_first_and_future_ones_wait(box: Outbox) -> None:
    post(box, "NEW")
    post(box, "OLD", MINUTE)
    post(box, "LATER", -MINUTE)
    assert outbox.due(box, NOW) == ["OLD", "NEW"]
    assert outbox.due(box, NOW, limit=1) == ["OLD"]


def test_a_mail_taken_is_nobody_elses_until_its_lease_ends(box: Outbox) -> None:
    mail = post(box, "K")
    taken = outbox.take(box, "K", NOW)
    assert taken is not None
    assert (taken.recipient, taken.subject, taken.text) == ("a@exemple.fr", "Bonjour", "Texte")
    assert (mail.state, mail.tries, mail.next_try) == (MailState.SENDING, 1, NOW + outbox.LEASE)
    assert outbox.take(box, "K", NOW + outbox.LEASE - timedelta(seconds=1)) is None
    assert outbox.take(box, "K", NOW + outbox.LEASE) is not None
    assert mail.tries == 2


def test_a_mail_sent_leaves_the_queue_and_stays_readable(box: Outbox) -> None:
    mail = post(box, "K")
    outbox.take(box, "K", NOW)
    outbox.sent(box, "K", NOW + MINUTE, "250 OK\n 42")
    assert (mail.state, mail.sent_at, mail.reply, mail.next_try) == (MailState.SENT, NOW + MINUTE, "250 OK 42", None)
    assert "K" not in box.queue
    assert box["K"] is mail
    assert outbox.take(box, "K", NOW + timedelta(days=1)) is None


def test_pauses_grow_and_end(box: Outbox) -> None:
    mail, now = post(box, "K"), NOW
    for pause in outbox.PAUSES:
        assert outbox.take(box, "K", now) is not None
        outbox.failed(box, "K", now, "451", final=False)
        assert mail.next_try == now + pause
        now += pause
    outbox.take(box, "K", now)
    outbox.failed(box, "K", now, "451", final=False)
    assert (mail.state, mail.next_try) == (MailState.FAILED, None)
    assert "K" not in box.queue


def test_a_final_failure_is_not_tried_again(box: Outbox) -> None:
    mail = post(box, "K")
    outbox.take(box, "K", NOW)
    outbox.failed(box, "K", NOW, "550 inconnu", final=True)
    assert (mail.state, mail.reply) == (MailState.FAILED, "550 inconnu")
    assert outbox.due(box, NOW + timedelta(days=9)) == []


def test_a_failed_mail_can_be_sent_again_from_the_start(portal: Portal, box: Outbox) -> None:
    mail: Any = post(box, "K")
    outbox.take(box, "K", NOW)
    work = seed.work(portal, now=NOW)
    with pytest.raises(Refused) as refused:
        outbox.send_again(work, mail)
    assert refused.value.code == "mail_waiting"
    outbox.failed(box, "K", NOW, "550", final=True)
    outbox.send_again(work, mail)
    assert (mail.state, mail.tries) == (MailState.PENDING, 0)
    assert outbox.due(box, NOW) == ["K"]


def test_what_was_posted_is_told_once_and_changes_nothing(box: Outbox) -> None:
    post(box, "A")
    post(box, "B")
    assert box.pop_posted() == ("A", "B")
    assert box.pop_posted() == ()
    assert not [name for name in box.__getstate__() if "posted" in name]


def test_a_long_reply_is_kept_short(box: Outbox) -> None:
    mail = post(box, "K")
    outbox.take(box, "K", NOW)
    outbox.failed(box, "K", NOW, "550 " + "x" * 900, final=True)
    assert len(mail.reply) == 500
