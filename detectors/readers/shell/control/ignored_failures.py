"""Commands of which a script hides that they failed: `|| true`, `|| echo`, `exit 0` behind a failure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from detectors.facts import Claim, Neglected, Process
from detectors.places import Lines
from detectors.readers.shell.control.after_failure import claim
from detectors.readers.shell.control.exits import Exits, is_nothing
from detectors.readers.shell.control.loop_exits import inner_loop
from detectors.readers.shell.control.outlasted import claim_of_loop
from detectors.readers.shell.control.sql_scripts import goes_on
from detectors.readers.shell.exchange.output_checks import SHOWS, literals
from detectors.readers.shell.runs import Run
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Command,
    Function,
    Group,
    If,
    Not,
    Parameter,
    Pipeline,
    Script,
    Statement,
    Substitution,
    Test,
    Word,
    around,
    inside,
)
from detectors.vocabulary.names import words
from detectors.vocabulary.reports import tells_of_failure

_FAILED = re.compile(r"(?:-ne|!=|-gt)\s*[\"']?0\b|^\(\(\s*\$?\w+\s*\)\)$")
_WORKED = re.compile(r"(?:-eq|==?)\s*[\"']?0\b")
_ASKS_THE_PIPE = re.compile(r"PIPESTATUS|pipestatus")
_ASKS_BEHIND = re.compile(
    r"PIPESTATUS|(?:\[|test|!|&&|\|\|)\s+-s\s|\b(?:gzip|gunzip|xz|bzip2|zstd) -\w*t|\bstat\b|\bwc -c|\bzcat\b|\bzgrep\b|pg_restore (?:-l|--list)"
)
"""Whether what came through a pipe is whole is asked later on."""
_COMMENT = re.compile(r"(?:^|\s)#+\s?(.*)")
_LEAVES = frozenset({"exit", "return", "break", "continue", "true", ":"})
_IS_NO_STEP = re.compile(rf"sleep|break|continue|{SHOWS.pattern}")
_NEAR = 3
"""Lines above a command whose comments speak of it."""


class Neglect:
    """Finds them among the commands of one script."""

    def __init__(
        self,
        source: str,
        runs: Sequence[Run],
        exits: Exits,
        lines: Callable[[int, int], Lines],
        process: Callable[[Run], Process],
    ) -> None:
        self.source = source
        self.written = source.splitlines()
        self.runs = [run for run in runs if run.invocation.name]
        self.unnamed = [run for run in runs if not run.invocation.name]
        self.exits = exits
        self.lines = lines
        self.process = process

    def all(self) -> Iterator[Neglected]:
        for run in self.runs:
            if found := self._of(run):
                yield found
        for run in self.unnamed:
            if (found := self._piped(run)) and found.is_believed:
                yield found
        yield from self._outlasted()

    def _of(self, run: Run) -> Neglected | None:
        command = run.command
        for above, below in _tested(command):
            if isinstance(above, AndOr) and above.operator == "||":
                if is_nothing(above.right):
                    return self._made(run, "masked", above)
                if (said := _only_says(above.right)) is not None:
                    return self._made(run, "said", above, said)
                if end := _ends_well(above.right):
                    return self._made(run, "excused", above, _said_in([above.right]), end)
            branch = _failure_of(above, below) if isinstance(above, If) else []
            if branch and (end := _ends_well(branch[-1])):
                return self._made(run, "excused", above, _said_in(branch), end)
            if (told := _only_say(branch)) is not None:
                return self._made(run, "said", above, told)
        branch = _failure_told_by_status(command)
        if branch and (end := _ends_well(branch[-1])):
            return self._made(run, "excused", command, _said_in(branch), end)
        after = _status_test(command)
        if after is not None and (told := _only_say(branch)) is not None:
            return self._made(run, "said", after, told)
        if run.invocation.name == "psql" and goes_on(
            command, self.source, self._relies_on(command)
        ):
            return self._made(run, "continued", command)
        if _is_silent(command) and self.exits.noticed(command) == "ignored":
            return self._made(run, "silenced", command)
        if passed := self._passed_over(command):
            return self._made(run, "listed", passed)
        return self._piped(run)

    def _relies_on(self, command: Command) -> bool:
        """A failure would end the script, or is asked for: it goes by a status that it may never get."""
        return self.exits.noticed(command) in {"aborts", "tested"}

    def _passed_over(self, command: Command) -> AndOr | None:
        """`cd web && npm ci && cd ..` under `set -e`, which looks at the last of such a list alone: all of the list."""
        below: Statement = command
        is_last = True
        while isinstance(below.parent, AndOr) and below.parent.operator == "&&":
            is_last = is_last and below.parent.right is below
            below = below.parent
        if is_last or not isinstance(below, AndOr) or isinstance(below.right, Group | Test):
            return None
        word = next(iter(literals(below.right)), "") if isinstance(below.right, Command) else ""
        after = _following(below)
        if word in _LEAVES or SHOWS.fullmatch(word) or after is None:
            return None
        if self._is_missed_by(after, below.right):
            return None
        is_heard = self.exits.noticed(below) != "aborts" or _ends_a_subshell(below)
        return None if is_heard else below

    def _is_missed_by(self, after: Statement, installing: Statement) -> bool:
        """`apt-get install -y unzip`, and then `unzip ...`, which ends the script where there is none."""
        if not isinstance(after, Command) or not isinstance(installing, Command):
            return False
        packages = {part for word in literals(installing)[2:] for part in _unnumbered(word)}
        program = next(iter(literals(after)), "")
        is_needed = not packages.isdisjoint(_unnumbered(program))
        return is_needed and self.exits.noticed(after) == "aborts"

    def _piped(self, run: Run) -> Neglected | None:
        command = run.command
        if self.exits.noticed(command) != "lost" or not isinstance(command.parent, Pipeline):
            return None
        asks = _ASKS_THE_PIPE if _is_tested(command.parent) else _ASKS_BEHIND
        is_asked = asks.search(self.source, command.end)
        return None if is_asked else self._made(run, "piped", command.parent)

    def _outlasted(self) -> Iterator[Neglected]:
        """`for turn in 1 2 3; do push && break; sleep 5; done; echo "Pushed"`"""
        seen: list[Statement] = []
        for run in self.runs:
            loop = inner_loop(run.command)
            if loop is None or loop in seen or _IS_NO_STEP.fullmatch(run.invocation.name):
                continue
            seen.append(loop)
            if said := claim_of_loop(loop):
                found = self._made(run, "outlasted", loop)
                found.claim = Claim(self.lines(said[0].start, said[0].end), "log", said[1])
                found.header = self.lines(loop.start, loop.header_end)
                yield found

    def _made(
        self,
        run: Run,
        how: Literal[
            "masked", "said", "excused", "silenced", "piped", "continued", "listed", "outlasted"
        ],
        around_it: Statement,
        said: str = "",
        end: Statement | None = None,
    ) -> Neglected:
        process = self.process(run)
        ending = end or _end_behind(around_it)
        behind = around_it.end
        into = _last_of(around_it) if how == "piped" else None
        return Neglected(
            file=process.file,
            lines=process.lines,
            columns=process.columns,
            statement=process.statement,
            span=self.lines(around_it.start, around_it.end),
            process=process,
            how=how,
            said=" ".join(
                [
                    said,
                    _said_next(around_it),
                    self._remark(process.lines),
                    _function_around(run.command),
                ]
            ),
            claim=self._claim(around_it, how),
            end=self.lines(ending.start, ending.end) if ending else None,
            header=Lines(process.lines.first, process.lines.first) if how == "continued" else None,
            into=into or "",
            is_believed=into is not None and _is_tested(around_it),
            later=lambda: [
                self.process(other) for other in self.runs if other.command.start >= behind
            ],
        )

    def _claim(self, masked: Statement, how: str) -> Claim | None:
        return None if how == "excused" else claim(masked, self.lines)

    def _remark(self, lines: Lines) -> str:
        """The comments on its line and directly above it."""
        own = [self.written[at - 1] for at in range(lines.first, lines.last + 1)]
        for at in range(lines.first - 2, max(-1, lines.first - 2 - _NEAR), -1):
            if not self.written[at].lstrip().startswith("#"):
                break
            own.append(self.written[at])
        return " ".join(found[1] for line in own if (found := _COMMENT.search(line)))


def _unnumbered(name: str) -> set[str]:
    """The words of a name without the versions at their ends: `python3-pip`, `pip3`."""
    return {word.rstrip("0123456789.") for word in words(name)} - {""}


def _last_of(pipeline: Statement) -> str | None:
    """The program at the end of a pipeline."""
    last = pipeline.body[-1] if isinstance(pipeline, Pipeline) else None
    name = next(iter(literals(last)), "") if isinstance(last, Command) else ""
    return name.rpartition("/")[2]


def _is_tested(pipeline: Statement) -> bool:
    """`if a | b; then`, or a test of `$?` right behind it."""
    above = pipeline.parent
    if isinstance(above, If):
        return any(tests[-1:] == [pipeline] for tests, _ in above.branches)
    after = _following(pipeline)
    name = "?"
    if isinstance(after, Command) and not after.arguments and len(after.assignments) == 1:
        given = after.assignments[0]
        if given.value is None or not _is_parameter(given.value, "?"):
            return False
        name, after = given.name, _following(after)
    tests = after.branches[0][0] if isinstance(after, If) and after.branches else []
    return any(isinstance(one, Test) and _reads(one, name) for one in tests[:1])


def _tested(command: Command) -> Iterator[tuple[Statement, Statement]]:
    """(what tests its status, the part of that which it is), the innermost first."""
    below: Statement = command
    while True:
        above = below.parent
        if isinstance(above, Substitution):  # `output=$(pip install ...) || true`
            owner = above.parent
            if not isinstance(owner, Command) or owner.arguments or above.body[-1] is not below:
                return
            below = owner
            continue
        match above:
            case AndOr() if above.left is below:
                yield above, below
                if above.operator == "&&":  # `push && tag || true`
                    below = above
                    continue
                return
            case AndOr():
                below = above
            case Not():
                below = above
            case If() if any(below in condition for condition, _ in above.branches):
                yield above, below
                return
            case Group() if above.body[-1:] == [below]:
                below = above
            case _:
                return


def _is_silent(command: Command) -> bool:
    """`2> /dev/null`, `> /dev/null 2>&1`, `&> /dev/null`"""
    targets = {
        (redirect.descriptor or "1", redirect.operator): redirect.target.literal
        for redirect in command.redirects
        if redirect.target
    }
    if any(
        name == "/dev/null" and (fd == "2" or operator.startswith("&"))
        for (fd, operator), name in targets.items()
    ):
        return True
    return targets.get(("1", ">")) == "/dev/null" and targets.get(("2", ">&")) == "1"


def _failure_of(statement: If, condition: Statement) -> list[Statement]:
    """The branch that is taken where the condition, a command or `! command`, failed."""
    for tests, body in statement.branches:
        if tests[-1:] != [condition]:
            continue
        if isinstance(condition, Not):
            return body
        return statement.otherwise if len(statement.branches) == 1 else []
    return []


def _failure_told_by_status(command: Command) -> list[Statement]:
    """The branch for a status that is not 0: `pip install ...; if [ $? -ne 0 ]; then ...`."""
    after = _status_test(command)
    if after is None:
        return []
    tests, body = after.branches[0]
    text = tests[0].text if isinstance(tests[0], Test) else ""
    if _FAILED.search(text):
        return body
    return after.otherwise if _WORKED.search(text) else []


def _status_test(command: Command) -> If | None:
    """The `if` behind a command that asks how it ended, and nothing else."""
    after = _following(command)
    name = "?"
    if isinstance(after, Command) and not after.arguments and len(after.assignments) == 1:
        given = after.assignments[0]
        if given.value is None or not _is_parameter(given.value, "?"):
            return None
        name, after = given.name, _following(after)
    if not isinstance(after, If) or len(after.branches) != 1:
        return None
    tests, _ = after.branches[0]
    test = tests[0] if len(tests) == 1 else None
    return after if isinstance(test, Test) and _reads(test, name) else None


def _reads(test: Test, name: str) -> bool:
    return any(
        isinstance(part, Parameter) and part.name == name
        for word in test.operands
        for part in word.parts
    ) or (test.opener == "((" and re.search(rf"(?<!\w){re.escape(name)}\b", test.text) is not None)


def _is_parameter(word: Word, name: str) -> bool:
    part = word.parts[0] if len(word.parts) == 1 else None
    return isinstance(part, Parameter) and part.name == name


def _following(statement: Statement) -> Statement | None:
    """What runs next; behind the end of a branch it is what follows the whole `if`."""
    at = statement
    while True:
        above = at.parent
        if isinstance(above, Substitution):
            owner = above.parent
            if not isinstance(owner, Command) or owner.arguments or above.body[-1] is not at:
                return None
            at = owner
            continue
        if above is None:
            return None
        block = next((block for block in above.blocks() if at in block), None)
        if block is None or isinstance(above, AndOr):
            return None
        place = block.index(at)
        if place + 1 < len(block):
            return block[place + 1]
        if not isinstance(above, If | Group):
            return None
        at = above


def _ends_well(statement: Statement) -> Command | None:
    """`exit 0`, alone or as the last of a group."""
    if isinstance(statement, Group) and statement.body and not statement.is_subshell:
        return _ends_well(statement.body[-1])
    if isinstance(statement, AndOr):
        return _ends_well(statement.right)
    is_one = isinstance(statement, Command) and literals(statement) == ["exit", "0"]
    return statement if is_one and isinstance(statement, Command) else None


def _end_behind(statement: Statement) -> Command | None:
    """The `exit 0` behind a command in its own list, if nothing but words stand between them."""
    after = _following(statement)
    while isinstance(after, Command) and SHOWS.fullmatch(next(iter(literals(after)), "")):
        after = _following(after)
    return _ends_well(after) if after is not None else None


def script_end(script: Script) -> Command | None:
    """The `exit 0` with which a script closes."""
    return _ends_well(script.body[-1]) if script.body else None


def _ends_a_subshell(statement: Statement) -> bool:
    """`set -e` ends the script by the status of `(...)`, whatever it comes from."""
    at = statement
    while isinstance(at.parent, If | Group):
        above = at.parent
        if not any(block[-1:] == [at] for block in above.blocks()):
            return False
        if isinstance(above, Group) and above.is_subshell:
            return True
        at = above
    return False


def _only_says(statement: Statement) -> str | None:
    """What it says, if that is all that it does."""
    body = statement.body if isinstance(statement, Group) else [statement]
    for one in body:
        if not isinstance(one, Command) or not SHOWS.search(next(iter(literals(one)), "")):
            return None
    return _said_in(body) if body else None


def _only_say(body: Sequence[Statement]) -> str | None:
    """What the statements of a branch say, if that is all that they do."""
    said = [_only_says(one) for one in body]
    return " ".join(filter(None, said)) if body and None not in said else None


def _said_in(body: Sequence[Statement]) -> str:
    return " ".join(
        word
        for statement in body
        for one in inside(statement)
        if isinstance(one, Command) and SHOWS.search(next(iter(literals(one)), ""))
        for word in literals(one)[1:]
    )


def _said_next(statement: Statement) -> str:
    """What the script says behind it, where that tells of a failure."""
    after = _following(statement)
    said = _said_in([after]) if isinstance(after, Command) else ""
    return said if tells_of_failure(words(said)) else ""


def _function_around(command: Command) -> str:
    """The words of the name of the function that it stands in."""
    names = [above.name for above in around(command) if isinstance(above, Function)]
    return " ".join(word for name in names for word in words(name))
