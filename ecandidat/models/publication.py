"""A publication (« lot »): decisions that leave together, who prepared it, who approved it, when, what came of it."""

from __future__ import annotations

from datetime import datetime

from BTrees.IOBTree import IOBTree
from persistent import Persistent

from ecandidat.domain.codes import BatchState
from ecandidat.models.task import Line, Selection


class Batch(Persistent):
    """``scope`` is the path of the level that it was prepared on, ``title`` its name. ``publish_at`` (UTC) is the
    hour before which nothing leaves, None when it leaves once approved. ``prepared_person`` is the account that
    signed in, which differs from ``prepared_by`` when a role was taken; '' in batches older than it. ``done``
    counts the decisions published; ``report`` keeps the lines of those that were not. ``task`` is the key of the
    task that carries it out.
    """

    key: str = ""
    scope: str = ""
    title: str = ""
    state: BatchState = BatchState.PREPARED
    prepared_at: datetime | None = None
    prepared_by: str = ""
    prepared_name: str = ""
    prepared_person: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""
    approved_name: str = ""
    publish_at: datetime | None = None
    finished_at: datetime | None = None
    task: str = ""
    total: int = 0
    done: int = 0

    def __init__(self, selection: Selection, total: int) -> None:
        self.selection = selection
        self.total = total
        self.report = IOBTree()

    def fault(self, line: Line) -> None:
        """Keep the line of a decision that was not published."""
        self.report[len(self.report)] = line
