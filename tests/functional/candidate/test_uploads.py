"""The tus protocol as a browser on a slow line speaks it, and as nobody honest would."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.documents.limits import MAX_SENT
from ecandidat.services import uploads
from tests import seed
from tests.functional.candidate import road
from tests.functional.doors import sign_in
from tests.unit.documents.samples import pdf

OWN, OTHER = "/candidats/CANDIDAT/envois", "/candidats/NOUVEAUX/envois"
CONTENT = pdf(3)


class Line:
    """A browser that sends files by tus: what its script does, one request at a time."""

    def __init__(self, browser: TestApp, login: str = "CANDIDAT") -> None:
        self.browser = browser
        browser.reset()
        sign_in(browser, login)
        page = browser.get("/compte/mot-de-passe")
        self.headers = {"Tus-Resumable": "1.0.0", "X-CSRF-Token": page.forms[0]["csrf_token"].value}

    def call(self, method: str, url: str, body: bytes = b"", status: Any = None, **headers: Any) -> TestResponse:
        """One request; ``Upload_Offset`` stands for the header ``Upload-Offset``, None leaves a header out."""
        said = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        said = {name: str(value) for name, value in said.items() if value is not None}
        return self.browser.request(url, method=method, body=body, headers=said, status=status)

    def create(
        self, length: Any, name: str = "scan.pdf", at: str = OWN, status: Any = 201, **more: str
    ) -> TestResponse:  # fmt: skip
        """Announce a file."""
        said = ",".join(f"{key} {encoded(value)}" for key, value in {"filename": name, **more}.items())
        return self.call("POST", at, status=status, Upload_Length=length, Upload_Metadata=said)

    def patch(self, url: str, offset: Any, body: bytes, status: Any = 204, **headers: Any) -> TestResponse:
        """Send bytes."""
        said = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": offset, **headers}
        return self.call("PATCH", url, body, status, **said)

    def send(self, content: bytes = CONTENT, name: str = "scan.pdf", at: str = OWN) -> str:
        """A whole file; its address."""
        url = path(self.create(len(content), name, at))
        for start in range(0, len(content), 500):
            self.patch(url, start, content[start : start + 500])
        return url

    def offset(self, url: str) -> int:
        """How far it came."""
        return int(self.call("HEAD", url, status=200).headers["Upload-Offset"])


def encoded(value: str) -> str:
    """A value of ``Upload-Metadata``."""
    return base64.b64encode(value.encode()).decode()


def path(answer: TestResponse) -> str:
    """Where an upload is."""
    return str(answer.headers["Location"]).removeprefix("http://localhost")


@pytest.fixture
def line(browser: TestApp) -> Line:
    return Line(browser)


def test_the_server_says_what_it_can_do(line: Line) -> None:
    answer = line.call("OPTIONS", OWN, status=204, Tus_Resumable=None)
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(MAX_SENT)
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "termination", "expiration", "checksum"}


def test_a_file_comes_by_pieces_and_is_kept_whole(line: Line, connection: Any) -> None:
    """C070."""
    made = line.create(len(CONTENT), "Relevé de notes.pdf")
    url = path(made)
    assert made.headers["Upload-Expires"].endswith("GMT")
    assert line.offset(url) == 0
    answer = line.patch(url, 0, CONTENT[:400])
    assert (answer.headers["Upload-Offset"], answer.headers["Tus-Resumable"]) == ("400", "1.0.0")
    head = line.call("HEAD", url, status=200)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("400", str(len(CONTENT)))
    assert head.headers["Cache-Control"] == "no-store"
    assert encoded("Relevé de notes.pdf") in head.headers["Upload-Metadata"]
    line.patch(url, 400, CONTENT[400:])
    candidate = road.portal_now(connection).candidates["CANDIDAT"]
    upload = candidate.uploads[url.rsplit("/", 1)[-1]]
    assert upload.open().read() == CONTENT
    assert upload.filename == "Relevé de notes.pdf"


def test_a_piece_that_does_not_follow_is_a_conflict_and_changes_nothing(line: Line) -> None:
    url = path(line.create(100))
    line.patch(url, 0, bytes(40))
    for offset in (0, 39, 41, 100):
        assert "reprend où il s'était arrêté" in line.patch(url, offset, bytes(10), status=409)
    assert line.offset(url) == 40


def test_a_damaged_piece_is_refused_and_sent_again(line: Line) -> None:
    url = path(line.create(4))
    good = base64.b64encode(hashlib.sha1(b"abcd", usedforsecurity=False).digest()).decode()
    line.patch(url, 0, b"abce", status=460, Upload_Checksum=f"sha1 {good}")
    assert line.offset(url) == 0
    line.patch(url, 0, b"abcd", status=400, Upload_Checksum=f"crc32 {good}")
    line.patch(url, 0, b"abcd", status=400, Upload_Checksum="sha1 ¤¤¤".encode("latin-1").decode("latin-1"))
    line.patch(url, 0, b"abcd", Upload_Checksum=f"sha1 {good}")


def test_an_upload_is_given_up(line: Line) -> None:
    url = path(line.create(100))
    line.call("DELETE", url, status=204)
    for method in ("HEAD", "DELETE"):
        line.call(method, url, status=404)
    line.patch(url, 0, b"x", status=404)


def test_where_only_get_and_post_pass_an_upload_still_does(line: Line) -> None:
    url = path(line.create(4))
    said = {"X_HTTP_Method_Override": "PATCH", "Content_Type": "application/offset+octet-stream", "Upload_Offset": 0}
    line.call("POST", url, b"abcd", 204, **said)
    assert line.offset(url) == 4
    line.call("POST", url, status=405, X_HTTP_Method_Override="TRACE")
    line.call("POST", url, status=405)


def test_the_same_creation_sent_twice_is_one_upload(line: Line, connection: Any) -> None:
    first = line.create(100, token="jeton")
    assert path(line.create(100, token="jeton")) == path(first)
    assert path(line.create(100, token="autre")) != path(first)
    assert len(road.portal_now(connection).candidates["CANDIDAT"].uploads) == 2


BAD_CREATIONS: dict[str, tuple[dict[str, Any], int]] = {
    "another version": ({"Tus_Resumable": "0.2.2", "Upload_Length": 5}, 412),
    "no version": ({"Tus_Resumable": None, "Upload_Length": 5}, 412),
    "no length": ({}, 400),
    "a length to come": ({"Upload_Defer_Length": 1}, 400),
    "a negative length": ({"Upload_Length": -5}, 400),
    "a length in letters": ({"Upload_Length": "cinq"}, 400),
    "a length in Arabic digits": ({"Upload_Length": "٥".encode().decode("latin-1")}, 400),
    "an endless length": ({"Upload_Length": "9" * 40}, 400),
    "a file too large": ({"Upload_Length": MAX_SENT + 1}, 413),
    "an empty file": ({"Upload_Length": 0}, 422),
    "a name in no base64": ({"Upload_Length": 5, "Upload_Metadata": "filename é".encode().decode("latin-1")}, 400),
    "a name twice": ({"Upload_Length": 5, "Upload_Metadata": "filename YQ==,filename Yg=="}, 400),
    "a megabyte of metadata": ({"Upload_Length": 5, "Upload_Metadata": "filename " + "YWFh" * 262_144}, 400),
    "no token": ({"Upload_Length": 5, "X_CSRF_Token": None}, 400),
    "another session's token": ({"Upload_Length": 5, "X_CSRF_Token": "0" * 40}, 400),
}


@pytest.mark.parametrize("kind", BAD_CREATIONS)
def test_a_bad_creation_is_refused_and_creates_nothing(line: Line, connection: Any, kind: str) -> None:
    headers, status = BAD_CREATIONS[kind]
    line.call("POST", OWN, status=status, **headers)
    candidate = road.portal_now(connection).candidates["CANDIDAT"]
    assert candidate.uploads is None or len(candidate.uploads) == 0


BAD_PIECES: dict[str, tuple[dict[str, Any], bytes, int]] = {
    "no offset": ({"Upload_Offset": None}, b"x", 400),
    "a negative offset": ({"Upload_Offset": -1}, b"x", 400),
    "an offset in letters": ({"Upload_Offset": "0x1"}, b"x", 400),
    "more than announced": ({}, bytes(101), 413),
    "too much at once": ({}, bytes(uploads.MAX_CHUNK + 1), 413),
    "a form": ({"Content_Type": "application/x-www-form-urlencoded"}, b"a=b", 415),
    "no type": ({"Content_Type": None}, b"x", 415),
    "another version": ({"Tus_Resumable": "2.0.0"}, b"x", 412),
    "no token": ({"X_CSRF_Token": None}, b"x", 400),
}


@pytest.mark.parametrize("kind", BAD_PIECES)
def test_a_bad_piece_is_refused_and_adds_nothing(line: Line, kind: str) -> None:
    headers, body, status = BAD_PIECES[kind]
    url = path(line.create(MAX_SENT if kind == "too much at once" else 100))
    line.patch(url, 0, body, status, **headers)
    assert line.offset(url) == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("nul\0nul.pdf", "nulnul.pdf"), ("../../etc/passwd", "passwd"), ("C:\\moi\\cv.pdf", "cv.pdf"), ("", "document"),
        ("\0", "document"), ("été 😀.pdf", "été 😀.pdf"),
    ],
)  # fmt: skip
def test_any_name_is_kept_as_it_can_be_shown(line: Line, connection: Any, sent: str, kept: str) -> None:
    key = path(line.create(5, sent)).rsplit("/", 1)[-1]
    assert road.portal_now(connection).candidates["CANDIDAT"].uploads[key].filename == kept


def test_files_that_wait_are_bounded(line: Line) -> None:
    for number in range(uploads.MAX_WAITING):
        line.create(100, f"{number}.pdf")
    refused = line.create(100, "de trop.pdf", status=429)
    assert f"{uploads.MAX_WAITING} fichiers sont déjà en attente" in refused


def test_nobody_else_reaches_an_upload(line: Line, connection: Any) -> None:
    url = path(line.create(100))
    line.create(100, at=OTHER, status=404)
    line.call("OPTIONS", OTHER, status=404)
    line.browser.reset()
    nobody = {"Tus-Resumable": "1.0.0"}
    line.browser.request(url, method="HEAD", headers=nobody, status=302)
    line.browser.request(url, method="DELETE", headers=nobody, status=403)
    for login in ("NOUVEAUX", "sciences", "droit"):
        line.browser.reset()
        other = Line(line.browser, login)
        other.call("HEAD", url, status=404)
        other.patch(url, 0, b"x", status=404)
        other.call("DELETE", url, status=404)
    assert len(road.portal_now(connection).candidates["CANDIDAT"].uploads) == 1


def test_who_deposits_for_a_candidate_sends_for_them_and_only_who_began_goes_on(
    browser: TestApp, connection: Any
) -> None:
    road.apply(browser)
    browser.reset()
    manager = Line(browser, "droit")
    url = path(manager.create(100))
    manager.patch(url, 0, bytes(40))
    assert manager.offset(url) == 40
    for login in ("CANDIDAT", "central"):
        browser.reset()
        other = Line(browser, login)
        other.call("HEAD", url, status=404)
        other.patch(url, 40, bytes(10), status=404)
    for login in ("sciences", "membre"):
        browser.reset()
        Line(browser, login).create(100, status=404)


def test_an_upload_that_expired_is_gone(line: Line, connection: Any) -> None:
    url = path(line.create(100))
    portal = road.portal_now(connection)
    upload = portal.candidates["CANDIDAT"].uploads[url.rsplit("/", 1)[-1]]
    upload.expires_at = seed.NOW
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    line.call("HEAD", url, status=404)
    line.patch(url, 0, b"x", status=404)
