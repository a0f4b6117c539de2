"""Whether an answer sounds like one that finds fault with code, or like one that says why it is fine.

Nobody can list the words in which people do either, so these are counted: `python -m benchmarks.interview --learn`
writes to `tone.txt` which words and pairs of words stand in weak answers to clean code rather than in the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from math import log, sqrt
from pathlib import Path

from trainer.interview.lexicon import root
from trainer.interview.words import words

FILE = Path(__file__).with_name("tone.txt")
OFTEN = 2
"""Answers that a word stands in, so that it is counted."""
CLEAR = 0.25
"""What a word weighs at least, so that it is kept."""

Tone = Mapping[str, float]
"""Word, or two of a clause joined by `_`, in the form of `marks` -> how much likelier it stands in a weak answer (as a logarithm)."""


@cache
def shipped() -> Tone:
    """As it was learnt."""
    told = (line.rsplit(" ", 1) for line in FILE.read_text("utf-8").splitlines())
    return {mark: float(weight) for mark, weight in told}


def marks(answer: str) -> frozenset[str]:
    """The words of an answer without their endings, those that follow each other in a clause, and `^` with the first."""
    said = words(answer)
    roots = [root(word.text) for word in said]
    paired = (
        f"{one}_{other}"
        for (one, first), (other, second) in pairwise(zip(roots, said, strict=True))
        if first.clause == second.clause
    )
    begins = [f"^{said[0].text}"] if said else []
    return frozenset([*roots, *paired, *begins])


def tone(answer: str, learnt: Tone) -> float:
    """The higher, the more it finds fault: about -0.6 for weak answers and -3.6 for others, in the middle."""
    weights = [learnt[mark] for mark in marks(answer) if mark in learnt]
    return sum(weights) / sqrt(max(1, len(weights)))


def learn(answers: Iterable[tuple[str, bool]]) -> Tone:
    """From answers, each with whether it finds fault: how much likelier a word stands in such a one than in another."""
    told = [(marks(answer), finds_fault) for answer, finds_fault in answers]
    counts: dict[str, list[int]] = {}
    for said, finds_fault in told:
        for mark in said:
            counts.setdefault(mark, [0, 0])[finds_fault] += 1
    faulty = sum(finds_fault for _, finds_fault in told)
    weights = {
        mark: round(log((bad + 1) / (faulty + 2)) - log((good + 1) / (len(told) - faulty + 2)), 2)
        for mark, (good, bad) in sorted(counts.items())
        if good + bad >= OFTEN
    }
    return {mark: weight for mark, weight in weights.items() if abs(weight) >= CLEAR}


def write(learnt: Tone) -> None:
    FILE.write_text("".join(f"{mark} {weight}\n" for mark, weight in learnt.items()), "utf-8")
