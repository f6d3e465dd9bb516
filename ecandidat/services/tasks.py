"""The life of a task: asked for, taken by one runner, advanced, finished, failed, stopped, begun again, removed.

Each function is one step of one transaction; the runner (``jobs.tasks``) commits between them. A runner *takes* a task
by writing its lease: two that try at once conflict on that very object, and only one commits. A runner that dies
leaves a lease that ends by itself, and the next one goes on from what was committed.

A kind of task is a row of ``services.task_kinds``. Its work acts in the name of the owner: it checks again, for each
thing it touches, what the owner may do by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from ecandidat.domain.codes import TaskState
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.models.document import Document
from ecandidat.models.journal import Entry
from ecandidat.models.portal import Portal
from ecandidat.models.task import Line, Pairs, Task, Tasks
from ecandidat.work import Work

LEASE = timedelta(minutes=5)
"""How long a runner may be silent before another one takes its task over."""

MOST_TRIES = 3
"""How often a task is begun by runners that die before it is given up."""

KEPT = timedelta(days=7)
"""How long a task without result of its own is shown after its end."""

T = TypeVar("T")


class Run(Protocol):
    """What the work of a task leans on. ``folder`` is empty at the start and removed at the end."""

    folder: Path

    def step(self, act: Callable[[Work, Task], T]) -> T:
        """One act in a transaction of its own, committed; repeated when it meets another writer."""
        ...

    def each(self, act: Callable[[Work, Task, str], Line | None], things: list[str], chunk: int = 100) -> None:
        """``act`` on each thing from where the task stands, ``chunk`` by transaction; a refusal becomes its line."""
        ...

    def reading(self) -> AbstractContextManager[tuple[Work, Task]]:
        """The database as it is at one moment, for as long as the block lasts; what it writes is dropped."""
        ...


@dataclass(frozen=True)
class TaskKind:
    """A kind of task. ``label`` is what the page calls it, ``work`` does it to the end, and says so by ``finish``.

    ``together`` is how many of the kind one account may have waiting or running; ``things`` and ``details`` are what
    its report calls the things acted on, and what tells them apart.
    """

    code: str
    label: str
    work: Callable[[Run], None]
    together: int = 1
    things: str = "Candidature"
    details: str = "Formation"


class Lost(Exception):
    """The task was stopped, or another runner holds it."""


def ask(
    work: Work, kind: TaskKind, parameters: Mapping[str, str] | None = None, *, back: str = "", total: int = 0
) -> Task:
    """Queue a task of the actor's. Refuses ``task_running`` when as many of the kind as allowed already go on."""
    tasks = work.root.open_tasks()
    going = [task for task in tasks.of(work.actor.userid) if task.kind == kind.code and not task.ended]
    if len(going) >= kind.together:
        raise Refused("task_running")
    task = Task()
    task.kind, task.owner, task.back, task.total = kind.code, work.actor.userid, back, total
    task.signed = work.actor.name
    task.parameters = tuple(sorted((parameters or {}).items()))
    task.asked_at, task.base_url = work.now, work.base_url
    tasks.post(new_key(12), task, work.now)
    return task


def due(tasks: Tasks, now: datetime, limit: int = 100) -> list[str]:
    """Keys of the tasks that something is to be done with now, those that have waited longest first."""
    waiting = sorted((moment, key) for key, moment in tasks.queue.items() if moment <= now)
    return [key for _, key in waiting[:limit]]


def take(tasks: Tasks, key: str, now: datetime, holder: str) -> Task | None:
    """Lease a task that is due; None when it is not due, is somebody else's, has ended or is given up.

    A task whose time is over goes, with its result.
    """
    moment = tasks.queue.get(key)
    task: Task | None = tasks.get(key)
    if task is None or moment is None or moment > now:
        return None
    if task.ended:
        del tasks[key]
        return None
    if task.tries >= MOST_TRIES:
        _end(tasks, task, TaskState.FAILED, now, KEPT)
        task.failure = "task_crashed"
        return None
    task.state, task.tries, task.holder = TaskState.RUNNING, task.tries + 1, holder
    task.started_at = task.started_at or now
    task.lease = tasks.queue[key] = now + LEASE
    return task


def hold(tasks: Tasks, key: str, now: datetime, holder: str) -> Task:
    """The task that a runner still holds, its lease renewed in the middle of its time; raises :class:`Lost`."""
    task: Task | None = tasks.get(key)
    if task is None or task.ended or task.holder != holder:
        raise Lost
    if task.lease is None or task.lease - now < LEASE / 2:
        task.lease = tasks.queue[key] = now + LEASE
    return task


def progress(task: Task, done: int, lines: Iterable[Line] = (), *, total: int | None = None) -> None:
    """How far it got, and what to report of it."""
    task.done = done
    if total is not None:
        task.total = total
    task.tell(lines)


def advanced(done: int, lines: Iterable[Line] = ()) -> Callable[[Work, Task], None]:
    """The step that only tells how far a task got."""
    return lambda _work, task: progress(task, done, lines)


def finish(work: Work, task: Task, result: Document | None = None, stays: timedelta = KEPT) -> None:
    """It is done; it stays that long, with its result."""
    task.result = result
    task.done = task.total = max(task.done, task.total, 1)
    _end(work.root.open_tasks(), task, TaskState.DONE, work.now, stays)


def fail(work: Work, task: Task, refused: Refused) -> None:
    """It cannot be done: the reason is kept for whoever asked."""
    _end(work.root.open_tasks(), task, TaskState.FAILED, work.now, KEPT)
    task.failure = refused.code
    task.failure_params = tuple((name, str(value)) for name, value in refused.params.items())


def cancel(work: Work, task: Task) -> None:
    """« Arrêter »: what was done stays done, the rest is not; refuses ``task_ended``."""
    if task.ended:
        raise Refused("task_ended")
    _end(work.root.open_tasks(), task, TaskState.CANCELLED, work.now, KEPT)


def again(work: Work, task: Task) -> None:
    """« Relancer » a task that failed or was stopped, from where it stands; refuses ``task_running``."""
    if task.state not in (TaskState.FAILED, TaskState.CANCELLED):
        raise Refused("task_running")
    tasks = work.root.open_tasks()
    if any(other.kind == task.kind and not other.ended for other in tasks.of(task.owner)):
        raise Refused("task_running")
    task.state, task.failure, task.failure_params = TaskState.QUEUED, "", ()
    task.tries, task.holder, task.lease, task.ended_at, task.expires_at = 0, "", None, None, None
    tasks.requeue(task.__name__, work.now)


def forget(work: Work, task: Task) -> None:
    """Remove an ended task with its result, before its time."""
    if not task.ended:
        raise Refused("task_running")
    del work.root.open_tasks()[task.__name__]


def fetched(work: Work, task: Task) -> Document:
    """The result, for who downloads it: each time leaves a line. Refuses ``task_no_result`` when there is none."""
    if task.result is None or task.expires_at is None or task.expires_at <= work.now:
        raise Refused("task_no_result")
    task.journal.add(Entry(work.now, work.actor.name, "telecharger", detail=task.result.filename))
    return task.result


def _end(tasks: Tasks, task: Task, state: TaskState, now: datetime, stays: timedelta) -> None:
    task.state, task.ended_at, task.expires_at = state, now, now + stays
    task.holder, task.lease = "", None
    tasks.queue[task.__name__] = task.expires_at


def origin(root: Portal, task: Task, userid: str) -> Any:
    """The object of the page that a task was asked from, as far as it still stands; the portal for anybody else."""
    node: Any = root
    if userid != task.owner:
        return node
    for name in urlsplit(task.back).path.split("/"):
        if name.startswith("@@"):
            break
        try:
            node = node[name] if name else node
        except (KeyError, TypeError):
            break
    return node


def refused_line(about: str, label: str, refused: Refused) -> Line:
    """The line of a thing on which the act was refused."""
    params: Pairs = tuple((name, str(value)) for name, value in refused.params.items())
    return Line(about, label, refused.code, params)
