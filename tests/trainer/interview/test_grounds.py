"""What is said of something in the code, and where one reason ends and the next begins."""

from __future__ import annotations

import pytest

from trainer.interview.grounds import grounded, units, words_of

CODE = words_of("limit = asyncio.Semaphore(10)\nput_once(mail.id)\nimage: redis:7.2.4\n")


@pytest.mark.parametrize(
    "answer",
    [
        "the code is clean and readable",
        "redis is a mature library",
        "redis scales easily",
        "it is asynchronous and fast",
        "nobody is called twice",
    ],
)
def test_praise_and_what_names_nothing_of_the_code_is_no_reason(answer: str) -> None:
    assert not list(grounded(answer, CODE))


@pytest.mark.parametrize(
    "answer",
    [
        "the semaphore keeps it to ten at a time",
        "put_once makes a second delivery of the same mail harmless",
        "redis has a fixed version",
    ],
)
def test_what_something_of_the_code_does_is_a_reason(answer: str) -> None:
    assert len(list(grounded(answer, CODE))) == 1


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("the key stays the same, so nobody pays twice", 1),
        ("nobody pays twice because the key stays the same", 1),
        ("stock falls only where enough is left, in one statement", 1),
        ("the key stays the same, and each try ends after 5 s", 2),
        ("The key stays the same. Each try ends.", 2),
        ("The key stays the same. So nobody pays twice.", 1),
        ("nobody pays twice; if the bank is down it is parked", 2),
    ],
)
def test_a_cause_and_its_effect_are_one_reason(answer: str, count: int) -> None:
    assert len(set(units(answer).values())) == count
