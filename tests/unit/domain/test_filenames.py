"""Names of downloaded files: a closed list of variables, nothing that a system would take for something else."""

from __future__ import annotations

import pytest

from ecandidat.domain.errors import Refused
from ecandidat.domain.filenames import LONGEST, Names, check, named


@pytest.mark.parametrize("template", ["", "   ", "{inconnue}", "{nom", "nom}", "{nom}}", "x" * 101, "{}"])
def test_a_template_that_cannot_be_filled_is_refused(template: str) -> None:
    with pytest.raises(Refused):
        check(template)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"numero": "ABC", "nom": "DE LA CÔTE"}, "ABC-DE LA CÔTE"),
        ({"numero": "../../etc", "nom": "passwd"}, "etc-passwd"),
        ({"numero": "a\x00b\n", "nom": 'c"<>|?*:\\d'}, "a_b_-c_d"),
        ({"numero": "", "nom": ""}, "fichier"),
        ({"numero": "\u202eabc", "nom": "😀"}, "abc"),
    ],
)
def test_names_hold_nothing_unsafe(values: dict[str, str], said: str) -> None:
    assert named(check(" {numero}-{nom} "), values) == said


def test_a_reserved_name_is_set_apart_and_a_long_one_is_cut() -> None:
    assert named("{nom}", {"nom": "CON"}) == "_CON"
    assert len(named("{nom}", {"nom": "é" * 500})) == LONGEST


def test_equal_names_are_numbered_whatever_their_case() -> None:
    names = Names()
    asked = [("a", ".pdf"), ("A", ".pdf"), ("a", ".pdf"), ("a (2)", ".pdf"), ("a", ".png")]
    given = [names.free(*one) for one in asked]
    assert len({name.casefold() for name in given}) == len(given)
    assert given[:3] == ["a.pdf", "A (2).pdf", "a (3).pdf"]
    assert given[4] == "a.png"
