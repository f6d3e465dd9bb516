"""What a candidate brought from another instance, until they said what to take of it."""

from __future__ import annotations

from datetime import datetime

from persistent import Persistent

from ecandidat.models.document import Document


class Arrival(Persistent):
    """A file that was brought. ``content`` is its JSON, checked; ``archive`` the ZIP that holds the files, if any.

    ``print_`` names it in the page that asks, so that a stale page never confirms another file.
    """

    def __init__(self, at: datetime, print_: str, filename: str, content: str, archive: Document | None) -> None:
        self.at = at
        self.print_ = print_
        self.filename = filename
        self.content = content
        self.archive = archive
