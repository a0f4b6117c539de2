"""When each skill is due again: FSRS over what a learner spotted and rightly left alone.

A skill is to spot a risk where it is, or to clear it where it only looks bad.
The schedule remembers skills, not cards: what is due is the pattern, and any fresh snippet will do.
A skill is not split by surface, although the same risk looks different in a script and in a manifest:
that would nearly double the reviews, and nobody does more than three a day for a year.
The grades and their reasons are in docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from trainer.history import Event, History
from trainer.modes import is_scheduled
from trainer.scoring import Result
from trainer.sensitivity import Trial

if TYPE_CHECKING:
    import fsrs

Kind = Literal["spot", "clear"]
Grade = Literal[1, 2, 3, 4]
AGAIN: Grade = 1
HARD: Grade = 2
GOOD: Grade = 3
EASY: Grade = 4
RETENTION = 0.9
"""Share of skills that should still be there when they come up."""
LONGEST = 90
"""Days after which a skill comes up at the latest."""
FUZZ = 0.05
"""Share by which a due date is moved, so that what was learned together does not come up together."""


@dataclass(frozen=True, order=True)
class Skill:
    """To spot a risk, or to clear a place that only looks like it."""

    kind: Kind
    risk: str

    def __str__(self) -> str:
        return f"{self.kind} {self.risk}"


@dataclass(frozen=True, kw_only=True)
class Memory:
    """How well a skill is remembered."""

    skill: Skill
    stability: float
    """Days until the chance to remember it has fallen to 0.9."""
    difficulty: float
    """1 to 10."""
    last: datetime
    """The last review, UTC."""
    due: datetime
    """UTC."""
    reviews: int
    lapses: int
    """How often it was forgotten."""

    def is_due(self, now: datetime) -> bool:
        return self.due <= now

    def recall(self, now: datetime) -> float:
        """The chance that it is remembered now, 0 to 1; a clock that went back counts as no time."""
        at = max(now.astimezone(UTC), self.last)
        return float(_scheduler().get_card_retrievability(self._card(), at))

    def _card(self) -> fsrs.Card:
        import fsrs

        return fsrs.Card(
            card_id=0,  # without one the library waits for the clock to make one
            state=fsrs.State.Review,
            stability=self.stability,
            difficulty=self.difficulty,
            due=self.due,
            last_review=self.last,
        )


@dataclass(frozen=True)
class Review:
    """What one session said of one skill."""

    at: datetime
    skill: Skill
    grade: Grade


def memories(history: History) -> dict[Skill, Memory]:
    """Every skill that was reviewed, as it is remembered."""
    return remember(reviews(history.graded("started", "submitted")))


def due(known: Mapping[Skill, Memory], now: datetime) -> list[Memory]:
    """What is due, the weakest first."""
    waiting = [memory for memory in known.values() if memory.is_due(now)]
    return sorted(waiting, key=lambda memory: (memory.recall(now), memory.skill))


def forecast(known: Mapping[Skill, Memory], now: datetime, days: int = 14) -> list[int]:
    """How many skills come up today (with what is overdue), tomorrow, and so on."""
    counts = [0] * days
    today = now.astimezone(UTC).date()
    for memory in known.values():
        day = max(0, (memory.due.date() - today).days)
        if day < days:
            counts[day] += 1
    return counts


def remember(done: Iterable[Review]) -> dict[Skill, Memory]:
    """The state of each skill after these reviews, in the order of their time."""
    known: dict[Skill, Memory] = {}
    for review in sorted(done, key=lambda one: (one.at, one.skill)):
        known[review.skill] = reviewed(known.get(review.skill), review)
    return known


def reviews(events: Iterable[Event]) -> list[Review]:
    """One review of a skill in a session: the worst of what happened to it there.

    `events`: those that started sessions and submitted snippets, in their order.
    """
    scheduled: set[str] = set()
    worst: dict[tuple[str, Skill], Review] = {}
    for event in events:
        if event.kind == "started" and is_scheduled(event.data["mode"]):
            scheduled.add(event.session)
        elif event.kind == "submitted" and event.session in scheduled:
            for skill, grade in grades(event.data):
                old = worst.get((event.session, skill))
                if old is None:
                    worst[event.session, skill] = Review(event.at, skill, grade)
                elif grade < old.grade:
                    worst[event.session, skill] = replace(old, grade=grade)
    return list(worst.values())


def found(result: Result) -> list[list[Any]]:
    """What `grades` reads of a risky snippet: [risk, quality, confidence or None, was hinted] each."""
    return [
        *(
            [hit.answer.risk, hit.quality, hit.flag.confidence, hit.is_hinted]
            for hit in result.hits
        ),
        *([answer.risk, 0.0, None, False] for answer in result.missed),
    ]


def grades(submitted: Mapping[str, Any]) -> Iterable[tuple[Skill, Grade]]:
    """What a submitted snippet says of each skill; EASY only where the first review is past."""
    for risk, quality, confidence, is_hinted in submitted["found"]:
        yield Skill("spot", risk), _spotted(quality, confidence, is_hinted)
    for trial in (Trial(*one) for one in submitted["trials"]):
        if not trial.is_risky:
            yield Skill("clear", trial.risk), AGAIN if trial.is_flagged else GOOD


def _spotted(quality: float, confidence: str | None, is_hinted: bool) -> Grade:
    # Hard counts as remembered, so a risk that was missed is never Hard.
    if quality == 0:
        return AGAIN
    if quality < 1 or is_hinted:
        return HARD
    return EASY if confidence == "sure" else GOOD


def reviewed(known: Memory | None, review: Review) -> Memory:
    """The memory of a skill after this review; `known` None: it is the first."""
    import fsrs

    if known is None:
        card, at = fsrs.Card(card_id=0, due=review.at), review.at
        rating = min(review.grade, GOOD)
    else:
        # A clock that was set back would put the next review into the past.
        card, at = known._card(), max(review.at, known.last)
        rating = review.grade
    card, _ = _scheduler().review_card(card, fsrs.Rating(rating), at)
    assert card.stability is not None
    assert card.difficulty is not None
    number = known.reviews + 1 if known else 1
    return Memory(
        skill=review.skill,
        stability=card.stability,
        difficulty=card.difficulty,
        last=at,
        due=at + _moved(card.due - at, f"{review.skill} {number}"),
        reviews=number,
        lapses=(known.lapses if known else 0) + (known is not None and rating == AGAIN),
    )


def _moved(interval: timedelta, seed: str) -> timedelta:
    """The interval, up to FUZZ longer or shorter, by whole days and always the same for a seed."""
    share = int.from_bytes(sha256(seed.encode()).digest()[:4]) / 2**32
    days = interval.days * (1 + FUZZ * (2 * share - 1))
    return timedelta(days=min(LONGEST, max(1, round(days))))


@cache
def _scheduler() -> fsrs.Scheduler:
    import fsrs

    return fsrs.Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,  # the library's own draws from the global random numbers
    )
