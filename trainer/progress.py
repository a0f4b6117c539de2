"""What the history says about a learner: trials, totals, calibration, confusions; all derived from events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer.card import Snippet
from trainer.debrief import confusions
from trainer.history import Event, History
from trainer.memory import found
from trainer.modes import is_rated, named
from trainer.neutralise import one_line
from trainer.numbers import standing
from trainer.rating import item
from trainer.scoring import Confidence, Flag, Result, outcomes, session_score
from trainer.sensitivity import Trial, trials


@dataclass(frozen=True, kw_only=True)
class Past:
    """A session of the past. Shares are 0 to 1."""

    id: str
    began: datetime
    """UTC."""
    ended: datetime | None
    """None for one that was left open."""
    mode: str
    about: str
    """What it was narrowed to: `missing-timeout`; empty where it was about anything. Safe to print."""
    planned: int
    played: int
    number: int
    """The snippet that was last on the table, from 1."""
    score: float | None
    """√(mean F on risky x mean score on clean), as in a summary; of pairs the mean. None before the first."""
    false_alarms: int
    false_alarms_on_clean: int
    points: float

    @property
    def title(self) -> str:
        """`daily`, `drill of missing-timeout`."""
        return f"{self.mode} of {self.about}" if self.about else self.mode

    @property
    def is_of_pairs(self) -> bool:
        """Two versions were told apart; what it played are pairs, in which nothing is flagged."""
        mode = named(self.mode)
        return mode is not None and mode.play == "pairs"

    @property
    def standing(self) -> str:
        """Where it goes on: `snippet 2 of 8`."""
        return standing(self.number, self.planned, is_submitted=self.played == self.number)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Everything that a stats screen shows."""

    sessions: tuple[Past, ...]
    """In the order in which they began; those without a submitted snippet too."""
    trials: tuple[Trial, ...]
    said: tuple[tuple[Confidence, bool], ...]
    """(confidence, was right) of every flag that counted."""
    confused: Counter[tuple[str, str]]
    """(said, was) -> how often."""
    snippets: int
    """Submitted in all."""
    clean: tuple[bool, ...] = ()
    """Of each snippet with nothing wrong: it was let pass."""

    @property
    def clean_passed(self) -> tuple[int, int]:
        """Snippets with nothing wrong, and how many of them were let pass."""
        return len(self.clean), sum(self.clean)

    @property
    def last(self) -> Past | None:
        """The latest session in which something was submitted."""
        return next((past for past in reversed(self.sessions) if past.played), None)


def progress(history: History, *, since: datetime | None = None) -> Progress:
    """What happened in this history since then, or in all of it; unrated sessions are listed, no more."""
    told = history.graded("started", "shown", "submitted", "judged", "finished", "stopped")
    rated = {e.session for e in told if e.kind == "started" and is_rated(e.data["mode"])}
    events = [event for event in told if since is None or event.at >= since]
    done = [event for event in events if event.kind == "submitted" and event.session in rated]
    return Progress(
        sessions=tuple(_sessions(events)),
        trials=tuple(Trial(*trial) for event in done for trial in event.data["trials"]),
        said=tuple((word, right) for event in done for word, right in event.data["said"]),
        confused=Counter((said, was) for event in done for said, was in event.data["confused"]),
        snippets=len(done),
        clean=tuple(not event.data["false_alarms"] for event in done if event.data["is_clean"]),
    )


def submitted(
    snippet: Snippet, flags: Sequence[Flag], result: Result, *, was_hinted: bool = False
) -> dict[str, Any]:
    """The data of a `submitted` event: the flags as they are frozen, and what came of them.

    The flags and the snippet's hash are the record; the rest follows from them and from the answers of
    the day, so that a better answer key can grade again.
    """
    return {
        "card": snippet.card.id,
        "variant": snippet.variant,
        "hash": snippet.hash,
        "surface": snippet.surface,
        "item": item(snippet),
        "was_hinted": was_hinted,
        "detectors": snippet.card.key.detectors if snippet.card.key else "",
        "flags": [[*flag.lines, flag.risk, flag.confidence] for flag in flags],
        "is_clean": result.is_clean,
        "score": result.score,
        "recall": result.recall,
        "precision": result.precision,
        "points": result.points,
        "false_alarms": len(result.false_alarms),
        "found": found(result),
        "trials": [[t.risk, t.is_risky, t.is_flagged] for t in trials(snippet.sites, flags)],
        "said": outcomes(result.hits, result.false_alarms),
        "confused": confusions(result),
    }


def _sessions(events: Iterable[Event]) -> Iterable[Past]:
    by_session: dict[str, list[Event]] = {}
    for event in events:
        by_session.setdefault(event.session, []).append(event)
    for id, told in by_session.items():
        begun = told[0]
        if begun.kind != "started":
            continue
        ends = [event.at for event in told if event.kind in {"finished", "stopped"}]
        done = [event.data for event in told if event.kind == "submitted"]
        judged = [event.data["score"] for event in told if event.kind == "judged"]
        shown = [event.data["number"] for event in told if event.kind == "shown"]
        yield Past(
            id=id,
            began=begun.at,
            ended=ends[0] if ends else None,
            mode=begun.data["mode"],
            about=one_line(str(begun.data.get("about", ""))),
            planned=len(begun.data["plan"]),
            played=len(done) + len(judged),
            number=shown[-1] if shown else 1,
            score=sum(judged) / len(judged)
            if judged
            else session_score((one["is_clean"], one["score"]) for one in done),
            false_alarms=sum(one["false_alarms"] for one in done),
            false_alarms_on_clean=sum(one["false_alarms"] for one in done if one["is_clean"]),
            points=sum(one["points"] for one in done),
        )
