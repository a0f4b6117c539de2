"""From a script's tree to facts: requests with what is around them, loops, retries, waits, settings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from detectors.clients.commands import RetryRule, Tool, tool
from detectors.facts import (
    OFF,
    UNKNOWN,
    Catch,
    Client,
    Context,
    Fact,
    File,
    Function,
    Lines,
    Loop,
    Request,
    Retry,
    Value,
    Wait,
    known,
)
from detectors.readers.shell import services, syntax, transfers
from detectors.readers.shell.answers import Answers
from detectors.readers.shell.asked import Asked
from detectors.readers.shell.edits import RequestEdits, RetryEdits
from detectors.readers.shell.exits import Exits, is_nothing
from detectors.readers.shell.invocation import Invocation, Repeats, invocation
from detectors.readers.shell.loops import Loops, Pace, duration
from detectors.readers.shell.settings import Settings
from detectors.readers.shell.syntax import (
    AndOr,
    Command,
    Parameter,
    Pipeline,
    Script,
    Statement,
    around,
    inside,
    loops_around,
)
from detectors.readers.shell.values import Field, Variables
from detectors.text import Text


@dataclass(slots=True)
class _Run:
    """One simple command, with what it asks for."""

    command: Command
    invocation: Invocation
    asked: list[Asked] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    runner: syntax.Function | None = None
    """The function of the script that runs it: `retry curl ...`."""


class Lowering:
    """Builds the facts of one script."""

    def __init__(
        self, script: Script, text: Text, file: File, *, errexit: bool, pipefail: bool
    ) -> None:
        self.text = text
        self.file = file
        self.script = script
        self.statements = list(inside(script))
        self.variables = Variables(self.statements)
        self.functions = {s.name: s for s in self.statements if isinstance(s, syntax.Function)}
        self.calls: dict[str, list[Command]] = defaultdict(list)
        self.runs = [self._run(s) for s in self.statements if isinstance(s, Command)]
        self.exits = Exits(
            self.statements, text.source, self.calls, errexit=errexit, pipefail=pipefail
        )
        self.answers = Answers(self.statements, self.variables, text.source, self.exits)
        self.loops = Loops(
            self.variables,
            self.functions,
            [run.command for run in self.runs if run.asked],
            self.calls,
            self._status_variables(),
        )
        self.function_facts: dict[int, Function] = {}
        self.loop_facts: dict[int, Loop] = {}
        self.retry_facts: dict[int, Retry] = {}
        self.catches: dict[int, Catch] = {}
        self.facts: list[Fact] = []

    def all(self) -> list[Fact]:
        """Every fact, in the order of their lines."""
        for statement in self.statements:
            if isinstance(statement, syntax.Function):
                self.function_facts[id(statement)] = self._function(statement)
        for statement in self.statements:
            if isinstance(statement, syntax.Loop):
                self._loop(statement)
            elif isinstance(statement, AndOr) and _drops_failure(statement):
                self._catch(statement)
        for run in self.runs:
            self._requests(run)
            self._wait(run)
        for switched in self._switched_off():
            self.facts.append(switched)
        settings = Settings(self.text, self.file, self.variables, self.statements)
        for run in self.runs:
            self.facts += settings.of(run.command, run.invocation, run.asked)
        return sorted(self.facts, key=lambda fact: (fact.lines, fact.columns[0]))

    def _run(self, command: Command) -> _Run:
        made = invocation(command, self.variables, self.functions)
        run = _Run(command, made)
        if made.name in self.functions:
            self.calls[made.name].append(command)
            inner = self._run_by_function(made)
            if inner is None:
                return run
            run.runner = self.functions[made.name]
            run.invocation = made = inner
        if made.tool:
            run.asked = list(self._asked(made, tool(made.tool)))
        return run

    def _run_by_function(self, made: Invocation) -> Invocation | None:
        """`retry 5 curl ...`, where the script's `retry` runs its arguments."""
        function = self.functions[made.name]
        if not any(_runs_arguments(one) for one in inside(function)):
            return None
        return made.inner()

    def _asked(self, made: Invocation, data: Tool) -> Iterator[Asked]:
        stdin = self._stdin(made.command)
        arguments = made.arguments
        if made.repeats:
            hole = Field([], made.command.end, made.command.end, is_spread=False)
            arguments = [*arguments, *made.repeats.operands(hole)]
        text = self.text
        if made.command.is_broken:
            start, end = made.command.start, made.command.end
            arguments = [*arguments, Field([], start, end, is_spread=True)]
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

    def _status_variables(self) -> set[str]:
        """Variables that hold a status code and nothing else."""
        found = set()
        for run in self.runs:
            if not any(one.shows_status and one.output != "stdout" for one in run.asked):
                continue
            owner = self._captured_by(run.command)
            if owner:
                found.add(owner)
        return found

    def _captured_by(self, command: Command) -> str:
        node: Statement = command
        while node.parent is not None and not isinstance(node.parent, syntax.Substitution):
            node = node.parent
        owner = node.parent.parent if isinstance(node.parent, syntax.Substitution) else None
        if isinstance(owner, Command):
            for assignment in owner.assignments:
                if assignment.start <= command.start <= assignment.end:
                    return assignment.name
        return ""

    def lines(self, start: int, end: int) -> Lines:
        return self.text.lines_of(start, end)

    def _place(self, statement: Statement) -> dict[str, Any]:
        whole = _whole(statement)
        return {
            "file": self.file,
            "lines": self.lines(statement.start, statement.end),
            "columns": self.text.columns_of(statement.start, statement.end),
            "statement": self.lines(whole.start, whole.end),
        }

    def _function(self, function: syntax.Function) -> Function:
        return Function(
            **self._place(function),
            name=function.name,
            is_called_in_file=bool(self.calls.get(function.name)),
        )

    def _header(self, loop: syntax.Loop) -> Lines:
        return self.lines(loop.start, max(loop.start + 1, loop.header_end))

    def _loop(self, loop: syntax.Loop) -> None:
        role = self.loops.role(loop)
        fact = Loop(
            **self._place(loop),
            kind="until" if loop.kind == "until" else "while" if loop.kind == "while" else "for",
            role=role,
            header=self._header(loop),
            count=self.loops.count(loop),
            is_concurrent=any(one.is_background and self.loops.asks(one) for one in _below(loop)),
            is_paced=self.loops.asks(loop) and self.loops.pace(loop).backoff != "none",
        )
        self.loop_facts[id(loop)] = fact
        self.facts.append(fact)
        if role == "attempts":
            self._attempts(loop, fact)

    def _attempts(self, loop: syntax.Loop, fact: Loop) -> None:
        leaves = self.loops.leaves(loop)
        attempts, deadline = self.loops.limits(loop, leaves)
        pace: Pace = self.loops.pace(loop)
        header = self.text.source[loop.start : max(loop.header_end, loop.start)]
        retry = Retry(
            **self._place(loop),
            span=fact.lines,
            anchors=(fact.header,),
            kind="loop",
            name=" ".join(header.split()).rstrip(";")[:60],
            attempts=attempts,
            deadline=deadline,
            backoff=pace.backoff,
            jitter=pace.jitter,
            first_wait=pace.first,
            covers=frozenset({"any"}),
            context=self._context(loop),
        )
        self.retry_facts[id(loop)] = retry
        self.facts.append(retry)

    def _catch(self, statement: AndOr) -> None:
        fact = Catch(**self._place(statement), catches=(), outcome="passes")
        self.catches[id(statement)] = fact
        self.facts.append(fact)

    def _switched_off(self) -> Iterator[Catch]:
        """`set +e` after a `set -e`."""
        for switch in self.exits.switches:
            if switch.name == "errexit" and not switch.is_on:
                command = next(s for s in self.statements if s.start == switch.at)
                yield Catch(**self._place(command), catches=(), outcome="passes")

    def _context(self, statement: Statement) -> Context:
        """What is around a statement; loops around the calls of its function come last."""
        above = list(around(statement))
        function = next((one for one in above if isinstance(one, syntax.Function)), None)
        sites = self.calls.get(function.name, []) if function else []
        loops = list(loops_around(statement))
        for site in sites:
            loops += loops_around(site)
        facts = [self.loop_facts[id(one)] for one in loops if id(one) in self.loop_facts]
        below = statement
        catches = []
        for one in above:
            if id(one) in self.catches and isinstance(one, AndOr) and below is one.left:
                catches.append(self.catches[id(one)])
            if isinstance(one, syntax.Function):
                break
            below = one
        return Context(
            function=self.function_facts.get(id(function)) if function else None,
            loops=tuple(dict.fromkeys(facts)),
            catches=tuple(catches),
            deadline=self._deadline(above),
            is_module_level=function is None,
            call_sites=tuple(self.lines(site.start, site.end) for site in sites),
        )

    def _deadline(self, above: Sequence[Statement]) -> Value:
        """`timeout 300 bash -c '...'` around it."""
        for one in above:
            if isinstance(one, Command) and one.embedded:
                limit = invocation(one, self.variables, ()).deadline
                if not limit.is_off:
                    return limit
        return OFF

    def _requests(self, run: _Run) -> None:
        if not run.asked or not run.invocation.tool:
            return
        data = tool(run.invocation.tool)
        for asked in run.asked:
            request = self._request(run, asked, data)
            run.requests.append(request)
            self.facts.append(request)
        if run.invocation.repeats:
            self._repeated(run, run.invocation.repeats)

    def _request(self, run: _Run, asked: Asked, data: Tool) -> Request:
        made, command = run.invocation, run.command
        context = self._context(command)
        if not made.deadline.is_off:
            context.deadline = made.deadline
            limit = asked.settings.get("timeout", UNKNOWN)
            if made.deadline.is_unknown or not limit.is_known or not limit.is_written:
                asked.settings["timeout"] = made.deadline
        loops = self._loops_of(run)
        context.loops = tuple(dict.fromkeys([*loops, *context.loops]))
        tells = _tells(data, asked)
        edits = RequestEdits(self.text, data, asked, made)
        place = self._place(command)
        request = Request(
            **place,
            span=self._span(command, place["statement"]),
            write=edits.write,
            name=asked.name,
            client=Client(
                library=data.id,
                title=data.title,
                name=made.name,
                is_visible=not asked.may_hide_options,
            ),
            effect=asked.effect,
            method=asked.method,
            settings=asked.settings,
            may_retry_unseen=(
                made.is_wrapped_unseen or asked.may_hide_options or data.retry is None
            ),
            response=self.answers.response(command, asked, tells),
            context=context,
        )
        if made.is_wrapped_unseen or run.runner:
            request.response.errors = "unknown"
        elif request.response.errors != "unknown" and request.response.lines is None:
            request.response.lines = self._pipeline(command)
        self._join(request, run, data, asked, edits)
        return request

    def _pipeline(self, command: Command) -> Lines:
        """The pipeline around a command: status is judged there."""
        node: Statement = command
        while isinstance(node.parent, Pipeline):
            node = node.parent
        return self.lines(node.start, node.end)

    def _span(self, command: Command, statement: Lines) -> Lines:
        """The statement around it, or the loop's or function's body that holds no more than it."""
        return statement

    def _loops_of(self, run: _Run) -> list[Loop]:
        """The loops of the function that runs its arguments."""
        if run.runner is None:
            return []
        inner = next(one for one in inside(run.runner) if _runs_arguments(one))
        return [
            self.loop_facts[id(one)] for one in loops_around(inner) if id(one) in self.loop_facts
        ]

    def _join(
        self, request: Request, run: _Run, data: Tool, asked: Asked, edits: RequestEdits
    ) -> None:
        """Tell loops and retries of the request, and the request of its retries."""
        own = _own_retry(data.retry, asked, self.text) if data.retry else None
        if own:
            own_fact = Retry(
                **{key: getattr(request, key) for key in ("file", "lines", "columns", "statement")},
                span=request.span,
                write=RetryEdits(edits).write,
                context=request.context,
                **own,
            )
            own_fact.requests.append(request)
            request.retries.append(own_fact)
            self.facts.append(own_fact)
        for loop in request.context.loops:
            loop.requests.append(request)
        for key, retry in self._retries_around(run):
            if key:
                retry.requests.append(request)
                request.retries.append(retry)

    def _retries_around(self, run: _Run) -> Iterator[tuple[bool, Retry]]:
        places: list[Statement] = [run.command]
        function = next((a for a in around(run.command) if isinstance(a, syntax.Function)), None)
        if function:
            places += self.calls.get(function.name, [])
        if run.runner:
            places += [one for one in inside(run.runner) if _runs_arguments(one)]
        seen = set()
        for place in places:
            for above in loops_around(place):
                if id(above) in self.retry_facts and id(above) not in seen:
                    seen.add(id(above))
                    yield True, self.retry_facts[id(above)]

    def _repeated(self, run: _Run, repeats: Repeats) -> None:
        """`xargs -n1 curl`, `parallel curl ::: ...`, `watch curl`."""
        place = self._place(run.command)
        place["lines"] = self._pipeline(run.command)
        start = self.text.offset(place["lines"].first, 1)
        place["columns"] = (
            (1, place["columns"][1])
            if place["lines"].first != self.lines(run.command.start, run.command.end).first
            else place["columns"]
        )
        del start
        fact = Loop(
            **place,
            kind="parallel" if repeats.wrapper.role == "parallel" else "xargs",
            role=repeats.role,
            header=self.lines(run.command.start, repeats.end),
            count=UNKNOWN,
            is_concurrent=repeats.is_concurrent,
            requests=list(run.requests),
        )
        for request in run.requests:
            request.context.loops = (fact, *request.context.loops)
        self.facts.append(fact)

    def _wait(self, run: _Run) -> None:
        if run.invocation.name not in {"sleep", "read"} or run.invocation.tool:
            return
        arguments = run.invocation.arguments
        if run.invocation.name == "read":
            return
        total = 0.0
        for argument in arguments:
            seconds = duration(argument.text)
            if seconds is None:
                total = -1
                break
            total += seconds
        value = (
            known(int(total) if total.is_integer() else total)
            if total >= 0 and arguments
            else UNKNOWN
        )
        self.facts.append(
            Wait(
                **self._place(run.command),
                name="sleep",
                kind="sleep",
                seconds=value,
                context=self._context(run.command),
            )
        )


def _tells(data: Tool, asked: Asked) -> bool | None:
    """Whether the exit status tells an error answer."""
    if data.raises == "always":
        return True
    if data.raises == "option":
        if not asked.is_http:
            return True
        fails = asked.settings.get("fail", UNKNOWN)
        return None if fails.is_unknown else fails.is_known
    return None


def _own_retry(rule: RetryRule, asked: Asked, text: Text) -> dict[str, Any] | None:
    """The fields of the Retry that the command makes by itself or is told to make."""
    options = asked.options
    given = options.last(rule.option) if rule.option else None
    if given is None:
        if rule.default <= 1 or asked.may_hide_options:
            return None
        attempts = known(rule.default)
    elif given.value is None or not given.value.is_known:
        attempts = UNKNOWN
    elif given.value.text in rule.unlimited:
        attempts = OFF
    elif given.value.text.isdigit():
        number = int(given.value.text)
        attempts = known(number + (rule.counts == "retries"), given.value.text)
    else:
        attempts = UNKNOWN
    if given is not None and attempts.number == 1:
        return None
    covers = set(rule.covers)
    for name, kinds in rule.more.items():
        if options.has(name):
            covers |= set(kinds)
    backoff, first = rule.backoff, known(rule.first_wait) if rule.first_wait else UNKNOWN
    delay = options.last(rule.delay) if rule.delay else None
    if delay and delay.value:
        seconds = duration(delay.value.text)
        if seconds is None:
            backoff, first = "unknown", UNKNOWN  # type: ignore[assignment]
        elif seconds > 0:
            backoff, first = "constant", known(seconds, delay.value.text)
    return {
        "kind": "default" if given is None else "option",
        "name": f"{asked.name} --{rule.option}" if given else asked.name,
        "attempts": attempts,
        "deadline": _deadline_of(rule, asked),
        "backoff": backoff,
        "jitter": rule.jitter,
        "first_wait": first,
        "covers": frozenset(covers),
    }


def _deadline_of(rule: RetryRule, asked: Asked) -> Value:
    given = asked.options.last(rule.deadline) if rule.deadline else None
    if given is None or given.value is None:
        return UNKNOWN if asked.may_hide_options else OFF
    seconds = duration(given.value.text)
    if seconds is None:
        return UNKNOWN
    return known(seconds, given.value.text) if seconds else OFF


def _runs_arguments(statement: Statement) -> bool:
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


def _drops_failure(statement: AndOr) -> bool:
    return statement.operator == "||" and is_nothing(statement.right)


def _is_fed(command: Command) -> bool:
    """Something is piped or redirected into it."""
    if any(redirect.operator == "<" for redirect in command.redirects):
        return True
    above = command.parent
    return isinstance(above, Pipeline) and above.body[0] is not command


def _whole(statement: Statement) -> Statement:
    """The smallest whole statement around a command: its pipeline, list, assignment or test."""
    node = statement
    while True:
        above = node.parent
        if isinstance(above, syntax.Substitution) and above.parent is not None:
            if isinstance(above.parent, syntax.Loop):
                return node
            node = above.parent
        elif isinstance(above, Pipeline | AndOr | syntax.Not):
            if isinstance(above, AndOr) and isinstance(above.right, syntax.Group):
                return node
            node = above
        else:
            return node


def _below(loop: syntax.Loop) -> list[Statement]:
    return [one for one in inside(loop) if one is not loop]
