"""What is said of something in the code, and where one reason ends and the next begins."""

from __future__ import annotations

import pytest

from trainer.interview.grounds import grounded, units, words_of
from trainer.interview.spoken import spoken_of
from trainer.interview.words import stem

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
        ("as the carrier knows the key, we never pay for two", 1),
        ("signing needs no call, 3,000 students are nothing", 2),
        ("3,000 students need no call", 1),
        ("no code is sent twice, the library repeats the same headers", 1),
        ("a timeout of 20 s, no hanging", 1),
        ("every call (5 s at most) is short", 1),
        ("the key stays the same, but I'd add a queue", 2),
    ],
)
def test_a_cause_and_its_effect_are_one_reason(answer: str, count: int) -> None:
    assert len(set(units(answer).values())) == count


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("each step is retried a few times and waits longer every time", 1),
        ("it works because message and stacktrace are both never shown", 1),
        ("no hallucination can happen, therefore it is ready", 1),
        ("the text is logged and the caller gets a 502 instead", 2),
        ("it answers in a second, and nobody waits", 2),
    ],
)
def test_and_begins_another_reason_only_with_another_subject(answer: str, count: int) -> None:
    assert len(set(units(answer).values())) == count


def test_the_parts_of_a_name_speak_of_it_and_a_library_alone_does_not() -> None:
    code = words_of("import boto3\nFunctionResponseTypes: [ReportBatchItemFailures]\n")
    assert {stem("batch"), stem("failures"), "reportbatchitemfailur"} <= code
    assert "boto3" not in code


def test_the_scenario_told_again_is_no_reason() -> None:
    scenario = words_of("Half the products are unknown.")
    assert not list(grounded("half the products are unknown", CODE, scenario))
    assert list(grounded("redis holds the products", CODE, scenario))


def test_three_capitals_a_version_and_what_is_not_so_name_something_of_the_code() -> None:
    code = words_of("GET /v2/trips reviewed = complete")
    assert list(grounded("no GET changes anything", code))
    assert list(grounded("v2 says until when", code))
    assert list(grounded("what is unreviewed isn't run", code))
    assert not list(grounded("nobody can get it", code))


def test_what_people_call_things_in_code_needs_something_else_beside_it() -> None:
    code = words_of("sleep 60\nfor attempt in 1 2 3")
    spoken = spoken_of(code)
    assert list(grounded("the polling gets slower", frozenset(), spoken=spoken))
    assert not list(grounded("the pause is not long", frozenset(), spoken=spoken))
    assert not spoken_of(words_of("print(total)"))
