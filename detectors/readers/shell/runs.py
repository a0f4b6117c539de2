"""Every simple command of a script, with what it runs in the end and asks of a server."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detectors.clients.commands import Tool, tool
from detectors.facts import HOLE, Request
from detectors.readers.shell.exchange import services, transfers
from detectors.readers.shell.exchange.request_settings import Asked
from detectors.readers.shell.syntax import tree
from detectors.readers.shell.syntax.invocation import Invocation, invocation
from detectors.readers.shell.syntax.tree import (
    Command,
    Group,
    Parameter,
    Pipeline,
    Statement,
    around,
    inside,
)
from detectors.readers.shell.variables.fields import Field, Piece
from detectors.readers.shell.variables.values import Variables
from detectors.text import Text


@dataclass(slots=True)
class Run:
    """One simple command, with what it asks for."""

    command: Command
    invocation: Invocation
    asked: list[Asked] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    runner: tree.Function | None = None
    """The function of the script that runs it: `retry curl ...`."""


class Runs:
    """The commands of one script, and the calls of its functions."""

    def __init__(self, statements: Sequence[Statement], variables: Variables, text: Text) -> None:
        self.variables = variables
        self.text = text
        self.functions = {one.name: one for one in statements if isinstance(one, tree.Function)}
        self.calls: dict[str, list[Command]] = defaultdict(list)
        self.runners: dict[str, list[tree.Function]] = defaultdict(list)
        """Function -> the functions that it is given to: `retry 5 fetch`."""
        self.all = [self._run(one) for one in statements if isinstance(one, Command)]

    @property
    def asking(self) -> list[Command]:
        """The commands that make requests, and the `"$@"` of functions that run them."""
        runners = {
            id(runner): runner for run in self.all if run.asked for runner in self.runners_of(run)
        }
        inner = [one for runner in runners.values() for one in inside(runner)]
        return [
            *(run.command for run in self.all if run.asked),
            *(one for one in inner if isinstance(one, Command) and runs_arguments(one)),
        ]

    def runners_of(self, run: Run) -> list[tree.Function]:
        """The functions that run it, or the function that it stands in, as their arguments."""
        if run.runner:
            return [run.runner]
        around_it = (a for a in around(run.command) if isinstance(a, tree.Function))
        function = next(around_it, None)
        return self.runners.get(function.name, []) if function else []

    def _run(self, command: Command) -> Run:
        made = invocation(command, self.variables, self.functions)
        run = Run(command, made)
        if made.name in self.functions:
            self.calls[made.name].append(command)
            function = self.functions[made.name]
            if not any(runs_arguments(one) for one in inside(function)):
                return run
            inner = made.inner()
            if inner is None:
                self._given(made, function)
                return run
            run.runner = function
            run.invocation = made = inner
        if made.tool:
            run.asked = list(self._asked(made, tool(made.tool)))
        if run.asked and _is_among_rubble(command):
            run.asked = [asked for asked in run.asked if _has_an_address(asked)]
        return run

    def _given(self, made: Invocation, runner: tree.Function) -> None:
        """`retry 5 fetch`, where both are functions of the script."""
        for word in made.arguments:
            if word.is_known and word.text in self.functions:
                self.calls[word.text].append(made.command)
                self.runners[word.text].append(runner)
                return

    def _asked(self, made: Invocation, data: Tool) -> Iterator[Asked]:
        stdin = self._stdin(made.command)
        arguments = made.arguments
        if made.repeats:
            arguments = [*arguments, *made.repeats.operands(_unseen(made.command))]
        text = self.text
        if made.command.is_broken:
            arguments = [*arguments, _unseen(made.command, is_spread=True)]
        match data.id:
            case "curl":
                yield from transfers.curl(data, arguments, stdin, text)
            case "wget":
                yield from transfers.wget(data, arguments, stdin, text)
            case "http":
                has_input = stdin is not None or _is_fed(made.command)
                yield from transfers.httpie(data, made.name, arguments, has_input, text)
            case "psql":
                yield from services.psql(data, arguments, self._environment(made), text)
            case "redis-cli":
                yield from services.redis_cli(data, arguments, text)
            case "nc":
                yield from services.netcat(data, made.name, arguments, text)
            case "aws" | "gh":
                yield from services.service(data, arguments, text)

    def _stdin(self, command: Command) -> Field | None:
        for redirect in command.redirects:
            if redirect.body is not None:
                return self.variables.text(redirect.body, command)
        return None

    def _environment(self, made: Invocation) -> services.Environment:
        def value(name: str) -> Field | None:
            for assignment in made.environment:
                if assignment.name == name and assignment.value:
                    return self.variables.text(assignment.value, made.command)
            for binding in self.variables.reaching(name, made.command)[-1:]:
                if binding.assignment and binding.assignment.value:
                    return self.variables.text(binding.assignment.value, binding.holder)
            return None

        return value

    def status_variables(self) -> set[str]:
        """Variables that hold a status code and nothing else."""
        found = set()
        for run in self.all:
            if not any(one.shows_status and one.output != "stdout" for one in run.asked):
                continue
            owner = _captured_by(run.command)
            if owner:
                found.add(owner)
        return found


def _captured_by(command: Command) -> str:
    node: Statement = command
    while node.parent is not None and not isinstance(node.parent, tree.Substitution):
        node = node.parent
    owner = node.parent.parent if isinstance(node.parent, tree.Substitution) else None
    if isinstance(owner, Command):
        for assignment in owner.assignments:
            if assignment.start <= command.start <= assignment.end:
                return assignment.name
    return ""


def runs_arguments(statement: Statement) -> bool:
    """The command is what the function was given: `"$@"`."""
    if not isinstance(statement, Command) or not statement.arguments:
        return False
    words = statement.arguments
    if words[0].literal in {"eval", "command", "exec"} and len(words) > 1:
        words = words[1:]
    return any(
        isinstance(part, Parameter) and part.name in {"@", "*"} for part in words[0].parts
    ) or bool(
        re.fullmatch(r"timeout", words[0].literal or "")
        and len(words) > 2
        and any(isinstance(part, Parameter) and part.name in {"@", "*"} for part in words[2].parts)
    )


def _is_among_rubble(command: Command) -> bool:
    """Around it nothing could be read, so it may be prose: "(wget or curl)"."""
    return any(isinstance(above, Group) and above.is_broken for above in around(command))


def _has_an_address(asked: Asked) -> bool:
    return asked.url_field is not None and bool(
        re.search(rf"://|{HOLE}|\w\.\w|localhost", asked.url_field.text)
    )


def _unseen(command: Command, *, is_spread: bool = False) -> Field:
    """An argument that does not stand in the script."""
    piece = Piece(HOLE, command.end, command.end, is_exact=False)
    return Field([piece], command.end, command.end, is_spread)


def _is_fed(command: Command) -> bool:
    """Something is piped or redirected into it."""
    if any(redirect.operator == "<" for redirect in command.redirects):
        return True
    above = command.parent
    return isinstance(above, Pipeline) and above.body[0] is not command
