"""A session, looked at from its end: what was played, and what it was worth in all; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.card import Snippet
from trainer.scoring import Flag, Result, brier, outcomes, session_score
from trainer.sensitivity import trials
from trainer.weakness import Weakness, weakest


@dataclass(frozen=True)
class Played:
    """A snippet that was submitted, with what it earned."""

    snippet: Snippet
    result: Result
    flags: tuple[Flag, ...] = ()
    """In the order in which they were set."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a session came to. Shares are 0 to 1."""

    played: tuple[Played, ...]
    planned: int
    score: float | None
    """√(mean F on risky x mean score on clean); None before the first snippet."""
    recall: float | None
    """Credited share of all answers' weight; None where nothing was to be found."""
    precision: float | None
    """Credited share of all flags that count; None where none did."""
    points: float
    possible: int
    false_alarms: int
    brier: float | None
    weakest: Weakness | None
    """What to train next; None where nothing went wrong."""


def summarise(played: Sequence[Played], planned: int) -> Summary:
    """The whole of these snippets; recall and precision are over all flags, not means of means."""
    results = [one.result for one in played]
    hits = [hit for result in results for hit in result.hits]
    false_alarms = [flag for result in results for flag in result.false_alarms]
    possible = sum(result.possible for result in results)
    counted = len(hits) + len(false_alarms)
    earned = sum(hit.answer.weight * hit.credit for hit in hits)
    return Summary(
        played=tuple(played),
        planned=planned,
        score=session_score((r.is_clean, r.score) for r in results),
        recall=earned / possible if possible else None,
        precision=sum(hit.credit for hit in hits) / counted if counted else None,
        points=sum(result.points for result in results),
        possible=possible,
        false_alarms=len(false_alarms),
        brier=brier(outcomes(hits, false_alarms)),
        weakest=weakest(
            trial for one in played for trial in trials(one.snippet.sites, one.result.flags)
        ),
    )
