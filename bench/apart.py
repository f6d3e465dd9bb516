"""Acts measured in a process of their own: seconds, and memory at its peak."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import data
from ecandidat.services.task_kinds import KINDS
from tests.functional.ops.test_tasks import runner


@dataclass(frozen=True)
class Seen:
    """What an act cost its process: seconds, seconds of one core, megabytes held before it and at the peak.

    ``filled`` counts the cells of a row that hold something, where rows were prepared.
    """

    wall: float
    core: float
    idle: float
    peak: float
    filled: int = 0


def apart(module: str, act: str, folder: Path, *more: str) -> Seen:
    """Do an act of a module in a new process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, act, str(folder), *more],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return Seen(**json.loads(done.stdout.splitlines()[-1]))


def task(folder: Path) -> Callable[[], int]:
    """The task whose key stands in the folder, as the worker does it."""
    key = (folder / "task").read_text(encoding="ascii")

    def work() -> int:
        with data.database(data.file_uri(folder)) as opened:
            if runner(opened, *KINDS.values()).run([key]) != 1:
                raise RuntimeError("the task was not carried out")
        return 0

    return work


def held(name: str) -> float:
    """Megabytes that the process holds (``VmRSS``), or held at most since it began (``VmHWM``)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def answer(acts: Mapping[str, Callable[..., Callable[[], int]]]) -> None:
    """What the process does: prepare the act that its arguments name, measure it, print what it cost."""
    prepared: Any = acts[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
    idle, wall, core = held("VmRSS"), time.perf_counter(), time.process_time()
    found = prepared()
    seen = Seen(time.perf_counter() - wall, time.process_time() - core, idle, held("VmHWM"), found)
    print(json.dumps(asdict(seen)))
