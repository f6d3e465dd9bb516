"""The draft of one piece: pages of several files, in an order, each turned as its owner wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from BTrees.OOBTree import OOBTree
from persistent import Persistent
from ZODB.blob import Blob


@dataclass(frozen=True)
class Sheet:
    """One page: ``page`` of the file ``file`` of the tray, from 0, turned clockwise by ``turn`` degrees."""

    key: str
    file: str
    page: int
    turn: int = 0


class TrayFile(Persistent):
    """A file that came in, as a PDF: ``filename`` is as sent, ``size`` in bytes is the PDF's."""

    filename: str = ""
    size: int = 0
    pages: int = 0
    begun_at: datetime | None = None

    def __init__(self) -> None:
        self.blob = Blob()


class Tray(Persistent):
    """What one person lays out for one piece of one application. ``sheets`` is in the order of the piece."""

    sheets: tuple[Sheet, ...] = ()
    changed_at: datetime | None = None

    def __init__(self) -> None:
        self.files = OOBTree()

    def file(self, sheet: Sheet) -> TrayFile:
        """The file that a page comes from."""
        found: TrayFile = self.files[sheet.file]
        return found

    def sheet(self, key: str) -> Sheet | None:
        """The page of that key."""
        return next((sheet for sheet in self.sheets if sheet.key == key), None)
