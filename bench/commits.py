"""The floor of acts: how many commits a storage takes when nothing else is done.

``python -m bench.commits URI RANK THREADS TIMES``: each thread adds small objects to a tree of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from typing import Any

import transaction
from BTrees.OOBTree import OOBTree
from persistent.mapping import PersistentMapping

from bench.data import database
from bench.servers import PROJECT


def rate(uri: str, processes: int, threads: int, times: int) -> float:
    """Commits per second of several processes together."""
    with database(uri) as opened, opened.transaction() as connection:
        connection.root()["floor"] = OOBTree({f"{p}/{t}": OOBTree() for p in range(processes) for t in range(threads)})
    command = [sys.executable, "-W", "ignore", "-m", "bench.commits", uri]
    started = [
        subprocess.Popen(
            [*command, str(rank), str(threads), str(times)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
        )
        for rank in range(processes)
    ]
    spans = [json.loads(process.communicate()[0]) for process in started]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return processes * threads * times / (last - first)


def main(uri: str, rank: int, threads: int, times: int) -> None:
    """Print when the first commit began and when the last ended, in seconds of a clock that processes share."""
    with database(uri) as opened:
        barrier = threading.Barrier(threads + 1)
        workers = [
            threading.Thread(target=_commit, args=(opened, f"{rank}/{thread}", times, barrier))
            for thread in range(threads)
        ]
        for worker in workers:
            worker.start()
        barrier.wait()
        began = time.time()
        for worker in workers:
            worker.join()
        print(json.dumps([began, time.time()]))


def _commit(opened: Any, name: str, times: int, barrier: threading.Barrier) -> None:
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = opened.open(manager)
    tree = connection.root()["floor"][name]
    manager.commit()
    barrier.wait()
    for turn in range(times):
        with manager:
            tree[f"{turn:06d}"] = PersistentMapping({"what": "x" * 1000})
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:5]))
