"""Whatever is asked, the answer is a page with a sentence, and never an error of ours."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from webtest import TestApp
from ZODB.POSException import ConflictError

from ecandidat.domain.errors import Refused
from ecandidat.resources import ROOT
from tests.functional.doors import sign_in

FIELD = b'Content-Disposition: form-data; name="a"\r\n\r\n1\r\n'
"""The rest of a part of a multipart form."""


def test_an_unknown_page_says_so_in_the_frame_of_the_site(browser: TestApp) -> None:
    answer = browser.get("/test/nulle-part", status=404)
    assert "Cette page n'existe pas" in answer
    assert "Offre de formation" in answer


@pytest.mark.parametrize("method", ["PUT", "TRACE", "DELETE", "PATCH", "OPTIONS"])
def test_a_method_that_no_door_takes_is_told_which_ones_do(browser: TestApp, method: str) -> None:
    answer = browser.request("/test/@@offre", method=method, status=405)
    assert answer.headers["Allow"] == "GET, HEAD"
    assert browser.request("/compte/connexion", method=method, status=405).headers["Allow"] == "GET, HEAD, POST"
    browser.request("/test/nulle-part", method=method, status=404)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_methods_do_not_tell_which_files_exist(browser: TestApp, method: str) -> None:
    for path in ("/candidats/CANDIDAT", "/candidats/ZZZZZZZZ"):
        assert "Allow" not in browser.request(path, method=method, status=404).headers


def test_a_visitor_signs_in_before_a_page_that_asks_for_rights(browser: TestApp) -> None:
    answer = browser.get("/candidats/CANDIDAT?x=1&y=%C3%A9", status=302)
    assert (
        answer.location == "http://localhost/compte/connexion?retour=%2Fcandidats%2FCANDIDAT%3Fx%3D1%26y%3D%25C3%25A9"
    )


@pytest.mark.parametrize("path", ["/candidats/ZZZZZZZZ", "/test/droit/master/m1-droit/ZZZZZZZZ"])
def test_a_visitor_does_not_learn_which_files_exist(browser: TestApp, path: str) -> None:
    assert "/compte/connexion?retour=" in browser.get(path, status=302).location


def test_somebody_else_s_file_does_not_exist(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    known = browser.get("/candidats/CANDIDAT", status=404)
    unknown = browser.get("/candidats/ZZZZZZZZ", status=404)
    assert known.html.find("main").text == unknown.html.find("main").text


def test_a_signed_in_person_without_the_right_reads_why(browser: TestApp) -> None:
    sign_in(browser, "sciences")
    assert "Vous n'avez pas accès à cette page" in browser.get("/test/droit/@@candidatures", status=403)


@pytest.mark.parametrize(
    "path",
    [
        "/%FF",
        "/test/%C3%28",
        "/%00",
        "/test/@@offre%00",
        "/?a=%FF",
        "/test?retour=%00",
        "/test/@@offre?filtre=%ED%A0%80",
        "/test/@@offre?filtre=é",
    ],
)
def test_an_address_that_is_not_text_is_refused(browser: TestApp, path: str) -> None:
    answer = browser.get(path, status=400)
    assert "n'est pas lisible" in answer


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fetc/passwd", "/test/../../x", "//evil.example/x", "/test/@@nulle-part", "/@@x",
        "/" + "a" * 5000, "/test/%F0%9F%98%80", "/test/%E2%80%AE", "/static/ecandidat/../../x", "/candidats/",
        "/compte/x", "/test/pieces/x", "/test/_children", "/test/grants", "/test/droit/commissions/x",
        "/test/__class__",
    ],
)  # fmt: skip
def test_strange_addresses_are_not_found(browser: TestApp, path: str) -> None:
    assert browser.get(path, status="*").status_int in (302, 403, 404)


def test_an_expired_form_says_what_to_do(browser: TestApp) -> None:
    answer = browser.post("/compte/connexion", {"utilisateur": "x"}, status=400)
    assert "La page a expiré" in answer
    assert "n'est pas perdu" in answer


def test_a_post_that_is_not_a_form_is_refused(browser: TestApp) -> None:
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert browser.post("/compte/connexion", b"\xff\x00--x", headers=broken, status="*").status_int == 400


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        (f"multipart/form-data; boundary={'z' * 300}", b"x"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
        ("application/x-www-form-urlencoded; charset=nulle", b"a=1"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: text/plain; charset=nulle\r\n" + FIELD + b"--x--",
        ),
        ("application/x-www-form-urlencoded", b"&a" * 20_000),
        ("multipart/form-data; boundary=x", (b"--x\r\n" + FIELD) * 21_000),
    ],
    ids=["no boundary", "long boundary", "utf-16", "no such charset", "no such charset inside", "fields", "parts"],
)
def test_a_form_that_cannot_be_read_is_refused(browser: TestApp, kind: str, body: bytes) -> None:
    answer = browser.post("/compte/connexion", body, headers={"Content-Type": kind}, status=400)
    answer.mustcontain("Cette adresse ou ce formulaire n'est pas lisible")


@pytest.fixture
def trouble(wsgi: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make the traversal of ``/panne`` raise what a test chooses."""
    raised: list[Exception] = []
    factory = wsgi.root_factory

    def root_factory(request: Any) -> Any:
        if request.path_info == "/panne":
            raise raised[0]
        return factory(request)

    monkeypatch.setattr(wsgi, "root_factory", root_factory)
    return raised


def test_a_refusal_of_a_rule_becomes_its_sentence(browser: TestApp, trouble: Any) -> None:
    trouble.append(Refused("formation_closed"))
    answer = browser.get("/panne", status=409, headers={"Referer": "http://localhost/test/@@offre"})
    assert "Les candidatures à cette formation sont closes." in answer
    assert answer.html.find("a", href="/test/@@offre")


def test_the_way_back_never_leaves_the_site(browser: TestApp, trouble: Any) -> None:
    trouble.append(Refused("formation_closed"))
    for elsewhere in ("http://evil.example/", "http://localhost.evil.example/x", "javascript:alert(1)"):
        answer = browser.get("/panne", status=409, headers={"Referer": elsewhere})
        assert "evil" not in answer
        assert "javascript" not in answer
    answer = browser.get("/panne", status=409, headers={"Referer": "http://localhost//evil.example"})
    assert answer.html.find("a", href="/evil.example")


def test_an_act_that_always_meets_another_is_asked_to_wait(browser: TestApp, trouble: Any) -> None:
    trouble.append(ConflictError("toujours"))
    answer = browser.get("/panne", status=503)
    assert answer.headers["Retry-After"] == "5"
    assert "rien n'a été modifié" in answer


def test_an_error_of_ours_is_logged_under_its_reference(
    browser: TestApp, trouble: Any, caplog: pytest.LogCaptureFixture
) -> None:
    trouble.append(ZeroDivisionError("une faute"))
    with caplog.at_level(logging.ERROR, "ecandidat"):
        answer = browser.get("/panne", status=500)
    reference = answer.html.find("strong", class_="code").text
    assert reference in caplog.text
    assert "ZeroDivisionError: une faute" in caplog.text
    assert "une faute" not in answer


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("path", ["/", "/test", "/nulle-part", "/test/droit/master/m1-droit", "/%00"])
def test_pages_of_error_need_no_database(browser: TestApp, connection: Any, path: str, signed_in: bool) -> None:
    if signed_in:
        sign_in(browser, "CANDIDAT")
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    del connection.root()[ROOT]
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    answer = browser.get(path, status="*")
    assert answer.status_int in (400, 500)
    assert "<h1" in answer


def test_pages_of_error_speak_the_reader_s_language(browser: TestApp) -> None:
    answer = browser.get("/nulle-part", status=404, headers={"Accept-Language": "en"})
    assert answer.html.find("html")["lang"] == "en"


def test_every_page_of_error_carries_the_security_headers(browser: TestApp) -> None:
    for path, status in (("/nulle-part", 404), ("/%FF", 400)):
        assert "default-src 'self'" in browser.get(path, status=status).headers["Content-Security-Policy"]
