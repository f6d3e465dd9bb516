"""One contract for both sign-on servers: the embedded one, and a real CAS server in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from ecandidat.adapters.cas import Identity, SingleSignOn, Unavailable
from ecandidat.adapters.cas.embedded import EmbeddedSignOn, ent_accounts
from ecandidat.adapters.cas.server import CasServer
from tests.unit.adapters import cas_site

SERVICE = "http://localhost/compte/cas-retour?etab=test"
OTHER = "http://localhost/compte/cas-retour?etab=autre"


@dataclass
class Site:
    """A sign-on server, how somebody gets a ticket there, and who they are."""

    sign_on: SingleSignOn
    ticket: Callable[[str], str]
    who: Identity


@pytest.fixture(scope="module")
def cas_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a CAS server that lives as long as these tests."""
    folder: Path = tmp_path_factory.mktemp("cas")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", cas_site.__file__, str(folder)],
            stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}/cas"
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.fixture(params=["embedded", "real"])
def site(request: pytest.FixtureRequest) -> Site:
    if request.param == "embedded":
        embedded = EmbeddedSignOn("secret")
        who = ent_accounts()["test"]["e2201001"]
        return Site(embedded, lambda service: embedded.ticket(who, service), who)
    server = CasServer(request.getfixturevalue("cas_url"))
    person = cas_site.PERSON
    who = Identity(cas_site.LOGIN, person["sn"], person["givenName"], person["mail"], person["supannEtuId"])
    return Site(server, lambda service: real_ticket(server, service), who)


def real_ticket(server: CasServer, service: str) -> str:
    """Sign in on the page of the server, as a browser does."""
    with requests.Session() as browser:
        page = browser.get(server.login_url(service), timeout=20).text
        fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        fields |= {"service": service, "username": cas_site.LOGIN, "password": cas_site.PASSWORD}
        answer = browser.post(server.login_url(service), fields, allow_redirects=False, timeout=20)
        assert answer.status_code == 302, answer.text
        back = answer.headers["Location"]
    assert back.startswith(service)
    return parse_qs(urlsplit(back).query)["ticket"][0]


def test_a_ticket_says_who_signed_in(site: Site) -> None:
    assert site.sign_on.verify(site.ticket(SERVICE), SERVICE) == site.who


def test_a_ticket_works_once(site: Site) -> None:
    ticket = site.ticket(SERVICE)
    assert site.sign_on.verify(ticket, SERVICE) is not None
    assert site.sign_on.verify(ticket, SERVICE) is None


def test_a_ticket_is_for_one_service(site: Site) -> None:
    assert site.sign_on.verify(site.ticket(SERVICE), OTHER) is None


@pytest.mark.parametrize("ticket", ["ST-invented", "", "ST-é.è", "ST-" + "A" * 3000, "x&service=y", "<a/>"])
def test_an_invented_ticket_says_nobody(site: Site, ticket: str) -> None:
    assert site.sign_on.verify(ticket, SERVICE) is None


def test_the_sign_in_page_carries_the_service(site: Site) -> None:
    assert parse_qs(urlsplit(site.sign_on.login_url(SERVICE)).query)["service"] == [SERVICE]


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        CasServer("http://127.0.0.1:9/cas").verify("ST-1", SERVICE)


def test_a_page_that_is_no_cas_answer_is_unavailable(cas_url: str) -> None:
    with pytest.raises(Unavailable):
        CasServer(cas_url + "/nulle-part").verify("ST-1", SERVICE)
