"""Numbers below are computed examples that belong to nobody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecandidat.domain.errors import Refused
from ecandidat.domain.ine import (
    ALPHABET,
    IneKind,
    bea_key,
    check_uai,
    looks_like_o_zero,
    nne36_key,
    normalise,
    read_ine,
    uai_key,
)

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def refusal(text: str) -> str:
    with pytest.raises(Refused) as caught:
        read_ine(*normalise(text))
    return caught.value.code


@pytest.mark.parametrize("text", ["0123456789M", "1234567890V", "0101234567Y", "2500000001F"])
def test_a_secondary_school_number_with_its_key_is_verified(text: str) -> None:
    """C036."""
    reading = read_ine(*normalise(text))
    assert (reading.kind, reading.verified) == (IneKind.BEA, True)
    assert (reading.ine, reading.key) == (text[:10], text[10:])


@pytest.mark.parametrize("text", ["0ABCDE12340", "1UL0N000011", "2601N000013"])
def test_a_university_number_with_its_key_is_verified(text: str) -> None:
    """C036."""
    reading = read_ine(*normalise(text))
    assert (reading.kind, reading.verified) == (IneKind.NNE36, True)


def test_a_register_number_is_accepted_on_its_shape() -> None:
    """C036."""
    reading = read_ine("123456789", "AB")
    assert (reading.kind, reading.verified, reading.warning) == (IneKind.INES, False, "")
    assert (reading.ine, reading.key) == ("123456789", "AB")


def test_unusual_letters_in_a_register_number_only_warn() -> None:
    assert read_ine("123456789", "AL").warning == "ine_unusual_letters"


def test_an_apprentice_number_is_accepted_on_its_shape() -> None:
    reading = read_ine("1234A12345", "F")
    assert (reading.kind, reading.verified) == (IneKind.SIFA, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0123456789A", "ine_key"),
        ("1UL0N000012", "ine_key"),
        ("0ABCDE12341", "ine_key"),
        ("1111111111H", "ine_identical"),
        ("00000000000", "ine_identical"),
        ("ABCDEFGHIJ1", "ine_identical"),
        ("1234567890I", "ine_format"),
        ("12AB567890C", "ine_format"),
        ("123456789", "ine_length"),
        ("", "ine_length"),
        ("0123456789MM", "ine_length"),
        ("0123-45678M", "ine_format"),
        ("012345678٩M", "ine_format"),
        ("012345678ßM", "ine_format"),
        ("0123\x0056789M", "ine_format"),
    ],
)
def test_a_number_that_cannot_exist_is_refused(text: str, code: str) -> None:
    assert refusal(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "O123456789M",
        "O1O1234567Y",
        "12345678OAB",
        "1ULON000011",
        "0ABCDE1234O",
    ],
)
def test_a_letter_o_typed_for_a_zero_is_recognised(text: str) -> None:
    assert refusal(text) == "ine_o_zero"


def test_a_zero_typed_for_a_letter_o_is_recognised() -> None:
    number = "1UO1N00002"
    wrong = number.replace("UO", "U0") + nne36_key(number)
    assert looks_like_o_zero(wrong[:10], wrong[10:])
    assert refusal(wrong) == "ine_o_zero"


def test_spaces_and_small_letters_are_forgiven() -> None:
    assert normalise(" 0123 456\u00a0789 m\t") == ("0123456789", "M")
    assert normalise("123 456 789 ab") == ("123456789", "AB")


def test_the_number_is_read_wherever_it_was_cut() -> None:
    assert read_ine("1234567890", "V") == read_ine("123456789", "0V")
    assert read_ine("123456789A", "B").key == "AB"


@settings(deadline=None)
@given(st.text(DIGITS, min_size=10, max_size=10).filter(lambda number: len(set(number)) > 1))
def test_exactly_one_letter_closes_ten_digits(number: str) -> None:
    read_ine(number, bea_key(number))
    for letter in ALPHABET:
        if letter != bea_key(number):
            assert refusal(number + letter) in {"ine_key", "ine_o_zero"}


@settings(deadline=None)
@given(st.text(DIGITS + LETTERS, min_size=10, max_size=10).filter(lambda n: len(set(n)) > 1 and not n.isalpha()))
def test_exactly_one_digit_closes_a_base_36_number(number: str) -> None:
    read_ine(number, nne36_key(number))
    for digit in DIGITS:
        if digit != nne36_key(number):
            assert refusal(number + digit) in {"ine_key", "ine_o_zero"}


@settings(deadline=None)
@given(st.text(DIGITS, min_size=10, max_size=10), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, position: int, shift: int) -> None:
    wrong = str((int(number[position]) + shift) % 10)
    assert bea_key(number) != bea_key(number[:position] + wrong + number[position + 1 :])


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    code = ""
    try:
        reading = read_ine(*normalise(text))
    except Refused as refused:
        code = refused.code
    assert code.startswith("ine_") or len(reading.ine + reading.key) == 11


@pytest.mark.parametrize("uai", ["0542493S", "0750654D", "0540038Y", "7200664J"])
def test_a_real_establishment_code_is_accepted(uai: str) -> None:
    check_uai(uai)
    assert uai_key(uai[:7]) == uai[7]


@pytest.mark.parametrize(
    ("uai", "code"),
    [
        ("0542493T", "uai_key"),
        ("054249S", "uai_format"),
        ("0542493s", "uai_format"),
        ("0542493O", "uai_format"),
        ("", "uai_format"),
    ],
)
def test_a_wrong_establishment_code_is_refused(uai: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_uai(uai)
    assert caught.value.code == code
