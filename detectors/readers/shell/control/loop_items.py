"""Whether there may be many of what a loop goes over: files, lines, an answer; or what somebody has written down."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.readers.shell.syntax.tree import (
    Command,
    Function,
    Loop,
    Parameter,
    Pipeline,
    Statement,
    Substitution,
    Text,
    Word,
    around,
    inside,
    substitutions,
)
from detectors.readers.shell.variables.values import Variables

_SAYS = frozenset({"echo", "printf"})
_FILLS = frozenset({"mapfile", "readarray"})
_COUNTS = frozenset({"seq"})
_ANY = re.compile(r"[*?]")
_DEPTH = 4


class Items:
    """Looks where the items of the loops of one script come from."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables

    def called_with(self, loop: Loop) -> list[Word]:
        """What the function around it is given, where it goes over `"$@"`."""
        names = {p.name for w in loop.items or () for p in w.parts if isinstance(p, Parameter)}
        function = next((one for one in around(loop) if isinstance(one, Function)), None)
        if function is None or (loop.items is not None and not names & {"@", "*"}):
            return []
        calls = self.variables.calls.get(function.name, ())
        return [word for call in calls if isinstance(call, Command) for word in call.arguments[1:]]

    def may_be_many(self, loop: Loop) -> bool:
        """False also where it cannot be seen: a variable of the environment, an argument, a list in the script."""
        if loop.kind == "for":
            return any(
                self._is_data(word) for word in [*(loop.items or ()), *self.called_with(loop)]
            )
        return self._is_fed(loop)

    def _is_fed(self, loop: Loop) -> bool:
        """`while read -r line` of a file, or of what a command says."""
        for redirect in loop.redirects:
            if redirect.body is not None:  # a list in the script, or `<<< "$names"`
                return redirect.operator == "<<<" and self._is_data(redirect.body)
            if redirect.operator == "<" and redirect.target is not None:
                inner = [one for sub in substitutions(redirect.target) for one in sub.body]
                return self._is_said(inner) if inner else True
        above = loop.parent
        if isinstance(above, Pipeline) and above.body[0] is not loop:
            return self._is_said(above.body[:1])
        return False

    def _is_data(self, word: Word, depth: int = 0) -> bool:
        for at, part in enumerate(word.parts):
            if isinstance(part, Text) and not part.quoted and _ANY.search(part.value):
                return True
            if not _stands_alone(word, at):
                continue
            if isinstance(part, Parameter) and depth < _DEPTH and self._holds(part.name, depth):
                return True
            if isinstance(part, Substitution) and self._is_said(part.body, depth):
                return True
        return False

    def _holds(self, name: str, depth: int) -> bool:
        for binding in self.variables.bindings.get(name, ()):
            holder = binding.holder
            if binding.assignment is None:
                if isinstance(holder, Command) and _name(holder) in _FILLS:
                    return True
                continue
            value = binding.assignment.value
            words = [value] if value else binding.assignment.array or []
            if any(self._is_data(one, depth + 1) for one in words):
                return True
        return False

    def _is_said(self, statements: Iterable[Statement], depth: int = 0) -> bool:
        """What a command says; of `echo "$names" | tr , ' '`, what it is given."""
        for statement in statements:
            first = next((one for one in inside(statement) if isinstance(one, Command)), None)
            if first is None or _name(first) in _COUNTS:
                continue
            if _name(first) not in _SAYS:
                return True
            if depth < _DEPTH and any(self._is_data(w, depth + 1) for w in first.arguments[1:]):
                return True
        return False


def _stands_alone(word: Word, at: int) -> bool:
    """It is all of an item: not so in `"fedora-release-${release}"`."""
    before = "".join(one.value for one in word.parts[:at][-1:] if isinstance(one, Text))
    after = "".join(one.value for one in word.parts[at + 1 : at + 2] if isinstance(one, Text))
    return (not before or before[-1].isspace()) and (not after or after[0].isspace())


def _name(command: Command) -> str:
    return (command.arguments[0].literal or "") if command.arguments else ""
