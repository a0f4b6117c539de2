"""How numbers and places are said, on the screens and in the line mode alike."""

from __future__ import annotations

from datetime import datetime

from detectors.places import Lines


def percent(share: float | None, none: str = "-") -> str:
    """A share of 0 to 1; `none` where there is nothing to share."""
    return none if share is None else f"{share:.0%}"


def counted(number: int, noun: str) -> str:
    """`no false alarm`, `1 false alarm`, `2 false alarms`."""
    return f"{f'{number:,}' if number else 'no'} {noun}{'s' * (number > 1)}"


def times(number: int) -> str:
    """`never`, `once`, `2 times`."""
    return {0: "never", 1: "once"}.get(number, f"{number} times")


def signed(points: float) -> str:
    """`+1.5`, `-2`, `0`."""
    return f"{points:+.1f}".removesuffix(".0") if points else "0"


def named(lines: Lines) -> str:
    """`line 3`, `lines 3-5`."""
    return f"line{'s' * (lines.first != lines.last)} {lines}"


def moment(at: datetime) -> str:
    """`28 Nov 09:22`, where the learner is."""
    return f"{at.astimezone():%d %b %H:%M}"


def standing(number: int, count: int, *, is_submitted: bool) -> str:
    """Where a session goes on: `snippet 2 of 8`, or `debrief 2 of 8` while that is still being read."""
    return f"{'debrief' if is_submitted else 'snippet'} {number} of {count}"
