"""Tasks that are started and that nobody holds."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.code import Context
from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class Detached(Fact):
    """`asyncio.create_task(work())` as a statement: no name, list or group keeps the task; `loop.run_in_executor(...)` too."""

    what: str
    """The coroutine, as written."""
    context: Context
    catches_its_failures: bool = False
    """Its body is in sight, and deals with everything that goes wrong in it."""
    is_in_a_pool: bool = False
    """A pool runs it: it runs to its end, and its failure stays in a future."""
    is_out_of_sight: bool = False
    """Its body is not in this file: whether it deals with what goes wrong cannot be known."""
    runs_through: bool = False
    """Its body never waits, so it ends in the turn in which it starts, and cannot be collected before."""
    may_be_lost: bool = False
    """A comment beside it says that it is best effort."""
