"""Cheap strategies lose: what pays is to find what is wrong and to leave alone what is fine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer.strategies import STRATEGIES, Outcome, made_deck, play, table

DOC = Path(__file__).parents[2] / "docs" / "scoring.md"
CHEAP = list(STRATEGIES)[:5]
NOVICE, EXPERT, PERFECT = list(STRATEGIES)[5:]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    deck = made_deck()
    return {name: play(strategy, deck) for name, strategy in STRATEGIES.items()}


@pytest.mark.parametrize("cheap", CHEAP)
@pytest.mark.parametrize("honest", [NOVICE, EXPERT, PERFECT])
def test_a_cheap_strategy_scores_less_than_an_honest_one(
    cheap: str, honest: str, outcomes: dict[str, Outcome]
) -> None:
    assert outcomes[cheap].session < outcomes[honest].session


@pytest.mark.parametrize("cheap", CHEAP[:4])
def test_a_strategy_without_knowledge_earns_next_to_nothing(
    cheap: str, outcomes: dict[str, Outcome]
) -> None:
    assert outcomes[cheap].session <= 0.05
    assert outcomes[cheap].points <= 0
    assert abs(outcomes[cheap].d_prime) < 0.2


def test_knowing_every_place_and_clearing_none_loses_points(outcomes: dict[str, Outcome]) -> None:
    oracle = outcomes[CHEAP[4]]
    assert oracle.recall == 1
    assert oracle.session < 0.3
    assert oracle.points < 0
    assert oracle.d_prime == pytest.approx(0, abs=1e-9)


def test_honest_learners_are_told_apart(outcomes: dict[str, Outcome]) -> None:
    novice, expert, perfect = (outcomes[name] for name in (NOVICE, EXPERT, PERFECT))
    assert novice.session + 0.3 < expert.session < perfect.session == pytest.approx(1)
    assert novice.d_prime + 1 < expert.d_prime < perfect.d_prime
    assert novice.points < 0 < expert.points < perfect.points


@pytest.mark.parametrize("seed", range(3))
def test_another_deck_says_the_same(seed: int) -> None:
    deck = made_deck(seed)
    cheap = max(play(STRATEGIES[name], deck, seed).session for name in CHEAP)
    assert cheap < play(STRATEGIES[EXPERT], deck, seed).session / 3


def test_the_page_shows_the_table_of_today() -> None:
    assert table() in DOC.read_text("utf-8"), (
        "run `python -m tests.trainer.strategies` and put its table into docs/scoring.md"
    )
