"""Functions that are handed events which may come twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.code import Handler
from detectors.facts.fact import Fact
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class Delivery(Fact):
    """A function with an effect that adds up each time the same event is delivered; `lines` are its header."""

    source: Literal["webhook", "queue", "records", "task"]
    """Who delivers again: a sender of webhooks, a queue or stream, what calls a Lambda with `Records`, a task queue."""
    effect: Literal["message", "money", "sum", "entry"]
    """Somebody is told, charged, or counted up for; a row is added."""
    text: str
    """The effect, as written."""
    at: Lines
    """Where the effect stands: in the function, or in a helper of the file."""
    handler: Handler | None = None
    refused: Lines | None = None
    """Where a store refuses what it has had already; None where nothing tells one delivery from another."""
