"""What a letter's text may look like: paragraphs, lists, bold words, and nothing that a value says."""

from __future__ import annotations

from ecandidat.documents.prose import Block, Run, Stretch, blocks


def read(*stretches: str | Stretch) -> tuple[Block, ...]:
    return blocks(one if isinstance(one, Stretch) else Stretch(one) for one in stretches)


def test_a_blank_line_ends_a_paragraph_and_a_line_end_does_not() -> None:
    assert read("un\ndeux\n\ntrois") == (
        Block(False, ((Run("un"), Run("\n"), Run("deux")),)), Block(False, ((Run("trois"),),))
    )  # fmt: skip


def test_lines_that_begin_with_a_dash_are_one_list() -> None:
    assert read("Avant\n- un\n- deux\nAprès") == (
        Block(False, ((Run("Avant"),),)), Block(True, ((Run("un"),), (Run("deux"),))), Block(False, ((Run("Après"),),)),
    )  # fmt: skip


def test_stars_begin_and_end_what_is_bold_and_never_leave_their_item() -> None:
    assert read("un **deux** trois **quatre") == (
        Block(False, ((Run("un "), Run("deux", True), Run(" trois "), Run("quatre", True)),)),
    )
    assert read("- **un\n- deux") == (Block(True, ((Run("un", True),), (Run("deux"),))),)


def test_a_value_is_words_alone_even_inside_bold() -> None:
    value = Stretch("**a**\n- b\n\nc", value=True)
    assert read("**", value, "**") == (Block(False, ((Run("**a**\n- b\n\nc", True),),)),)
    assert read(value) == (Block(False, ((Run("**a**\n- b\n\nc"),),)),)


def test_what_values_leave_empty_vanishes() -> None:
    assert read("- ", Stretch("", value=True), "\n- b\n\n", Stretch("", value=True), "\n\n** **") == (
        Block(True, ((Run("b"),),)),
    )
