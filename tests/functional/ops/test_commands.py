"""What an operator types, and the one sentence that a missing piece gets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from ecandidat.evolution import check
from ecandidat.resources import ROOT
from ecandidat.scripts.instance import opened
from tests.postgres import BIN, PROJECT, free_port, stop, wait

INI = str(PROJECT / "development.ini")


def run(*command: str, var: Path, text: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """A command of the project on a data folder of its own."""
    environment = {**os.environ, "ECANDIDAT_VAR": str(var), "PYTHONWARNINGS": "ignore", **more}
    return subprocess.run(
        command, cwd=PROJECT, env=environment, text=True, capture_output=True, input=text, check=False, timeout=300
    )


def ecandidat(*arguments: str, var: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """``ecandidat -c development.ini …``."""
    return run(str(BIN / "ecandidat"), "-c", INI, *arguments, var=var, text=text)


def launch(*arguments: str, var: Path) -> subprocess.CompletedProcess[str]:
    """What ``make run`` calls, until it ends."""
    return run(sys.executable, "-m", "ecandidat.scripts.run", INI, *arguments, var=var)


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    """The sentence of a command that refused."""
    assert done.returncode == 1, done.stdout
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration."""
    var = tmp_path_factory.mktemp("demo")
    done = ecandidat("demo", var=var)
    assert done.returncode == 0, done.stderr
    assert "gestion-poitiers" in done.stdout
    return var


def test_the_demonstration_is_built_once(demo: Path) -> None:
    assert "vide" in only_line(ecandidat("demo", var=demo))
    assert "5 établissements, 150 candidats" in ecandidat("health", var=demo).stdout


def test_registers_were_right_already(demo: Path) -> None:
    assert "0 lignes corrigées" in ecandidat("reindex", var=demo).stdout


def test_nomenclatures_are_loaded_again(demo: Path) -> None:
    done = ecandidat("nomenclatures", var=demo)
    assert done.returncode == 0, done.stderr
    assert "communes" in done.stdout


def test_an_administrator_needs_a_good_password(demo: Path) -> None:
    who = ("admin", "--login", "rene", "--mail", "rene@univ.example", "--nom", "BRUN", "--prenom", "René")
    assert "12" in only_line(ecandidat(*who, "--password-stdin", var=demo, text="court\n"))
    wrong = [word.replace("@univ.example", "") for word in who]
    assert "adresse mail" in only_line(
        ecandidat(*wrong, "--password-stdin", var=demo, text="prunelle-tambour-grenier\n")
    )
    done = ecandidat(*who, "--password-stdin", var=demo, text="prunelle-tambour-grenier\n")
    assert "René BRUN" in done.stdout
    assert "rene" in only_line(ecandidat(*who, "--password-stdin", var=demo, text="prunelle-tambour-grenier\n"))


def test_a_command_on_nothing_says_what_to_do(tmp_path: Path) -> None:
    assert "ecandidat install" in only_line(ecandidat("health", var=tmp_path))
    assert "n'existe pas" in only_line(run(str(BIN / "ecandidat"), "-c", "rien.ini", "health", var=tmp_path))


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Le port {port} est déjà pris" in only_line(launch("--port", port, var=tmp_path))
    assert "numéro de port" in only_line(launch("--port", "abc", var=tmp_path))


def test_a_data_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    line = only_line(launch("--port", str(free_port()), "--var", str(tmp_path / "fichier" / "var"), var=tmp_path))
    assert "n'est pas accessible en écriture" in line


def test_run_serves_the_demonstration_and_stops(demo: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "run.log"
    command = [sys.executable, "-m", "ecandidat.scripts.run", INI, "--port", str(port), "--var", str(demo)]
    with log.open("wb") as output:
        environment = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
        try:
            wait(process, f"http://localhost:{port}", log)
            with urllib.request.urlopen(f"http://localhost:{port}/", timeout=30) as page:
                assert "Université de Poitiers" in page.read().decode()
            shown = log.read_text()
            assert "gestion-poitiers" in shown
            assert f"http://localhost:{port}" in shown
            assert "déjà ouverte" in only_line(ecandidat("health", var=demo))
        finally:
            stop(process)


def test_a_machine_without_apt_is_one_sentence(tmp_path: Path) -> None:
    line = only_line(run(sys.executable, str(PROJECT / "tests" / "debian.py"), var=tmp_path, PATH=str(tmp_path)))
    assert "apt-get" in line
    assert "chromium" in line


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "bench", "lock", "clean", "help"):
        assert f"make {target} " in shown


def test_a_demonstration_of_an_older_version_says_which_command_it_waits_for(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECANDIDAT_VAR", str(demo))
    with opened(INI) as instance:
        instance.root[ROOT].steps_done = ()
        instance.manager.commit()
        instance.manager.begin()
    assert "evolve" in only_line(launch("--port", str(free_port()), var=demo))
    assert ecandidat("evolve", var=demo).returncode == 0
    with opened(INI) as instance:
        check(instance.root[ROOT])
