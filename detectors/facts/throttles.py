"""Branches for a client that has asked too often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.fact import Fact
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class Throttle(Fact):
    """A branch that a status of 429 leads to, and that waits before the next attempt; its lines end with the wait."""

    wait: Literal["constant", "linear", "exponential", "retry-after", "unknown"]
    """How long: `retry-after` as the server asks, unknown where something may know what the server asks."""
    wait_lines: Lines
    is_of_codes: bool = False
    """The source speaks of a vendor that says with codes of its own, and not with a header, that it is asked too often."""
