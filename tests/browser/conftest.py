"""The demonstration as ``make run`` serves it, and Chromium in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SLOW = 30_000
"""Longest wait for anything on a page, in milliseconds: only a broken page waits so long."""


class Demonstration:
    """A demonstration of its own, started by the command behind ``make run``; it may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.base = f"http://localhost:{self.port}"
        self.run: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve the folder's data, building them the first time; wait until it answers."""
        command = [
            sys.executable, "-W", "ignore", "-m", "ecandidat.scripts.run", "development.ini",
            "--port", str(self.port), "--var", str(self.folder / "var"),
        ]  # fmt: skip
        with (self.folder / "server.log").open("a") as log:
            self.run = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        deadline = time.monotonic() + 300
        while not answers(self.base):
            if self.run.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((self.folder / "server.log").read_text())
            run_wait(self.run)

    def kill(self) -> None:
        """As a power cut does."""
        if self.run is not None:
            self.run.kill()
            self.run.wait(30)

    def stop(self) -> None:
        """As an operator does."""
        if self.run is not None:
            self.run.terminate()
            self.run.wait(30)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The server of the session; a test that kills it starts it again."""
    served = Demonstration(tmp_path_factory.mktemp("demo"))
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def server(demonstration: Demonstration) -> str:
    """Base URL of the demonstration."""
    return demonstration.base


def run_wait(run: subprocess.Popen[bytes]) -> None:
    """Wait a quarter of a second, or until the server ends."""
    try:
        run.wait(0.25)
    except subprocess.TimeoutExpired:
        return


def answers(base: str) -> bool:
    """Whether the server says that it is well."""
    try:
        with urllib.request.urlopen(f"{base}/@@sante", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


def new_page(chromium: Browser, server: str, width: int = 1280) -> Page:
    """A page in a browser of its own, in French; any fault of a script or of the policy fails the test."""
    context = chromium.new_context(base_url=server, locale="fr-FR", viewport={"width": width, "height": 900})
    context.set_default_timeout(SLOW)
    contexts.append(context)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: faults.append(f"{page.url}: {message.text}") if "Content Security" in message.text else None,
    )
    return page


faults: list[str] = []
contexts: list[BrowserContext] = []


@pytest.fixture(autouse=True)
def no_fault() -> Iterator[None]:
    """No script error and no breach of the content policy during a test; its browsers are closed."""
    faults.clear()
    yield
    while contexts:
        contexts.pop().close()
    assert faults == []
