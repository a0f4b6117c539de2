"""Glicko-2 against the worked example of its paper, and what moves a learner's rating."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.trainer.conftest import Clock
from trainer.deck import Deck, shipped
from trainer.history import History
from trainer.rating import (
    ITEM_RD,
    LONGEST_STEP,
    Rating,
    _volatility,
    item,
    played,
    ratings,
    rested,
    updated,
)

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def submit(history: History, session: str = "s", **data: Any) -> None:
    plain = {
        "card": f"card-{len(history.events('submitted'))}",
        "surface": "python",
        "item": 1500,
        "score": 1.0,
        "was_hinted": False,
    }
    history.append(session, "submitted", **{**plain, **data})


def test_the_worked_example_of_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.rating.TAU", 0.5)
    after = updated(Rating(1500, 200, 0.06), [(1400, 30, 1.0), (1550, 100, 0.0), (1700, 300, 0.0)])
    assert after.value == pytest.approx(1464.06, abs=0.02)
    assert after.rd == pytest.approx(151.52, abs=0.02)
    assert after.volatility == pytest.approx(0.05999, abs=0.00001)


def test_the_volatility_of_a_surprise_grows() -> None:
    calm = _volatility(0.3, 0.06, 1.5, 0.1)
    surprised = _volatility(0.3, 0.06, 1.5, 6.0)
    assert calm <= 0.06 < surprised


def test_a_better_score_never_gives_a_lower_rating() -> None:
    values = [played(Rating(), 1500, score / 10, at=AT).value for score in range(11)]
    assert values == sorted(values)
    assert values[0] < 1500 < values[-1]
    assert abs(values[-1] - 1500) <= LONGEST_STEP


def test_the_deviation_grows_while_nothing_is_played() -> None:
    sure = Rating(1600, 60, 0.06, games=50, at=AT)
    assert rested(sure, AT).rd == 60
    assert rested(sure, AT + timedelta(days=365)).rd == pytest.approx(110)
    assert rested(sure, AT + timedelta(days=365)).is_provisional
    assert rested(sure, AT - timedelta(days=9)).rd == 60
    assert rested(sure, AT + timedelta(days=36500)).rd == 350


def test_a_rating_finds_the_skill_of_a_learner() -> None:
    random = Random(5)
    missed = []
    for skill in (1300.0, 1500.0, 1900.0):
        ends = []
        for _ in range(60):
            rating = Rating()
            for number in range(40):
                true_item = random.gauss(1500, 200)
                guessed = random.gauss(true_item, ITEM_RD)
                chance = Rating(skill, 1).expected(true_item)
                score = min(1.0, max(0.0, random.gauss(chance, 0.2)))
                rating = played(rating, guessed, score, at=AT + timedelta(days=number))
            ends.append(rating.value)
        missed.append(abs(sum(ends) / len(ends) - skill))
    assert max(missed) < 90, missed


def test_only_the_first_sight_of_a_card_counts(history: History) -> None:
    history.append("s", "started", mode="daily")
    submit(history, card="one")
    once = ratings(history)
    submit(history, card="one", score=0.0)
    assert ratings(history) == once
    assert once.overall.games == 1
    assert once.surfaces.keys() == {"python"}


def test_a_hint_leaves_the_rating_alone(history: History) -> None:
    history.append("s", "started", mode="daily")
    submit(history, was_hinted=True)
    assert not ratings(history).overall.games


@pytest.mark.parametrize("mode", ["sprint", "twins", "review", "of-a-later-program"])
def test_unrated_modes_leave_the_rating_alone(history: History, mode: str) -> None:
    history.append("s", "started", mode=mode)
    submit(history)
    assert not ratings(history).overall.games


def test_a_win_in_a_drill_moves_less_than_one_in_a_mixed_session(history: History) -> None:
    history.append("drill", "started", mode="drill")
    submit(history, "drill", card="a", surface="shell")
    history.append("mixed", "started", mode="daily")
    submit(history, "mixed", card="b", surface="config")
    by = ratings(history).surfaces
    assert 1500 < by["shell"].value < by["config"].value
    assert by["shell"].rd > by["config"].rd


def test_a_rating_says_how_sure_it_is(history: History, clock: Clock) -> None:
    assert str(ratings(history).overall) == "-"
    history.append("s", "started", mode="daily")
    submit(history)
    assert str(ratings(history).overall).endswith("?")
    for _ in range(40):
        submit(history, score=0.5)
    rating = ratings(history).overall
    assert not rating.is_provisional
    assert str(rating) == f"{rating.value:.0f} ±{rating.rd:.0f}"


def test_a_harder_snippet_has_a_higher_rating(deck: Deck) -> None:
    items = {card.id: item(card.snippet) for card in shipped()}
    assert min(items.values()) < 1400
    assert max(items.values()) > 1650
    by_difficulty = {
        level: [items[card.id] for card in shipped() if card.difficulty == level]
        for level in (1, 4)
    }
    means = {level: sum(found) / len(found) for level, found in by_difficulty.items() if found}
    assert means[1] < means[4]
