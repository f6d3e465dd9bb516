"""Questions and answers: what shows, what is owed, what is worth keeping, how choices keep their meaning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecandidat.domain.errors import Refused
from ecandidat.domain.questionnaire import (
    Choice,
    Kind,
    Question,
    address,
    check_address,
    check_questions,
    check_value,
    choices_from,
    fits,
    frozen,
    kept,
    missing,
    said,
    shown,
)

ALPHA, BETA = Choice("a", (("fr", "Alpha"),)), Choice("b", (("fr", "Bêta"),))


def ask(key: str, kind: Kind = Kind.TEXT, **more: Any) -> Question:
    """A required question."""
    if kind in (Kind.CHOICE, Kind.CHOICES):
        more.setdefault("choices", (ALPHA, BETA))
    return Question(key, kind, (("fr", f"Question {key}"),), **more)


CHAIN = (
    ask("one", Kind.YES_NO),
    ask("two", Kind.CHOICE, depends_on="one", depends_value="oui"),
    ask("three", Kind.CHOICES, depends_on="two", depends_value="b"),
    ask("four", depends_on="three", depends_value="a", required=False),
)


def keys(questions: list[Question]) -> list[str]:
    return [question.key for question in questions]


def test_a_question_shows_once_its_whole_chain_of_answers_is_given() -> None:
    """C085."""
    assert keys(shown(CHAIN, {})) == ["one"]
    assert keys(shown(CHAIN, {"one": True})) == ["one", "two"]
    assert keys(shown(CHAIN, {"one": True, "two": "b", "three": ("a", "b")})) == ["one", "two", "three", "four"]
    assert keys(shown(CHAIN, {"one": False, "two": "b", "three": ("a",)})) == ["one"]


def test_only_what_shows_is_owed_and_kept() -> None:
    """C085."""
    assert keys(missing(CHAIN, {})) == ["one"]
    assert keys(missing(CHAIN, {"one": True, "two": "b"})) == ["three"]
    assert missing(CHAIN, {"one": True, "two": "b", "three": ("a",)}) == []
    assert kept(CHAIN, {"one": False, "two": "b", "other": "x"}) == (("one", False),)


@given(st.dictionaries(st.sampled_from(["one", "two", "three", "four"]), st.one_of(
    st.booleans(), st.sampled_from(["a", "b", "", "z"]), st.just(("a",)), st.just(("z",)), st.none(),
    st.just(Decimal(3)),
)))  # fmt: skip
def test_whatever_is_stored_what_is_kept_answers_what_shows(values: dict[str, Any]) -> None:
    pairs = dict(kept(CHAIN, values))
    visible = {question.key: question for question in shown(CHAIN, values)}
    assert set(pairs) <= set(visible)
    assert all(fits(visible[key], value) for key, value in pairs.items())
    assert kept(CHAIN, pairs) == tuple(pairs.items())


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Kind.TEXT, "a", ""), (Kind.LONG, "a", True), (Kind.YES_NO, False, "non"), (Kind.CHOICE, "a", "z"),
        (Kind.CHOICES, ("a", "b"), ()), (Kind.CHOICES, ("b",), ("b", "z")), (Kind.NUMBER, Decimal("1.5"), "1.5"),
        (Kind.DATE, date(2026, 1, 1), "2026-01-01"), (Kind.FILE, None, "papier.pdf"),
    ],
)  # fmt: skip
def test_an_answer_is_of_the_kind_of_its_question(kind: Kind, good: Any, bad: Any) -> None:
    question = ask("one", kind)
    assert fits(question, good) is (good is not None)
    assert not fits(question, bad)
    with pytest.raises(Refused):
        check_value(question, bad)


def test_bounds_are_inclusive() -> None:
    number = ask("one", Kind.NUMBER, low=Decimal(0), high=Decimal(20))
    for value in (Decimal(0), Decimal(20)):
        check_value(number, value)
    for value in (Decimal("-0.1"), Decimal("20.01")):
        with pytest.raises(Refused, match="answer_out_of_bounds"):
            check_value(number, value)
    day = ask("one", Kind.DATE, first=date(2020, 1, 1))
    check_value(day, date(2020, 1, 1))
    with pytest.raises(Refused, match="answer_out_of_bounds"):
        check_value(day, date(2019, 12, 31))
    with pytest.raises(Refused, match="text_too_long"):
        check_value(ask("one"), "x" * 1001)


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ((ask("two", depends_on="one", depends_value="oui"), ask("one", Kind.YES_NO)), "condition_astray"),
        ((ask("one", Kind.YES_NO), ask("two", depends_on="one", depends_value="peut-être")), "condition_astray"),
        ((ask("one"), ask("two", depends_on="one", depends_value="x")), "condition_astray"),
        ((ask("one", Kind.CHOICE, choices=(ALPHA,)),), "choices_count"),
        ((ask("one", Kind.CHOICE, choices=(ALPHA, ALPHA)),), "choices_twice"),
        ((ask("one", Kind.NUMBER, low=Decimal(3), high=Decimal(2)),), "bounds_crossed"),
        ((ask("one", Kind.DATE, first=date(2026, 1, 2), last=date(2026, 1, 1)),), "bounds_crossed"),
        (tuple(ask(str(number)) for number in range(61)), "too_many_questions"),
        ((Question("one", Kind.TEXT, ()),), "value_required"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(questions: tuple[Question, ...], code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_questions(questions)
    assert caught.value.code == code


def test_choices_keep_their_code_when_they_move_or_are_reworded() -> None:
    made = choices_from({"fr": "Alpha\nBêta", "en": "Alpha\nBeta"}, ())
    assert [choice.code for choice in made] == ["alpha", "beta"]
    assert said(made[1].label, "en") == "Beta"
    moved = choices_from({"fr": "Bêta\nGamma\nAlpha"}, made)
    assert [choice.code for choice in moved] == ["beta", "gamma", "alpha"]
    reworded = choices_from({"fr": "Alpha\nBêta, la deuxième"}, made)
    assert [choice.code for choice in reworded] == ["alpha", "beta"]
    assert [choice.code for choice in choices_from({"fr": "日本\n中国"}, ())] == ["choix", "choix-2"]
    with pytest.raises(Refused, match="choices_lines"):
        choices_from({"fr": "Alpha\nBêta", "en": "Alpha"}, ())


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), min_size=1).map(str.strip).filter(bool)


@given(st.lists(LINES, min_size=2, max_size=8, unique=True))
def test_codes_of_choices_never_meet(lines: list[str]) -> None:
    made = choices_from({"fr": "\n".join(lines)}, (ALPHA, BETA))
    assert len({choice.code for choice in made}) == len(made) == len(lines)


def test_what_is_frozen_bears_the_labels_of_the_day() -> None:
    assert frozen(ask("one", Kind.CHOICE), "b").value == ((("fr", "Bêta"),),)
    assert frozen(ask("one", Kind.CHOICES), ("a", "b")).value == (ALPHA.label, BETA.label)
    assert frozen(ask("one"), "texte").value == "texte"


def test_variables_of_an_address_stay_one_value_each() -> None:
    """C086."""
    values = {"numDossier": "ABC", "nom": "O'NEIL & Co?x=1#y", "prenom": "Zoé"}
    made = address("https://e.example/1?d=${numDossier}&n=${nom}&p=${prenom}", values)
    assert made == "https://e.example/1?d=ABC&n=O%27NEIL%20%26%20Co%3Fx%3D1%23y&p=Zo%C3%A9"


@pytest.mark.parametrize("template", [
    "https://e.example/421994?d=${numDossier}&i=${idCandidature}&n=${nom}&p=${prenom}&r=${retour}", "/@@enquete?sid=1",
    "http://e.example/${numdossier}",
])  # fmt: skip
def test_an_address_may_hold_these_variables(template: str) -> None:
    """C086."""
    check_address(template)


@pytest.mark.parametrize("template", [
    "https://e.example/?x=${secret}", "javascript:alert(1)", "//evil.example", "https://${nom}.example/",
    "ftp://e.example", "https://e.example/a b", "https://[", "e.example",
])  # fmt: skip
def test_an_address_that_leads_elsewhere_is_refused(template: str) -> None:
    with pytest.raises(Refused):
        check_address(template)
