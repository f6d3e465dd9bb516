"""production.ini as it is, on a real PostgreSQL: two servers, one worker, one mail server."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup

from tests import postgres

MAIL = "aurore.dumont@univ.example"
PASSWORD = "violon-nuage-merise"
NEW_PASSWORD = "prunelle-tambour-grenier"


class Letters:
    """A mail server that hands each message over as it comes."""

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self.content = b""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.content = envelope.content
        self.arrived.set()
        return "250 OK"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Instance]:
    with postgres.database(tmp_path_factory.mktemp("production")) as made:
        made.install()
        yield made


def submit(session: requests.Session, url: str, **typed: str) -> requests.Response:
    """Fill in the page's form and send it."""
    page = BeautifulSoup(session.get(url, timeout=60).text, "html.parser")
    form = next(form for form in page.find_all("form") if all(form.find(attrs={"name": name}) for name in typed))
    values = [(field["name"], field.get("value", "")) for field in form.find_all("input") if field.get("name")]
    filled = [(name, typed.get(name, value)) for name, value in values]
    button = form.find("button", attrs={"name": True})
    if button is not None:
        filled.append((button["name"], button.get("value", "")))
    return session.post(url, data=filled, timeout=60)


def test_two_servers_and_a_worker_are_one_instance(instance: postgres.Instance, tmp_path: Path) -> None:
    ini = str(postgres.PROJECT / "production.ini")
    administrator = ("--login", "aurore", "--mail", MAIL, "--nom", "DUMONT", "--prenom", "Aurore")
    made = instance.run("ecandidat", "-c", ini, "admin", *administrator, "--password-stdin", text=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    letters = Letters()
    port = postgres.free_port()
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    # A site edits mail.port in its copy of the two files.
    for name in ("production.ini", "production-zodb.conf"):
        text = (postgres.PROJECT / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("mail.port = 25", f"mail.port = {port}"), "utf-8")
    worker = [str(postgres.BIN / "ecandidat-worker"), "-c", str(tmp_path / "production.ini")]
    with (tmp_path / "worker.log").open("wb") as log, instance.servers(2) as (first, second):
        process = subprocess.Popen(worker, env=instance.environment, stdout=log, stderr=log)
        try:
            anonymous = requests.Session()
            assert submit(anonymous, f"{first}/compte/identifiants", adresse_mail=MAIL).status_code == 200
            assert letters.arrived.wait(90), (tmp_path / "worker.log").read_text()
            text = letters.content.decode().replace("=\r\n", "")
            secret = re.search(r"https://candidatures\.univ\.example/compte/identifiants/([\w-]+)", text)
            assert secret is not None, text
            link = f"{second}/compte/identifiants/{secret[1]}"
            fields = {"mot_de_passe": NEW_PASSWORD, "confirmation_mot_de_passe": NEW_PASSWORD}
            assert submit(requests.Session(), link, **fields).status_code == 200
            signed_in = requests.Session()
            submit(signed_in, f"{first}/compte/connexion", utilisateur="aurore", mot_de_passe=NEW_PASSWORD)
            for server in (first, second):
                assert "Aurore DUMONT" in signed_in.get(f"{server}/compte", timeout=60).text
        finally:
            postgres.stop(process)
            controller.stop()
    assert process.returncode == 0, (tmp_path / "worker.log").read_text()


@pytest.mark.parametrize("name", ["ECANDIDAT_SECRET", "ECANDIDAT_BASE_URL", "ECANDIDAT_VAR", "ECANDIDAT_DSN"])
def test_a_missing_variable_is_named(instance: postgres.Instance, name: str) -> None:
    environment = {key: value for key, value in instance.environment.items() if key != name}
    without = postgres.Instance(instance.dsn, instance.uri, instance.var, environment)
    done = without.run("ecandidat", "-c", str(postgres.PROJECT / "production.ini"), "health")
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert name.removeprefix("ECANDIDAT_").lower() in line.lower()
