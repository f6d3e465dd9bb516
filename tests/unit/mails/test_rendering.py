"""The template language: what it inserts, what it refuses, and that a value is never read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecandidat.mails.rendering import TemplateError, check, parse

ALLOWED = frozenset({"a", "b", "candidat.prenom"})


def render(text, **values):
    return parse(text, ALLOWED).render({name.replace("__", "."): value for name, value in values.items()})


def test_a_variable_is_replaced_by_its_value():
    assert render("Bonjour ${candidat.prenom}, ${ a }.", candidat__prenom="Zoé", a="x") == "Bonjour Zoé, x."


def test_a_variable_without_value_renders_empty():
    assert render("[${a}]") == "[]"


@pytest.mark.parametrize("block", ["{if(a)}oui{endif(a)}", "{if($a)}oui{endif($a)}", "{if( $a )}oui{endif (a)}"])
def test_a_block_is_kept_only_when_its_variable_has_a_value(block):
    assert render(f"[{block}]", a="1") == "[oui]"
    assert render(f"[{block}]", a="  \n") == "[]"
    assert render(f"[{block}]") == "[]"


@pytest.mark.parametrize(
    ("a", "b", "expected"), [("1", "1", "<x y>"), ("1", "", "<x >"), ("", "1", "<>"), ("", "", "<>")]
)
def test_blocks_nest(a, b, expected):
    assert render("<{if(a)}x {if(b)}y{endif(b)}{endif(a)}>", a=a, b=b) == expected


def test_a_hidden_block_hides_a_nested_block_of_the_same_variable_up_to_its_own_end():
    assert render("{if(a)}1{if(a)}2{endif(a)}3{endif(a)}4") == "4"


def test_a_condition_alone_on_its_line_leaves_no_blank_line():
    text = "un\n{if(a)}\ndeux\n  {endif(a)}\ntrois\n"
    assert render(text, a="1") == "un\ndeux\ntrois\n"
    assert render(text) == "un\ntrois\n"
    assert render(text.replace("\n", "\r\n"), a="1") == "un\ndeux\ntrois\n"


@pytest.mark.parametrize("text", ["5 $ ou $a", "{a}", "{iframe}", "}{", "$", "$$", "\\1 \\g<0>", "{ if }", "%(a)s {0}"])
def test_what_is_no_tag_is_left_alone(text):
    assert check(text, ALLOWED) == []
    assert render(text, a="1") == text


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        ("un\n${inconnue}", 2, "inconnue"),
        ("${a.__class__}", 1, "a.__class__"),
        ("${}", 1, ""),
        ("${a + b}", 1, "a + b"),
        ("un\ndeux ${a", 2, "${"),
        ("{if(a)}\nx", 1, "a"),
        ("x\n\n{endif(a)}", 3, "a"),
        ("{if(c)}x{endif(c)}", 1, "c"),
        ("{if a}", 1, "{if"),
        ("{if(a)", 1, "{if"),
        ("{endif}", 1, "{endif"),
        ("{if(a)}\n{if(b)}\n{endif(a)}{endif(b)}", 3, "b"),
    ],
)
def test_a_fault_tells_its_line_and_its_name(text, line, name):
    with pytest.raises(TemplateError) as caught:
        parse(text, ALLOWED)
    assert (caught.value.line, caught.value.name) == (line, name)
    assert str(caught.value).startswith(f"Ligne {line}\u00a0: ")


def test_check_reports_every_fault_in_the_order_of_the_lines_and_suggests_a_name():
    faults = check("{if(a)}\n${candidat.prenon}\n${b", ALLOWED)
    assert [fault.split("\u00a0")[0] for fault in faults] == ["Ligne 1", "Ligne 2", "Ligne 3"]
    assert "vouliez-vous dire «\u00a0candidat.prenom\u00a0»" in faults[1]


SCRAPS = ["${a}", "${b}", "{if(a)}", "{endif(a)}", "{if($b)}", "$", "\\", "\\1", "{", "}", "\n", "é", "x", " "]
HOSTILE = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=3)).map("".join)


@given(a=HOSTILE, b=HOSTILE)
def test_values_are_inserted_as_they_are(a, b):
    assert parse("<${a}|${b}|${a}>", ALLOWED).render({"a": a, "b": b}) == f"<{a}|{b}|{a}>"


@given(a=HOSTILE, b=HOSTILE)
def test_a_kept_block_shows_its_value_as_it_is(a, b):
    shown = parse("[{if(a)}${b}{endif(a)}]", ALLOWED).render({"a": a, "b": b})
    assert shown == (f"[{b}]" if a.strip() else "[]")


@given(text=HOSTILE)
def test_check_and_parse_agree_on_any_text(text):
    if check(text, ALLOWED):
        with pytest.raises(TemplateError):
            parse(text, ALLOWED)
    else:
        assert parse(text, ALLOWED).names <= ALLOWED
