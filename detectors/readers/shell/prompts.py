"""What a script asks before it acts: a person at the terminal, or whether a package is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detectors.readers.shell.invocation import Invocation
from detectors.readers.shell.looking import literals
from detectors.readers.shell.syntax import (
    Command,
    Function,
    Loop,
    Pipeline,
    Statement,
    around,
)

_FETCHES_NOTHING = frozenset({"--no-install", "--no", "--offline"})


def asks_a_person(statements: Sequence[Statement], at: Command) -> bool:
    """`read -r answer` stands before it, in the same function: somebody looks on, and can say it again."""
    scope = _function(at)
    return any(
        one.start < at.start and _reads_the_terminal(one) and _function(one) is scope
        for one in statements
        if isinstance(one, Command)
    )


def at_hand(invocations: Iterable[Invocation]) -> frozenset[str]:
    """The packages of which a script asks whether they are installed: `npx --no-install x --version`."""
    found = set()
    for made in invocations:
        words = [field.text for field in made.arguments]
        if made.name == "npx" and not _FETCHES_NOTHING.isdisjoint(words[:1]):
            found.update(words[1:2])
    return frozenset(found)


def _reads_the_terminal(command: Command) -> bool:
    words = literals(command)
    if words[:1] != ["read"] or command.redirects or any(w.startswith("-t") for w in words):
        return False
    below: Statement = command
    for above in around(command):
        if isinstance(above, Pipeline) or above.redirects:
            return False
        if isinstance(above, Loop) and below in above.condition:
            return False
        below = above
    return True


def _function(statement: Statement) -> Function | None:
    return next((one for one in around(statement) if isinstance(one, Function)), None)
