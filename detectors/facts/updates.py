"""Values that are read from a store, changed here, and written back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.code import Handler
from detectors.facts.fact import Fact
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class Update(Fact):
    """A value that a function reads, reckons with and writes back; `lines` run from the read to the write."""

    store: Literal["row", "table", "item", "key", "document"]
    """An object of an ORM, SQL, DynamoDB, Redis, MongoDB."""
    what: str
    """The value, as written."""
    read: Lines
    written: Lines
    guard: Lines | None = None
    """Where the store is told to let nobody in between: a lock on the row, a condition; None where nothing does."""
    handler: Handler | None = None
    is_an_insert: bool = False
    """It asks whether there is such a row, and makes one if not, in a table that takes two."""
    is_a_flag: bool = False
    """It leaves where the flag is set, sets it, and then does what is to be done once."""
