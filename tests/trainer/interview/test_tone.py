"""How an answer sounds is learnt from answers with a level, and says yes or no where no list of words does."""

from __future__ import annotations

import pytest

from benchmarks.interview.__main__ import across, kappa, labelled, learnt
from trainer.interview.tone import CLEAR, learn, marks, shipped, tone
from trainer.interview.words import words


def test_what_nobody_said_weighs_nothing() -> None:
    assert tone("", shipped()) == 0
    assert tone("Xylophones yodel.", shipped()) == 0
    assert not learn([])


def test_a_word_that_stands_in_one_answer_is_not_learnt() -> None:
    assert not learn([("The tuba hangs.", True), ("A lock is held.", False)])


def test_words_of_two_clauses_are_no_pair() -> None:
    assert "held_and" not in marks("The lock is held, and the row")
    assert "row_is" in marks("The row is held.")


@pytest.mark.parametrize(
    ("answer", "finds_fault"),
    [
        ("The queue overflows.", True),
        ("The queue is drained.", False),
        ("Whatever overflows.", True),
    ],
)
def test_the_words_of_bad_answers_find_fault(answer: str, finds_fault: bool) -> None:
    taught = learn(
        [
            ("It overflows at night.", True),
            ("The buffer overflows.", True),
            ("The buffer is drained.", False),
            ("It is drained at night.", False),
        ]
    )
    assert (tone(answer, taught) > 0) == finds_fault


def test_a_weight_is_worth_keeping() -> None:
    assert all(abs(weight) >= CLEAR for weight in shipped().values())


def test_what_is_shipped_was_learnt_from_the_answers_at_hand() -> None:
    """After a change of answers or levels: `python -m benchmarks.interview --learn`."""
    assert learnt(labelled()) == shipped()


def test_it_agrees_on_answers_of_which_it_learnt_nothing() -> None:
    pairs = [(answer.label, level) for answer, level in across()]
    assert len(pairs) >= 800
    assert kappa(pairs) >= 0.8


def test_it_holds_no_text_of_an_answer() -> None:
    assert all(len(words(mark.replace("_", " "))) <= 2 for mark in shipped())
