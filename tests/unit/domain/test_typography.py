"""Spaces of French texts."""

import pytest

from ecandidat.domain.typography import spaced


@pytest.mark.parametrize(("typed", "shown"), [
    ("Dernier jour : ce soir", "Dernier jour\u00a0: ce soir"),
    ("Sûr ? Oui ! Non ; voilà", "Sûr\u00a0? Oui\u00a0! Non\u00a0; voilà"),
    ("« ${name} » est ouverte", "«\u00a0${name}\u00a0» est ouverte"),
    ("${count} :", "${count}\u00a0:"),
    ("« Fini ? »", "«\u00a0Fini\u00a0?\u00a0»"),
])  # fmt: skip
def test_a_mark_stays_with_its_word(typed: str, shown: str) -> None:
    assert spaced(typed) == shown
    assert spaced(shown) == shown


@pytest.mark.parametrize("text", ["12:30", "https://x.test/?a=b", "a :b", ": seul", "prix: 3", "a  b"])
def test_what_is_no_french_mark_is_left_alone(text: str) -> None:
    assert spaced(text) == text
