"""Where somebody is told that a message or an event is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.code import Handler
from detectors.facts.fact import Fact
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class Acknowledgement(Fact):
    """A consumer that is told to take or to wait, a callback that acknowledges, a handler that starts its work and answers."""

    how: Literal["automatic", "manual", "first", "always", "started", "popped"]
    """By delivery alone, by the consumer itself, before its work, whatever comes of its work, with the work in memory,
    by taking it off a list."""
    what: str = ""
    """What is started, as written."""
    handler: Handler | None = None
    kept: Lines | None = None
    """Where the same function has written something down, or queued it, before."""
