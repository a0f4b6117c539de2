"""What a program takes for granted of the shape of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from detectors.facts.code import Context
from detectors.facts.fact import Fact
from detectors.facts.requests import Request
from detectors.places import Lines

Assumed = Literal["item", "part", "left-out", "header", "model", "page"]


@dataclass(kw_only=True, eq=False)
class Assumption(Fact):
    """An item that is taken by its position from a list that may be empty, or a part that is taken from within another."""

    text: str
    """As written: `['data'][0]`, `.data[0].id`."""
    request: Request
    is_searched: bool = False
    """The request says what it looks for, so that nothing may be found: a term, a name, an address."""
    guard: Lines | None = None
    """What asks whether it is there, or catches that it is not."""
    used: Lines | None = None
    """Of a script: the next request that it goes into."""
    context: Context = field(default_factory=Context)
    """Of the place where it is taken."""
    kind: Assumed = "item"
    """part: no item, but a key of what stands under another key; left-out: a key that the service leaves out where there
    is nothing to say; header: no part of the body; page: the body itself, of an error that may be no JSON; model: a language model has written it, and nothing holds it to a form."""
