"""Doing what was asked for: each task by one runner at a time, its steps committed one by one, its failure told."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.jobs.transactions import begun
from ecandidat.models.task import Line, Task
from ecandidat.resources import Portal
from ecandidat.services import tasks as service
from ecandidat.services.task_kinds import KINDS
from ecandidat.services.tasks import Lost, TaskKind
from ecandidat.settings import Settings
from ecandidat.work import Actor, Work, clock

log = logging.getLogger(__name__)

ATTEMPTS = 20
"""How often a step is tried again when others write what it writes."""

T = TypeVar("T")
Kinds = Mapping[str, TaskKind]


class Runner:
    """Does tasks on a database. ``kinds`` is the table of those it knows."""

    def __init__(self, database: DB, settings: Settings, adapters: Adapters, kinds: Kinds = KINDS) -> None:
        self.database, self.settings, self.adapters, self.kinds = database, settings, adapters, kinds

    def sweep(self) -> int:
        """Do whatever is due: tasks that no wake-up announced, those of runners that died, those to remove."""
        with begun(self.database) as (portal, _):
            keys = service.due(portal.tasks, clock()) if portal.tasks is not None else []
        return self.run(keys)

    def run(self, keys: Iterable[str]) -> int:
        """Do those of these tasks that are due and nobody else's; how many were done."""
        return sum(self._one(key) for key in keys)

    def work(self, portal: Portal, task: Task) -> Work:
        """A work in the name of a task's owner."""
        account = portal.accounts.get(task.owner)
        actor = Actor(account.userid, task.signed or account.name) if account is not None else Actor()
        return Work(portal, actor, clock(), self.settings, self.adapters, task.base_url)

    def _one(self, key: str) -> bool:
        holder = new_key(12)
        kind = self._take(key, holder)
        if kind is None:
            return False
        with tempfile.TemporaryDirectory(prefix="ecandidat-") as folder:
            going = Going(self, key, holder, Path(folder))
            try:
                self.kinds[kind].work(going)
                return True
            except Lost:
                log.info("Travail %s (%s) : arrêté, ou repris ailleurs.", key, kind)
            except Refused as refused:
                log.warning("Travail %s (%s) refusé : %s %s", key, kind, refused.code, refused.params)
                self._fail(going, refused)
            except Exception:
                log.exception("Travail %s (%s) interrompu.", key, kind)
                self._fail(going, Refused("task_failed"))
        return False

    def _take(self, key: str, holder: str) -> str | None:
        try:
            with begun(self.database) as (portal, manager):
                if portal.tasks is None:
                    return None
                task = service.take(portal.tasks, key, clock(), holder)
                manager.commit()
                return task.kind if task is not None else None
        except TransientError:
            return None

    def _fail(self, going: Going, refused: Refused) -> None:
        try:
            going.step(lambda work, task: service.fail(work, task, refused))
        except Lost:
            return


class Going:
    """One task that one runner does: what ``services.tasks.Run`` describes."""

    def __init__(self, runner: Runner, key: str, holder: str, folder: Path) -> None:
        self.runner, self.key, self.holder, self.folder = runner, key, holder, folder

    def step(self, act: Callable[[Work, Task], T]) -> T:
        """One act in a transaction of its own, committed; repeated when it meets another writer."""
        left = ATTEMPTS
        while True:
            try:
                with begun(self.runner.database) as (portal, manager):
                    found = act(*self._held(portal))
                    manager.commit()
                    return found
            except TransientError:
                left -= 1
                if not left:
                    raise

    def each(self, act: Callable[[Work, Task, str], Line | None], things: list[str], chunk: int = 100) -> None:
        """``act`` on each thing from where the task stands, ``chunk`` by transaction; a refusal becomes its line."""
        while self._chunk(act, things, chunk):
            pass

    def _chunk(self, act: Callable[[Work, Task, str], Line | None], things: list[str], chunk: int) -> bool:
        def several(work: Work, task: Task) -> bool:
            batch = things[task.done : task.done + chunk]
            lines: list[Line] = []
            manager = task._p_jar.transaction_manager
            for thing in batch:
                before = manager.savepoint(optimistic=True)
                try:
                    line = act(work, task, thing)
                except Refused as refused:
                    before.rollback()
                    line = service.refused_line(thing, thing, refused)
                if line is not None:
                    lines.append(line)
            service.progress(task, task.done + len(batch), lines, total=len(things))
            return task.done < len(things)

        return self.step(several)

    @contextmanager
    def reading(self) -> Iterator[tuple[Work, Task]]:
        """The database as it is at one moment, for as long as the block lasts."""
        with begun(self.runner.database) as (portal, _):
            yield self._held(portal)

    def _held(self, portal: Portal) -> tuple[Work, Task]:
        if portal.tasks is None:
            raise Lost
        task = service.hold(portal.tasks, self.key, clock(), self.holder)
        return self.runner.work(portal, task), task
