"""The linter over the shipped deck says what the cards store; a scenario's facts are all that lies between."""

from __future__ import annotations

import json

import pytest

from detectors.engine import inspect
from tests.commands.conftest import Run, run
from trainer import keys
from trainer.card import Card
from trainer.deck import shipped

CARDS = list(shipped())
Place = tuple[str, int, int]

__all__ = ["run"]


def places(card: Card, facts: dict[str, object]) -> set[Place]:
    found = inspect(card.code, card.language, name=card.name, scenario=facts).findings
    return {(one.risk, one.lines.first, one.lines.last) for one in found}


NEEDS_NO_FACT = {card.id for card in CARDS if places(card, {}) == places(card, dict(card.facts))}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_lint_gives_the_stored_answers(run: Run, card: Card) -> None:
    name = card.name.removeprefix("/") or card.files["snippet"]
    ran = run(
        *("lint", "-", "--stdin-filename", name, "--format", "jsonl", "--exit-zero"),
        stdin=card.code.encode(),
    )
    lines = [json.loads(line) for line in ran.out.splitlines()]
    linted = {(one["risk"], one["line"], one["end_line"]) for one in lines}
    assert linted == places(card, {})
    if card.id in NEEDS_NO_FACT:
        judged = [answer for answer in card.answers if answer.by == "detector"]
        stored = {
            (answer.risk, place.first, place.last)
            for answer in judged
            for place in (answer.lines, *answer.anchors)
        }
        decided = [one for one in (*card.answers, *card.cleared) if one.by == "author"]
        overruled = {
            (found.risk, place.first, place.last)
            for found in keys.answers(inspect(card.code, card.language, name=card.name).findings)
            for place in found.places
            if any(
                one.risk == found.risk and any(one.lines.meets(other) for other in found.places)
                for one in (*decided, *card.neutral)
            )
        }
        assert linted <= stored | overruled
        assert {(a.risk, a.lines.first, a.lines.last) for a in judged} <= linted


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_with_the_cards_facts_the_answers_are_exactly_the_stored_ones(card: Card) -> None:
    found = inspect(card.code, card.language, name=card.name, scenario=card.facts)
    assert keys.rekeyed(card, found, version="").answers == card.answers


def test_few_cards_need_their_facts() -> None:
    assert len(NEEDS_NO_FACT) >= len(CARDS) / 2, sorted(NEEDS_NO_FACT)
