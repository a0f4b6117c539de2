"""No text reaches the terminal with anything in it that a terminal would obey."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.neutralise import neutralise, one_line, shown_column

ANY_TEXT = st.text(st.characters(codec=None))
NASTY = st.lists(
    st.sampled_from(
        [
            "\x1b]52;c;aGk=\x07",
            "\x1b[31m",
            "\x9b31m",
            "\x1b]2;title\x1b\\",
            "\x90q\x9c",
            "\u202e",
            "\u2066",
            "\u200b",
            "\ufeff",
            "\x7f",
            "\r",
            "\b",
            "\t",
            "\u2028",
            "\ud800",
            "\ufe0f",
            "plain",
            "\n",
            "é",
            "漢",
        ]
    )
).map("".join)


@given(ANY_TEXT | NASTY)
def test_nothing_that_a_terminal_obeys_comes_out(text: str) -> None:
    for character in neutralise(text).replace("\n", ""):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "\n" not in one_line(text)


@given(ANY_TEXT | NASTY)
def test_what_is_neutral_stays_as_it_is(text: str) -> None:
    once = neutralise(text)
    assert neutralise(once) == once


@given(NASTY)
def test_lines_stay_the_same_lines(text: str) -> None:
    assert len(neutralise(text).split("\n")) == len(text.replace("\r\n", "\n").split("\n"))


@given(st.text(st.characters(exclude_characters="\t\n\r")))
def test_without_tabs_every_character_keeps_its_column(text: str) -> None:
    assert len(neutralise(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain = 'text'  # é 漢 →", "plain = 'text'  # é 漢 →"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x07\x00\x7f", "␇␀␡"),
        ("\x9b31m", "\N{REPLACEMENT CHARACTER}31m"),
        ("user\u202egnirts", "user⇄gnirts"),
        ("ad\u200bmin", "ad◌min"),
        ("\ufeffimport os", "◌import os"),
        ("a\ud800b", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\u2028b", "a¶b"),
        ("a\tb\tc", "a   b   c"),
        ("abcd\te", "abcd    e"),
        ("\x1b\ta", "␛   a"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
    ],
)
def test_marks(text: str, shown: str) -> None:
    assert neutralise(text) == shown


def test_columns_are_found_again_behind_tabs() -> None:
    line = "\tcurl\t-k"
    assert neutralise(line) == "    curl    -k"
    assert [shown_column(line, column) for column in (1, 2, 7)] == [1, 5, 13]


def test_titles_stay_on_one_line() -> None:
    assert one_line("a\nb\r\nc") == "a b c"
