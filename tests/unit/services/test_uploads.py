"""Uploads by pieces, through the services: what arrives, what is handed over once, what expires."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ecandidat.documents.limits import MAX_SENT
from ecandidat.domain.errors import Refused
from ecandidat.services import uploads
from tests import seed


@pytest.fixture
def candidate(portal: Any) -> Any:
    return portal.candidates["CANDIDAT"]


@pytest.fixture
def work(portal: Any, candidate: Any) -> Any:
    return seed.work(portal, candidate.userid)


def send(work: Any, candidate: Any, content: bytes, name: str = "scan.pdf", piece: int = 10) -> Any:
    """A whole upload, in pieces."""
    upload = uploads.begin(work, candidate, name, len(content))
    for at in range(0, len(content), piece):
        uploads.append(upload, at, io.BytesIO(content[at : at + piece]))
    return upload


def test_what_arrived_in_pieces_is_handed_over_whole(work: Any, candidate: Any) -> None:
    content = bytes(range(256))
    upload = send(work, candidate, content, "../Relevé (1).pdf")
    later = replace(work, now=work.now + timedelta(hours=1))
    (sent,) = uploads.received(later, candidate, [upload.__name__])
    assert sent.stream.read() == content
    assert (sent.filename, sent.begun_at) == ("Relevé (1).pdf", work.now)
    sent.stream.seek(-6, io.SEEK_END)
    assert sent.stream.read(3) == content[-6:-3]
    sent.stream.seek(17)
    assert sent.stream.read(100) == content[17:117]


def test_files_come_in_the_order_asked_and_each_once(work: Any, candidate: Any) -> None:
    first, second = send(work, candidate, b"un", "1.pdf"), send(work, candidate, b"deux", "2.pdf")
    keys = [second.__name__, first.__name__, second.__name__]
    assert [sent.filename for sent in uploads.received(work, candidate, keys)] == ["2.pdf", "1.pdf"]
    assert uploads.received(work, candidate, keys) == []


def test_an_unfinished_unknown_expired_or_foreign_upload_is_not_handed_over(
    portal: Any, work: Any, candidate: Any
) -> None:
    upload = uploads.begin(work, candidate, "scan.pdf", 10)
    with pytest.raises(Refused, match="upload_unfinished"):
        uploads.received(work, candidate, [upload.__name__])
    uploads.append(upload, 0, io.BytesIO(b"0123456789"))
    manager = seed.work(portal, "s-droit")
    late = replace(work, now=work.now + uploads.KEEP)
    for who, whose, key in (
        (work, candidate, "INCONNUE"), (manager, candidate, upload.__name__), (late, candidate, upload.__name__),
        (work, portal.candidates["NOUVEAUX"], upload.__name__),
    ):  # fmt: skip
        with pytest.raises(Refused, match="upload_gone"):
            uploads.received(who, whose, [key])


def test_bytes_are_added_only_where_they_follow(work: Any, candidate: Any) -> None:
    upload = uploads.begin(work, candidate, "scan.pdf", 10)
    uploads.append(upload, 0, io.BytesIO(b"01234"))
    for offset in (0, 4, 6, 10):
        with pytest.raises(Refused, match="upload_offset"):
            uploads.append(upload, offset, io.BytesIO(b"x"))
    with pytest.raises(Refused, match="upload_overrun"):
        uploads.append(upload, 5, io.BytesIO(b"567890"))
    with pytest.raises(Refused, match="upload_checksum"):
        uploads.append(upload, 5, io.BytesIO(b"56789"), ("sha1", b"wrong"))
    assert upload.offset == 5
    uploads.append(upload, 5, io.BytesIO(b"56789"), ("sha256", hashlib.sha256(b"56789").digest()))
    assert upload.complete
    assert upload.open().read() == b"0123456789"


def test_a_file_and_its_pieces_are_bounded(work: Any, candidate: Any) -> None:
    with pytest.raises(Refused, match="file_too_large"):
        uploads.begin(work, candidate, "gros.pdf", MAX_SENT + 1)
    with pytest.raises(Refused, match="file_empty"):
        uploads.begin(work, candidate, "vide.pdf", 0)
    upload = uploads.begin(work, candidate, "gros.pdf", MAX_SENT)
    with pytest.raises(Refused, match="upload_chunk"):
        uploads.append(upload, 0, io.BytesIO(bytes(uploads.MAX_CHUNK + 1)))
    for at in range(uploads.MAX_CHUNKS):
        uploads.append(upload, at, io.BytesIO(b"x"))
    with pytest.raises(Refused, match="upload_chunk"):
        uploads.append(upload, uploads.MAX_CHUNKS, io.BytesIO(b"x"))


def test_the_same_announcement_made_again_is_one_upload(portal: Any, work: Any, candidate: Any) -> None:
    first = uploads.begin(work, candidate, "scan.pdf", 10, "jeton 1", once=True)
    assert uploads.begin(work, candidate, "scan.pdf", 10, "jeton 1", once=True) is first
    assert uploads.begin(work, candidate, "scan.pdf", 10, "jeton 2", once=True) is not first
    assert uploads.begin(work, candidate, "scan.pdf", 11, "jeton 1", once=True) is not first
    assert uploads.begin(work, candidate, "scan.pdf", 10, "jeton 1") is not first
    assert uploads.begin(seed.work(portal, "s-droit"), candidate, "scan.pdf", 10, "jeton 1", once=True) is not first


def test_the_files_that_wait_are_bounded_and_an_abandoned_one_gives_its_place(work: Any, candidate: Any) -> None:
    first = uploads.begin(work, candidate, "0.pdf", 10)
    just_after = replace(work, now=work.now + timedelta(seconds=1))
    for number in range(1, uploads.MAX_WAITING):
        uploads.begin(just_after, candidate, f"{number}.pdf", 10)
    with pytest.raises(Refused, match="uploads_too_many"):
        uploads.begin(just_after, candidate, "de trop.pdf", 10)
    uploads.begin(replace(work, now=work.now + uploads.IDLE), candidate, "plus tard.pdf", 10)
    assert first.__name__ not in candidate.uploads
    assert len(candidate.uploads) == uploads.MAX_WAITING


def test_the_bytes_that_wait_are_bounded_and_nobody_takes_the_place_of_another(
    portal: Any, work: Any, candidate: Any
) -> None:  # fmt: skip
    manager = seed.work(portal, "s-droit")
    theirs = uploads.begin(manager, candidate, "bulletin.pdf", MAX_SENT)
    most = uploads.MAX_HELD // MAX_SENT
    for number in range(most):
        uploads.begin(work, candidate, f"{number}.pdf", MAX_SENT)
    with pytest.raises(Refused, match="uploads_too_many") as refused:
        uploads.begin(work, candidate, "de trop.pdf", 1)
    assert refused.value.params == {"maximum": most}
    uploads.begin(manager, candidate, "relevé.pdf", MAX_SENT)
    later = replace(work, now=work.now + uploads.IDLE)
    uploads.begin(later, candidate, "plus tard.pdf", MAX_SENT)
    assert theirs.__name__ in candidate.uploads
    assert len(list(candidate.uploads.begun_by(work.actor.userid))) == most


def test_what_expired_is_purged_and_the_candidate_forgotten(portal: Any, work: Any, candidate: Any) -> None:
    send(work, candidate, b"un")
    later = work.now + timedelta(hours=1)
    other = uploads.begin(replace(work, now=later), candidate, "2.pdf", 4)
    assert uploads.sending(portal) == ["CANDIDAT"]
    assert uploads.purge(portal, "CANDIDAT", work.now + uploads.KEEP) == 1
    assert list(candidate.uploads) == [other.__name__]
    assert uploads.sending(portal) == ["CANDIDAT"]
    assert uploads.purge(portal, "CANDIDAT", later + uploads.KEEP) == 1
    assert uploads.sending(portal) == []
    assert uploads.purge(portal, "CANDIDAT", later) == 0
