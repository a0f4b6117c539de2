"""The ways out of a loop, and what leads to them: success, failure, a state, or a limit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from detectors.readers.shell.exchange.requesting_functions import (
    Asking,
    compared,
    looks_at_body,
    peeled,
)
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Case,
    Command,
    Function,
    If,
    Loop,
    Statement,
    Test,
    around,
    inside,
    substitutions,
)
from detectors.readers.shell.variables.arithmetic import all_names

_FAILS = frozenset({"!=", "-ne", "-ge", "-gt", "-z", ">=", ">"})


@dataclass(slots=True)
class Leave:
    """A `break`, `exit` or `return` in a loop, and what leads to it."""

    statement: Command
    because: Literal["success", "failure", "state", "other", "always"]
    test: Statement | None = None


class Leaving:
    """Finds the ways out of the loops of one script."""

    def __init__(self, asking: Asking, status_variables: Collection[str]) -> None:
        self.asking = asking
        self.status_variables = status_variables

    def leaves(self, loop: Loop) -> list[Leave]:
        """Every way out of the loop besides its condition."""
        found = []
        goes_on_after_failure = False
        for one in inside(loop):
            if not isinstance(one, Command) or not one.arguments or _is_elsewhere(one, loop):
                continue
            name = one.arguments[0].literal or ""
            if name == "continue" and inner_loop(one) is loop:
                goes_on_after_failure |= self._leave(one, loop).because == "failure"
            elif name == "break" and inner_loop(one) is not loop:
                continue
            elif name in {"break", "exit", "return"} or self._never_returns(name):
                found.append(self._leave(one, loop))
        if goes_on_after_failure:  # `curl ... || continue; break`
            for leave in found:
                leave.because = "success" if leave.because == "always" else leave.because
        return found

    def _never_returns(self, name: str) -> bool:
        function = self.asking.functions.get(name)
        if function is None or not function.body:
            return False
        last = function.body[-1]
        return (
            isinstance(last, Command)
            and bool(last.arguments)
            and last.arguments[0].literal == "exit"
        )

    def _leave(self, command: Command, loop: Loop) -> Leave:
        below: Statement = command
        for above in around(command):
            if above is loop:
                break
            if isinstance(above, AndOr) and below is above.right:
                leave = self._because(above.left, above.operator == "&&", loop)
                if leave:
                    return Leave(command, leave, above.left)
            if isinstance(above, If):
                for condition, body in above.branches:
                    if below in body and condition:
                        leave = self._because(condition[-1], True, loop)
                        if leave:
                            return Leave(command, leave, condition[-1])
                if below in above.otherwise and above.branches:
                    leave = self._because(above.branches[0][0][-1], False, loop)
                    if leave:
                        return Leave(command, leave, above.branches[0][0][-1])
            if isinstance(above, Case):
                names = set(all_names([above.subject]))
                because = self._by_names(names, loop) or "other"
                return Leave(command, because, above)
            below = above
        return Leave(command, "always" if _is_direct(command, loop) else "other")

    def _because(
        self, test: Statement, is_met: bool, loop: Loop
    ) -> Literal["success", "failure", "state", "other"] | None:
        """Why a test that is met (or not) ends the loop."""
        inner, is_negated = peeled(test)
        is_met = is_met != is_negated
        if isinstance(inner, AndOr) and inner.operator == "&&":
            left = self._because(inner.left, is_met, loop)
            return (
                left
                if left in {"success", "failure", "state"}
                else self._because(inner.right, is_met, loop)
            )
        if self.asking.asks(inner):
            if isinstance(inner, Test):
                role = compared(inner)
                fails = bool(_FAILS & {w.literal or "" for w in inner.operands})
                if role == "polling":
                    return "state"
                return "success" if is_met != fails else "failure"
            if looks_at_body(inner):
                return "state"
            return "success" if is_met else "failure"
        words = list(inner.words())
        literals = {word.literal or "" for word in words}
        names = set(all_names(words))
        if "?" in names:
            fails = bool(_FAILS & literals)
            return "success" if is_met != fails else "failure"
        because = self._by_names(names, loop)
        if because == "success" and _FAILS & literals:
            return "failure" if is_met else "success"
        if because == "success" and not is_met:
            return "failure"
        return because or "other"

    def _by_names(self, names: set[str], loop: Loop) -> Literal["success", "state"] | None:
        """The variables hold what a request in the loop brought: its status, or its body."""
        for one in inside(loop):
            if not isinstance(one, Command):
                continue
            for assignment in one.assignments:
                if assignment.name not in names or not assignment.value:
                    continue
                subs = list(substitutions(assignment.value))
                if any(self.asking.asks(s) for sub in subs for s in sub.body):
                    return "success" if assignment.name in self.status_variables else "state"
                if "?" in set(all_names([assignment.value])):
                    return "success"
                if set(all_names([assignment.value])) & self.brought(loop):
                    return "success" if assignment.name in self.status_variables else "state"
                if self.led_by_request(one, loop):
                    return "success"
        return None

    def brought(self, loop: Loop) -> set[str]:
        return {
            a.name
            for one in inside(loop)
            if isinstance(one, Command)
            for a in one.assignments
            if a.value
            and any(self.asking.asks(s) for sub in substitutions(a.value) for s in sub.body)
        }

    def led_by_request(self, statement: Statement, loop: Loop) -> bool:
        """The statement runs because a request in a condition succeeded."""
        below: Statement = statement
        for above in around(statement):
            if above is loop:
                return False
            if isinstance(above, If):
                for condition, body in above.branches:
                    if below in body and any(self.asking.asks(c) for c in condition):
                        return True
            if isinstance(above, AndOr) and below is above.right and self.asking.asks(above.left):
                return True
            below = above
        return False


def _is_elsewhere(statement: Statement, loop: Loop) -> bool:
    """It stands in a function that is defined in the loop."""
    return any(
        isinstance(above, Function) and loop.start < above.start for above in around(statement)
    )


def inner_loop(statement: Statement) -> Loop | None:
    return next((above for above in around(statement) if isinstance(above, Loop)), None)


def _is_direct(command: Command, loop: Loop) -> bool:
    return any(one is command for one in loop.body)
