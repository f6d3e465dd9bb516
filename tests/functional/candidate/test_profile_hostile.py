"""Whatever a hostile browser posts to a step, it is told so and nothing is written."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.forms.profile.steps import STEPS
from tests.functional.doors import sign_in

FORMS = [name for name, step in STEPS.items() if step.schema is not None]
BODIES: dict[str, list[tuple[str, str]]] = {
    "nothing at all": [],
    "a group that does not close": [("__start__", "ine:mapping")],
    "a group that was never opened": [("__end__", "ine:mapping")],
    "a group of no kind": [("__start__", "ine:bombe"), ("__end__", "ine:bombe")],
    "groups instead of values": [
        (key, text)
        for name in (
            "nationality",
            "ine",
            "year",
            "country",
            "postcode",
            "options",
            "diploma",
            "series",
            "version",
            "town_code",
            "department",
            "school",
            "description",
            "birth_date",
            "birth_country",
        )
        for key, text in (("__start__", f"{name}:mapping"), ("a", "b"), ("__end__", f"{name}:mapping"))
    ],
    "sequences of groups": [
        (key, text)
        for name in ("year", "country", "options", "diploma", "series", "school", "town_code", "department", "version")
        for key, text in (
            ("__start__", f"{name}:sequence"),
            ("__start__", "x:mapping"),
            ("a", "b"),
            ("__end__", "x:mapping"),
            ("__end__", f"{name}:sequence"),
        )
    ],
    "the same key a hundred times": [("country", "100"), ("year", "2020"), ("ine", "1")] * 100,
    "a million characters": [
        ("birth_name", "x" * 1_000_000),
        ("line1", "y" * 1_000_000),
        ("description", "z" * 1_000_000),
        ("year", "9" * 1_000_000),
        ("postcode", "0" * 1_000_000),
        ("series", "s" * 1_000_000),
    ],
    "digits of another alphabet": [
        ("year", "٢٠٢٠"),
        ("postcode", "٨٦٠٠٠"),
        ("birth_date", "١٤/٠٧/٢٠٠٣"),
        ("phone", "٠٦٠٦٠٦٠٦"),
    ],
    "invisible characters": [
        ("birth_name", "\u0000\u202e"),
        ("line1", "\ufeff\u2066"),
        ("year", "\u0000"),
        ("country", "\u0000"),
    ],
    "unknown codes": [
        ("country", "../../etc"),
        ("series", "=cmd"),
        ("diploma", "avec"),
        ("town_code", "'"),
        ("department", "\U0010ffff"),
        ("year", "2022"),
        ("school", "<script>"),
        ("nationality", "-1"),
        ("obtained", "X"),
    ],
    "a certification out of nowhere": [("certifie", "oui"), ("ine", "1234567890"), ("ine_key", "V")],
}


@pytest.fixture
def candidate(browser: TestApp) -> Any:
    """A signed in browser and its token."""
    sign_in(browser, "NOUVEAUX")
    page = browser.get("/candidats/NOUVEAUX/profil/adresse")
    return browser, page.forms["profil"]["csrf_token"].value


# WebOb leaves the temporary file of a long body to the garbage collector, which warns about it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_every_step_answers_with_a_sentence(
    candidate: Any, body: list[tuple[str, str]], portal: Any, connection: Any
) -> None:
    browser, token = candidate
    for name in FORMS:
        for refresh in ([], [("_refresh", "x")]):
            url = f"/candidats/NOUVEAUX/profil/{name}"
            answer = browser.post(url, [("csrf_token", token), *body, *refresh], expect_errors=True)
            assert answer.status_int in ((200, 400) if refresh else (400, 422)), (name, refresh, answer.status)
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    profile = portal.candidates["NOUVEAUX"].profile
    assert profile.personal is None
    assert profile.address is None
    assert profile.baccalaureate is None
    assert not profile.internships
    assert not profile.experiences
    assert not profile.external_studies
    gc.collect()


def test_a_post_without_the_token_of_the_session_writes_nothing(candidate: Any) -> None:
    browser, _token = candidate
    browser.post("/candidats/NOUVEAUX/profil/adresse", {"country": "100", "csrf_token": "faux"}, status=400)


def test_bytes_that_are_no_text_are_told(candidate: Any) -> None:
    browser, token = candidate
    body = b"csrf_token=" + token.encode() + b"&line1=%ff%fe&country=100&__formid__=profil"
    answer = browser.post("/candidats/NOUVEAUX/profil/adresse", body, expect_errors=True,
                          content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_int in (400, 422)


def test_a_file_in_place_of_a_text_is_told(candidate: Any) -> None:
    browser, token = candidate
    answer = browser.post(
        "/candidats/NOUVEAUX/profil/adresse",
        {"csrf_token": token, "country": "100"},
        upload_files=[("line1", "x.txt", b"bonjour"), ("postcode", "y.bin", b"\0")],
        expect_errors=True,
    )
    assert answer.status_int in (400, 422)
