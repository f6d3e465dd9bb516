"""What an operator decides: ini first, environment above it, every fault at once."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from ecandidat.documents.limits import MEBIBYTE
from ecandidat.services import portable
from ecandidat.settings import SettingsError, port, read, storage

DEVELOPMENT = {"ecandidat.development": "true", "ecandidat.secret": "x", "ecandidat.var": "/srv/var"}
PRODUCTION = {
    "ecandidat.secret": "s" * 32, "ecandidat.var": "/srv/var", "ecandidat.base_url": "https://candidatures.univ.example",
}  # fmt: skip


def faults(ini: dict[str, str], **environ: str) -> list[str]:
    """The sentences that these settings get."""
    with pytest.raises(SettingsError) as caught:
        read(ini, environ)
    return str(caught.value).splitlines()


def test_the_environment_goes_before_the_file() -> None:
    made = read(DEVELOPMENT, {"ECANDIDAT_VAR": "/other", "ECANDIDAT_SESSION_HOURS": "2"})
    assert made.var == Path("/other")
    assert made.session_hours == 2
    assert read(DEVELOPMENT, {}).var == Path("/srv/var")


def test_defaults_are_those_of_production() -> None:
    made = read(PRODUCTION, {})
    assert (made.development, made.demo, made.secure_cookies) == (False, False, True)
    assert (made.mail_transport, made.worker) == ("smtp", "external")


def test_a_home_folder_and_a_relative_one_become_absolute() -> None:
    assert read({**DEVELOPMENT, "ecandidat.var": "var"}, {}).var == Path.cwd() / "var"
    assert read({**DEVELOPMENT, "ecandidat.var": "~/var"}, {}).var == Path.home() / "var"


def test_every_fault_is_told_at_once() -> None:
    told = faults({"ecandidat.worker": "sometimes", "ecandidat.session_hours": "many", "ecandidat.colour": "blue"})
    for name in ("secret", "var", "worker", "session_hours", "colour", "base_url"):
        assert any(line.startswith(f"ecandidat.{name}") for line in told), name
    assert len(told) == 6


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret", "short"), ("base_url", "ftp://univ.example"), ("cas", "embedded"), ("cas", "cas"),
        ("queue", "mysql://univ.example/x"), ("secure_cookies", "perhaps"), ("session_hours", "0"),
        ("mail_transport", "pigeon"), ("student_records", "somewhere"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    (line,) = faults({**PRODUCTION, f"ecandidat.{name}": value})
    assert line.startswith(f"ecandidat.{'cas_url' if value == 'cas' else name}")


def test_the_data_folder_stands_in_the_address_of_the_database() -> None:
    ini = {**DEVELOPMENT, "zodbconn.uri": "file://{var}/data.fs?blobstorage_dir={var}/blobs"}
    assert storage(ini, read(ini, {})) == "file:///srv/var/data.fs?blobstorage_dir=/srv/var/blobs"
    with pytest.raises(SettingsError, match=r"zodbconn\.uri"):
        storage({}, read(DEVELOPMENT, {}))


def test_the_port_of_the_environment_goes_before_that_of_the_file() -> None:
    assert port("6543", {}) == 6543
    assert port("6543", {"ECANDIDAT_PORT": "7001"}) == 7001
    for wrong in ("0", "65536", "http", "-1", "1e3"):
        with pytest.raises(SettingsError, match="port"):
            port("6543", {"ECANDIDAT_PORT": wrong})


@pytest.mark.parametrize("name", ["development.ini", "production.ini"])
def test_servers_take_the_largest_file_that_a_page_asks_for(name: str) -> None:
    ini = configparser.RawConfigParser()
    ini.read(Path(__file__).parents[2] / name, encoding="utf-8")
    assert ini.getint("server:main", "max_request_body_size") > portable.LARGEST + MEBIBYTE
