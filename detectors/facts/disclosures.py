"""What a program tells its caller of a failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from detectors.facts.code import Catch, Context, Handler
from detectors.facts.fact import Fact
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class Disclosure(Fact):
    """An answer to a request from outside into which a caught exception is put: `return {"error": str(exc)}, 500`."""

    what: Literal["text", "trace", "upstream"]
    """The exception's own text, a stack trace, or the body of somebody else's answer."""
    catches: tuple[str, ...]
    """Qualified names of the exceptions; empty for everything."""
    status: int | None = None
    """The HTTP status of the answer; None where none is written."""
    is_worded: bool = False
    """What was caught stands in a sentence of the program's own."""
    blames_caller: bool = False
    """It says what is wrong with what the caller has sent."""
    is_for_a_model: bool = False
    """A tool of an agent gives it back: the model that has called it reads it, and whoever talks to that."""
    declared: Literal["", "raised", "result"] = ""
    """The client of a tool is told in the form that the protocol has for it: `raise ToolError(...)`, `isError=True`."""
    is_of_this_machine: bool = False
    """The file starts the server that answers, and on loopback alone: who asks is who has started it."""
    handler: Handler | None = None
    """The route or Lambda that answers; None where an exception of a web framework becomes the answer, or a socket takes it."""
    caught: Catch | None = None
    """The clause that it ends; None where a framework is told of everything."""
    conditions: Sequence[str] = ()
    """The tests under which it is told, as written."""
    through: list[Lines] = field(default_factory=list)
    """Where clauses hand what they have caught to the function that puts it into words."""
    context: Context
