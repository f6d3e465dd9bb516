"""The process in which sent files are read: one request a line on its input, one answer a line on its output, in JSON.

It is started by :mod:`workshop` and dies with it, even at work. Its memory is bounded; an alarm ends it when a file
takes too long.
"""

from __future__ import annotations

import ctypes
import fcntl
import importlib
import json
import os
import resource
import signal
import sys
import traceback
from typing import Any, Final

from ecandidat.documents import merging, pages
from ecandidat.documents.limits import MEBIBYTE
from ecandidat.domain.errors import Refused

ACTS: Final = {
    act.__name__: act
    for act in (
        pages.receive, pages.inspect, pages.pages, pages.compose, pages.thumbnail, pages.picture, merging.examine,
        merging.merge, merging.bind,
    )
}  # fmt: skip
"""What may be asked for."""

_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8

_GRACE: Final = 5
"""Seconds after which the process ends itself, when whoever waits has not done it."""


def main(memory: int) -> None:
    """Answer requests until the input ends. ``memory``: bytes that work may take above what the program itself does."""
    # What libraries print must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Points of pictures go back to the system once used: kept for later, they would count against the next file.
    # Threads of libraries share one heap: each heap of theirs would take 64 MB of addresses.
    libc = ctypes.CDLL(None)
    libc.mallopt(_M_MMAP_THRESHOLD, MEBIBYTE)
    libc.mallopt(_M_ARENA_MAX, 1)
    for library in ("pillow_heif", "pypdfium2"):
        importlib.import_module(library)
    limit = _virtual() + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    alone = fcntl.fcntl(0, fcntl.F_GETFL)
    for line in sys.stdin:
        request = json.loads(line)
        signal.alarm(int(request["seconds"]) + _GRACE)
        # Nothing comes during work, but the end of the input: its signal ends the process in the middle of a library.
        fcntl.fcntl(0, fcntl.F_SETFL, alone | os.O_ASYNC)
        answer = _answer(request)
        fcntl.fcntl(0, fcntl.F_SETFL, alone)
        signal.alarm(0)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"done": ACTS[request["act"]](**request["arguments"])}
    except Refused as refused:
        return {"refused": refused.code, "params": refused.params}
    except MemoryError:
        return {"exhausted": True}
    except Exception as error:
        if isinstance(error, RuntimeError | OSError) and "memory" in str(error).lower():
            return {"exhausted": True}
        return {"failed": traceback.format_exc()}


def _virtual() -> int:
    """Bytes of address space in use."""
    with open("/proc/self/statm") as figures:
        return int(figures.read().split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main(int(sys.argv[1]))
