"""A file on its way from a candidate's device: it comes by pieces, over minutes or hours, and may be resumed."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate
from typing import Any, BinaryIO

from ZODB.blob import Blob

from ecandidat.domain.permissions import Permission
from ecandidat.models.acl import Acl, allow, user
from ecandidat.models.folder import Folder, Node
from ecandidat.models.profiles import examiners


class Upload(Node):
    """``/candidats/<number>/envois/<id>``: ``length`` bytes announced, ``offset`` arrived, in blobs in their order.

    ``begun_by`` is the account that alone may go on; ``metadata`` is what its browser said of the file, in the words of
    the protocol. Once ``used_at`` is set the content has gone where it was meant for.
    """

    filename: str = ""
    length: int = 0
    offset: int = 0
    begun_at: datetime
    begun_by: str = ""
    metadata: str = ""
    expires_at: datetime
    used_at: datetime | None = None
    chunks: tuple[tuple[int, Blob], ...] = ()

    def __init__(self, begun_at: datetime, begun_by: str, expires_at: datetime) -> None:
        self.begun_at = begun_at
        self.begun_by = begun_by
        self.expires_at = expires_at

    @property
    def complete(self) -> bool:
        """Whether every announced byte has arrived."""
        return self.offset == self.length

    def open(self) -> BinaryIO:
        """What has arrived, from its beginning; seekable."""
        return io.BufferedReader(_Joined(self.chunks), 64 * 1024)


class _Joined(io.RawIOBase):
    """Blobs read as one file; each is open only while it is read, so that nothing needs closing."""

    def __init__(self, chunks: tuple[tuple[int, Blob], ...]) -> None:
        super().__init__()
        self._blobs = [blob for _, blob in chunks]
        self._ends = list(accumulate(size for size, _ in chunks))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._ends[-1] if self._ends else 0}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number = bisect_right(self._ends, self._at)
        if number == len(self._blobs):
            return 0
        with self._blobs[number].open("r") as chunk:
            chunk.seek(self._at - (self._ends[number - 1] if number else 0))
            count: int = chunk.readinto(buffer)
        self._at += count
        return count


class Uploads(Folder):
    """``/candidats/<number>/envois``: what is being sent for a candidate, by them or by who deposits for them."""

    def __init__(self, candidate: Any) -> None:
        super().__init__()
        self.__name__, self.__parent__ = "envois", candidate

    def __acl__(self) -> Acl:
        """Besides those who hold the right on the candidate: who deposits for the applications that they examine."""
        deposit = Permission.APPLICATION_DEPOSIT
        holders = {
            userid
            for application in self.__parent__.applications.values()
            for userid, profile in examiners(application.formation, application.status.value)
            if deposit in profile.permissions
        }
        return [allow(user(userid), [deposit]) for userid in sorted(holders)]

    def begun_by(self, userid: str) -> Iterator[Upload]:
        """Those of one person, in no useful order."""
        return (upload for upload in self.values() if upload.begun_by == userid)
