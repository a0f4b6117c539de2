"""How numbers are said on every screen."""

from __future__ import annotations


def percent(share: float | None, none: str = "-") -> str:
    """A share of 0 to 1; `none` where there is nothing to share."""
    return none if share is None else f"{share:.0%}"


def counted(number: int, noun: str) -> str:
    """`no false alarm`, `1 false alarm`, `2 false alarms`."""
    return f"{number or 'no'} {noun}{'s' * (number > 1)}"


def signed(points: float) -> str:
    """`+1.5`, `-2`, `0`."""
    return f"{points:+.1f}".removesuffix(".0") if points else "0"


def mark_of(score: float) -> str:
    """The mark that stands for a snippet's score in a row of snippets."""
    return "hit" if score >= 0.8 else "partial" if score >= 0.3 else "missed"
