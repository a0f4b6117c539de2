"""Answers that are a success as a whole, and whether anybody looks what they lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.code import Context
from detectors.facts.fact import Fact
from detectors.facts.requests import Request
from detectors.facts.values import OFF, Value
from detectors.places import Lines

Fate = Literal["dropped", "status", "used", "told", "shown", "filtered", "unknown"]


@dataclass(kw_only=True, eq=False)
class Partial(Fact):
    """A call, or a command that waits for several, whose success says nothing of each entry or of further pages."""

    name: str
    """As the source spells it: `sqs.send_message_batch`, `asyncio.gather`, `wait`."""
    lacks: Literal["failed", "more"]
    told_by: str = ""
    """Where the answer says so: `Failed`; empty where it says so itself."""
    fate: Fate = "unknown"
    """Nobody takes the answer; its status alone is looked at; something else of it is used and not what it lacks;
    what it lacks is looked at; the whole of it is logged or printed; what it lacks is left out; it goes out of sight."""
    is_queued: bool = False
    """It is a future of something that has only been queued, or nothing at all."""
    reports_to: str = ""
    """The argument by which what has been queued reports what became of it; empty where a future does."""
    looked: Lines | None = None
    """Where what it lacks is looked at."""
    request: Request | None = None
    context: Context | None = None
    starts: tuple[str, ...] = ()
    """Names of what is started for each entry, as far as they can be seen: `send_mail` of `gather(*(send_mail(one) for one in due))`."""
    is_settled: bool = False
    """What is gathered deals with its failures itself, has been cancelled, is being shut down, or is called best effort beside it."""
    limit: Value = OFF
    """How many the caller asks for; off: as many as the other side gives at once."""
    is_walked: bool = False
    """Something beside it speaks of further pages."""
