"""What a loop is for: items, attempts at one thing, pages, or waiting for a state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal

from detectors.facts import HOLE
from detectors.readers.shell.control.loop_exits import Leaving, inner_loop
from detectors.readers.shell.control.loop_limits import Limits, is_endless
from detectors.readers.shell.control.prompts import reads_the_terminal
from detectors.readers.shell.exchange.output_checks import SHOWS
from detectors.readers.shell.exchange.requesting_functions import (
    Asking,
    compared,
    looks_at_body,
    peeled,
)
from detectors.readers.shell.syntax.tree import (
    Assignment,
    Command,
    Function,
    If,
    Loop,
    Pipeline,
    Statement,
    Test,
    Text,
    Word,
    around,
    inside,
    substitutions,
)
from detectors.readers.shell.variables.arithmetic import all_names, changed
from detectors.readers.shell.variables.values import Variables

Role = Literal["items", "attempts", "pages", "polling", "consumer", "failover", "unknown"]

_PAGE = re.compile(r"page|cursor|offset|next|after|marker|start|skip|continuation", re.IGNORECASE)
_WAITS = re.compile(r"_*(wait|await|poll)", re.IGNORECASE)
_NEAR = 12
"""So many statements before a loop may say what it is for."""
_MISSING = re.compile(r"! *-[efrs] ")
_ONLY_CONNECTS = re.compile(r"-[a-z0-9]*z[a-z0-9]*")
"""The flag of `nc` that opens a connection and says nothing on it."""
_WAITING = re.compile(
    rf"\bwait(?:ing)? (?:up to\b|(?:for|until|on)\b(?! *(?:\d|{HOLE} *(?:s\b|sec|min)|$)))",
    re.IGNORECASE,
)
_STREAM = frozenset(
    {"tail", "inotifywait", "journalctl", "kubectl", "fswatch", "nc", "mosquitto_sub"}
)


class Roles:
    """Tells the loops of one script apart."""

    def __init__(
        self,
        asking: Asking,
        leaving: Leaving,
        limits: Limits,
        status_variables: Collection[str],
    ) -> None:
        self.asking = asking
        self.leaving = leaving
        self.limits = limits
        self.status_variables = status_variables

    def role(self, loop: Loop) -> Role:
        """What the loop repeats its requests for."""
        role = self._role(loop)
        if role != "attempts":
            return role
        if any(isinstance(one, Command) and reads_the_terminal(one) for one in inside(loop)):
            return "unknown"  # a person says something else each time
        requests = self.asking.requests(loop)
        are_probes = all(map(self._throws_away, requests))
        if are_probes and all(
            _asks_for_a_status(r) or _only_connects(r) or _asks_for_health(r) for r in requests
        ):
            return "polling"
        if requests and all(_asks_for_a_release(one, is_probe=are_probes) for one in requests):
            return "polling"
        if self._asks_again_after_an_answer(loop):
            return "polling"
        return "polling" if _is_for_waiting(loop, are_probes=are_probes) else role

    def _asks_again_after_an_answer(self, loop: Loop) -> bool:
        """`if [ "$pending" -gt 0 ]; then sleep 15; continue; fi`: an answer that has come is not the one it waits for."""
        return any(
            isinstance(one, If)
            and any(
                {"sleep", "continue"} <= {_name(c) for c in body if isinstance(c, Command)}
                and not any(map(self.asking.asks, condition))
                and _made_of(self.leaving.brought(loop), loop) & _tested(condition)
                for condition, body in one.branches
            )
            for one in inside(loop)
        )

    def _role(self, loop: Loop) -> Role:
        if not self.asking.asks(loop):
            return "items" if loop.items or _reads(loop) else "unknown"
        conditions = [c for c in loop.condition if self.asking.asks(c)]
        if conditions:
            return self._waiting(loop, conditions[-1])
        if _reads(loop):
            return "consumer" if _streams(loop) else "items"
        leaves = self.leaving.leaves(loop)
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
        used = {name for r in self.asking.requests(loop) for name in self.asking.names(r)}
        return "items" if names & used else "unknown"

    def _waiting(self, loop: Loop, condition: Statement) -> Role:
        """The request is the condition: a failure is repeated, or a state waited for."""
        inner, is_negated = peeled(condition)
        repeats_failure = (loop.kind == "until") != is_negated
        if isinstance(inner, Test):
            return compared(inner)
        if looks_at_body(inner):
            return "polling"
        return "attempts" if repeats_failure else "polling"

    def _over_items(self, loop: Loop, kinds: Collection[str]) -> Role:
        used = {name for r in self.asking.requests(loop) for name in self.asking.names(r)}
        names = self._carried(loop)
        if "success" in kinds:
            return "failover" if used & names else "attempts"
        requests = self.asking.requests(loop)
        if used & names and all(
            _is_settled_by(r, loop) or _is_still_missing(r, loop, names) for r in requests
        ):
            return "failover"
        if used & names and all(_is_the_last_turn(r, loop) for r in requests):
            return "unknown"
        if used & names and _over_arguments(loop, self.limits.variables):
            return "unknown"
        if used & names:
            return "items"
        if "state" in kinds:
            return "polling"
        count = self.limits.count(loop)
        return "unknown" if _is_numeric(loop) or count.is_unknown else "items"

    def _carried(self, loop: Loop) -> set[str]:
        """The loop's variable and those that are made of it in the body."""
        return _made_of({loop.variable}, loop)

    def _turns_pages(self, loop: Loop) -> bool:
        """A variable of the request is moved on in the body, and its name says page."""
        used = {name for r in self.asking.requests(loop) for name in self.asking.names(r)}
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

    def _throws_away(self, request: Statement) -> bool:
        """It asks whether something answers, and for nothing else."""
        around_it = [request, *around(request)]
        targets = [r.target for one in around_it for r in one.redirects if r.target]
        words = {word.literal for word in request.words() if word.literal}
        if _only_connects(request):
            return True
        if "/dev/null" in {target.literal for target in targets}:
            return True
        if words & {"/dev/null", "-I", "--head", "--spider"}:
            return True
        return any(self._is_only_shown(target, around_it) for target in targets)

    def _is_only_shown(self, target: Word, around_it: list[Statement]) -> bool:
        """A temporary file that is shown where the waiting failed, and taken away."""
        names = set(all_names([target]))
        made = [one for name in names for one in self.limits.variables.bindings.get(name, ())]
        if len(names) != 1 or not made or not all(_is_temporary(one.assignment) for one in made):
            return False
        mentioning = [
            one
            for one in inside(around_it[-1])
            if isinstance(one, Command) and names & set(all_names(one.arguments))
        ]
        return all(
            SHOWS.fullmatch(_name(one)) or "rm -f " in f"{_text(one)} " for one in mentioning
        )

    def _tested_result(self, loop: Loop) -> Role | None:
        """`while [ "$state" != done ]`: the loop tests what a request in its body brought."""
        names = {n for c in loop.condition for w in c.words() for n in all_names([w])}
        for one in inside(loop):
            if isinstance(one, Command) and one not in loop.condition:
                for assignment in one.assignments:
                    if assignment.name not in names:
                        continue
                    word = assignment.value
                    if word and any(
                        self.asking.asks(s) for sub in substitutions(word) for s in sub.body
                    ):
                        return "attempts" if assignment.name in self.status_variables else "polling"
                    if word and set(all_names([word])) & self.leaving.brought(loop):
                        return "polling"
                    if self.leaving.led_by_request(one, loop):
                        return "attempts"
        return None


def _made_of(names: set[str], loop: Loop) -> set[str]:
    """These variables, and those that the body makes of them: `total="$(jq length <<< "$answer")"`."""
    found = {*names}
    for _ in range(3):
        for one in inside(loop):
            if isinstance(one, Command):
                for assignment in one.assignments:
                    words = [assignment.value] if assignment.value else assignment.array or []
                    if found & {*all_names(words), *_within(words)}:
                        found.add(assignment.name)
                is_read = bool(one.arguments) and one.arguments[0].literal == "read"
                if is_read and found & {*all_names(list(one.words()))}:
                    found |= {w.literal or "" for w in one.arguments[1:]}
    return found


def _within(words: Collection[Word]) -> set[str]:
    """The variables that the commands of substitutions are given, their input included."""
    commands = [one for word in words for sub in substitutions(word) for one in sub.body]
    return _tested(commands)


def _only_connects(request: Statement) -> bool:
    """`nc -z`: whether a port is open, and nothing is sent."""
    words = {word.literal for word in request.words() if word.literal}
    return not words.isdisjoint({"nc", "ncat", "netcat"}) and any(
        map(_ONLY_CONNECTS.fullmatch, words)
    )


def _asks_for_a_status(request: Statement) -> bool:
    """`curl -s -o /dev/null -w '%{http_code}' URL`, with nothing that is sent"""
    words = [word.literal or "" for word in request.words()]
    return not _sends(list(request.words())) and any(
        "http_code" in word or "response_code" in word for word in words
    )


_OF_HEALTH = re.compile(r"health|ready|readiness|alive|liveness|heartbeat", re.IGNORECASE)


def _asks_for_health(request: Statement) -> bool:
    """`curl -fsS -o /dev/null "$HEALTH_CHECK_URL"`, with nothing that is sent"""
    words = list(request.words())
    said = "".join(text for word in words for text in _texts(word)) + " ".join(all_names(words))
    return not _sends(words) and _OF_HEALTH.search(said) is not None


def _sends(words: Collection[Word]) -> bool:
    return any(
        re.match(r"-X|--request|-d|--data|--json|-F|--form|-T|--upload", word.literal or "")
        for word in words
    )


_REGISTRY = re.compile(
    r"(?:pypi\.org/(?:pypi|simple)|registry\.npmjs\.org|crates\.io/api|rubygems\.org/api|repo1\.maven\.org|proxy\.golang\.org"
    r"|hub\.docker\.com/v2|/releases/tags)/"
)
_OF_A_RELEASE = re.compile(r"version|release|(?:^|_)(?:tag|ver|v|ref_name)(?:_|$)", re.IGNORECASE)


def _asks_for_a_release(request: Statement, *, is_probe: bool) -> bool:
    """`curl https://pypi.org/pypi/shop/$VERSION/json`: it waits until what was published is there."""
    return any(
        _REGISTRY.search("".join(getattr(part, "value", "") for part in word.parts) + "/")
        and (is_probe or any(_OF_A_RELEASE.search(name) for name in all_names([word])))
        for word in request.words()
    )


def _over_arguments(loop: Loop, variables: Variables) -> bool:
    """It goes over what somebody wrote behind the script's name: a handful."""
    if any(isinstance(above, Function) for above in around(loop)):
        return False
    if loop.items is None:
        return True
    for word in loop.items:
        names = set(all_names([word]))
        arrays = [
            one
            for name in names
            for binding in variables.bindings.get(name, ())
            if binding.assignment
            for one in binding.assignment.array or []
        ]
        if "@" in names or "@" in set(all_names(arrays)):
            return True
    return False


def _is_for_waiting(loop: Loop, *, are_probes: bool) -> bool:
    """Until something is there a failure is the expected answer: `wait_for_go`, "Waiting for the network".

    A message alone does not tell that from attempts to fetch what is needed.
    """
    function = next((above for above in around(loop) if isinstance(above, Function)), None)
    if function and _WAITS.match(function.name):
        return True
    if not are_probes:
        return False
    before: list[Statement] = []
    for above in around(loop):
        before += [one for block in above.blocks() for one in block if one.end <= loop.start]
        if above is function:
            break
    said = sorted(before, key=lambda one: one.start)[-_NEAR:] + list(inside(loop))
    return any(
        _WAITING.search("".join(_texts(word)))
        for one in said
        if isinstance(one, Command) and SHOWS.fullmatch(_name(one))
        for word in one.arguments[1:]
    )


def _is_temporary(assignment: Assignment | None) -> bool:
    """`file=$(mktemp)`."""
    value = assignment.value if assignment else None
    return value is not None and any(
        isinstance(one, Command) and _name(one) == "mktemp"
        for substitution in substitutions(value)
        for one in substitution.body
    )


def _text(command: Command) -> str:
    return " ".join("".join(_texts(word)) for word in command.arguments)


def _texts(word: Word) -> list[str]:
    return [part.value if isinstance(part, Text) else HOLE for part in word.parts]


def _is_the_last_turn(request: Statement, loop: Loop) -> bool:
    """Whatever comes of the request, the loop ends behind it."""
    below, ends = request, {"exit", "return"}
    if inner_loop(request) is loop:
        ends.add("break")
    for above in around(request):
        for block in above.blocks():
            rest = block[block.index(below) + 1 :] if below in block else []
            if any(isinstance(one, Command) and _name(one) in ends for one in rest):
                return True
        if above is loop:
            break
        below = above
    return False


def _branches_around(
    request: Statement, loop: Loop
) -> Iterator[tuple[list[Statement], list[Statement]]]:
    """Condition and body of every branch within the loop that it stands in, innermost first."""
    below = request
    for above in around(request):
        if above is loop:
            return
        if isinstance(above, If):
            yield from (branch for branch in above.branches if below in branch[1])
        below = above


def _is_settled_by(request: Statement, loop: Loop) -> bool:
    """The `if` around it tests a variable that is given its last value there."""
    return any(_tested(test) & _settled(body) for test, body in _branches_around(request, loop))


def _is_still_missing(request: Statement, loop: Loop, names: Collection[str]) -> bool:
    """`if [ ! -e "$file" ]` is around it, for one file in all turns: one mirror after the other until it is there."""
    return any(
        isinstance(one, Test) and _MISSING.search(one.text) and not set(names) & _tested([one])
        for test, _ in _branches_around(request, loop)
        for one in test
    )


def _name(command: Command) -> str:
    return (command.arguments[0].literal or "") if command.arguments else ""


def _tested(condition: Collection[Statement]) -> set[str]:
    return {n for c in condition for one in inside(c) for n in all_names(list(one.words()))}


def _settled(body: Collection[Statement]) -> set[str]:
    """Variables that are given a fixed text."""
    return {
        assignment.name
        for statement in body
        for one in inside(statement)
        if isinstance(one, Command)
        for assignment in one.assignments
        if assignment.value and assignment.value.literal
    }


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
                re.fullmatch(r"-[a-zA-Z]*[fFmw]|--follow(=\w+)?|--watch|--monitor", w)
                for w in words
            )
            if words[0] in _STREAM and (follows or words[0] in {"fswatch", "mosquitto_sub"}):
                return True
    return False


def _counted(loop: Loop) -> set[str]:
    names = changed(loop)
    tested = {n for c in loop.condition for n in all_names(list(c.words()))}
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
