"""From a script's tree to facts: requests with what is around them, loops, retries, waits, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Literal

from detectors.clients.commands import Tool, tool
from detectors.facts import (
    HOLE,
    OFF,
    UNKNOWN,
    Catch,
    Chains,
    Client,
    Context,
    Fact,
    File,
    Function,
    Lines,
    Loop,
    Partial,
    Process,
    Request,
    Response,
    Retry,
    Throttle,
    Value,
    Wait,
    known,
)
from detectors.readers.shell import syntax
from detectors.readers.shell.aftermath import claim, given_instead
from detectors.readers.shell.answers import Answers
from detectors.readers.shell.asked import Asked
from detectors.readers.shell.asking import Asking
from detectors.readers.shell.assuming import assumptions
from detectors.readers.shell.chains import chains
from detectors.readers.shell.counting import duration
from detectors.readers.shell.edits import RequestEdits, RetryEdits
from detectors.readers.shell.executing import Executing
from detectors.readers.shell.exits import Exits, is_nothing
from detectors.readers.shell.invocation import Repeats, invocation
from detectors.readers.shell.jobs import blind_waits
from detectors.readers.shell.leaving import Leaving
from detectors.readers.shell.limits import Limits
from detectors.readers.shell.loops import Roles
from detectors.readers.shell.naming import called
from detectors.readers.shell.neglect import Neglect
from detectors.readers.shell.outputs import Outputs
from detectors.readers.shell.pace import Pacing
from detectors.readers.shell.prompts import asks_a_person, at_hand
from detectors.readers.shell.retries import own_retry, tells
from detectors.readers.shell.runs import Run, Runs, runs_arguments
from detectors.readers.shell.settings import Settings
from detectors.readers.shell.syntax import (
    AndOr,
    Command,
    Pipeline,
    Script,
    Statement,
    around,
    inside,
    loops_around,
)
from detectors.readers.shell.throttles import throttled
from detectors.readers.shell.tokens import Tokens
from detectors.readers.shell.values import Variables
from detectors.text import Text

_VARIABLE = re.compile(r"\$\{?(\w+)")
_HOLDS_BACK = re.compile(
    r"\b(?:wait|jobs|sem|sleep|flock|read -u|pgrep|nproc)\b|%"
    r"|(?i:max_?\w*(?:job|proc|par|con)|parallel|batch|slots|running)"
)
"""What a loop may hold its jobs back with."""
_PAGES = re.compile(
    r"[?&]page=|\brel=[\"']?next|\blink:|--paginate|\bnext_?(?:page|url|link)", re.IGNORECASE
)
"""Words of scripts that ask for further pages."""
_HERE = re.compile(r"(?:\w+://)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)")

_PLATFORM = frozenset(
    {
        "AWS_LAMBDA_RUNTIME_API",
        "ECS_CONTAINER_METADATA_URI",
        "ECS_CONTAINER_METADATA_URI_V4",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "IDENTITY_ENDPOINT",
        "MSI_ENDPOINT",
    }
)
"""Variables in which a platform says where it answers, on the machine itself."""


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
        self.runs = Runs(self.statements, self.variables, text)
        self.exits = Exits(
            self.statements, text.source, self.runs.calls, errexit=errexit, pipefail=pipefail
        )
        self.answers = Answers(self.statements, self.variables, text.source, self.exits)
        self.at_hand = at_hand(run.invocation for run in self.runs.all)
        self.executing = Executing(self.runs, self.answers)
        codes = self.runs.status_variables()
        self.asking = Asking(self.runs.functions, self.runs.asking, self.runs.calls)
        self.leaving = Leaving(self.asking, codes)
        self.limits = Limits(self.asking, self.variables)
        self.pacing = Pacing(self.variables, self.runs.functions)
        self.roles = Roles(self.asking, self.leaving, self.limits, codes)
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
            elif isinstance(statement, AndOr) and (given := given_instead(statement)):
                self._catch(statement, given)
        for run in self.runs.all:
            self._requests(run)
            self._wait(run)
            self._started(run)
        for switched in self._switched_off():
            self.facts.append(switched)
        loops = self.loop_facts
        self.facts += Tokens(self.statements, self.runs, self.variables, loops, self.lines).all()
        self.facts += Neglect(
            self.text.source, self.runs.all, self.exits, self.lines, self._process
        ).all()
        self.facts += self._blind_waits()
        self.facts += self._throttles()
        self.facts += assumptions(self.statements, self.runs, self.asking, self.lines)
        self.facts += Outputs(self.statements, self.runs, self.answers, self._place).all()
        settings = Settings(self.text, self.file, self.variables, self.statements)
        for run in self.runs.all:
            self.facts += settings.of(run.command, run.invocation, run.asked)
        return sorted(self.facts, key=lambda fact: (fact.lines, fact.columns[0]))

    def _started(self, run: Run) -> None:
        if run.invocation.name:
            self.facts.append(self._process(run))

    def _process(self, run: Run) -> Process:
        words = tuple(word.text for word in run.invocation.arguments)
        is_at_hand = run.invocation.name == "npx" and bool(self.at_hand & set(words[:1]))
        return Process(
            **self._place(run.command),
            name=run.invocation.name,
            words=words,
            is_at_hand=is_at_hand,
        )

    def chains(self) -> Iterator[Chains]:
        """Of a whole file: a text inside another is a command or two, and the host stops behind it."""
        return chains(self.file, self.script, self.runs, self.exits, self._process, self.lines)

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
            is_called_in_file=bool(self.runs.calls.get(function.name)),
        )

    def _header(self, loop: syntax.Loop) -> Lines:
        return self.lines(loop.start, max(loop.start + 1, loop.header_end))

    def _loop(self, loop: syntax.Loop) -> None:
        role = self.roles.role(loop)
        fact = Loop(
            **self._place(loop),
            kind="until" if loop.kind == "until" else "while" if loop.kind == "while" else "for",
            role=role,
            header=self._header(loop),
            count=self.limits.count(loop),
            is_concurrent=any(one.is_background and self.asking.asks(one) for one in _below(loop)),
            bounds=partial(self._bound, loop),
            is_paced=self.asking.asks(loop) and self.pacing.pace(loop).backoff != "none",
        )
        self.loop_facts[id(loop)] = fact
        self.facts.append(fact)
        if role == "attempts":
            retry = self._attempts(loop, fact)
            self.retry_facts[id(loop)] = retry
            self.facts.append(retry)
        elif role == "polling":
            fact.polls = partial(self._attempts, loop, fact)

    def _bound(self, loop: syntax.Loop) -> Value:
        """Off where each turn starts a job and nothing in the loop waits for one."""
        written = self.text.source[loop.start : loop.end]
        return UNKNOWN if _HOLDS_BACK.search(written) else OFF

    def _attempts(self, loop: syntax.Loop, fact: Loop) -> Retry:
        leaves = self.leaving.leaves(loop)
        attempts, deadline = self.limits.limits(loop, leaves)
        pace = self.pacing.pace(loop)
        return Retry(
            **self._place(loop),
            span=fact.lines,
            anchors=(fact.header,),
            kind="loop",
            name=called(loop, self.text.source, self.asking),
            attempts=attempts,
            deadline=deadline,
            backoff=pace.backoff,
            jitter=pace.jitter,
            first_wait=pace.first,
            covers=frozenset({"any"}),
            context=self._context(loop),
        )

    def _catch(self, statement: AndOr, given: str = "") -> None:
        outcome: Literal["returns", "passes"] = "returns" if given else "passes"
        fact = Catch(**self._place(statement), catches=(), outcome=outcome, returned=given)
        fact.reports = lambda: claim(statement, self.lines)
        self.catches[id(statement)] = fact
        self.facts.append(fact)

    def _switched_off(self) -> Iterator[Catch]:
        """`set +e` after a `set -e`."""
        for switch in self.exits.switches:
            if switch.name == "errexit" and not switch.is_on:
                command = next(s for s in self.statements if s.start == switch.at)
                yield Catch(**self._place(command), catches=(), outcome="passes")

    def _blind_waits(self) -> Iterator[Partial]:
        found = blind_waits(self.statements, self.text.source, self.runs.functions)
        for wait, loop, job in found:
            yield Partial(
                **self._place(wait),
                span=self.lines(loop.start, wait.end),
                anchors=[self._header(loop), self.lines(job.start, job.end)],
                name="wait",
                lacks="failed",
                fate="dropped",
                context=self._context(wait),
            )

    def _throttles(self) -> Iterator[Throttle]:
        if "429" not in self.text.source:
            return
        for wait in throttled(self.statements, self.pacing, self.text.source):
            slept = self.lines(wait.sleep.start, wait.sleep.end)
            lines = self.lines(wait.start, wait.sleep.end)
            yield Throttle(
                **{**self._place(wait.sleep), "lines": lines},
                span=lines,
                wait=wait.backoff if wait.backoff != "none" else "unknown",
                wait_lines=slept,
            )

    def _context(self, statement: Statement) -> Context:
        """What is around a statement; loops around the calls of its function come last."""
        above = list(around(statement))
        function = next((one for one in above if isinstance(one, syntax.Function)), None)
        sites = self.runs.calls.get(function.name, []) if function else []
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

    def _deadline_of(self, runner: syntax.Function) -> Value:
        """`limited() { timeout 60 "$@"; }`"""
        inner = next(one for one in inside(runner) if runs_arguments(one))
        if not isinstance(inner, Command):
            return OFF
        return invocation(inner, self.variables, ()).deadline

    def _requests(self, run: Run) -> None:
        if not run.asked or not run.invocation.tool:
            return
        data = tool(run.invocation.tool)
        for asked in run.asked:
            request = self._request(run, asked, data)
            run.requests.append(request)
            self.facts.append(request)
        if run.invocation.repeats:
            self._repeated(run, run.invocation.repeats)

    def _request(self, run: Run, asked: Asked, data: Tool) -> Request:
        made, command = run.invocation, run.command
        context = self._context(command)
        deadline = made.deadline if run.runner is None else self._deadline_of(run.runner)
        if not deadline.is_off:
            context.deadline = deadline
            limit = asked.settings.get("timeout", UNKNOWN)
            if deadline.is_unknown or not limit.is_known or not limit.is_written:
                asked.settings["timeout"] = deadline
        loops = self._loops_of(run)
        context.loops = tuple(dict.fromkeys([*loops, *context.loops]))
        is_told = tells(data, asked)
        is_heard = self.answers.response(command, asked, True).errors != "unchecked"
        if asks_a_person(self.statements, command):
            asked.settings["prompted"] = known(True)
        if names := self._variables_of(asked):
            if not _PLATFORM.isdisjoint(names):
                asked.settings["usual_host"] = known("platform")
            elif any(_HERE.match(text) for name in names for text in self.variables.may_be(name)):
                asked.settings["usual_host"] = known("localhost")
        edits = RequestEdits(self.text, data, asked, made, is_heard=is_heard)
        place = self._place(command)
        request = Request(
            **place,
            span=place["statement"],
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
            fresh_key=asked.fresh_key,
            may_retry_unseen=(
                made.is_wrapped_unseen or asked.may_hide_options or data.retry is None
            ),
            response=self.answers.response(command, asked, is_told),
            context=context,
            walks=self._walks,
        )
        if made.is_wrapped_unseen or run.runner:
            request.response.errors = "unknown"
        elif request.response.errors != "unknown" and request.response.lines is None:
            request.response.lines = self._pipeline(command)
        self._executed(request.response, command, asked)
        self._join(request, run, data, asked, edits)
        return request

    def _walks(self) -> bool:
        return _PAGES.search(self.text.source) is not None

    def _executed(self, response: Response, command: Command, asked: Asked) -> None:
        runner = self.executing.by(command, asked)
        if runner is None:
            return
        response.executed = self.lines(runner.start, runner.end)
        response.is_kept = self.executing.keeps(command, asked)
        response.is_newest = self.executing.is_newest(asked)
        is_at_once = runner.start <= command.start < runner.end
        if not is_at_once and (proof := self.executing.proof()):
            response.proof = self.lines(proof.start, proof.end)

    def _variables_of(self, asked: Asked) -> list[str]:
        """The variables that an address comes from, where they say what cannot be seen."""
        pieces = asked.url_field.pieces if asked.url_field else []
        written = [self.text.source[p.start : p.end] for p in pieces if HOLE in p.text]
        return [found[1] for text in written if (found := _VARIABLE.match(text))]

    def _pipeline(self, command: Command) -> Lines:
        """The pipeline around a command: status is judged there."""
        node: Statement = command
        while isinstance(node.parent, Pipeline):
            node = node.parent
        return self.lines(node.start, node.end)

    def _loops_of(self, run: Run) -> list[Loop]:
        """The loops of the function that runs its arguments."""
        if run.runner is None:
            return []
        inner = next(one for one in inside(run.runner) if runs_arguments(one))
        return [
            self.loop_facts[id(one)] for one in loops_around(inner) if id(one) in self.loop_facts
        ]

    def _join(
        self, request: Request, run: Run, data: Tool, asked: Asked, edits: RequestEdits
    ) -> None:
        """Tell loops and retries of the request, and the request of its retries."""
        own = own_retry(data.retry, asked) if data.retry else None
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
        for retry in self._retries_around(run):
            retry.requests.append(request)
            request.retries.append(retry)

    def _retries_around(self, run: Run) -> Iterator[Retry]:
        places: list[Statement] = [run.command]
        function = next((a for a in around(run.command) if isinstance(a, syntax.Function)), None)
        if function:
            places += self.runs.calls.get(function.name, [])
        for runner in self.runs.runners_of(run):
            places += [one for one in inside(runner) if runs_arguments(one)]
        seen = set()
        for place in places:
            for above in loops_around(place):
                if id(above) in self.retry_facts and id(above) not in seen:
                    seen.add(id(above))
                    yield self.retry_facts[id(above)]

    def _repeated(self, run: Run, repeats: Repeats) -> None:
        """`xargs -n1 curl`, `parallel curl ::: ...`, `watch curl`."""
        whole: Statement = run.command
        while isinstance(whole.parent, Pipeline):
            whole = whole.parent
        place = self._place(whole)
        fact = Loop(
            **place,
            kind="parallel" if repeats.wrapper.role == "parallel" else "xargs",
            role=repeats.role,
            header=self.lines(run.command.start, repeats.end),
            count=UNKNOWN,
            is_concurrent=repeats.is_concurrent,
            requests=list(run.requests),
            bounds=lambda: repeats.bound,
        )
        for request in run.requests:
            request.context.loops = (fact, *request.context.loops)
        self.facts.append(fact)

    def _wait(self, run: Run) -> None:
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


def _drops_failure(statement: AndOr) -> bool:
    return statement.operator == "||" and is_nothing(statement.right)


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
