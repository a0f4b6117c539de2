"""Where the standard output of a statement goes: a terminal, a file, a pipe, a variable, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from detectors.readers.shell.exchange.output_checks import spelled
from detectors.readers.shell.syntax.tree import (
    Command,
    Function,
    Pipeline,
    Redirect,
    Statement,
    Substitution,
)

_DEEPEST = 4
"""Functions that call each other."""


@dataclass(slots=True)
class Sink:
    """Where the standard output of a statement goes."""

    kind: Literal["terminal", "nowhere", "file", "pipe", "captured", "unknown"]
    file: str = ""
    consumers: list[Statement] = field(default_factory=list)
    pipeline: Pipeline | None = None
    owner: Statement | None = None
    """The statement that a substitution belongs to."""
    substitution: Substitution | None = None


def sink_of(
    statement: Statement, source: str, calls: Mapping[str, list[Command]], depth: int = 0
) -> Sink:
    """Where the output of a statement goes."""
    node = statement
    while True:
        for redirect in node.redirects:
            if _takes_output(redirect) and redirect.target:
                name = spelled(source[redirect.target.start : redirect.target.end])
                return Sink("nowhere" if name == "/dev/null" else "file", name)
        above = node.parent
        if above is None:
            return Sink("terminal")
        if isinstance(above, Substitution):
            return Sink("captured", owner=above.parent, substitution=above)
        if isinstance(above, Pipeline) and node is not above.body[-1]:
            at = above.body.index(node)
            return Sink("pipe", consumers=above.body[at + 1 :], pipeline=above)
        if isinstance(above, Function):
            sites = calls.get(above.name, [])[:_DEEPEST] if depth < _DEEPEST else []
            sinks = [sink_of(site, source, calls, depth + 1) for site in sites]
            if not sinks:
                return Sink("terminal")
            if all(one.kind in {"terminal", "file", "nowhere"} for one in sinks):
                return Sink("terminal")  # a file for all that a function says is a log
            return sinks[0] if len(sinks) == 1 else Sink("unknown")
        node = above


def _takes_output(redirect: Redirect) -> bool:
    is_output = redirect.operator in {">", ">>", "&>", "&>>", ">|"}
    return is_output and redirect.descriptor in {"", "1"}
