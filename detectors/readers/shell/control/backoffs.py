"""How a loop waits between its turns: not at all, constantly, longer each time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from detectors.facts import OFF, UNKNOWN, Value, known
from detectors.readers.shell.syntax.tree import (
    Arithmetic,
    Command,
    Function,
    Loop,
    Parameter,
    Statement,
    Test,
    inside,
    substitutions,
)
from detectors.readers.shell.variables.arithmetic import braced, changed, duration
from detectors.readers.shell.variables.values import Variables, names_in

Backoff = Literal["none", "constant", "linear", "exponential", "retry-after", "unknown"]
_ORDER: dict[Backoff, int] = {
    "none": 0,
    "constant": 1,
    "linear": 2,
    "exponential": 3,
    "retry-after": 4,
    "unknown": 5,
}


@dataclass(slots=True)
class Pace:
    """How a loop waits between its turns."""

    backoff: Backoff
    jitter: bool | None
    first: Value = OFF


class Pacing:
    """Reads the waits of the loops of one script."""

    def __init__(self, variables: Variables, functions: Mapping[str, Function]) -> None:
        self.variables = variables
        self.functions = functions

    def pace(self, loop: Loop) -> Pace:
        """The wait between two turns."""
        sleeps = [one for one in inside(loop) if is_sleep(one)]
        if not sleeps:
            for one in inside(loop):
                if isinstance(one, Command) and one.arguments:
                    function = self.functions.get(one.arguments[0].literal or "")
                    if function is not None and any(is_sleep(s) for s in inside(function)):
                        return Pace("unknown", None, UNKNOWN)
            return Pace("none", False)
        command = sleeps[0]
        assert isinstance(command, Command)
        return self.slept(command, loop)

    def slept(self, command: Command, loop: Loop) -> Pace:
        """How long one `sleep` of a loop takes, from turn to turn."""
        if len(command.arguments) < 2:
            return Pace("unknown", None, UNKNOWN)
        word = command.arguments[1]
        fields = self.variables.fields(word, command)
        seconds = duration(fields[0].text) if len(fields) == 1 else None
        if seconds is not None and not set(names_in([word])) & changed(loop):
            return Pace("constant", False, known(seconds, fields[0].text))
        jitter = False
        best: Backoff = "constant"
        for part in word.parts:
            text = part.text if isinstance(part, Arithmetic) else ""
            names = (
                {part.name}
                if isinstance(part, Parameter)
                else set(re.findall(r"[A-Za-z_]\w*", text))
            )
            if "RANDOM" in names or "SRANDOM" in names:
                jitter = True
            if any(re.search(r"retry.?after|reset", name, re.IGNORECASE) for name in names):
                return Pace("retry-after", jitter or None, UNKNOWN)
            if not isinstance(part, Arithmetic | Parameter) and list(substitutions(word)):
                return Pace("unknown", None, UNKNOWN)
            if isinstance(part, Parameter) and part.index:
                grown = self._along(part.name)
            else:
                grown = self._growth(text, names, loop)
            if _ORDER[grown] > _ORDER[best]:
                best = grown
            for name in names:
                for text in self._formulas(name, loop):
                    jitter = jitter or "RANDOM" in text
        return Pace(best, jitter, UNKNOWN)

    def _along(self, name: str) -> Backoff:
        """One wait after the other is taken from an array."""
        arrays = [
            one.assignment.array for one in self.variables.bindings.get(name, ()) if one.assignment
        ]
        if len(arrays) != 1 or not arrays[0]:
            return "unknown"
        return _series([word.literal for word in arrays[0]])

    def _growth(self, text: str, names: set[str], loop: Loop) -> Backoff:
        moving = names & changed(loop)
        if re.search(r"\*\*|<<", text):
            return "exponential" if moving else "constant"
        best: Backoff = "constant"
        for name in moving:
            formulas = self._formulas(name, loop)
            said: Backoff = "constant"
            if name == loop.variable and loop.items is not None:
                said = _series([w.literal for w in loop.items])
            elif any(re.search(r"\*\*|<<|\*", formula) for formula in formulas):
                said = "exponential"
            elif any(re.search(r"\+", formula) for formula in formulas):
                said = "linear"
            elif formulas:
                said = "unknown"
            if _ORDER[said] > _ORDER[best]:
                best = said
        return best

    def _formulas(self, name: str, loop: Loop) -> list[str]:
        """How the body computes a variable."""
        found = []
        for one in inside(loop):
            if isinstance(one, Command):
                for assignment in one.assignments:
                    if assignment.name == name and assignment.value:
                        found += [
                            part.text if isinstance(part, Arithmetic) else _shown(part)
                            for part in assignment.value.parts
                        ]
                if one.arguments and one.arguments[0].literal == "let":
                    found += [
                        w.literal or "" for w in one.arguments[1:] if name in (w.literal or "")
                    ]
            elif (
                isinstance(one, Test)
                and one.opener == "(("
                and re.search(
                    rf"\b{re.escape(name)}\s*(\+\+|[-+*/<]+=|=[^=])|\+\+{re.escape(name)}", one.text
                )
            ):
                found.append(one.text)
        if loop.arithmetic and re.search(rf"\b{re.escape(name)}\b", loop.arithmetic[2]):
            found.append(loop.arithmetic[2])
        return found


def is_sleep(statement: Statement) -> bool:
    return (
        isinstance(statement, Command)
        and bool(statement.arguments)
        and statement.arguments[0].literal in {"sleep", "usleep", "/bin/sleep"}
    )


def _series(items: list[str | None]) -> Backoff:
    """How the literal waits of a `for` grow."""
    if any(item is None or not item.isdigit() for item in items) or len(items) < 2:
        return "linear" if items and all(i and braced(i) for i in items) else "unknown"
    numbers = [int(item or 0) for item in items]
    pairs = list(itertools.pairwise(numbers))
    if all(b > 1.5 * a for a, b in pairs) and len(pairs) > 1:
        return "exponential"
    return "linear" if all(b > a for a, b in pairs) else "constant"


def _shown(part: object) -> str:
    if isinstance(part, Parameter):
        return f"${part.name}"
    return str(getattr(part, "value", ""))
