"""What becomes of a message on which its consumer fails every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class FailedMessage(Fact):
    """A consumer that refuses a message or puts it back, a queue that is made for one, a task whose worker is lost."""

    fate: Literal["requeued", "dropped", "redelivered", "parked"]
    """Put back by the consumer itself; refused for good, with no place to go; delivered again by the broker for as long
    as it keeps it; put aside after a number of attempts."""
    how: Literal["refusal", "rewind", "queue", "subscription", "worker lost"]
    """A `nack` or a `reject`; a `seek` back to its offset; a queue or subscription that is made here, with its
    consumer; a task whose worker went down with it."""
    queue: str = ""
    """The queue, as written; empty where it is not in sight."""
    is_ordered: bool = False
    """Messages behind it wait until it is done."""
