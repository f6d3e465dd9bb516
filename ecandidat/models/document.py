"""A file in a ZODB blob, with what was learnt of it when it came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

from ZODB.blob import Blob

from ecandidat.domain.codes import Scan
from ecandidat.models.folder import Folder, Node


class Document(Node):
    """One immutable file: replacing it is adding another. ``sha256`` is hexadecimal, ``size`` in bytes; ``kept`` tells
    that the candidate put it in the library for itself, not to answer a piece.
    """

    filename: str = ""
    content_type: str = "application/octet-stream"
    size: int = 0
    sha256: str = ""
    pages: int = 0
    added_at: datetime | None = None
    added_by: str = ""
    scan: Scan = Scan.PENDING
    kept: bool = False

    def __init__(self) -> None:
        self.blob = Blob()

    def open(self) -> BinaryIO:
        """The bytes, for reading. Raises when the object was added in this very transaction and not committed."""
        stream: BinaryIO = self.blob.open("r")
        return stream

    def committed(self) -> str:
        """Path of the file on disk, once committed: what a response may hand to the server."""
        path: str = self.blob.committed()
        return path

    def writer(self) -> Any:
        """The bytes, for writing and reading back: used once, by the service that adds the document."""
        return self.blob.open("r+")


class Library(Folder):
    """A candidate's files, at ``/candidats/<number>/documents``; submitted applications keep their own references."""
