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
                self._is_data(word, set())
                for word in [*(loop.items or ()), *self.called_with(loop)]
            )
        return self._is_fed(loop)

    def _is_fed(self, loop: Loop) -> bool:
        """`while read -r line` of a file, or of what a command says."""
        for redirect in loop.redirects:
            if redirect.body is not None:  # a list in the script, or `<<< "$names"`
                return redirect.operator == "<<<" and self._is_data(redirect.body, set())
            if redirect.operator == "<" and redirect.target is not None:
                inner = [one for sub in substitutions(redirect.target) for one in sub.body]
                return self._is_said(inner, set()) if inner else True
        above = loop.parent
        if isinstance(above, Pipeline) and above.body[0] is not loop:
            return self._is_said(above.body[:1], set())
        return False

    def _is_data(self, word: Word, seen: set[str]) -> bool:
        """`seen` are the variables that have been looked at on the way: a list may be made of itself."""
        for at, part in enumerate(word.parts):
            if isinstance(part, Text) and not part.quoted and _ANY.search(part.value):
                return True
            if not _stands_alone(word, at):
                continue
            if isinstance(part, Parameter) and self._holds(part.name, seen):
                return True
            if isinstance(part, Substitution) and self._is_said(part.body, seen):
                return True
        return False

    def _holds(self, name: str, seen: set[str]) -> bool:
        if name in seen:
            return False
        seen.add(name)
        for binding in self.variables.bindings.get(name, ()):
            holder = binding.holder
            if binding.assignment is None:
                if isinstance(holder, Command) and _name(holder) in _FILLS:
                    return True
                continue
            value = binding.assignment.value
            words = [value] if value else binding.assignment.array or []
            if any(self._is_data(one, seen) for one in words):
                return True
        return False

    def _is_said(self, statements: Iterable[Statement], seen: set[str]) -> bool:
        """What a command says; of `echo "$names" | tr , ' '`, what it is given."""
        for statement in statements:
            first = next((one for one in inside(statement) if isinstance(one, Command)), None)
            if first is None or _name(first) in _COUNTS:
                continue
            if _name(first) not in _SAYS:
                return True
            if any(self._is_data(word, seen) for word in first.arguments[1:]):
                return True
        return False


def _stands_alone(word: Word, at: int) -> bool:
    """It is all of an item: not so in `"fedora-release-${release}"`."""
    before = "".join(one.value for one in word.parts[:at][-1:] if isinstance(one, Text))
    after = "".join(one.value for one in word.parts[at + 1 : at + 2] if isinstance(one, Text))
    return (not before or before[-1].isspace()) and (not after or after[0].isspace())


def _name(command: Command) -> str:
    return (command.arguments[0].literal or "") if command.arguments else ""
