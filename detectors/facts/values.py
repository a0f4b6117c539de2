"""What can be known of a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from detectors.places import Lines

HOLE = "\ufffc"
"""Stands in a known text for a part that cannot be seen: `f"http://{host}/v1"` is "http://\ufffc/v1"."""


@dataclass(frozen=True, slots=True)
class Value:
    """What can be known of a setting: a value, off, or nothing.

    `off` says that the thing is absent or switched off, by what is written or by the client's default.
    An unknown value never becomes a finding and never a clearance.
    """

    state: Literal["known", "off", "unknown"]
    value: Any = None
    text: str = ""
    """As written; empty for a client's default."""
    lines: Lines | None = None
    """Where the value itself is written: a constant's definition; None for a client's default."""
    columns: tuple[int, int] | None = None

    @property
    def is_known(self) -> bool:
        return self.state == "known"

    @property
    def is_off(self) -> bool:
        return self.state == "off"

    @property
    def is_unknown(self) -> bool:
        return self.state == "unknown"

    @property
    def is_written(self) -> bool:
        """Somebody wrote it, so it is not a client's default."""
        return self.lines is not None

    @property
    def number(self) -> float | None:
        """The value, if it is a number."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return float(self.value) if self.is_known and is_number else None

    @property
    def string(self) -> str | None:
        """The value, if it is text; parts that cannot be seen are `HOLE`."""
        return self.value if self.is_known and isinstance(self.value, str) else None

    def __str__(self) -> str:
        return self.text or str(self.value) if self.is_known else self.state


def known(value: Any, text: str = "", lines: Lines | None = None) -> Value:
    return Value("known", value, text, lines)


def off(text: str = "", lines: Lines | None = None) -> Value:
    return Value("off", None, text, lines)


UNKNOWN = Value("unknown")
OFF = Value("off")
