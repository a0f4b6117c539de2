"""Failures that end where they are caught, while whoever has called goes on with something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from detectors.facts.code import Catch, Context
from detectors.facts.fact import Fact
from detectors.facts.requests import Request

How = Literal[
    "returned",
    "overruled",
    "empty",
    "absent",
    "unlooked",
    "unheard",
    "shown",
    "ready",
    "callback",
    "item",
    "end",
    "for ever",
    "answered",
    "exit",
    "refused",
    "cut",
    "assumed",
    "made up",
    "worded",
    "unreadable",
    "dropped",
    "well",
    "others",
    "used",
    "left",
    "done",
    "boasted",
    "untold",
    "not there",
    "promised",
]
Said = Literal["nothing", "screen", "log"]


@dataclass(kw_only=True, eq=False)
class LostFailure(Fact):
    """What stands in the place of a failure once its clause has run."""

    how: How
    """The exception itself is returned as if it were the answer; a `return` in `finally` takes its place; what an answer
    without results looks like; None, which stands for "there is none" as well; None, with which a caller goes on without
    a look; False or None, which a caller does not look at; a line on the screen, behind which the function ends like one
    that has done its work; a line in the log, behind which something is taken for ready; nothing, after a function that
    was handed in has failed, or an item of many; the end of a stream that has none;
    a loop that never ends; an answer or a status of the program that says that all went well; what an answer without
    results looks like, after one with an error status; the end of a list of which such an answer stands in the middle;
    nothing, with which it goes on itself; a value that nobody has found out; a sentence in the place of what a model writes; nothing, for a body that is no JSON; nothing,
    after a function whose whole work has failed; a status of success, with which a monitor is told that it is not well;
    nothing, after every error but those that the clause asks for; an answer that was refused, which is used like any other;
    what it gathers, as empty as it was made; the end of a wait, behind which what was waited for is taken for done; the
    report of a caller that does not look at what it gets; what stands for "there is none", for whatever a service may say; a no to the question whether something is there;
    None, where the function's annotation leaves no room for it."""
    what: str
    """What is tried or given instead, as written."""
    caught: Catch | None
    """The clause; None where no clause is needed."""
    context: Context
    requests: Sequence[Request] = ()
    """Those that are tried."""
    said: Said = "nothing"
    """Where the clause leaves a word of it."""
