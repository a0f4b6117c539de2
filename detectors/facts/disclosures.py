"""What a program tells its caller of a failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.code import Catch, Context, Handler
from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class Disclosure(Fact):
    """An answer to a request from outside into which a caught exception is put: `return {"error": str(exc)}, 500`."""

    what: Literal["text", "trace", "upstream"]
    """The exception's own text, a stack trace, or the body of somebody else's answer."""
    catches: tuple[str, ...]
    """Qualified names of the exceptions; empty for everything."""
    handler: Handler | None = None
    """The route or Lambda that answers; None where an exception of a web framework becomes the answer."""
    caught: Catch | None = None
    """The clause that it ends; None where a framework is told of everything."""
    context: Context
