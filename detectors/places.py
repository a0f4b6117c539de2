"""Where something stands in a source, and how it is changed there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Lines(NamedTuple):
    """A range of source lines, counted from 1, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def through(self, other: Lines) -> Lines:
        """The smallest range that holds both."""
        return Lines(min(self.first, other.first), max(self.last, other.last))

    def holds(self, other: Lines) -> bool:
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Lines) -> bool:
        return self.first <= other.last and other.first <= self.last


class Edit(NamedTuple):
    """Put `text` where `source[start:end]` was (offsets in characters)."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]
Write = Callable[[str, object], Edits | None]
"""`write(setting, value)` spells the setting in the source's language; None takes it out.

It returns None where the setting cannot be written here.
"""


def cannot_write(setting: str, value: object) -> None:
    """The `write` of a fact that this reader cannot edit."""
