"""The shipped deck: enough cards of every kind, each risk at stake often enough, no two alike."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pytest

from detectors.catalogue import page, risks
from trainer.card import Card
from trainer.deck import shipped

DECK = shipped()
CARDS = [DECK.card(id) for id in DECK.folders]
ALIKE = 0.5
"""Share of equal five-word runs from which two snippets are the same exercise twice."""


def test_there_are_enough_cards_on_every_surface() -> None:
    count = Counter(card.surface for card in CARDS)
    assert len(CARDS) >= 220
    assert count["python"] >= 100
    assert count["shell"] >= 50
    assert count["config"] >= 70


def test_a_quarter_has_nothing_wrong() -> None:
    clean = [card for card in CARDS if card.is_clean]
    assert len(clean) >= len(CARDS) / 4
    assert {card.surface for card in clean} == {"python", "shell", "config"}


@pytest.mark.parametrize("risk", sorted(risks()))
def test_every_risk_is_an_answer_in_at_least_six_cards(risk: str) -> None:
    cards = [card.id for card in CARDS if any(a.risk == risk and a.weight for a in card.answers)]
    assert len(cards) >= 6, cards


@pytest.mark.parametrize("risk", sorted(risks()))
def test_every_risk_is_an_answer_on_each_surface_that_it_has(risk: str) -> None:
    surfaces = {card.surface for card in CARDS if any(a.risk == risk for a in card.answers)}
    assert surfaces >= set(page(risk).surfaces)


def test_an_eighth_looks_bad_and_is_fine() -> None:
    assert sum(card.is_clean and bool(card.cleared) for card in CARDS) >= len(CARDS) / 8


def test_there_are_easy_and_hard_ones() -> None:
    count = Counter(card.difficulty for card in CARDS)
    assert all(count[difficulty] >= 8 for difficulty in range(1, 6)), count


@pytest.mark.parametrize("risk", sorted(risks()))
def test_every_risk_has_tempting_places_that_are_fine(risk: str) -> None:
    assert sum(any(c.risk == risk for c in card.cleared) for card in CARDS) >= 3


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_card_is_realistic_in_size_and_says_where_it_runs(card: Card) -> None:
    lines = card.code.count("\n")
    assert 12 <= lines <= 60
    assert 20 <= len(card.scenario) <= 240
    assert card.scenario.endswith((".", "?"))
    assert card.sound is not None or card.is_clean
    assert 1 <= card.difficulty <= 5
    assert len(card.answers) <= 6


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_card_does_not_give_itself_away(card: Card) -> None:
    """Comments and names that say what is wrong would train reading comments."""
    told = re.search(
        r"(#|//).*\b(risk|insecure|bad|vulnerab|unsafe|wrong|todo|fixme|danger)", card.code, re.I
    )
    assert told is None, told
    for answer in card.answers:
        assert answer.risk not in card.code
        assert answer.risk.replace("-", "_") not in card.code


def runs(code: str) -> set[tuple[str, ...]]:
    """Runs of five words with texts folded: what is written alike is alike here."""
    words = re.findall(r"[A-Za-z_]+|[^\sA-Za-z_0-9]", re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", "S", code))
    return set(zip(*(words[i:] for i in range(5)), strict=False))


def test_no_two_cards_are_alike() -> None:
    shapes = {card.id: runs(card.code) for card in CARDS}
    alike = {
        (one, other): round(len(shapes[one] & shapes[other]) / min(len(shapes[one]), len(shapes[other])), 2)
        for one, other in combinations(shapes, 2)
        if len(shapes[one] & shapes[other]) > ALIKE * min(len(shapes[one]), len(shapes[other]))
    }  # fmt: skip
    assert not alike


RETOLD = [card for card in CARDS if card.incident]


def test_at_least_twenty_cards_retell_what_really_happened() -> None:
    assert len(RETOLD) >= 20
    told = [card.incident.what for card in RETOLD if card.incident]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("card", RETOLD, ids=lambda card: card.id)
def test_an_incident_can_be_looked_up_and_is_named_only_in_the_debrief(card: Card) -> None:
    """`what` begins with who it happened to, and when: "Twilio, 18 July 2013: ..."."""
    assert card.incident
    assert card.incident.url.startswith("https://")
    who, _, when = card.incident.what.partition(", ")
    assert re.search(r"\b(19|20)\d\d\b", when.partition(": ")[0])
    seen = " ".join([card.id, card.title, card.scenario, *card.tags, card.code, card.sound or ""])
    for name in set(re.split(r"[\s/]+", who)) - {"and"}:
        assert not re.search(rf"\b{re.escape(name)}\b", seen, re.IGNORECASE), name
