"""What to say about each flag and each answer once a snippet is submitted; pure data, no screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts import Lines
from detectors.model import Severity
from trainer.card import Snippet
from trainer.scoring import Answer, Flag, Result

Outcome = Literal["hit", "partial", "missed", "false", "neutral", "fine"]
GLYPHS: dict[Outcome, str] = {
    "hit": "✔",
    "partial": "◐",
    "missed": "○",
    "false": "✘",
    "neutral": "·",
    "fine": "◇",
}
ASCII_GLYPHS: dict[Outcome, str] = {
    "hit": "+",
    "partial": "~",
    "missed": "o",
    "false": "x",
    "neutral": "-",
    "fine": ".",
}
WORDS: dict[Outcome, str] = {
    "hit": "hit",
    "partial": "partial",
    "missed": "missed",
    "false": "false alarm",
    "neutral": "counts neither way",
    "fine": "fine",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the debrief, with what unfolds below it. Texts are safe to print."""

    outcome: Outcome
    lines: Lines
    """Where to look: the answer's primary lines, or the flag's where there is no answer."""
    risk: str
    """The right name: the answer's, or the flag's where there is no answer."""
    note: str
    """What the list shows after the outcome: a few words."""
    why: str
    """What happens in production, why it is fine, or why the flag is wrong: whole sentences."""
    flag: Flag | None = None
    answer: Answer | None = None
    severity: Severity | None = None
    weak: str = ""
    """A weak interview answer, from the risk's page; empty where nothing is risky."""
    strong: str = ""

    @property
    def glyph(self) -> str:
        return GLYPHS[self.outcome]

    @property
    def word(self) -> str:
        return WORDS[self.outcome]


@dataclass(frozen=True)
class DiffLine:
    """One line of the way from the snippet to its production-ready version."""

    sign: Literal[" ", "+", "-", "@"]
    """Kept, added, taken out; `@` opens a part further down, its text says where."""
    text: str
    """Safe to print."""
    old: int | None = None
    """Line of the snippet; None for an added one."""
    new: int | None = None


@dataclass(frozen=True, kw_only=True)
class Debrief:
    """All there is to say about one submitted snippet."""

    snippet: Snippet
    result: Result
    entries: tuple[Entry, ...]
    """Flags and answers first (false alarms, missed, partial, hits by line), then decoys left alone."""
    diff: tuple[DiffLine, ...]
    """Empty where the snippet is fine as it is."""
    rule: str
    """One sentence: what to do another time."""


def debrief(snippet: Snippet, flags: tuple[Flag, ...], result: Result) -> Debrief:
    """What to say about these flags on this snippet."""
    raise NotImplementedError
