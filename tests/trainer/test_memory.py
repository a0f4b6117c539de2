"""When a skill is due again; golden intervals were measured with py-fsrs 6.3.2 itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.trainer.conftest import Clock
from trainer.history import History
from trainer.memory import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    LONGEST,
    Grade,
    Memory,
    Review,
    Skill,
    due,
    forecast,
    grades,
    memories,
    remember,
)

SPOT = Skill("spot", "missing-timeout")
CLEAR = Skill("clear", "missing-timeout")
START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def reviewed_when_due(*given: Grade) -> list[int]:
    """Days to the next review after each of these grades, each given on the day it was due."""
    at, days, done = START, [], []
    for grade in given:
        done.append(Review(at, SPOT, grade))
        memory = remember(done)[SPOT]
        days.append((memory.due - at).days)
        at = memory.due
    return days


def submit(history: History, session: str = "s", **data: Any) -> None:
    history.append(session, "submitted", **{"found": [], "trials": [], **data})


def started(history: History, session: str = "s", mode: str = "daily") -> None:
    history.append(session, "started", mode=mode, plan=[])


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ((GOOD, GOOD, GOOD, GOOD), [2, 11, 46, LONGEST]),
        ((AGAIN, GOOD, GOOD, GOOD, GOOD), [1, 2, 6, 17, 44]),
    ],
)
def test_intervals_grow_as_the_library_says_up_to_five_percent(
    given: tuple[Grade, ...], days: list[int]
) -> None:
    found = reviewed_when_due(*given)
    for got, wanted in zip(found, days, strict=True):
        assert abs(got - wanted) <= max(2, round(0.12 * wanted)), (found, days)
    assert max(found) <= LONGEST


def test_a_skill_that_was_forgotten_comes_back_within_days() -> None:
    *_, before, after = reviewed_when_due(GOOD, GOOD, GOOD, AGAIN)
    assert before > 30
    assert 1 <= after <= 5
    done = [Review(START, SPOT, GOOD), Review(START + timedelta(days=2), SPOT, AGAIN)]
    assert remember(done)[SPOT].lapses == 1


def test_the_first_review_is_never_easy() -> None:
    assert reviewed_when_due(EASY) == reviewed_when_due(GOOD)
    assert reviewed_when_due(GOOD, EASY)[1] > reviewed_when_due(GOOD, GOOD)[1]


def test_what_is_due_falls_on_different_days_and_always_on_the_same_ones() -> None:
    def learned() -> dict[Skill, Memory]:
        done = []
        for number in range(60):
            skill = Skill("spot", f"risk-{number}")
            for day in (0, 2, 13):
                done.append(Review(START + timedelta(days=day), skill, GOOD))
        return remember(done)

    dues = {memory.due for memory in learned().values()}
    assert len(dues) >= 4
    assert learned() == learned()


def test_a_clock_that_went_back_breaks_nothing() -> None:
    earlier = START - timedelta(days=400)
    # Read in the order of time, the second review is the first.
    memory = remember([Review(START, SPOT, GOOD), Review(earlier, SPOT, GOOD)])[SPOT]
    assert memory.due > memory.last == START
    assert memory.recall(earlier) == pytest.approx(1.0)
    assert not memory.is_due(earlier)


def test_recall_falls_to_nine_in_ten_when_the_stability_is_over() -> None:
    memory = remember([Review(START, SPOT, GOOD), Review(START + timedelta(days=2), SPOT, GOOD)])[
        SPOT
    ]
    whole_days = round(memory.stability)
    assert memory.recall(memory.last + timedelta(days=whole_days)) == pytest.approx(0.9, abs=0.01)
    assert memory.recall(memory.last) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("quality", "confidence", "is_hinted", "grade"),
    [
        (0.0, None, False, AGAIN),
        (0.5, "sure", False, HARD),
        (1.0, "sure", True, HARD),
        (1.0, "fair", False, GOOD),
        (1.0, "guess", False, GOOD),
        (1.0, "sure", False, EASY),
    ],
)
def test_a_risk_that_was_missed_is_never_hard(
    quality: float, confidence: str | None, is_hinted: bool, grade: Grade
) -> None:
    said = {"found": [["missing-timeout", quality, confidence, is_hinted]], "trials": []}
    assert dict(grades(said)) == {SPOT: grade}


def test_a_decoy_that_was_left_alone_was_cleared() -> None:
    said = {
        "found": [],
        "trials": [
            ["missing-timeout", False, False],
            ["missing-retry", False, True],
            ["call-in-loop", True, True],
        ],
    }
    assert dict(grades(said)) == {CLEAR: GOOD, Skill("clear", "missing-retry"): AGAIN}


def test_the_worst_of_a_session_counts_once(history: History, clock: Clock) -> None:
    started(history)
    submit(history, found=[["missing-timeout", 1.0, "fair", False]])
    clock.pass_days(0.01)
    submit(history, found=[["missing-timeout", 0.0, None, False]])
    memory = memories(history)[SPOT]
    assert memory.reviews == 1
    assert (memory.due - memory.last).days == 1
    assert memories(history) == remember([Review(START, SPOT, AGAIN)])


@pytest.mark.parametrize("mode", ["sprint", "exam", "twins", "review", "of-a-later-program"])
def test_modes_that_do_not_teach_review_nothing(history: History, mode: str) -> None:
    started(history, mode=mode)
    submit(history, found=[["missing-timeout", 1.0, "fair", False]])
    assert memories(history) == {}


def test_what_is_due_comes_weakest_first_and_is_forecast(history: History, clock: Clock) -> None:
    started(history)
    submit(
        history,
        found=[["missing-timeout", 1.0, "fair", False], ["missing-retry", 0.0, None, False]],
    )
    known = memories(history)
    assert due(known, clock.time) == []
    assert forecast(known, clock.time, 4) == [0, 1, 1, 0]
    clock.pass_days(40)
    assert [memory.skill.risk for memory in due(known, clock.time)] == [
        "missing-retry",
        "missing-timeout",
    ]
    assert forecast(known, clock.time, 3) == [2, 0, 0]
