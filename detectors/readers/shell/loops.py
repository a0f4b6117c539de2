"""What a loop is for: items, attempts at one thing, pages, or waiting for a state."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detectors.facts import HOLE, OFF, UNKNOWN, Value, known
from detectors.readers.shell.syntax import (
    AndOr,
    Arithmetic,
    Case,
    Command,
    Function,
    If,
    Loop,
    Not,
    Parameter,
    Pipeline,
    Statement,
    Test,
    Word,
    around,
    inside,
    substitutions,
)
from detectors.readers.shell.values import Variables, names_in

Role = Literal["items", "attempts", "pages", "polling", "consumer", "failover", "unknown"]
Backoff = Literal["none", "constant", "linear", "exponential", "retry-after", "unknown"]

_PAGE = re.compile(r"page|cursor|offset|next|after|marker|start|skip|continuation", re.IGNORECASE)
_STREAM = frozenset(
    {"tail", "inotifywait", "journalctl", "kubectl", "fswatch", "nc", "mosquitto_sub"}
)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_FAILS = frozenset({"!=", "-ne", "-ge", "-gt", "-z", ">=", ">"})


@dataclass(slots=True)
class Leave:
    """A `break`, `exit` or `return` in a loop, and what leads to it."""

    statement: Command
    because: Literal["success", "failure", "state", "other", "always"]
    test: Statement | None = None


@dataclass(slots=True)
class Pace:
    """How a loop waits between its turns."""

    backoff: Backoff
    jitter: bool | None
    first: Value = OFF


class Loops:
    """Reads the loops of one script; `asking` are the commands that make requests."""

    def __init__(
        self,
        variables: Variables,
        functions: Mapping[str, Function],
        asking: Sequence[Command],
        calls: Mapping[str, Sequence[Command]],
        status_variables: Collection[str],
    ) -> None:
        self.variables = variables
        self.functions = functions
        self.status_variables = status_variables
        own = sorted(asking, key=lambda command: command.start)
        self.asking = own
        helpers = [f for f in functions.values() if self.asks(f)]
        calling = [call for f in helpers for call in calls.get(f.name, ())]
        self.asking = sorted([*own, *calling], key=lambda command: command.start)

    def asks(self, statement: Statement) -> bool:
        """A request is made in here, itself or by a function that is called."""
        return bool(self.requests(statement))

    def requests(self, statement: Statement) -> list[Command]:
        """The commands in here that make requests or call a function that does."""
        if isinstance(statement, Loop):  # what its header or a redirect asks, it asks once
            inner = [*statement.condition, *statement.body]
            return [command for one in inner for command in self.requests(one)]
        first = bisect_left(self.asking, statement.start, key=lambda command: command.start)
        last = bisect_left(self.asking, statement.end, key=lambda command: command.start)
        return self.asking[first:last]

    def role(self, loop: Loop) -> Role:
        """What the loop repeats its requests for."""
        if not self.asks(loop):
            return "items" if loop.items or _reads(loop) else "unknown"
        conditions = [c for c in loop.condition if self.asks(c)]
        if conditions:
            return self._waiting(loop, conditions[-1])
        if _reads(loop):
            return "consumer" if _streams(loop) else "items"
        leaves = self.leaves(loop)
        kinds = {leave.because for leave in leaves}
        if (loop.kind in {"for", "select"} and loop.items is not None) or (
            loop.kind == "for" and loop.arithmetic is None
        ):
            return self._over_items(loop, kinds)
        if self._turns_pages(loop):
            return "pages"
        if "success" in kinds:
            return "attempts"
        if self._tested_result(loop):
            return self._tested_result(loop) or "unknown"
        if "state" in kinds:
            return "polling"
        if is_endless(loop):
            return "consumer"
        names = _counted(loop)
        used = {name for r in self.requests(loop) for name in self._names(r)}
        return "items" if names & used else "unknown"

    def _waiting(self, loop: Loop, condition: Statement) -> Role:
        """The request is the condition: a failure is repeated, or a state waited for."""
        inner, is_negated = _peeled(condition)
        repeats_failure = (loop.kind == "until") != is_negated
        if isinstance(inner, Test):
            return self._compared(inner)
        if self._looks_at_body(inner):
            return "polling"
        return "attempts" if repeats_failure else "polling"

    def _compared(self, test: Test) -> Role:
        """`[ "$(curl ...)" = ... ]`: a status code is an attempt, a body a state."""
        for word in test.operands:
            for substitution in substitutions(word):
                for one in substitution.body:
                    text = " ".join(w.literal or "" for s in inside(one) for w in s.words())
                    if "http_code" in text or "response_code" in text:
                        return "attempts"
        return "polling"

    def _looks_at_body(self, statement: Statement) -> bool:
        """Something after the request in a pipeline decides."""
        if isinstance(statement, Pipeline):
            names = [
                (one.arguments[0].literal or "")
                if isinstance(one, Command) and one.arguments
                else ""
                for one in statement.body[1:]
            ]
            return any(name in {"grep", "egrep", "jq", "awk", "test"} for name in names)
        return False

    def _over_items(self, loop: Loop, kinds: Collection[str]) -> Role:
        used = {name for r in self.requests(loop) for name in self._names(r)}
        names = self._carried(loop)
        if "success" in kinds:
            return "failover" if used & names else "attempts"
        if used & names:
            return "items"
        if "state" in kinds:
            return "polling"
        count = self.count(loop)
        return "unknown" if _is_numeric(loop) or count.is_unknown else "items"

    def _carried(self, loop: Loop) -> set[str]:
        """The loop's variable and those that are made of it in the body."""
        names = {loop.variable}
        for _ in range(3):
            for one in inside(loop):
                if isinstance(one, Command):
                    for assignment in one.assignments:
                        words = [assignment.value] if assignment.value else assignment.array or []
                        if names & set(_all_names(words)):
                            names.add(assignment.name)
                    is_read = bool(one.arguments) and one.arguments[0].literal == "read"
                    if is_read and names & set(_all_names(list(one.words()))):
                        names |= {w.literal or "" for w in one.arguments[1:]}
        return names

    def _names(self, command: Command) -> set[str]:
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
        return set(_all_names(words))

    def _turns_pages(self, loop: Loop) -> bool:
        """A variable of the request is moved on in the body, and its name says page."""
        used = {name for r in self.requests(loop) for name in self._names(r)}
        moved = {
            a.name for one in inside(loop) if isinstance(one, Command) for a in one.assignments
        }
        moved |= set(re.findall(r"[A-Za-z_]\w*", (loop.arithmetic or ("", "", ""))[2]))
        moved |= {
            name
            for one in inside(loop)
            if isinstance(one, Test) and one.opener == "(("
            for name in re.findall(r"([A-Za-z_]\w*)\s*(?:\+\+|\+=|=)", one.text)
        }
        moved |= {
            name
            for one in inside(loop)
            if isinstance(one, Command) and one.arguments and one.arguments[0].literal == "let"
            for name in re.findall(
                r"[A-Za-z_]\w*", " ".join(w.literal or "" for w in one.arguments[1:])
            )
        }
        return any(_PAGE.search(name) for name in used & moved) or any(
            _PAGE.search(name) and _PAGE.search(" ".join(used)) for name in moved & used
        )

    def _tested_result(self, loop: Loop) -> Role | None:
        """`while [ "$state" != done ]`: the loop tests what a request in its body brought."""
        names = {n for c in loop.condition for w in c.words() for n in _all_names([w])}
        for one in inside(loop):
            if isinstance(one, Command) and one not in loop.condition:
                for assignment in one.assignments:
                    if assignment.name not in names:
                        continue
                    word = assignment.value
                    if word and any(self.asks(s) for sub in substitutions(word) for s in sub.body):
                        return "attempts" if assignment.name in self.status_variables else "polling"
                    if word and set(_all_names([word])) & self._brought(loop):
                        return "polling"
                    if self._led_by_request(one, loop):
                        return "attempts"
        return None

    def _led_by_request(self, statement: Statement, loop: Loop) -> bool:
        """The statement runs because a request in a condition succeeded."""
        below: Statement = statement
        for above in around(statement):
            if above is loop:
                return False
            if isinstance(above, If):
                for condition, body in above.branches:
                    if below in body and any(self.asks(c) for c in condition):
                        return True
            if isinstance(above, AndOr) and below is above.right and self.asks(above.left):
                return True
            below = above
        return False

    def leaves(self, loop: Loop) -> list[Leave]:
        """Every way out of the loop besides its condition."""
        found = []
        for one in inside(loop):
            if not isinstance(one, Command) or not one.arguments:
                continue
            name = one.arguments[0].literal or ""
            if name in {"break", "exit", "return"} or self._never_returns(name):
                if name == "break" and _inner_loop(one) is not loop:
                    continue
                if any(
                    isinstance(above, Function) and loop.start < above.start
                    for above in around(one)
                ):
                    continue
                found.append(self._leave(one, loop))
        return found

    def _never_returns(self, name: str) -> bool:
        function = self.functions.get(name)
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
                names = set(_all_names([above.subject]))
                because = self._by_names(names, loop) or "other"
                return Leave(command, because, above)
            below = above
        return Leave(command, "always" if _is_direct(command, loop) else "other")

    def _because(
        self, test: Statement, is_met: bool, loop: Loop
    ) -> Literal["success", "failure", "state", "other"] | None:
        """Why a test that is met (or not) ends the loop."""
        inner, is_negated = _peeled(test)
        is_met = is_met != is_negated
        if isinstance(inner, AndOr) and inner.operator == "&&":
            left = self._because(inner.left, is_met, loop)
            return (
                left
                if left in {"success", "failure", "state"}
                else self._because(inner.right, is_met, loop)
            )
        if self.asks(inner):
            if isinstance(inner, Test):
                role = self._compared(inner)
                fails = bool(_FAILS & {w.literal or "" for w in inner.operands})
                if role == "polling":
                    return "state"
                return "success" if is_met != fails else "failure"
            if self._looks_at_body(inner):
                return "state"
            return "success" if is_met else "failure"
        words = list(inner.words())
        literals = {word.literal or "" for word in words}
        names = set(_all_names(words))
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
                if any(self.asks(s) for sub in subs for s in sub.body):
                    return "success" if assignment.name in self.status_variables else "state"
                if "?" in set(_all_names([assignment.value])):
                    return "success"
                if set(_all_names([assignment.value])) & self._brought(loop):
                    return "success" if assignment.name in self.status_variables else "state"
                if self._led_by_request(one, loop):
                    return "success"
        return None

    def _brought(self, loop: Loop) -> set[str]:
        return {
            a.name
            for one in inside(loop)
            if isinstance(one, Command)
            for a in one.assignments
            if a.value and any(self.asks(s) for sub in substitutions(a.value) for s in sub.body)
        }

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
            return _braces(literal) if not any(p.quoted for p in word.parts) else 1
        for substitution in substitutions(word):
            command = substitution.body[0] if len(substitution.body) == 1 else None
            if isinstance(command, Command) and command.arguments:
                texts = [f.text for f in self.variables.all_fields(command.arguments, command)]
                return _sequence(texts) if texts[:1] == ["seq"] else None
        fields = self.variables.fields(word, loop)
        if any(
            field.is_spread or (HOLE in field.text and not _is_quoted(word)) for field in fields
        ):
            return None
        return len(fields)

    def pace(self, loop: Loop) -> Pace:
        """The wait between two turns."""
        sleeps = [one for one in inside(loop) if _is_sleep(one)]
        if not sleeps:
            for one in inside(loop):
                if isinstance(one, Command) and one.arguments:
                    function = self.functions.get(one.arguments[0].literal or "")
                    if function is not None and any(_is_sleep(s) for s in inside(function)):
                        return Pace("unknown", None, UNKNOWN)
            return Pace("none", False)
        command = sleeps[0]
        assert isinstance(command, Command)
        return self._slept(command, loop)

    def _slept(self, command: Command, loop: Loop) -> Pace:
        if len(command.arguments) < 2:
            return Pace("unknown", None, UNKNOWN)
        word = command.arguments[1]
        fields = self.variables.fields(word, command)
        seconds = duration(fields[0].text) if len(fields) == 1 else None
        if seconds is not None and not set(names_in([word])) & _changed(loop):
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
            grown = self._growth(text, names, loop)
            if _ORDER[grown] > _ORDER[best]:
                best = grown
            for name in names:
                for text in self._formulas(name, loop):
                    jitter = jitter or "RANDOM" in text
        return Pace(best, jitter, UNKNOWN)

    def _growth(self, text: str, names: set[str], loop: Loop) -> Backoff:
        moving = names & _changed(loop)
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

    def limits(self, loop: Loop, leaves: list[Leave]) -> tuple[Value, Value]:
        """(attempts, deadline): what ends the loop if it never succeeds."""
        attempts, deadline = OFF, OFF
        if loop.kind in {"for", "select"}:
            attempts = self.count(loop)
        tests = [c for c in loop.condition if not self.asks(c)] + [
            side for c in loop.condition for side in _sides(c) if not self.asks(side)
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

    def _limit(self, test: Statement, loop: Loop) -> tuple[Value, Value]:
        """A test that is no request: of a counter, or of the clock."""
        inner, _ = _peeled(test)
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
        names = set(_all_names(words)) | set(re.findall(r"[A-Za-z_]\w*", text))
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


_ORDER: dict[Backoff, int] = {
    "none": 0,
    "constant": 1,
    "linear": 2,
    "exponential": 3,
    "retry-after": 4,
    "unknown": 5,
}


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


def duration(text: str) -> float | None:
    """`5`, `0.5`, `2m` in seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)([smhd]?)", text)
    if not match:
        return None
    seconds = float(match[1]) * _UNITS[match[2]]
    return int(seconds) if seconds.is_integer() else seconds


def _reads(loop: Loop) -> bool:
    """`while read ...`, `while IFS= read ...`."""
    return any(
        isinstance(one, Command) and bool(one.arguments) and one.arguments[0].literal == "read"
        for condition in loop.condition
        for one in inside(condition)
    )


def _streams(loop: Loop) -> bool:
    """The lines that it reads never end."""
    sources: list[Statement] = []
    above = loop.parent
    if isinstance(above, Pipeline):
        sources = above.body[:1]
    for redirect in loop.redirects:
        if redirect.target:
            sources += [s for sub in substitutions(redirect.target) for s in sub.body]
    for source in sources:
        if isinstance(source, Command) and source.arguments:
            words = [word.literal or "" for word in source.arguments]
            follows = any(
                re.fullmatch(r"-[a-zA-Z]*[fFmw]|--follow|--watch|--monitor", w) for w in words
            )
            if words[0] in _STREAM and (follows or words[0] in {"fswatch", "mosquitto_sub"}):
                return True
    return False


def _peeled(statement: Statement) -> tuple[Statement, bool]:
    """A statement without its negations."""
    is_negated = False
    while isinstance(statement, Not):
        statement, is_negated = statement.body, not is_negated
    return statement, is_negated


def _sides(statement: Statement) -> list[Statement]:
    inner, _ = _peeled(statement)
    if isinstance(inner, AndOr):
        return [*_sides(inner.left), *_sides(inner.right)]
    return [inner] if inner is not statement else []


def _inner_loop(statement: Statement) -> Loop | None:
    return next((above for above in around(statement) if isinstance(above, Loop)), None)


def _is_direct(command: Command, loop: Loop) -> bool:
    return any(one is command for one in loop.body)


def _is_sleep(statement: Statement) -> bool:
    return (
        isinstance(statement, Command)
        and bool(statement.arguments)
        and statement.arguments[0].literal in {"sleep", "usleep", "/bin/sleep"}
    )


def _all_names(words: list[Word]) -> Iterator[str]:
    """The variables of words, in arithmetic and substitutions too."""
    for word in words:
        for part in word.parts:
            if isinstance(part, Parameter):
                yield part.name
                if part.operand:
                    yield from _all_names([part.operand])
            elif isinstance(part, Arithmetic):
                yield from re.findall(r"[A-Za-z_]\w*", part.text)
        for substitution in substitutions(word):
            for statement in substitution.body:
                for one in inside(statement):
                    yield from _all_names(list(one.words()))


def _changed(loop: Loop) -> set[str]:
    """The variables that differ from turn to turn."""
    names = {loop.variable} if loop.variable else set()
    if loop.arithmetic:
        names |= set(re.findall(r"[A-Za-z_]\w*", loop.arithmetic[2]))
    for one in inside(loop):
        if isinstance(one, Command):
            names |= {assignment.name for assignment in one.assignments}
            if one.arguments and one.arguments[0].literal == "let":
                names |= set(
                    re.findall(
                        r"[A-Za-z_]\w*", " ".join(w.literal or "" for w in one.arguments[1:])
                    )
                )
            for word in one.words():
                for part in word.parts:
                    if isinstance(part, Arithmetic):
                        names |= _assigned(part.text)
        elif isinstance(one, Test):
            names |= _assigned(one.text)
    return names


def _assigned(text: str) -> set[str]:
    found = re.findall(
        r"([A-Za-z_]\w*)\s*(?:\+\+|--|[-+*/<>]*=(?!=))|(?:\+\+|--)([A-Za-z_]\w*)", text
    )
    return {one or other for one, other in found}


def _counted(loop: Loop) -> set[str]:
    names = _changed(loop)
    tested = {n for c in loop.condition for n in _all_names(list(c.words()))}
    tested |= set(re.findall(r"[A-Za-z_]\w*", " ".join(loop.arithmetic or ())))
    tested |= {
        n
        for c in loop.condition
        if isinstance(c, Test)
        for n in re.findall(r"[A-Za-z_]\w*", c.text)
    }
    return names & tested


def _is_numeric(loop: Loop) -> bool:
    return all(
        word.literal is None or re.fullmatch(r"\d+|\{\d+\.\.\d+(\.\.\d+)?\}", word.literal)
        for word in loop.items or []
    )


def _braces(text: str) -> int | None:
    """How many words `{1..5}` or `a{b,c}` become; None for a pattern of files."""
    total = 1
    for match in re.finditer(r"\{([^{}]*)\}", text):
        if steps := re.fullmatch(r"(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?", match[1]):
            total *= abs(int(steps[2]) - int(steps[1])) // abs(int(steps[3] or 1) or 1) + 1
        elif re.fullmatch(r"[a-zA-Z]\.\.[a-zA-Z]", match[1]):
            total *= abs(ord(match[1][0]) - ord(match[1][-1])) + 1
        elif "," in match[1]:
            total *= match[1].count(",") + 1
    return None if re.search(r"[*?]|\[.*\]", text) else total


def _sequence(texts: list[str]) -> int | None:
    """How many numbers `seq` prints."""
    numbers = [text for text in texts[1:] if not re.match(r"-[a-z]", text)]
    if not numbers or not all(re.fullmatch(r"-?\d+", number) for number in numbers):
        return None
    first, step, last = 1, 1, int(numbers[-1])
    if len(numbers) > 1:
        first = int(numbers[0])
    if len(numbers) > 2:
        step = int(numbers[1]) or 1
    return max(0, (last - first) // step + 1)


def _series(items: list[str | None]) -> Backoff:
    """How the literal waits of a `for` grow."""
    if any(item is None or not item.isdigit() for item in items) or len(items) < 2:
        return "linear" if items and all(i and _braces(i) for i in items) else "unknown"
    numbers = [int(item or 0) for item in items]
    pairs = list(itertools.pairwise(numbers))
    if all(b >= 1.5 * a and b > a for a, b in pairs) and len(pairs) > 1:
        return "exponential"
    return "linear" if all(b > a for a, b in pairs) else "constant"


def _is_quoted(word: Word) -> bool:
    return all(part.quoted for part in word.parts)


def _shown(part: object) -> str:
    if isinstance(part, Parameter):
        return f"${part.name}"
    return str(getattr(part, "value", ""))
