"""How many turns a loop makes, and what ends it if it never succeeds."""

from __future__ import annotations

import re

from detectors.facts import HOLE, OFF, UNKNOWN, Value, known
from detectors.readers.shell.control.loop_exits import Leave
from detectors.readers.shell.exchange.requesting_functions import Asking, peeled
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Command,
    Loop,
    Statement,
    Test,
    Word,
    inside,
    substitutions,
)
from detectors.readers.shell.variables.arithmetic import all_names, braced, sequence
from detectors.readers.shell.variables.values import Variables


class Limits:
    """Counts the turns of the loops of one script."""

    def __init__(self, asking: Asking, variables: Variables) -> None:
        self.asking = asking
        self.variables = variables

    def count(self, loop: Loop) -> Value:
        """How many turns it makes; off where only something in its body ends it."""
        if loop.arithmetic is not None:
            return self._counted_arithmetic(loop)
        if loop.kind in {"for", "select"}:
            if loop.items is None:
                return UNKNOWN
            counts = [self._many(word, loop) for word in loop.items]
            if any(count is None for count in counts):
                return UNKNOWN
            return known(sum(count for count in counts if count is not None))
        if is_endless(loop):
            return OFF
        return UNKNOWN

    def _counted_arithmetic(self, loop: Loop) -> Value:
        first, condition, _ = loop.arithmetic or ("", "", "")
        if not condition:
            return OFF
        start = re.fullmatch(r"\w+\s*=\s*(\d+)", first)
        stop = re.fullmatch(r"\w+\s*(<=?|>=?|!=)\s*\$?\{?(\w+)\}?", condition)
        if not start or not stop:
            return UNKNOWN
        limit = stop[2] if stop[2].isdigit() else self.variables.constant(stop[2], loop)
        if limit is None or not limit.isdigit():
            return UNKNOWN
        turns = abs(int(limit) - int(start[1])) + (1 if "=" in stop[1] and stop[1] != "!=" else 0)
        return known(turns)

    def _many(self, word: Word, loop: Loop) -> int | None:
        """How many words this becomes."""
        literal = word.literal
        if literal is not None:
            return braced(literal) if not any(p.quoted for p in word.parts) else 1
        for substitution in substitutions(word):
            command = substitution.body[0] if len(substitution.body) == 1 else None
            if isinstance(command, Command) and command.arguments:
                texts = [f.text for f in self.variables.all_fields(command.arguments, command)]
                return sequence(texts) if texts[:1] == ["seq"] else None
        fields = self.variables.fields(word, loop)
        if any(
            field.is_spread or (HOLE in field.text and not _is_quoted(word)) for field in fields
        ):
            return None
        return len(fields)

    def limits(self, loop: Loop, leaves: list[Leave]) -> tuple[Value, Value]:
        """(attempts, deadline): what ends the loop if it never succeeds."""
        attempts, deadline = OFF, OFF
        if loop.kind in {"for", "select"}:
            attempts = self.count(loop)
        sides = [side for condition in loop.condition for side in _sides(condition)]
        tests = [
            side
            for side in sides
            if not self.asking.asks(side) and not self._looks_at_an_answer(side, loop)
        ]
        tests += [leave.test for leave in leaves if leave.because == "other" and leave.test]
        for test in tests:
            one, other = self._limit(test, loop)
            attempts = one if attempts.is_off else attempts
            deadline = other if deadline.is_off else deadline
        if any(leave.because == "other" and leave.test is None for leave in leaves):
            attempts = UNKNOWN if attempts.is_off else attempts
        if any(leave.because == "always" for leave in leaves) and attempts.is_off:
            attempts = UNKNOWN
        return attempts, deadline

    def _looks_at_an_answer(self, test: Statement, loop: Loop) -> bool:
        """`[ "$state" != done ]`, where a request of the loop has brought the state."""
        names = {name for word in test.words() for name in all_names([word])}
        brought: set[str] = set()
        for one in inside(loop):
            for assignment in one.assignments if isinstance(one, Command) else ():
                if assignment.value is None:
                    continue
                below = [s for sub in substitutions(assignment.value) for s in sub.body]
                if any(map(self.asking.asks, below)) or brought & {*all_names([assignment.value])}:
                    brought.add(assignment.name)
        return bool(names & brought)

    def _limit(self, test: Statement, loop: Loop) -> tuple[Value, Value]:
        """A test that is no request: of a counter, or of the clock."""
        inner, _ = peeled(test)
        if not isinstance(inner, Test | Command):
            return UNKNOWN, OFF
        if isinstance(inner, Command) and (
            not inner.arguments or inner.arguments[0].literal in {"true", ":"}
        ):
            return OFF, OFF
        if isinstance(inner, Command) and inner.arguments[0].literal in {"sleep", "echo", "printf"}:
            return OFF, OFF
        text = (
            inner.text
            if isinstance(inner, Test)
            else " ".join(w.literal or "" for w in inner.arguments)
        )
        words = list(inner.words())
        names = set(all_names(words)) | set(re.findall(r"[A-Za-z_]\w*", text))
        is_clock = "SECONDS" in names or "EPOCHSECONDS" in names or "date" in text
        is_clock = is_clock or any(
            re.search(r"deadline|elapsed|end_?time|now", n, re.I) for n in names
        )
        number = self._number_in(inner, loop)
        if is_clock:
            return OFF, number if number.is_known and "SECONDS" in names else UNKNOWN
        if not names and re.fullmatch(r"\s*(1|true|\[\s*1\s*\])?\s*", text):
            return OFF, OFF
        return number, OFF

    def _number_in(self, test: Statement, loop: Loop) -> Value:
        """The one number that a counter is compared with."""
        text = getattr(test, "text", "") or " ".join(w.literal or "" for w in test.words())
        match = re.search(r"(-lt|-le|-gt|-ge|-eq|-ne|<=|>=|==|<|>)\s*\"?\$?\{?(\w+)\}?", text)
        if not match:
            return UNKNOWN
        limit = match[2] if match[2].isdigit() else self.variables.constant(match[2], loop)
        if limit is None or not limit.isdigit() or int(limit) == 0:
            return UNKNOWN
        return known(int(limit), match[2])


def is_endless(loop: Loop) -> bool:
    """`while true`, `until false`, `for ((;;))`."""
    if loop.arithmetic is not None:
        return not loop.arithmetic[1]
    if len(loop.condition) != 1:
        return False
    condition = loop.condition[0]
    if isinstance(condition, Test):
        operands = [word.literal for word in condition.operands]
        return operands in (["1"], ["true"], ["1", "=", "1"], ["1", "-eq", "1"])
    if isinstance(condition, Command) and len(condition.arguments) == 1:
        name = condition.arguments[0].literal
        return name in ({"true", ":"} if loop.kind == "while" else {"false"})
    return False


def _sides(statement: Statement) -> list[Statement]:
    """The conditions that `&&` and `||` join."""
    inner, _ = peeled(statement)
    if isinstance(inner, AndOr):
        return [*_sides(inner.left), *_sides(inner.right)]
    return [inner]


def _is_quoted(word: Word) -> bool:
    return all(part.quoted for part in word.parts)
