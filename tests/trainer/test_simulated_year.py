"""A year of learners whose skill is known: what the numbers say of them, and what the schedule does for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import NormalDist, mean

import pytest

from trainer.card import Variant
from trainer.deck import shipped
from trainer.memory import AGAIN, GOOD, Grade, Memory, Review, Skill, due, reviewed
from trainer.modes.daily import Learner, pick
from trainer.outline import Outline, outlines
from trainer.rating import Rating
from trainer.sensitivity import Trial, sensitivity

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
NORMAL = NormalDist()
Plan = list[tuple[str, Variant]]


# What the numbers say


def test_the_intervals_of_d_prime_cover_the_truth() -> None:
    """Of 200 learners, at least 93 % lie within their interval of 95 %."""
    random = Random(7)
    covered = 0
    for _ in range(200):
        truth, bias = random.uniform(0.3, 2.5), random.uniform(-0.5, 0.5)
        hit = NORMAL.cdf(truth / 2 - bias)
        alarm = NORMAL.cdf(-truth / 2 - bias)
        risky, fine = random.randint(20, 120), random.randint(40, 300)
        seen = sensitivity(
            [
                *(Trial("r", True, random.random() < hit) for _ in range(risky)),
                *(Trial("r", False, random.random() < alarm) for _ in range(fine)),
            ]
        )
        assert seen.interval is not None
        low, high = seen.interval
        covered += low <= truth <= high
    assert covered >= 186, covered


@pytest.mark.parametrize("flags", [0.0, 1.0])
def test_who_flags_all_or_nothing_is_told_that_nothing_is_told_apart(flags: float) -> None:
    random = Random(3)
    for risky, fine in ((20, 60), (100, 300), (400, 900)):
        seen = sensitivity(
            [Trial("r", n < risky, random.random() < flags) for n in range(risky + fine)]
        )
        assert seen.d_prime == pytest.approx(0.0, abs=1e-9)
        assert "confuses it" in seen.words


# What the schedule does


@dataclass
class Person:
    """Remembers a risk for as long as the last time allows, and learns from every debrief.

    Not by the formulas of FSRS 6, so that a schedule is not measured by its own ruler: the chance to
    remember falls hyperbolically (Wickelgren); a skill that is remembered grows the more the nearer it was
    to being lost (the spacing effect: it doubles at 0.9), and falls to a third when it is not.
    """

    random: Random
    strength: dict[Skill, float] = field(default_factory=dict)
    """Days until the chance has fallen to 0.9."""
    last: dict[Skill, datetime] = field(default_factory=dict)

    def chance(self, skill: Skill, now: datetime) -> float:
        if skill not in self.last:
            return 0.3 if skill.kind == "spot" else 0.6
        days = (now - self.last[skill]).total_seconds() / 86_400
        return 1 / (1 + days / (9 * self.strength[skill]))

    def meets(self, skill: Skill, now: datetime) -> Grade:
        chance = self.chance(skill, now)
        knows = self.random.random() < chance
        before = self.strength.get(skill, 1.5)
        grown = before * min(3.0, 1 + 10 * (1 - chance))
        self.strength[skill] = grown if knows else max(1.5, before / 3)
        self.last[skill] = now
        return GOOD if knows else AGAIN

    def recall(self, risks: Sequence[str], now: datetime) -> float:
        return mean(self.chance(Skill("spot", risk), now) for risk in risks)


@dataclass
class Year:
    """What a year came to."""

    due: list[int]
    """A day: how many skills were due before the session."""
    recall: list[float]
    """A day: the chance to spot a risk that is there, before the session, over all risks."""
    known: dict[Skill, Memory]


def play(
    cards: list[Outline],
    plan: Callable[[list[Outline], int, int, Learner], Plan],
    seed: int,
    *,
    days: int = 365,
    count: int = 5,
) -> Year:
    by_id = {card.id: card for card in cards}
    risks = sorted({risk for card in cards for risk in card.asked})
    person = Person(Random(seed))
    known: dict[Skill, Memory] = {}
    seen: dict[str, datetime] = {}
    counts, recall = [], []
    for day in range(days):
        now = START + timedelta(days=day)
        counts.append(len(due(known, now)))
        recall.append(person.recall(risks, now))
        learner = Learner(known=known, rating=Rating(1500, 80), seen=seen, now=now)
        met: dict[Skill, Grade] = {}
        for id, variant in plan(cards, count, seed * 1000 + day, learner):
            card = by_id[id]
            asked = card.asked if variant == "snippet" else {}
            for skill in (
                *(Skill("spot", risk) for risk in asked),
                *(Skill("clear", risk) for risk in sorted(card.decoys(variant))),
            ):
                grade = person.meets(skill, now)
                met[skill] = min(grade, met.get(skill, grade))
            seen[id] = now
        for skill, grade in met.items():
            known[skill] = reviewed(known.get(skill), Review(now, skill, grade))
    return Year(counts, recall, known)


def at_random(cards: list[Outline], count: int, seed: int, learner: Learner) -> Plan:
    chosen = Random(seed).sample(cards, count)
    return [(card.id, "snippet") for card in chosen]


@pytest.fixture(scope="module")
def cards() -> list[Outline]:
    return outlines(shipped())


@pytest.fixture(scope="module")
def years(cards: list[Outline]) -> list[Year]:
    return [play(cards, pick, seed) for seed in (1, 2, 3)]


def test_after_three_months_at_most_three_skills_a_day_come_up(years: list[Year]) -> None:
    for year in years:
        assert mean(year.due[90:]) <= 3, mean(year.due[90:])


def test_every_skill_comes_up_within_the_year(cards: list[Outline], years: list[Year]) -> None:
    asked = {Skill("spot", risk) for card in cards for risk in card.asked}
    for year in years:
        assert asked <= year.known.keys()


def test_practising_what_was_missed_raises_recall(cards: list[Outline], years: list[Year]) -> None:
    """Against as many snippets of the same deck at random."""
    planned = mean(year.recall[60] for year in years)
    random = mean(play(cards, at_random, seed, days=61).recall[60] for seed in (1, 2, 3))
    untrained = years[0].recall[0]
    assert planned > random + 0.02 > untrained + 0.3, (planned, random, untrained)
