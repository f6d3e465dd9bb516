"""Where sent files are read and written: in processes apart, so that no file takes the server down.

A worker has bounded memory and, for each request, bounded time; one that exceeds either or dies is replaced. Workers
start when they are first needed and end with the server. Words between both are JSON: nothing that a file managed to
do to a worker comes back as code. ``docs/decisions/0013-files-are-read-apart.md`` says why.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from ecandidat.documents.limits import MEBIBYTE
from ecandidat.documents.pages import Sheet
from ecandidat.domain.errors import Refused

log = logging.getLogger(__name__)

WORKERS: Final = 2
"""Workers of one server process: they compute, and take turns on its cores with it."""

MEMORY: Final = 300 * MEBIBYTE
"""What one worker may take for its work."""

SECONDS: Final = 20
"""Longest time for reading one file."""

COMPOSING: Final = 60
"""Longest time for putting pages together and making them fit."""

DRAWING: Final = 5
"""Longest time for the small picture of a page."""

WAIT: Final = 60
"""Longest wait for a free worker."""

TURN: Final = 10
"""Longest wait for the end of one's own earlier request."""

_PROJECT: Final = Path(__file__).parents[2]
"""Where the package is found, whether or not it is installed."""

_REQUESTS: Final = 500
"""Requests after which a worker is renewed: libraries keep some memory each time."""


class Died(Exception):
    """The worker ended before it answered."""


class Late(Died):
    """The worker did not answer in time."""


class Worker:
    """One process."""

    def __init__(self, memory: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "ecandidat.documents.worker", str(memory)],
            cwd=_PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.answered = 0

    def ask(self, act: str, seconds: float, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request; :class:`Died` when none comes in time."""
        words = json.dumps({"act": act, "seconds": seconds, "arguments": arguments})
        pipe_in, pipe_out = self.process.stdin, self.process.stdout
        if pipe_in is None or pipe_out is None:
            raise Died
        try:
            pipe_in.write(words.encode() + b"\n")
            pipe_in.flush()
        except OSError as error:
            raise Died from error
        received, end = bytearray(), time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(pipe_out, selectors.EVENT_READ)
            while not received.endswith(b"\n"):
                left = end - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise Late(f"no answer in {seconds} s")
                chunk = os.read(pipe_out.fileno(), 65536)
                if not chunk:
                    raise Died(f"status {self.process.wait()}")
                received += chunk
        self.answered += 1
        answer: dict[str, Any] = json.loads(received)
        return answer

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    log.debug("The worker left a request unread.")
        self.process.wait()


class _Turn:
    """The requests of one person: how many there are, and which one is worked on."""

    def __init__(self) -> None:
        self.asked = 0
        self.lock = threading.Lock()


class Workshop:
    """A few workers, for all threads of one process; a context manager that ends them."""

    def __init__(self, workers: int = WORKERS, memory: int = MEMORY, turn: float = TURN) -> None:
        self.memory, self.turn = memory, turn
        self._free = threading.Semaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._pid = os.getpid()
        self._turns: dict[str, _Turn] = {}

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def ask(self, act: str, seconds: float, who: str = "", **arguments: Any) -> dict[str, Any]:
        """Have something done by a free worker, for the person ``who`` if one is named.

        Refused as the act refuses, or with ``file_exhausting`` (too much memory or time, or it kills its reader),
        ``files_crowd`` (no worker was free for a minute) and ``files_turn`` (an earlier request of that person goes on
        for more than :data:`TURN` seconds).
        """
        with self._turn(who):
            return self._ask(act, seconds, arguments)

    @contextmanager
    def _turn(self, who: str) -> Iterator[None]:
        """One request of a person at a time: however heavy their files, they never hold all workers."""
        if not who:
            yield
            return
        with self._lock:
            turn = self._turns.setdefault(who, _Turn())
            turn.asked += 1
        try:
            if not turn.lock.acquire(timeout=self.turn):
                raise Refused("files_turn")
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self._lock:
                turn.asked -= 1
                if not turn.asked:
                    del self._turns[who]

    def _ask(self, act: str, seconds: float, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if not self._free.acquire(timeout=WAIT):
            raise Refused("files_crowd")
        try:
            try:
                answer, fresh = self._have(act, seconds, arguments)
            except Late:
                raise
            except Died:
                # The system may have ended it for want of memory elsewhere: a file that is at fault does it again.
                answer, fresh = self._have(act, seconds, arguments)
            if "exhausted" in answer and not fresh:
                # What earlier files left in the worker may be what was missing.
                answer, _ = self._have(act, seconds, arguments)
            return _result(act, answer)
        except Died as death:
            raise Refused("file_exhausting") from death
        finally:
            self._free.release()

    def _have(self, act: str, seconds: float, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """The answer, and whether it was the worker's first."""
        worker = self._take()
        try:
            answer = worker.ask(act, seconds, arguments)
        except Died as death:
            log.warning("A worker died at « %s » : %s", act, death)
            worker.end()
            raise
        except BaseException:
            worker.end()
            raise
        if "exhausted" in answer or "failed" in answer or worker.answered >= _REQUESTS:
            worker.end()
        else:
            with self._lock:
                self._idle.append(worker)
        return answer, worker.answered == 1

    def _take(self) -> Worker:
        """A worker that waits, or a new one; those of a process that this one was forked from are not ours."""
        with self._lock:
            if self._pid != os.getpid():
                self._idle, self._pid = [], os.getpid()
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker
                worker.end()
        return Worker(self.memory)

    def close(self) -> None:
        """End the workers that wait; one at work ends with its answer, or with its alarm."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()


def _result(act: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    if "refused" in answer:
        raise Refused(str(answer["refused"]), **answer["params"])
    if "exhausted" in answer:
        raise Refused("file_exhausting")
    if "failed" in answer:
        log.warning("A file could not be read at « %s » :\n%s", act, answer["failed"])
        raise Refused("file_broken")
    done: dict[str, Any] = answer["done"]
    return done


_shop = Workshop()
atexit.register(_shop.close)


def receive(source: str, target: str, limit: int, who: str) -> dict[str, Any]:
    """:func:`pages.receive`, apart."""
    return _shop.ask("receive", SECONDS, who, source=source, target=target, limit=limit)


def inspect(source: str, types: Sequence[str], who: str) -> dict[str, Any]:
    """:func:`pages.inspect`, apart."""
    return _shop.ask("inspect", SECONDS, who, source=source, types=list(types))


def pages(source: str, target: str, who: str) -> dict[str, Any]:
    """:func:`pages.pages`, apart."""
    return _shop.ask("pages", SECONDS, who, source=source, target=target)


def compose(sheets: Sequence[Sheet], target: str, limit: int, who: str) -> dict[str, Any]:
    """:func:`pages.compose`, apart."""
    return _shop.ask("compose", COMPOSING, who, sheets=list(sheets), target=target, limit=limit)


def thumbnail(source: str, target: str, index: int) -> dict[str, Any]:
    """:func:`pages.thumbnail`, apart."""
    return _shop.ask("thumbnail", DRAWING, source=source, target=target, index=index)


def picture(source: str, target: str, index: int, who: str) -> dict[str, Any]:
    """:func:`pages.picture`, apart."""
    return _shop.ask("picture", DRAWING, who, source=source, target=target, index=index)


def examine(source: str, content_type: str, target: str) -> dict[str, Any]:
    """:func:`merging.examine`, apart."""
    return _shop.ask("examine", SECONDS, source=source, content_type=content_type, target=target)


def merge(typeset: str, parts: Sequence[Sequence[Any]], first_title: str, target: str) -> dict[str, Any]:
    """:func:`merging.merge`, apart."""
    return _shop.ask("merge", COMPOSING, typeset=typeset, parts=list(parts), first_title=first_title, target=target)


def bind(volumes: Sequence[Sequence[str]], target: str) -> dict[str, Any]:
    """:func:`merging.bind`, apart."""
    return _shop.ask("bind", COMPOSING, volumes=list(volumes), target=target)
