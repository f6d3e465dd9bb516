"""Files that come by pieces (the tus protocol's use cases): begin, append, abandon, hand over, purge.

What never enters: headers and statuses of the protocol (``views.candidate.uploads``), what a file must contain
(``documents``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from ZODB.blob import Blob

from ecandidat.documents.limits import MAX_SENT, MEBIBYTE
from ecandidat.documents.uploads import safe_filename
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.models.candidate import Candidate
from ecandidat.models.folder import ShardedMap
from ecandidat.models.upload import Upload, Uploads
from ecandidat.resources import Portal
from ecandidat.work import Work

CHUNK: Final = 512 * 1024
"""Bytes that our pages send at once: what a slow line loses at most when it breaks."""

MAX_CHUNK: Final = 2 * MEBIBYTE
"""Most bytes accepted at once."""

MAX_CHUNKS: Final = 400
"""Most pieces of one file: each is an object of the database."""

MAX_WAITING: Final = 40
"""Most files that one person is sending for one candidate, or that wait for their form to be sent."""

MAX_HELD: Final = 400 * MEBIBYTE
"""Most bytes of these files."""

KEEP: Final = timedelta(hours=24)
"""How long an upload may take, and wait for its form."""

IDLE: Final = timedelta(minutes=10)
"""When too many wait, one that was begun longer ago than this gives its place."""

DIGESTS: Final = ("sha1", "sha256")
"""Checksums that a chunk may carry."""

_BLOCK: Final = 64 * 1024


@dataclass
class Sent:
    """A file that somebody sent: ``stream`` is seekable, ``begun_at`` is aware, in UTC."""

    stream: BinaryIO
    filename: str
    begun_at: datetime


def received(work: Work, candidate: Candidate, ids: Iterable[str]) -> list[Sent]:
    """Take over whole uploads, in the order of ``ids``, each once: one already taken is left out, so that a form sent
    twice deposits nothing twice. Refused with ``upload_gone`` (unknown, expired, somebody else's) and
    ``upload_unfinished``; dropping the transaction gives them all back.
    """
    taken: list[Sent] = []
    for key in dict.fromkeys(ids):
        upload = found(work, candidate, key)
        if upload.used_at is not None:
            continue
        if not upload.complete:
            raise Refused("upload_unfinished", file=upload.filename)
        taken.append(Sent(upload.open(), upload.filename, upload.begun_at))
        # The stream holds the blobs until the end of the transaction; the next pack frees them.
        upload.used_at, upload.chunks = work.now, ()
    return taken


def found(work: Work, candidate: Candidate, key: str) -> Upload:
    """An upload of the candidate that this very person began; refused with ``upload_gone``."""
    upload: Upload | None = candidate.uploads.get(key) if candidate.uploads is not None else None
    if upload is None or upload.begun_by != work.actor.userid or upload.expires_at <= work.now:
        raise Refused("upload_gone")
    return upload


def begin(
    work: Work, candidate: Candidate, filename: str, length: int, metadata: str = "", *, once: bool = False
) -> Upload:
    """Announce a file of ``length`` bytes; ``metadata`` is kept as it is. With ``once``, the same announcement made
    again answers the same upload.

    Refused with ``file_too_large``, ``file_empty``, ``uploads_too_many``.
    """
    if not length:
        raise Refused("file_empty")
    if length > MAX_SENT:
        raise Refused("file_too_large", limit=MAX_SENT, size=length)
    uploads = candidate.uploads
    if uploads is None:
        uploads = candidate.uploads = Uploads(candidate)
    for other in uploads.begun_by(work.actor.userid) if once else ():
        same = (other.metadata, other.length) == (metadata, length)
        if same and other.expires_at > work.now and other.used_at is None:
            return other
    _make_room(work, uploads, length)
    upload = Upload(work.now, work.actor.userid, work.now + KEEP)
    upload.filename, upload.length, upload.metadata = safe_filename(filename), length, metadata
    uploads[new_key()] = upload
    _remember(work.root, candidate)
    return upload


def _make_room(work: Work, uploads: Uploads, length: int) -> None:
    """Drop what expired; when too many of this person's still wait, those begun first if they have been left alone."""
    _drop_expired(uploads, work.now)
    own = (one for one in uploads.begun_by(work.actor.userid) if one.used_at is None)
    waiting = sorted(own, key=lambda one: one.begun_at)
    while len(waiting) >= MAX_WAITING or sum(one.length for one in waiting) + length > MAX_HELD:
        if work.now - waiting[0].begun_at < IDLE:
            raise Refused("uploads_too_many", maximum=len(waiting))
        del uploads[waiting.pop(0).__name__]


def append(upload: Upload, offset: int, stream: BinaryIO, checksum: tuple[str, bytes] | None = None) -> None:
    """Add the bytes of ``stream`` at ``offset``; ``checksum`` is (one of :data:`DIGESTS`, its digest).

    Refused with ``upload_offset`` (these bytes do not follow what arrived), ``upload_overrun`` (more than announced),
    ``upload_chunk`` (too many at once), ``upload_checksum``; nothing is then kept.
    """
    if offset != upload.offset or upload.used_at is not None:
        raise Refused("upload_offset", expected=upload.offset)
    if len(upload.chunks) >= MAX_CHUNKS:
        raise Refused("upload_chunk")
    room = upload.length - upload.offset
    digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum is not None else None
    blob, size = Blob(), 0
    with blob.open("w") as target:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > room:
                raise Refused("upload_overrun", file=upload.filename)
            if size > MAX_CHUNK:
                raise Refused("upload_chunk")
            if digest is not None:
                digest.update(block)
            target.write(block)
    if digest is not None and checksum is not None and digest.digest() != checksum[1]:
        raise Refused("upload_checksum")
    if size:
        upload.chunks = (*upload.chunks, (size, blob))
        upload.offset += size


def abandon(candidate: Candidate, upload: Upload) -> None:
    """Forget an upload and what arrived of it."""
    if candidate.uploads is not None:
        del candidate.uploads[upload.__name__]


def _remember(portal: Portal, candidate: Candidate) -> None:
    """Let :func:`purge` find the candidate; one who is known already costs no write."""
    if portal.candidates.sending is None:
        portal.candidates.sending = ShardedMap()
    portal.candidates.sending.insert(candidate.number, True)


def sending(portal: Portal) -> list[str]:
    """The numbers of the candidates who may have uploads."""
    return sorted(portal.candidates.sending or ())


def purge(portal: Portal, number: str, now: datetime) -> int:
    """Drop a candidate's expired uploads; how many."""
    candidate: Candidate | None = portal.candidates.get(number)
    uploads = candidate.uploads if candidate is not None else None
    dropped = _drop_expired(uploads, now) if uploads is not None else 0
    if portal.candidates.sending is not None and not (uploads is not None and len(uploads)):
        portal.candidates.sending.pop(number)
    return dropped


def _drop_expired(uploads: Uploads, now: datetime) -> int:
    expired = [name for name in uploads if uploads[name].expires_at <= now]
    for name in expired:
        del uploads[name]
    return len(expired)
