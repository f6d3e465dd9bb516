"""The queue itself: where it is stored, what is in it, and the threads that empty it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from huey import Huey, SqliteHuey, crontab
from huey.consumer import Consumer, Scheduler
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.jobs import accounts, deadlines, leftovers, mail, publications, reminders, surveys
from ecandidat.jobs.smtp import transport
from ecandidat.jobs.tasks import Runner
from ecandidat.settings import Settings

NAME = "ecandidat"
SWEEP = 10
"""Seconds between two sweeps of the outbox."""

SURVEYS = 300
"""Seconds between two rounds of LimeSurvey."""


class Background:
    """The queue of an instance. ``database`` answers the open database when a job needs it.

    ``deliver(keys)`` asks for mails to be sent now, ``do(keys)`` for tasks to be done; the sweeps and the daily rounds
    need no asking. One thread at least stays free of tasks, so that mails never wait for them.
    """

    def __init__(
        self, settings: Settings, ini: Mapping[str, Any], database: Callable[[], DB], adapters: Adapters
    ) -> None:  # fmt: skip
        self.huey = open_queue(settings)
        way_out = transport(settings, ini)

        @self.huey.task(name="deliver", expires=3600)
        def deliver(keys: tuple[str, ...]) -> None:
            mail.deliver(database(), way_out, keys)

        # A sweep that could not start before the next one is useless.
        @self.huey.periodic_task(lambda now: True, name="sweep", expires=SWEEP)
        def sweep() -> None:
            mail.sweep(database(), way_out)

        @self.huey.periodic_task(crontab(minute="5"), name="deadlines", expires=SWEEP)
        @self.huey.lock_task("deadlines")
        def daily() -> None:
            deadlines.run(database(), settings, adapters)
            reminders.run(database(), settings, adapters)

        @self.huey.periodic_task(crontab(), name="publications", expires=SWEEP)
        @self.huey.lock_task("publications")
        def publish() -> None:
            publications.run(database(), settings, adapters)

        @self.huey.periodic_task(once_every(SURVEYS), name="surveys", expires=SWEEP)
        @self.huey.lock_task("surveys")
        def replies() -> None:
            surveys.run(database(), settings, adapters)

        @self.huey.periodic_task(crontab(minute="35"), name="accounts", expires=SWEEP)
        @self.huey.lock_task("accounts")
        def hourly() -> None:
            accounts.run(database(), settings, adapters)
            leftovers.purge(database())

        self._room = threading.BoundedSemaphore(1)

        @self.huey.task(name="tasks", expires=3600)
        def do(keys: tuple[str, ...]) -> None:
            if self._room.acquire(blocking=False):
                try:
                    Runner(database(), settings, adapters).run(keys)
                finally:
                    self._room.release()

        # What found no room, or whose runner died, is found here.
        @self.huey.periodic_task(lambda now: True, name="tasks-sweep", expires=SWEEP)
        def find() -> None:
            if self._room.acquire(blocking=False):
                try:
                    Runner(database(), settings, adapters).sweep()
                finally:
                    self._room.release()

        self._deliver, self._do = deliver, do

    def deliver(self, keys: Iterable[str]) -> None:
        """Ask for these mails to be sent."""
        self._deliver(tuple(keys))

    def do(self, keys: Iterable[str]) -> None:
        """Ask for these tasks to be done."""
        self._do(tuple(keys))

    def start(self, workers: int = 2) -> Consumer:
        """Threads that empty the queue, started; ``stop()`` ends them."""
        self._room = threading.BoundedSemaphore(max(1, workers - 1))
        consumer = Threads(self.huey, workers=workers, max_delay=1.0, check_worker_health=False, flush_locks=True)
        consumer.start()
        return consumer

    def close(self) -> None:
        """Close the queue's own connection."""
        self.huey.storage.close()


class EverySweep(Scheduler):
    """Looks at periodic tasks more often than once a minute."""

    periodic_task_seconds = SWEEP


class Threads(Consumer):
    """Huey's consumer inside a process that has its own signal handlers."""

    scheduler_class = EverySweep

    def _set_signal_handlers(self) -> None:
        """Signals belong to the process."""


def once_every(seconds: int) -> Callable[[datetime], bool]:
    """When a periodic task is due: at the first look, then once in so many seconds, however often one looks."""
    last: list[datetime] = []

    def due(now: datetime) -> bool:
        if last and (now - last[0]).total_seconds() < seconds:
            return False
        last[:] = [now]
        return True

    return due


def open_queue(settings: Settings) -> Huey:
    """The queue that the settings name: '' is a SQLite file in the data folder."""
    scheme = urlsplit(settings.queue).scheme
    if scheme == "postgresql":
        # Imported here: an embedded instance needs neither peewee nor a PostgreSQL driver.
        from huey.contrib.sql_huey import SqlHuey
        from playhouse.db_url import connect

        database = connect(settings.queue, unquote_user=True, unquote_password=True)
        huey = SqlHuey(NAME, database=database, results=False, create_tables=False)
        tables = huey.storage
        # Processes that start together would create the tables together: PostgreSQL lets one fail.
        with database:
            database.execute_sql("select pg_advisory_xact_lock(hashtext('ecandidat.queue'))")
            database.create_tables([tables.KV, tables.Schedule, tables.Task, tables.Counter])
        return huey
    path = Path(urlsplit(settings.queue).path) if scheme == "sqlite" else settings.var / "huey.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(NAME, filename=str(path), results=False)
