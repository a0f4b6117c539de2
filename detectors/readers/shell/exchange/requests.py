"""The requests of a script, with the loops and retries around each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.clients.commands import Tool, tool
from detectors.facts import HOLE, OFF, UNKNOWN, Client, Loop, Request, Response, Retry, Value, known
from detectors.places import Lines
from detectors.readers.shell.control.fallbacks import has_another_source
from detectors.readers.shell.control.prompts import asks_a_person
from detectors.readers.shell.control.retries import own_retry, tells
from detectors.readers.shell.edits import RequestEdits, RetryEdits
from detectors.readers.shell.exchange.request_settings import Asked
from detectors.readers.shell.placing import Placing
from detectors.readers.shell.runs import Run, runs_arguments
from detectors.readers.shell.syntax import tree
from detectors.readers.shell.syntax.invocation import Repeats, invocation
from detectors.readers.shell.syntax.tree import (
    Command,
    Pipeline,
    Statement,
    around,
    inside,
    loops_around,
)

_VARIABLE = re.compile(r"\$\{?(\w+)")
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


class RequestLowering(Placing):
    """Builds the requests of one script."""

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
        function = next((one for one in around(command) if isinstance(one, tree.Function)), None)
        sites = self.runs.calls.get(function.name, []) if function else []
        if asks_a_person(self.statements, command) or (
            sites and all(asks_a_person(self.statements, site) for site in sites)
        ):
            asked.settings["prompted"] = known(True)
        if has_another_source(command):
            asked.settings["another_source"] = known(True)
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
            query=asked.query,
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

    def _deadline_of(self, runner: tree.Function) -> Value:
        """`limited() { timeout 60 "$@"; }`"""
        inner = next(one for one in inside(runner) if runs_arguments(one))
        if not isinstance(inner, Command):
            return OFF
        return invocation(inner, self.variables, ()).deadline

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
        function = next((a for a in around(run.command) if isinstance(a, tree.Function)), None)
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
