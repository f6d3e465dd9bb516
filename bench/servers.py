"""Servers to measure: ``pserve`` processes on 127.0.0.1, stopped when done."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PATIENCE = 60.0

SERVER = """
[server:main]
use = egg:waitress#main
listen = 127.0.0.1:{port}
threads = 4
max_request_body_size = 15728640

[loggers]
keys = root, retry
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = ERROR
handlers = console
[logger_retry]
level = INFO
handlers =
qualname = ecandidat.retry
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = generic
[formatter_generic]
format = %(levelname)s [%(name)s] %(message)s
"""

HELLO = """
[app:main]
use = call:bench.hello:main
"""

ECANDIDAT = """
[app:main]
use = egg:ecandidat
zodbconn.uri = {uri}
tm.manager_hook = pyramid_tm.explicit_manager
tm.commit_veto = pyramid_tm.default_commit_veto
retry.attempts = 5
pyramid.default_locale_name = fr
ecandidat.development = true
ecandidat.secret = benchmarks
ecandidat.var = {var}
ecandidat.secure_cookies = false
ecandidat.mail_transport = keep
ecandidat.worker = none
"""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(app: str, folder: Path, name: str) -> Iterator[int]:
    """A server process for the ``[app:main]`` section ``app``; its port. Its log is ``<folder>/<name>.log``."""
    port = free_port()
    ini, log = folder / f"{name}.ini", folder / f"{name}.log"
    ini.write_text(app + SERVER.format(port=port), encoding="utf-8")
    with log.open("wb") as target:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "pyramid.scripts.pserve", str(ini)],
            cwd=PROJECT, stdout=target, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(process, port, log)
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE)


@contextmanager
def serve_many(app: str, folder: Path, count: int) -> Iterator[list[int]]:
    """Several server processes of one application; their ports."""
    with ExitStack() as stack:
        yield [stack.enter_context(serve(app, folder, f"worker{rank}")) for rank in range(count)]


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped:\n{log.read_text()}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server does not answer:\n{log.read_text()}")
