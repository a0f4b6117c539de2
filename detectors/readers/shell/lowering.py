"""From a script's tree to facts: requests with what is around them, loops, retries, waits, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Literal

from detectors.facts import (
    OFF,
    UNKNOWN,
    Catch,
    Chains,
    Fact,
    File,
    Function,
    Loop,
    Partial,
    Retry,
    Throttle,
    Use,
    Value,
    Wait,
    known,
)
from detectors.readers.shell.control.after_failure import claim, given_instead
from detectors.readers.shell.control.backoffs import Pacing
from detectors.readers.shell.control.chains import chains
from detectors.readers.shell.control.exits import is_nothing
from detectors.readers.shell.control.ignored_failures import Neglect
from detectors.readers.shell.control.jobs import blind_waits
from detectors.readers.shell.control.loop_exits import Leaving
from detectors.readers.shell.control.loop_items import Items
from detectors.readers.shell.control.loop_limits import Limits
from detectors.readers.shell.control.loops import Roles
from detectors.readers.shell.control.rate_limit_waits import throttled
from detectors.readers.shell.exchange.assumed_items import assumptions
from detectors.readers.shell.exchange.outputs import Outputs
from detectors.readers.shell.exchange.requesting_functions import Asking
from detectors.readers.shell.exchange.requests import RequestLowering
from detectors.readers.shell.exchange.token_requests import Tokens
from detectors.readers.shell.runs import Run
from detectors.readers.shell.syntax import tree
from detectors.readers.shell.syntax.tree import AndOr, Script, Statement, inside
from detectors.readers.shell.variables.arithmetic import duration
from detectors.readers.shell.variables.naming import called
from detectors.readers.shell.variables.settings import Settings
from detectors.text import Text

_HOLDS_BACK = re.compile(
    r"\b(?:wait|jobs|sem|sleep|flock|read -u|pgrep|nproc)\b|%"
    r"|(?i:max_?\w*(?:job|proc|par|con)|parallel|batch|slots|running)"
)
"""What a loop may hold its jobs back with."""


class Lowering(RequestLowering):
    """Builds the facts of one script."""

    def __init__(
        self,
        script: Script,
        text: Text,
        file: File,
        *,
        errexit: bool,
        pipefail: bool,
        given: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(script, text, file, errexit=errexit, pipefail=pipefail, given=given)
        codes = self.runs.status_variables()
        self.asking = Asking(self.runs.functions, self.runs.asking, self.runs.calls)
        self.leaving = Leaving(self.asking, codes)
        self.items = Items(self.variables)
        self.limits = Limits(self.asking, self.variables)
        self.pacing = Pacing(self.variables, self.runs.functions)
        self.roles = Roles(self.asking, self.leaving, self.limits, codes)

    def all(self) -> list[Fact]:
        """Every fact, in the order of their lines."""
        for statement in self.statements:
            if isinstance(statement, tree.Function):
                self.function_facts[id(statement)] = self._function(statement)
        for statement in self.statements:
            if isinstance(statement, tree.Loop):
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

    def chains(self, use: Use | None) -> Iterator[Chains]:
        return chains(self.file, self.script, self.runs, self.exits, self._process, self.lines, use)

    def _function(self, function: tree.Function) -> Function:
        return Function(
            **self._place(function),
            name=function.name,
            is_called_in_file=bool(self.runs.calls.get(function.name)),
        )

    def _loop(self, loop: tree.Loop) -> None:
        role = self.roles.role(loop)
        fact = Loop(
            **self._place(loop),
            kind="until" if loop.kind == "until" else "while" if loop.kind == "while" else "for",
            role=role,
            header=self._header(loop),
            count=self.limits.count(loop),
            is_concurrent=any(one.is_background and self.asking.asks(one) for one in _below(loop)),
            bounds=partial(self._bound, loop),
            is_listed=role == "items" and not self.items.may_be_many(loop),
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

    def _bound(self, loop: tree.Loop) -> Value:
        """Off where each turn starts a job and nothing in the loop waits for one."""
        written = self.text.source[loop.start : loop.end]
        return UNKNOWN if _HOLDS_BACK.search(written) else OFF

    def _attempts(self, loop: tree.Loop, fact: Loop) -> Retry:
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


def _below(loop: tree.Loop) -> list[Statement]:
    return [one for one in inside(loop) if one is not loop]
