"""Codes of the offer and random keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import ALPHABET, RESERVED, check_slug, new_key, slugify


@given(st.text())
def test_a_slug_of_any_title_is_a_code_reserved_or_empty(title: str) -> None:
    code = slugify(title)[:50].strip("-")
    if code and code not in RESERVED:
        assert check_slug(code) == code


@pytest.mark.parametrize(
    "code", ["", "-a", "a-", "a--b", "A", "é", "a/b", "a b", "..", "@@x", "a\n", "a\x00", "x" * 51]
)
def test_what_a_url_could_misread_is_refused(code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_slug(code)
    assert caught.value.code == "slug_invalid"


@pytest.mark.parametrize("code", sorted(RESERVED))
def test_a_reserved_name_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="slug_reserved"):
        check_slug(code)


def test_a_key_can_be_told_on_the_phone() -> None:
    key = new_key(200)
    assert set(key) <= set(ALPHABET)
    assert not set("01OILU") & set(key)
    assert slugify("Économie & gestion : œuvre") == "economie-gestion-oeuvre"
