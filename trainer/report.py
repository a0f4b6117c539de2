"""A learner's history as series and tables: what the plots, the page and `critique stats --json` show.

Everything is derived from events, and everything can be narrowed to a time, a surface or a deck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from detectors.catalogue import families
from trainer.deck import Deck
from trainer.history import Event, History
from trainer.memory import Memory, Skill, forecast, remember, reviews
from trainer.modes import is_rated
from trainer.rating import Rating, Ratings, rated
from trainer.scoring import Confidence
from trainer.sensitivity import (
    BIASED,
    Bin,
    Sensitivity,
    Trial,
    by_family,
    by_risk,
    reliability,
    sensitivity,
)

SHIPPED_DECK = "shipped"
AHEAD = 14
"""Days of the forecast."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which snippets count."""

    since: datetime | None = None
    surface: str | None = None
    deck: str | None = None
    """A folder, or `shipped`."""

    def takes(self, event: Event, deck: str) -> bool:
        return (
            (self.since is None or event.at >= self.since)
            and (self.surface is None or event.data.get("surface") == self.surface)
            and (self.deck is None or _deck(self.deck) == _deck(deck))
        )

    def __str__(self) -> str:
        """`since 2026-11-01, config`; empty where everything counts."""
        told = [f"since {self.since:%Y-%m-%d}"] if self.since else []
        return ", ".join([*told, *(one for one in (self.surface, self.deck) if one)])


@dataclass(frozen=True, kw_only=True)
class Week:
    """What was played from a Monday to a Sunday."""

    monday: date
    snippets: int
    trials: tuple[Trial, ...]
    clean: int
    """Snippets with nothing wrong."""
    passed: int
    """Of these, let pass."""

    @property
    def seen(self) -> Sensitivity:
        return sensitivity(self.trials)


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that can be shown of a learner."""

    filter: Filter
    snippets: int
    trials: tuple[Trial, ...]
    weeks: tuple[Week, ...]
    """Every week from the first to the last in which something was played."""
    activity: Mapping[date, int]
    """Day -> snippets, on days with any; of all modes."""
    said: tuple[tuple[Confidence, bool], ...]
    confused: Counter[tuple[str, str]]
    """(said, was) -> how often."""
    clean: int
    passed: int
    ratings: Ratings
    memories: Mapping[Skill, Memory]
    now: datetime

    @property
    def clean_passed(self) -> tuple[int, int]:
        """Snippets with nothing wrong, and how many of them were let pass."""
        return self.clean, self.passed

    @property
    def by_risk(self) -> dict[str, Sensitivity]:
        return by_risk(self.trials)

    @property
    def by_family(self) -> dict[str, Sensitivity]:
        return by_family(self.trials, families())

    @property
    def calibration(self) -> tuple[Bin, ...]:
        return reliability(self.said)

    @property
    def forecast(self) -> list[int]:
        """Skills that come up today, tomorrow, and so on."""
        return forecast(self.memories, self.now, AHEAD)

    @property
    def reviewer(self) -> str:
        """What kind of reviewer somebody is, in a sentence; says so where there is not enough to tell."""
        return kind_of_reviewer(sensitivity(self.trials))


def report(history: History, filter: Filter | None = None) -> Report:
    """What this history says, narrowed; schedule and rating are those of the snippets that are left."""
    filter = filter or Filter()
    told = history.graded("started", "submitted", "judged")
    modes = {e.session: (e.data["mode"], e.data["deck"]) for e in told if e.kind == "started"}
    kept = [
        event
        for event in told
        if event.kind == "started"
        or (event.session in modes and filter.takes(event, modes[event.session][1]))
    ]
    played = [event for event in kept if event.kind != "started"]
    flagged = [event for event in kept if event.kind != "judged"]
    done = [
        event for event in played if event.kind == "submitted" and is_rated(modes[event.session][0])
    ]
    return Report(
        filter=filter,
        snippets=len(done),
        trials=_trials(done),
        weeks=tuple(_weeks(done)),
        activity=Counter(event.at.astimezone().date() for event in played),
        said=tuple((word, right) for event in done for word, right in event.data["said"]),
        confused=Counter((said, was) for event in done for said, was in event.data["confused"]),
        clean=sum(event.data["is_clean"] for event in done),
        passed=sum(_passed(event) for event in done),
        ratings=rated(flagged),
        memories=remember(reviews(flagged)),
        now=history.clock(),
    )


def kind_of_reviewer(seen: Sensitivity) -> str:
    """What d' and bias mean for somebody who works with this person."""
    if not seen.is_enough or seen.d_prime is None or seen.bias is None:
        return "Too few places yet to say what kind of reviewer you are."
    if seen.d_prime < 0.5:
        return "You do not tell risky places from fine ones yet: read why the decoys are fine."
    sharp = "A sharp" if seen.d_prime >= 2 else "An able" if seen.d_prime >= 1 else "A learning"
    if seen.bias < -BIASED:
        return f"{sharp} reviewer who cries wolf: what you flag is often fine."
    if seen.bias > BIASED:
        return f"{sharp} reviewer who lets things through: flag when you are more than half sure."
    return f"{sharp} and balanced reviewer: you flag about as readily as you should."


def as_data(report: Report) -> dict[str, Any]:
    """What JSON can hold of it; numbers that too few trials give are null."""
    return {
        "filter": str(report.filter),
        "snippets": report.snippets,
        "reviewer": report.reviewer,
        "rating": {
            "overall": _rating(report.ratings.overall),
            **{name: _rating(one) for name, one in sorted(report.ratings.surfaces.items())},
        },
        "risks": {risk: _numbers(one) for risk, one in report.by_risk.items()},
        "families": {family: _numbers(one) for family, one in report.by_family.items()},
        "weeks": [
            {
                "monday": week.monday.isoformat(),
                "snippets": week.snippets,
                "clean": week.clean,
                "passed": week.passed,
                **_numbers(week.seen),
            }
            for week in report.weeks
        ],
        "calibration": [
            {"said": bin.confidence, "times": bin.said, "right": bin.right, "word": bin.word}
            for bin in report.calibration
        ],
        "confused": [
            {"said": said, "was": was, "times": times}
            for (said, was), times in report.confused.most_common()
        ],
        "clean": {"seen": report.clean, "passed": report.passed},
        "due": report.forecast,
        "activity": {day.isoformat(): count for day, count in sorted(report.activity.items())},
    }


def _trials(done: Iterable[Event]) -> tuple[Trial, ...]:
    return tuple(Trial(*trial) for event in done for trial in event.data["trials"])


def _passed(event: Event) -> bool:
    return bool(event.data["is_clean"] and not event.data["false_alarms"])


def _weeks(done: Iterable[Event]) -> Iterable[Week]:
    by_monday: dict[date, list[Event]] = {}
    for event in done:
        day = event.at.astimezone().date()
        by_monday.setdefault(day - timedelta(days=day.weekday()), []).append(event)
    if not by_monday:
        return
    monday = min(by_monday)
    while monday <= max(by_monday):
        events = by_monday.get(monday, [])
        yield Week(
            monday=monday,
            snippets=len(events),
            trials=_trials(events),
            clean=sum(event.data["is_clean"] for event in events),
            passed=sum(_passed(event) for event in events),
        )
        monday += timedelta(days=7)


def _numbers(seen: Sensitivity) -> dict[str, Any]:
    low, high = seen.interval if seen.is_enough and seen.interval else (None, None)
    return {
        "risky": seen.risky,
        "hits": seen.hits,
        "fine": seen.fine,
        "alarms": seen.alarms,
        "d_prime": seen.d_prime if seen.is_enough else None,
        "d_prime_low": low,
        "d_prime_high": high,
        "bias": seen.bias if seen.is_enough else None,
    }


def _rating(rating: Rating) -> dict[str, Any] | None:
    if not rating.games:
        return None
    return {
        "value": round(rating.value),
        "deviation": round(rating.rd),
        "snippets": rating.games,
        "is_provisional": rating.is_provisional,
    }


def _deck(name: str) -> str:
    """As the history calls it, whatever it is called here."""
    return "" if name in ("", SHIPPED_DECK) else Deck(Path(name)).kept
