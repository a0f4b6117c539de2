"""Which commands of a script make requests, themselves or by a function that they call."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Literal

from detectors.readers.shell.syntax.tree import (
    Command,
    Function,
    Loop,
    Not,
    Pipeline,
    Statement,
    Test,
    inside,
    substitutions,
)
from detectors.readers.shell.variables.arithmetic import all_names


class Asking:
    """Finds the requests in any part of a script."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        asking: Sequence[Command],
        calls: Mapping[str, Sequence[Command]],
    ) -> None:
        self.functions = functions
        self.commands = sorted(asking, key=lambda command: command.start)
        helpers = [f for f in functions.values() if self.asks(f)]
        calling = [call for f in helpers for call in calls.get(f.name, ())]
        self.commands = sorted([*self.commands, *calling], key=lambda command: command.start)

    def asks(self, statement: Statement) -> bool:
        """A request is made in here, itself or by a function that is called."""
        return bool(self.requests(statement))

    def requests(self, statement: Statement) -> list[Command]:
        """The commands in here that make requests or call a function that does."""
        if isinstance(statement, Loop):  # what its header or a redirect asks, it asks once
            inner = [*statement.condition, *statement.body]
            return [command for one in inner for command in self.requests(one)]
        first = bisect_left(self.commands, statement.start, key=lambda command: command.start)
        last = bisect_left(self.commands, statement.end, key=lambda command: command.start)
        return self.commands[first:last]

    def names(self, command: Command) -> set[str]:
        """The variables that a request is made of, those of its pipeline included."""
        node: Statement = command
        while isinstance(node.parent, Pipeline):
            node = node.parent
        words = [
            word
            for one in ([node] if node is command else inside(node))
            if not isinstance(one, Loop)
            for word in one.words()
        ]
        return set(all_names(words))


def peeled(statement: Statement) -> tuple[Statement, bool]:
    """A statement without its negations, and whether it is negated."""
    is_negated = False
    while isinstance(statement, Not):
        statement, is_negated = statement.body, not is_negated
    return statement, is_negated


def compared(test: Test) -> Literal["attempts", "polling"]:
    """`[ "$(curl ...)" = ... ]`: a status code is an attempt, a body a state."""
    for word in test.operands:
        for substitution in substitutions(word):
            for one in substitution.body:
                text = " ".join(w.literal or "" for s in inside(one) for w in s.words())
                if "http_code" in text or "response_code" in text:
                    return "attempts"
    return "polling"


def looks_at_body(statement: Statement) -> bool:
    """Something after the request in a pipeline decides."""
    if isinstance(statement, Pipeline):
        names = [
            (one.arguments[0].literal or "") if isinstance(one, Command) and one.arguments else ""
            for one in statement.body[1:]
        ]
        return any(name in {"grep", "egrep", "jq", "awk", "test"} for name in names)
    return False
