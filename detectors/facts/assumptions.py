"""What a program takes for granted of the shape of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from detectors.facts.code import Context
from detectors.facts.fact import Fact
from detectors.facts.requests import Request
from detectors.places import Lines


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
    is_nested: bool = False
    """It is no item, but a key of what stands under another key."""
    is_left_out: bool = False
    """It is a key that the service leaves out where there is nothing to say."""
    is_a_header: bool = False
    """It is a header, and not a part of the body."""
    is_of_a_model: bool = False
    """A language model has written it, and nothing holds it to a form."""
