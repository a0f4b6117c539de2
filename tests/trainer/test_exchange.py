"""A history as a file: out and in again, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.trainer.conftest import Clock
from trainer.deck import Deck
from trainer.exchange import ExchangeError, Taken, exported, take_in
from trainer.history import History
from trainer.pairs import PairSession
from trainer.report import as_data, report
from trainer.session import Session


@pytest.fixture
def full(deck: Deck, history: History, clock: Clock) -> History:
    for seed in range(3):
        session = Session.start(deck, history=history, seed=seed)
        while not session.is_finished:
            if session.snippet.answers:
                session.flag(session.snippet.answers[0].lines, "missing-timeout")
            session.submit()
            session.next()
        clock.pass_days(2)
    PairSession.start(deck, history=history, seed=1).judge(says_safe=True)
    return history


@pytest.fixture
def other(tmp_path: Path, clock: Clock) -> Any:
    with History(tmp_path / "other" / "history.db", clock=clock) as other:
        yield other


def test_what_goes_out_comes_in_as_it_was(full: History, other: History) -> None:
    assert take_in(other, exported(full)) == Taken(sessions=4, known=0)
    assert as_data(report(other)) == as_data(report(full))


def test_grades_by_newer_answers_come_along(full: History, other: History) -> None:
    other.append("before", "started", plan=[], mode="daily", seed=1, deck="")  # other numbers
    first = full.events("submitted")[0]
    grades = {**first.data, "score": 0.123}
    full.append(first.session, "regraded", event=first.id, grades=grades)
    take_in(other, exported(full))
    assert other.graded("submitted")[0].data["score"] == 0.123
    assert other.events("submitted")[0].data["score"] == first.data["score"]


def test_a_grade_of_nothing_is_left_out_and_a_wrong_one_refused(
    full: History, other: History
) -> None:
    first = full.events("submitted")[0]
    event = full.append(first.session, "regraded", event=99_999, grades=dict(first.data))
    take_in(other, exported(full))
    assert not other.events("regraded")
    full.append(first.session, "regraded", event=event.id, grades={"score": 1})
    with pytest.raises(ExchangeError, match="'card' is missing"):
        take_in(other, exported(full))


def test_the_same_file_comes_in_once(full: History, other: History) -> None:
    lines = list(exported(full))
    take_in(other, lines)
    before = len(other.events())
    assert take_in(other, lines) == Taken(sessions=0, known=4)
    assert take_in(full, lines) == Taken(sessions=0, known=4)
    assert len(other.events()) == before


def test_a_session_that_was_open_elsewhere_does_not_stand_open_here(
    full: History, other: History
) -> None:
    assert full.unfinished() is not None
    take_in(other, exported(full))
    assert other.unfinished() is None


def test_older_play_that_comes_in_later_keeps_its_place_in_time(
    deck: Deck, full: History, other: History, clock: Clock
) -> None:
    clock.pass_days(30)
    session = Session.start(deck, history=other, seed=9)
    session.submit()
    session.stop()
    take_in(other, exported(full))
    course = [at for at, _ in report(other).ratings.course]
    assert course == sorted(course)


def spoiled(full: History, change: dict[str, Any], kind: str = "submitted") -> list[str]:
    lines = list(exported(full))
    for at, line in enumerate(lines[1:], 1):
        event = json.loads(line)
        if event["kind"] == kind:
            event["data"].update(change)
            lines[at] = json.dumps(event)
            return lines
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"score": "full"}, "'score'"),
        ({"trials": [["a", True]]}, "'trials'"),
        ({"found": [[1, 1.0, None, False]]}, "'found'"),
        ({"said": {"sure": True}}, "'said'"),
        ({"card": None}, "'card'"),
    ],
)
def test_events_that_would_break_the_numbers_are_refused_with_their_line(
    full: History, other: History, change: dict[str, Any], named: str
) -> None:
    with pytest.raises(ExchangeError, match=rf"line \d+: {named}"):
        take_in(other, spoiled(full, change))
    assert other.events() == []


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "empty"),
        (["{"], "line 1 is no JSON"),
        (['{"critique": "deck"}'], "line 1 does not say"),
        (['{"critique": "history", "version": 1}', "[]"], "line 2 is no event"),
        (
            [
                '{"critique": "history", "version": 1}',
                '{"session": "x", "at": "2026-01-01T00:00:00", "kind": "started", "data": {}}',
            ],
            "line 2 is no event",
        ),
        (
            [
                '{"critique": "history", "version": 1}',
                '{"session": "x", "at": "2026-01-01T00:00:00+00:00", "kind": "sang", "data": {}}',
            ],
            "upgrade critique",
        ),
        (['{"critique": "history", "version": 1}', "[" * 100_000], "no JSON"),
    ],
)
def test_what_is_no_history_is_refused(other: History, lines: list[str], why: str) -> None:
    with pytest.raises(ExchangeError, match=why):
        take_in(other, lines)
    assert other.events() == []
