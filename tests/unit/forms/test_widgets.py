"""What the fields make of what is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import colander
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecandidat.forms import widgets as w


def read(node: colander.SchemaNode, typed: Any) -> Any:
    """The value of a field, or its sentence."""
    try:
        return node.deserialize(typed)
    except colander.Invalid as invalid:
        return str(next(iter(invalid.messages())).interpolate())


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("14/07/2003", date(2003, 7, 14)),
        (" 4.7.2003 ", date(2003, 7, 4)),
        ("29-02-2004", date(2004, 2, 29)),
        ("29/02/2003", "Cette date n'existe pas. Tapez-la sous la forme jj/mm/aaaa."),
        ("2003-07-14", "Tapez la date sous la forme jj/mm/aaaa, par exemple 14/07/2003."),
        ("14/07/03", "Tapez la date sous la forme jj/mm/aaaa, par exemple 14/07/2003."),
        ("00/00/0000", "Cette date n'existe pas. Tapez-la sous la forme jj/mm/aaaa."),
        ("", "Ce champ est obligatoire."),
    ],
)
def test_a_date_is_typed_day_first(typed: str, value: Any) -> None:
    assert read(w.french_date("day", "Jour"), typed) == value


def test_a_date_is_shown_as_it_is_typed() -> None:
    assert w.french_date("day", "Jour").serialize(date(803, 7, 4)) == "04/07/0803"
    assert w.french_date("day", "Jour").serialize(date(2003, 7, 4)) == "04/07/2003"


def test_a_line_folds_spaces_and_writes_capitals() -> None:
    node = w.line("name", "Nom", 30, upper=True, plain=True)
    assert read(node, "  d’Ar\u00a0 c\t") == "D'AR C"
    assert read(node, "d\u02bcAr\u200bc\u2011Lys\u200c") == "D'ARC-LYS"
    assert read(node, "straße" * 5) == "35 caractères : 30 au plus."
    assert read(node, "\u2028 \u00a0") == "Ce champ est obligatoire."


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\u2066", "\ue000", "\ud800"])
def test_invisible_characters_are_named(character: str) -> None:
    assert f"U+{ord(character):04X}" in read(w.line("name", "Nom", 30), f"a{character}b")
    assert f"U+{ord(character):04X}" in read(w.paragraph("text", "Texte", 30), f"a{character}b")


def test_a_paragraph_keeps_its_lines_and_counts_a_break_once() -> None:
    assert read(w.paragraph("text", "Texte", 3), "a\r\nb") == "a\nb"
    assert read(w.paragraph("text", "Texte", 3), "a\r\nbc") == "4 caractères : 3 au plus."


@pytest.mark.parametrize("typed", ["1e3", "-1", "٢٠٢٠", "2 020", "1" * 10, "0x10", "²"])
def test_a_number_is_typed_in_digits(typed: str) -> None:
    assert read(w.whole("year", "Année", 0, 10**9), typed) == "Tapez un nombre entier, en chiffres."


def test_a_number_has_bounds_and_a_choice_its_list() -> None:
    assert read(w.whole("hours", "Heures", 1, 80), "81") == "Donnez un nombre de 1 à 80."
    assert read(w.whole("hours", "Heures", 1, 80), "80") == 80
    assert read(w.choice("c", "Choix", [("a", "A")]), "b") == str(w.NOT_IN_LIST)
    assert read(w.choice("c", "Choix", [("a", "A")], required=False), "") == ""


@pytest.mark.parametrize(("name", "good"), [
    ("JEAN-ÉMILE D'ARC", True), ("ŁUKASZ", True), ("O'NEIL JR.", True), ("Nguyễn", True),
    ("JEAN2", False), ("Ж", False), ("李", False), ("=CMD()", False), ("😀", False), ("...", False),
])  # fmt: skip
def test_names_are_in_latin_letters(name: str, good: bool) -> None:
    assert (read(w.line("n", "Nom", 30, checks=(w.latin_name,)), name) == name) is good


@pytest.mark.parametrize(("number", "good"), [
    ("06 12 34 56 78", True), ("+33612345678", True), ("(0)5.49-45", True), ("112", False), ("06+12", False),
    ("0612345678901234", False), ("٠٦١٢٣٤٥٦٧٨", False),
])  # fmt: skip
def test_phones_can_be_dialled(number: str, good: bool) -> None:
    assert (read(w.line("p", "Tél", 20, checks=(w.phone,)), number) == number) is good


@given(st.text())
def test_a_line_is_clean_or_refused_whatever_is_typed(typed: str) -> None:
    value = read(w.line("name", "Nom", 30, required=False, upper=True), typed)
    assert isinstance(value, str)
    assert "\x00" not in value
    assert "\n" not in value
