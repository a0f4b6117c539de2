"""Where the statements of a script stand, and what is around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from detectors.facts import (
    HOLE,
    OFF,
    Catch,
    Context,
    Fact,
    File,
    Function,
    Loop,
    Process,
    Retry,
    Value,
)
from detectors.places import Lines
from detectors.readers.shell.control.exits import Exits
from detectors.readers.shell.control.fallbacks import tried_before
from detectors.readers.shell.control.prompts import AtHand
from detectors.readers.shell.exchange.answers import Answers
from detectors.readers.shell.exchange.cloning import Cloned
from detectors.readers.shell.exchange.output_checks import literals
from detectors.readers.shell.exchange.remote_code import Executing
from detectors.readers.shell.runs import Run, Runs
from detectors.readers.shell.syntax import tree
from detectors.readers.shell.syntax.invocation import invocation
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Command,
    Pipeline,
    Script,
    Statement,
    around,
    inside,
    loops_around,
)
from detectors.readers.shell.variables.fields import Field
from detectors.readers.shell.variables.values import Variables
from detectors.text import Text

_LISTS_FILES = re.compile(r"\"?(?:\$\(|`)\s*(?:ls|find|realpath|readlink)\s")


class Placing:
    """What every fact of one script needs: its places, and the facts around it."""

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
        self.text = text
        self.file = file
        self.script = script
        self.statements = list(inside(script))
        self.variables = Variables(self.statements, given)
        self.runs = Runs(self.statements, self.variables, text)
        self.exits = Exits(
            self.statements, text.source, self.runs.calls, errexit=errexit, pipefail=pipefail
        )
        self.answers = Answers(self.statements, self.variables, text.source, self.exits)
        self.at_hand = AtHand(run.invocation for run in self.runs.all)
        self.cloned = Cloned(self.runs.all, text.source, is_a_recipe=file.format == "dockerfile")
        self.executing = Executing(self.runs, self.answers)
        self.function_facts: dict[int, Function] = {}
        self.loop_facts: dict[int, Loop] = {}
        self.retry_facts: dict[int, Retry] = {}
        self.catches: dict[int, Catch] = {}
        self.facts: list[Fact] = []

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

    def _process(self, run: Run) -> Process:
        arguments = run.invocation.arguments
        words = tuple(
            word for one in arguments for word in self._in_turn(one, run) or [self._word(one)]
        )
        return Process(
            **self._place(run.command),
            name=run.invocation.name,
            words=words,
            is_at_hand=self.at_hand.has(run.invocation),
            is_run_here=self.cloned.is_run(run),
            instead_of=tuple(literals(tried)) if (tried := tried_before(run.command)) else (),
            environment=self.variables.names.union(a.name for a in run.invocation.environment),
        )

    def _in_turn(self, word: Field, run: Run) -> list[str]:
        """`for one in flask gunicorn; do pip install "$one"; done`: every word that it is given; empty for other words."""
        loop = next(
            (one for one in loops_around(run.command) if word.variable == one.variable != ""), None
        )
        if loop is None:
            return []
        items = self.variables.all_fields(loop.items or (), loop)
        return [one.text for one in items] if all(one.is_known for one in items) else []

    def _word(self, word: Field) -> str:
        """`$(ls dist/*.whl)` stands for files at hand, and for no option."""
        written = self.text.source[word.start : word.end]
        return f"./{HOLE}" if _LISTS_FILES.match(written) else word.text

    def _header(self, loop: tree.Loop) -> Lines:
        return self.lines(loop.start, max(loop.start + 1, loop.header_end))

    def _context(self, statement: Statement) -> Context:
        """What is around a statement; loops around the calls of its function come last."""
        above = list(around(statement))
        function = next((one for one in above if isinstance(one, tree.Function)), None)
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
            if isinstance(one, tree.Function):
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


def _whole(statement: Statement) -> Statement:
    """The smallest whole statement around a command: its pipeline, list, assignment or test."""
    node = statement
    while True:
        above = node.parent
        if isinstance(above, tree.Substitution) and above.parent is not None:
            if isinstance(above.parent, tree.Loop):
                return node
            node = above.parent
        elif isinstance(above, Pipeline | AndOr | tree.Not):
            if isinstance(above, AndOr) and isinstance(above.right, tree.Group):
                return node
            node = above
        else:
            return node
