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
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SLOW = 30_000
"""Longest wait for anything on a page, in milliseconds: only a broken page waits so long."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a demonstration of its own, started by the command behind ``make run``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("demo")
    command = [
        sys.executable, "-W", "ignore", "-m", "ecandidat.scripts.run", "development.ini",
        "--port", str(port), "--var", str(folder / "var"),
    ]  # fmt: skip
    with (folder / "server.log").open("w") as log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as run:
        base = f"http://localhost:{port}"
        deadline = time.monotonic() + 300
        while not answers(base):
            if run.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((folder / "server.log").read_text())
            run_wait(run)
        yield base
        run.terminate()
        run.wait(30)


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
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: faults.append(f"{page.url}: {message.text}") if "Content Security" in message.text else None,
    )
    return page


faults: list[str] = []


@pytest.fixture(autouse=True)
def no_fault() -> Iterator[None]:
    """No script error and no breach of the content policy during a test."""
    faults.clear()
    yield
    assert faults == []
