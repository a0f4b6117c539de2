"""Plays made decks by strategy, cheap ones and honest ones, to show what the rules of scoring reward.

`python -m tests.trainer.strategies` prints the table of docs/scoring.md; a test holds it to that page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from detectors.places import Lines
from trainer.scoring import Answer, Flag, Remark, Result, score, session_score, sites
from trainer.sensitivity import Trial, sensitivity, trials

SEED = 20260301
SNIPPETS = 300
CLEAN = 81
RISKS = [f"risk-{number:02}" for number in range(56)]


@dataclass(frozen=True)
class Made:
    """A made snippet: how long it is, what is wrong with it, and what only looks so."""

    length: int
    answers: tuple[Answer, ...]
    decoys: tuple[Remark, ...]


Strategy = Callable[[Made, Random], list[Flag]]


def made_deck(seed: int = SEED) -> list[Made]:
    """300 snippets of 12 to 60 lines, 81 of them clean, with 1 to 5 risks and 3 to 7 decoys each."""
    random = Random(seed)
    deck = []
    for number in range(SNIPPETS):
        length = random.randint(12, 60)
        risks = random.sample(RISKS, random.randint(3, 7) + 5)
        count = 0 if number < CLEAN else random.randint(1, 5)
        answers = tuple(_answer(risk, length, random) for risk in risks[:count])
        decoys = tuple(
            Remark(risk=risk, lines=_lines(length, random.randint(1, 5), random))
            for risk in risks[5:]
        )
        deck.append(Made(length, answers, decoys))
    random.shuffle(deck)
    return deck


def _answer(risk: str, length: int, random: Random) -> Answer:
    lines = _lines(length, random.randint(1, 5), random)
    above, below = random.randint(0, 4), random.randint(0, 4)
    return Answer(
        risk=risk,
        lines=lines,
        span=Lines(max(1, lines.first - above), min(length, lines.last + below)),
        severity=random.choices(["low", "medium", "high", "critical"], [2, 4, 3, 1])[0],  # type: ignore[arg-type]
    )


def _lines(length: int, size: int, random: Random) -> Lines:
    first = random.randint(1, length - size + 1)
    return Lines(first, first + size - 1)


def nothing(snippet: Made, random: Random) -> list[Flag]:
    return []


def whole_file_times_every_risk(snippet: Made, random: Random) -> list[Flag]:
    return [Flag(Lines(1, snippet.length), risk, "guess") for risk in RISKS]


def one_favourite_risk_on_every_line(snippet: Made, random: Random) -> list[Flag]:
    return [Flag(Lines(line, line), RISKS[0]) for line in range(1, snippet.length + 1)]


def three_random_flags(snippet: Made, random: Random) -> list[Flag]:
    return [Flag(_lines(snippet.length, 3, random), random.choice(RISKS)) for _ in range(3)]


def every_candidate_site(snippet: Made, random: Random) -> list[Flag]:
    """Knows where and by what name, and never says that something is fine."""
    return [Flag(one.lines, one.risk, "sure") for one in (*snippet.answers, *snippet.decoys)]


def perfect(snippet: Made, random: Random) -> list[Flag]:
    return [Flag(one.lines, one.risk, "sure") for one in snippet.answers]


def learner(hits: float, alarms: float, right_names: float) -> Strategy:
    """Flags this share of the risks and this share of the decoys, so many under the right name."""

    def flags(snippet: Made, random: Random) -> list[Flag]:
        places = [
            *(one for one in snippet.answers if random.random() < hits),
            *(one for one in snippet.decoys if random.random() < alarms),
        ]
        return [
            Flag(one.lines, one.risk if random.random() < right_names else random.choice(RISKS))
            for one in places
        ]

    return flags


STRATEGIES: dict[str, Strategy] = {
    "flag nothing": nothing,
    "whole file x 56 risks": whole_file_times_every_risk,
    "one favourite risk on every line": one_favourite_risk_on_every_line,
    "3 random flags": three_random_flags,
    "every candidate site, right name, never clears": every_candidate_site,
    "novice: 45% hits, 25% alarms, 60% right names": learner(0.45, 0.25, 0.60),
    "expert: 85% hits, 8% alarms, 98% right names": learner(0.85, 0.08, 0.98),
    "perfect": perfect,
}


@dataclass(frozen=True)
class Outcome:
    """What a strategy came to over a deck."""

    recall: float
    precision: float | None
    clean: float
    session: float
    points: float
    """A snippet."""
    d_prime: float

    def row(self, name: str) -> str:
        precision = "–" if self.precision is None else f"{self.precision:.2f}"
        # Adding 0 turns a rounded -0.0 into 0.0.
        points, d_prime = (round(number, 1) + 0.0 for number in (self.points, self.d_prime))
        return (
            f"| {name} | {self.recall:.2f} | {precision} | {self.clean:.2f} "
            f"| **{self.session:.2f}** | {points:.1f} | {d_prime:.1f} |"
        )


def play(strategy: Strategy, deck: list[Made], seed: int = SEED) -> Outcome:
    random = Random(seed)
    results: list[Result] = []
    seen: list[Trial] = []
    for snippet in deck:
        flags = strategy(snippet, random)
        results.append(score(flags, snippet.answers))
        seen += trials(sites(snippet.answers, snippet.decoys), flags)
    risky = [result for result in results if not result.is_clean]
    clean = [result.score for result in results if result.is_clean]
    hits = [hit for result in results for hit in result.hits]
    counted = len(hits) + sum(len(result.false_alarms) for result in results)
    return Outcome(
        recall=sum(result.recall or 0 for result in risky) / len(risky),
        precision=sum(hit.credit for hit in hits) / counted if counted else None,
        clean=sum(clean) / len(clean),
        session=session_score((r.is_clean, r.score) for r in results) or 0,
        points=sum(result.points for result in results) / len(results),
        d_prime=sensitivity(seen).d_prime or 0,
    )


def table() -> str:
    deck = made_deck()
    head = "| strategy | recall | precision | clean | **session** | points/snippet | d′ |"
    rows = [play(strategy, deck).row(name) for name, strategy in STRATEGIES.items()]
    return "\n".join([head, "|---|---|---|---|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())
