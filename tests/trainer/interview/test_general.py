"""What no page lists fills the gaps of a rubric, where the page's own words have earned something about the code."""

from __future__ import annotations

import pytest

from trainer.interview.general import cures, harms, points_at, weighs
from trainer.interview.grader import Grade, grade
from trainer.interview.grounds import words_of
from trainer.interview.rubric import Concept, Rubric

CODE = "seats = carriage.seats - berths\ncarriage.save()\n"
RUBRIC = Rubric(
    (
        Concept("consequence", "one sale is lost", ("overwritten",)),
        Concept("mechanism", "read, then written", ("race condition",)),
        Concept("remedy", "a lock", ("select_for_update", "lock")),
        Concept("context", "how many buyers", ("per carriage",)),
    ),
    is_about_code=True,
    place=words_of(CODE),
    about=words_of(f"{CODE} guests buy berths of a night train"),
)


def of(answer: str, rubric: Rubric = RUBRIC) -> Grade:
    return grade(answer, rubric)


@pytest.mark.parametrize(
    "answer",
    [
        "The carriage seats are read and saved, so guests pay twice. But an index would help, though.",
        "Guests are charged twice.",
        "I'd prefer it in Go, though.",
    ],
)
def test_without_a_word_of_the_page_nothing_is_earned(answer: str) -> None:
    assert not of(answer).roles


def test_of_a_risk_without_code_only_the_pages_words_count() -> None:
    told = "The carriage seats are computed here, so berths are sold twice. Use a lock."
    assert of(told, Rubric(RUBRIC.concepts, is_about_code=True)).roles == {"remedy"}
    assert of(told).roles == {"consequence", "mechanism", "remedy"}


def test_what_is_weighed_makes_it_strong() -> None:
    told = "The carriage seats are computed here, so berths are sold twice. Use a lock."
    assert of(told).level == "adequate"
    assert of(f"{told} Flip side: buyers wait for each other.").level == "strong"


def test_what_is_proposed_is_neither_place_nor_harm() -> None:
    said = "I would save the carriage seats in one statement, so that berths are not lost."
    assert not list(points_at(said, RUBRIC.place))
    assert not list(harms("Set the carriage seats of lost berths.", RUBRIC.about))
    assert list(harms("Set the seats here, otherwise berths are lost.", RUBRIC.about))


@pytest.mark.parametrize("answer", ["It costs seven calls.", "Guests wait.", "Use a lock."])
def test_plain_statements_weigh_nothing(answer: str) -> None:
    assert not list(weighs(answer))


@pytest.mark.parametrize(
    "answer",
    [
        "Cost: a second queue.",
        "For a script I would not care.",
        "A fixed pause alone would not help.",
        "If it were a nightly job I'd leave it.",
        "Though at this size both are fine.",
        "Flip side: then messages arrive twice.",
    ],
)
def test_a_price_a_limit_and_a_condition_weigh(answer: str) -> None:
    assert list(weighs(answer))


MENDED = words_of("with transaction.atomic():\n    carriage.locked().seats -= berths\n")
NEW = MENDED - words_of(CODE)


@pytest.mark.parametrize(
    ("answer", "is_cure"),
    [
        ("I'd read a locked carriage.", True),
        ("Set the carriage seats within it.", True),
        ("A locked carriage, in a transaction.", True),
        ("Add an index.", False),
        ("The seats are locked.", False),
        ("Remove the save.", True),
        ("Remove the index.", False),
    ],
)
def test_what_the_mended_code_does_is_a_remedy(answer: str, is_cure: bool) -> None:
    assert bool(list(cures(answer, MENDED, NEW, words_of("carriage.save()")))) == is_cure


def test_a_lone_word_beside_the_failure_weighs_nothing() -> None:
    rubric = Rubric(
        (*RUBRIC.concepts[:3], Concept("context", "what is sold", ("berths",))), is_about_code=True
    )
    assert "context" not in of("Berths are overwritten. Use a lock.", rubric).roles
    assert "context" in of("One sale is overwritten. Use a lock. Berths matter.", rubric).roles


TRAIN = Rubric(
    RUBRIC.concepts,
    is_about_code=True,
    place=RUBRIC.place,
    about=RUBRIC.about
    | words_of(
        "conductor platform ticket office couchette journey departure reservation passenger"
    ),
)
LONG = (
    "The ticket office reads the carriage. A conductor on the platform does that too, for the same "
    "departure. Each passenger has a reservation; every journey ends in one couchette. "
)
"""It names ten words of the code in six parts, and says nothing by the page."""


def test_a_long_answer_of_which_nothing_is_heard_stays_weak() -> None:
    assert of(LONG, TRAIN).level == "weak"
    assert of(LONG + "It depends on the season.", TRAIN).level == "weak"


def test_much_told_is_no_remedy() -> None:
    said = of(
        LONG + "One sale is overwritten, a race condition, as long as berths are free.", TRAIN
    )
    assert "remedy" not in said.roles
    assert said.level == "adequate"


def test_a_short_answer_is_not_rounded() -> None:
    assert of("Use a lock on the carriage.", TRAIN).level == "weak"
    assert of("Berths are overwritten. Use a lock. A race condition.", TRAIN).level == "adequate"


def test_what_tells_much_is_rounded_by_what_is_told_besides() -> None:
    assert of(LONG + "One is overwritten. A race condition. Use a lock.", TRAIN).level == "strong"
    said = of(LONG + "Use a lock.", TRAIN)
    assert said.level == "adequate"
    assert said.roles == {"remedy", "consequence"}
