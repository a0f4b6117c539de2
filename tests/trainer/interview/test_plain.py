"""The interview line by line: readable without a screen, playable from a pipe, safe to print."""

from __future__ import annotations

import io
from dataclasses import replace
from random import Random

import pytest

from critique.plain_interview import run
from detectors.places import Lines
from trainer.card import Card
from trainer.deck import Deck
from trainer.history import History
from trainer.interview.item import of_snippet
from trainer.interview.session import InterviewSession
from trainer.scoring import Answer


def start(deck: Deck, history: History | None = None, count: int = 2) -> InterviewSession:
    return InterviewSession.start(deck, history=history, seed=7, count=count)


def played(interview: InterviewSession, *lines: str, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    assert run(interview, io.StringIO("".join(f"{line}\n" for line in lines)), out) == 0
    out.flush()
    return raw.getvalue().decode(encoding)


def joined(text: str) -> str:
    """Without the line ends that only wrapping put there."""
    return " ".join(text.split())


# Near misses.


def test_an_empty_line_before_an_answer_is_none(deck: Deck) -> None:
    interview = start(deck)
    played(interview, "", "", "")
    assert interview.stage == "saying"


def test_a_word_that_is_no_command_is_said_to_be_none(deck: Deck) -> None:
    said = played(start(deck), "skip", "yes", "what 2", "3")
    assert "'yes' is no command here" in said
    assert "'what 2' is no command here" in said
    assert "'3' is no command here" in said


def test_what_cannot_be_done_is_told_and_nothing_breaks(deck: Deck) -> None:
    said = played(start(deck), "skip", "yes 9", "next", "next", "9", "z", "quit")
    assert "Say a number from 1 to 4." in said
    assert "Choose one first." in said
    assert "Say a number from 1 to" in said
    assert "'z' is no command here" in said


def test_an_answer_may_begin_with_a_word_that_is_a_command_elsewhere(deck: Deck) -> None:
    interview = start(deck)
    played(interview, "next time it hangs", "no 3 ways about it", "")
    assert interview.said
    assert interview.said.grade.answer == "next time it hangs\nno 3 ways about it"


# What it is for.


def test_an_answer_is_several_lines_up_to_an_empty_one(deck: Deck) -> None:
    interview = start(deck)
    said = played(interview, "It hangs when the peer is silent.", "Set a timeout.", "", "quit")
    assert interview.said
    assert "1 consequence" in said
    assert "A weak answer:" in said
    assert "A strong answer:" in said


def test_the_end_of_the_input_ends_an_answer_too(deck: Deck, history: History) -> None:
    said = played(start(deck, history), "It hangs; set a timeout.")
    assert "1 answer of 2" in said
    assert "Stopped at question 1 of 2; all is kept." in said


def test_a_grade_says_which_words_earned_what_and_can_be_corrected(deck: Deck) -> None:
    interview = start(deck)
    said = played(interview, "It might be slow.", "", "yes 1", "yes 3", "no 3", "yes 3")
    assert "- 3 remedy:" in said
    assert "+ 3 remedy:" in said
    assert "you say that you said it" in said
    assert "you say that you did not say it" in said
    assert interview.said
    assert interview.said.grade.level == "adequate"


def test_a_choice_is_made_by_letter_or_number_and_every_option_is_explained(deck: Deck) -> None:
    interview = start(deck)
    said = played(interview, "skip", "next", "b", "next", "2")
    assert interview.chosen is not None
    assert said.count("(yours)") == len(interview.summary().chosen)
    assert "Right." in said or "Not the best one." in said


def test_a_whole_interview_is_played_from_a_pipe(deck: Deck, history: History) -> None:
    interview = start(deck, history)
    script = ["It hangs; set a timeout.", ""]
    for item in interview.plan:
        script += [] if item is interview.plan[0] else ["skip"]
        for _ in item.choices:
            script += ["", "a"]
        script += [""]
    said = played(interview, *script)
    assert interview.is_finished
    assert "2 answers of 2" in said
    assert "Another: critique interview --plain" in said


def test_the_last_explanation_need_not_be_left_to_finish(deck: Deck, history: History) -> None:
    interview = start(deck, history, count=1)
    script = [line for _ in interview.item.choices for line in ("", "a")]
    played(interview, "skip", *script)
    assert InterviewSession.resume(history) is None


def test_it_goes_on_where_it_stopped(deck: Deck, history: History) -> None:
    played(start(deck, history), "It hangs; set a timeout.", "", "yes 4")
    resumed = InterviewSession.resume(history)
    assert resumed
    said = played(resumed)
    assert "Question 1 of 2" in said
    assert "you say that you said it" in said


def test_help_and_show_repeat_what_one_needs(deck: Deck) -> None:
    interview = start(deck)
    said = played(interview, "help", "show", "skip", "show", "", "show", "a", "show")
    assert said.count(interview.item.title) == 5
    assert "an empty line ends it" in said


def test_foreign_text_and_answers_are_harmless(deck: Deck) -> None:
    evil = "\x1b]52;c;aGk=\x07\u202e"
    interview = start(deck)
    card = next(item.snippet.card for item in interview.plan if item.snippet)
    bad = replace(
        card,
        title=evil,
        scenario=f"S {evil}",
        triage=evil,
        questions=(evil,),
        answers=tuple(replace(answer, why=evil) for answer in card.answers),
    )
    item = of_snippet(bad.snippet, Random(1))
    assert item
    hostile = InterviewSession([item], id="x", seed=1, deck=deck)
    said = played(hostile, f"{evil} hangs {evil}", "", "", "a", "", "a")
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert hostile.summary().said


def test_an_output_without_unicode_is_enough(deck: Deck) -> None:
    assert "Question 1 of 2" in played(start(deck), "skip", "", "a", encoding="ascii")


def test_lines_fit_a_narrow_terminal(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = played(start(deck), "skip", "", "a", "", "a")
    code = {line for item in start(deck).plan if item.snippet for line in item.snippet.lines}
    long = [line for line in said.split("\n") if len(line) > 60]
    assert all(any(part in line for part in code if part) for line in long)


def test_a_risk_without_a_page_is_no_item(deck: Deck) -> None:

    answers = (Answer(risk="no-such-risk", lines=Lines(1, 1), severity="high", why="x"),)
    card = Card(id="c", title="C", scenario="S", language="python", code="x\n", answers=answers)
    assert of_snippet(card.snippet, Random(1)) is None
