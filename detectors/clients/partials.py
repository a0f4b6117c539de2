"""What the clients' data says of answers that are a success as a whole and still not all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from detectors.clients.model import Argument, Origin, Pattern


@dataclass(frozen=True, kw_only=True)
class Partial(Origin):
    """Callables whose answer may lack something, and where it says so."""

    id: str
    names: tuple[Pattern, ...]
    besides: tuple[Pattern, ...] = ()
    """Names that the patterns match and that lack nothing."""
    lacks: Literal["failed", "more"]
    """failed: some of what was given to the call was not done; more: there are further pages."""
    at: frozenset[str] = frozenset()
    """Keys or attributes of the answer that tell, by what they hold or what they leave out."""
    whole: Literal["", "errors", "results", "page", "later"] = ""
    """The answer itself tells: a list of errors, or one result for each entry with exceptions among them;
    page: it goes over its own page alone; later: it is a future, and what it is called for is only queued."""
    item: int | None = None
    """The answer is a tuple, and this element of it tells."""
    each: bool = False
    """Called once for each entry: it counts in a loop within the block of its pool."""
    only_with: Argument | None = None
    """It is so only where this argument is `given`."""
    given: Any = True
    keywords: frozenset[str] = frozenset()
    """By one of these keywords a method of the same name is told on an object that is out of sight."""
    limits: frozenset[str] = frozenset()
    """Keywords by which a caller says how many it wants."""
    unless: frozenset[str] = frozenset()
    """Keywords by which it asks for a certain page, for all of them, or for what it names one by one."""
