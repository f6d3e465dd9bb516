"""Tasks: long works that somebody asked for, done by the worker, shown while they go on and kept with their result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, NamedTuple

from BTrees.IIBTree import IITreeSet
from BTrees.IOBTree import IOBTree
from persistent import Persistent

from ecandidat.domain.codes import TaskState
from ecandidat.domain.permissions import Permission
from ecandidat.models.acl import Acl, allow, user
from ecandidat.models.document import Document
from ecandidat.models.folder import Node, ShardedFolder, ShardedMap
from ecandidat.models.journal import Journal

Pairs = tuple[tuple[str, str], ...]


class Line(NamedTuple):
    """One line of a task's report: the thing (``about`` its URL path, ``label`` its name) and what became of it.

    ``code`` and ``params`` are those of a refusal, '' where all went well: pages say them in the reader's language.
    ``detail`` tells the thing from others of the same name: the formation of an application.
    """

    about: str
    label: str
    code: str = ""
    params: Pairs = ()
    detail: str = ""


class Part(Persistent):
    """A stretch of a selection: read and forgotten alone."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.paths = paths


class Selection(Persistent):
    """What a task acts on, in order: URL paths, stored by parts so that 100,000 of them are no single record.

    ``shown_at`` is when whoever asked saw the things for the last time; ``succeeded`` counts those done so far.
    """

    SIZE: ClassVar[int] = 500
    shown_at: datetime | None = None
    succeeded: int = 0

    def __init__(self, paths: Iterable[str]) -> None:
        self.parts = IOBTree()
        every = tuple(paths)
        for number, first in enumerate(range(0, len(every), self.SIZE)):
            self.parts[number] = Part(every[first : first + self.SIZE])

    def paths(self) -> list[str]:
        """All of them, in order."""
        return [path for part in self.parts.values() for path in part.paths]


class Task(Node):
    """``/taches/<key>``: one work. Only its owner sees it, whatever others may do elsewhere.

    ``kind`` is a row of ``services.task_kinds``. ``signed`` is the name that journals print, '' for the owner's.
    ``done`` of ``total`` things are done; a runner that takes over goes on from there. ``lease`` is until when
    ``holder`` alone may go on. ``failure`` and ``failure_params`` are those of a refusal. ``result`` is dropped with
    the task at ``expires_at``. ``back`` is the path of the page that asked, ``base_url`` what the addresses that it
    writes start with. ``selection`` is what it acts on, for the kinds that act on what somebody chose in a list.
    ``refusals`` has the numbers of the report's lines that were refused, so that a page of it reads its own lines
    alone; tasks of before it was kept have None.
    """

    kind: str = ""
    owner: str = ""
    signed: str = ""
    parameters: Pairs = ()
    back: str = ""
    base_url: str = ""
    state: TaskState = TaskState.QUEUED
    done: int = 0
    total: int = 0
    failure: str = ""
    failure_params: Pairs = ()
    result: Document | None = None
    asked_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    lease: datetime | None = None
    holder: str = ""
    tries: int = 0
    selection: Selection | None = None
    refusals: IITreeSet | None = None

    def __init__(self) -> None:
        self.report = IOBTree()
        self.refusals = IITreeSet()
        self.journal = Journal()

    def __acl__(self) -> Acl:
        """Its owner."""
        return [allow(user(self.owner), [Permission.TASK_VIEW])]

    @property
    def reported(self) -> int:
        """How many lines the report has; they are numbered from 0."""
        # The number of lines is not asked for: it would read them all.
        return self.report.maxKey() + 1 if self.report else 0

    def tell(self, lines: Iterable[Line]) -> None:
        """Add lines to the report."""
        for number, line in enumerate(lines, self.reported):
            self.report[number] = line
            if line.code and self.refusals is not None:
                self.refusals.insert(number)

    def refused(self) -> list[int]:
        """The numbers of the lines that were refused, in order."""
        if self.refusals is not None:
            return list(self.refusals)
        return [number for number, line in self.report.items() if line.code]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in (TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED)

    def parameter(self, name: str) -> str:
        """The value of a parameter, '' when it was not given."""
        return dict(self.parameters).get(name, "")


class Tasks(ShardedFolder):
    """``/taches``: all tasks by random key.

    ``queue`` maps a key to the next moment when something is to be done with it: begin it, take it over from a worker
    that died, remove it. ``by_owner`` maps an account id to the keys of its tasks, the oldest first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.queue = ShardedMap()
        self.by_owner = ShardedMap()

    def post(self, key: str, task: Task, moment: datetime) -> None:
        """Store a task and queue it."""
        self[key] = task
        self.by_owner[task.owner] = (*self.by_owner.get(task.owner, ()), key)
        self.requeue(key, moment)

    def requeue(self, key: str, moment: datetime) -> None:
        """Have a task looked at, at that moment or after."""
        self.queue[key] = moment
        # Volatile: neither stored nor a change of this object, which every task would then write.
        self._v_posted = (*self.__dict__.get("_v_posted", ()), key)

    def pop_posted(self) -> tuple[str, ...]:
        """Keys queued through this very object since the last call: what to wake the worker for."""
        posted: tuple[str, ...] = self.__dict__.pop("_v_posted", ())
        return posted

    def of(self, userid: str) -> list[Task]:
        """The tasks of an account, the newest first."""
        keys: tuple[str, ...] = self.by_owner.get(userid, ())
        return [task for key in reversed(keys) if (task := self.get(key)) is not None]

    def __delitem__(self, key: str) -> None:
        task: Task = self[key]
        super().__delitem__(key)
        self.queue.pop(key, None)
        if rest := tuple(other for other in self.by_owner.get(task.owner, ()) if other != key):
            self.by_owner[task.owner] = rest
        else:
            self.by_owner.pop(task.owner, None)
