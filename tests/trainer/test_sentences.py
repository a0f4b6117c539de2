"""How a note of a detector or an author reads as a sentence."""

from __future__ import annotations

import pytest

from trainer.sentences import alone, sentence


@pytest.mark.parametrize(
    ("note", "read"),
    [
        ("the broker forgets it", "The broker forgets it."),
        ("waits for ever!", "Waits for ever!"),
        ("non-blocking calls pass", "Non-blocking calls pass."),
        ("requests.post waits for ever", "requests.post waits for ever."),
        ("max_tries is 9", "max_tries is 9."),
        ("sleep(1) holds the worker", "sleep(1) holds the worker."),
        ("5 tries and no more", "5 tries and no more."),
        ("GET changes something", "GET changes something."),
        ("", ""),
    ],
)
def test_a_note_that_stands_alone_begins_with_a_capital_but_for_a_name(
    note: str, read: str
) -> None:
    assert alone(note) == read


def test_a_word_of_the_code_is_a_name() -> None:
    code = "password: ${MQ_PASSWORD}\n"
    assert alone("password is read at run time", code) == "password is read at run time."
    assert alone("the password is read at run time", code) == "The password is read at run time."
    assert alone("the label goes", "# after the nodes") == "The label goes."


def test_behind_a_colon_it_begins_small() -> None:
    assert sentence("the broker\nforgets it") == "the broker forgets it."
