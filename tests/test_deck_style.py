"""Nothing but the code tells a clean snippet from a risky one: no simple statistic of the shipped deck does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import mean

import pytest

from trainer.card import Snippet
from trainer.deck import shipped

FAR = 0.20
"""How far from one half a statistic may be: half is a coin, 1 tells every time.

Production-ready code has more to it, so that risky snippets are somewhat shorter; by length alone nobody
should be right in more than seven of ten comparisons.
"""
TELLING = 0.2
"""Difference of the shares of snippets with a word in their title or scenario from which the word tells."""
COMMENT = re.compile(r"\s*(#|//|--|;)")
WORD = re.compile(r"[A-Za-z]{4,}")

Statistic = Callable[[Sequence[str]], float]
STATISTICS: dict[str, Statistic] = {
    "lines": len,
    "blank lines": lambda lines: sum(not line.strip() for line in lines),
    "width": lambda lines: mean(len(line) for line in lines if line.strip()),
    "the longest line": lambda lines: max(map(len, lines)),
    "comments": lambda lines: sum(bool(COMMENT.match(line)) for line in lines),
    "share of comments": lambda lines: mean(bool(COMMENT.match(line)) for line in lines),
    "different words": lambda lines: len(set(WORD.findall(" ".join(lines)))),
    "length of names": lambda lines: mean(map(len, WORD.findall(" ".join(lines)))),
    "depth": lambda lines: mean(len(line) - len(line.lstrip()) for line in lines),
}


@pytest.fixture(scope="module")
def snippets() -> list[Snippet]:
    """Everything that a session may show."""
    found = []
    for card in shipped():
        found.append(card.snippet)
        if not card.is_clean and (sound := card.sound_snippet):
            found.append(sound)
    return found


def chance(ones: Sequence[float], others: Sequence[float]) -> float:
    """That one of the former is larger than one of the latter."""
    larger = sum((a > b) + (a == b) / 2 for a in ones for b in others)
    return larger / (len(ones) * len(others))


@pytest.mark.parametrize("surface", ["python", "shell", "config"])
@pytest.mark.parametrize("name", STATISTICS)
def test_no_simple_statistic_tells(snippets: list[Snippet], surface: str, name: str) -> None:
    here = [snippet for snippet in snippets if snippet.surface == surface]
    risky = [STATISTICS[name](s.lines) for s in here if not s.is_clean]
    clean = [STATISTICS[name](s.lines) for s in here if s.is_clean]
    assert abs(chance(risky, clean) - 0.5) <= FAR, chance(risky, clean)


def test_no_word_of_a_title_or_scenario_tells(snippets: list[Snippet]) -> None:
    """The sound version of a card has its words too, so only the cards are compared."""
    cards = [snippet for snippet in snippets if snippet.variant == "snippet"]
    counts = {True: Counter[str](), False: Counter[str]()}
    for snippet in cards:
        said = f"{snippet.title} {snippet.scenario} {snippet.name} {snippet.card.id}".lower()
        counts[snippet.is_clean].update(set(WORD.findall(said)))
    clean = sum(snippet.is_clean for snippet in cards)
    telling = {
        word: (counts[False][word], counts[True][word])
        for word in counts[True] | counts[False]
        if abs(counts[False][word] / (len(cards) - clean) - counts[True][word] / clean) > TELLING
    }
    assert telling == {}


def test_the_measure_finds_what_tells() -> None:
    assert chance([1, 2, 3], [4, 5, 6]) == 0.0
    assert chance([1, 2], [1, 2]) == 0.5
