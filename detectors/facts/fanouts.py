"""Threads that are started for work of which there may be any amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from detectors.facts.fact import Fact
from detectors.facts.requests import Request
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class FanOut(Fact):
    """A thread for each turn of a loop, or a pool that is as large as what it works on; nothing in sight holds them back."""

    kind: Literal["threads", "messages", "pool"]
    items: str
    """What it goes over, as written."""
    work: Lines
    """The function that each of them runs."""
    requests: Sequence[Request] = field(default_factory=list)
    """What that asks for; for a message perhaps nothing, where the thread sleeps."""
