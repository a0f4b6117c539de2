"""Which commands of a script fail without anybody noticing, list by list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from detectors.facts import Chains, Claim, File, Process, Use
from detectors.places import Lines
from detectors.readers.shell.control.after_failure import claim
from detectors.readers.shell.control.exits import Exits
from detectors.readers.shell.control.ignored_failures import script_end
from detectors.readers.shell.runs import Run, Runs
from detectors.readers.shell.syntax.tree import (
    Case,
    Command,
    Function,
    If,
    Loop,
    Pipeline,
    Script,
    Statement,
    around,
    substitutions,
)

_DEEPEST = 4
"""Functions that call each other."""

_ONLY_VARIABLES = re.compile(
    r"(?:^|[/.])(?:activate|env|environment|envrc|\w*env\.sh|os-release|lsb-release|\w*rc|\w*profile|conf|config|cfg|nvm\.sh|bash_completion)$"
)
"""Names of files that give a script variables, or a shell its paths."""


def chains(
    file: File,
    script: Script,
    runs: Runs,
    exits: Exits,
    process: Callable[[Run], Process],
    lines: Callable[[int, int], Lines],
    use: Use | None,
) -> Iterator[Chains]:
    """Of a script, unless its host hears of each command, and of each text that it gives to another machine by ssh."""
    if use:
        started = [run for run in runs.all if run.invocation.name]
        yield from _of(file, _given_to_a_shell(script), started, runs, exits, process, lines, use)
    for run in runs.all:
        remote = run.command.embedded if run.invocation.name == "ssh" else None
        if remote is not None:
            inner = [one for one in runs.all if remote in around(one.command)]
            yield from _of(file, remote, inner, runs, exits, process, lines, "file", True)


def _of(
    file: File,
    script: Script,
    started: Sequence[Run],
    runs: Runs,
    exits: Exits,
    process: Callable[[Run], Process],
    lines: Callable[[int, int], Lines],
    use: Use,
    is_remote: bool = False,
) -> Iterator[Chains]:
    """Nothing where a trap hears of every error, and nothing behind a file that may switch `set -e` on.

    Of an image's build and a container's start only what is followed by more: the host hears of the last command.
    """
    if any(map(_catches_errors, started)):
        return
    unheard: dict[int, Process] = {}
    commands: dict[int, Command] = {}
    heard: list[Process] = []
    sourced = [_place(run, runs) for run in started if _may_switch_errexit_on(run)]
    for run in started:
        if sourced and run.command.start >= min(sourced):
            break
        is_last = is_remote and _closes(run.command, script)
        match "returned" if is_last else exits.noticed(run.command):
            case "ignored" | "returned" if _is_run(run.command, runs, script, use):
                step = unheard[id(run.command)] = process(run)
                commands[id(step)] = run.command
            case "tested" | "aborts":
                heard.append(process(run))
    if not unheard:
        return
    functions = [one for name, one in runs.functions.items() if runs.calls.get(name)]
    ways = [
        [unheard[id(one)] for one in way(block, runs, frozenset(unheard))]
        for block in [script.body, *(function.body for function in functions)]
    ]
    ending = script_end(script)
    yield Chains(
        file=file,
        lines=lines(script.start, script.start) if is_remote else Lines(1, 1),
        unheard=[steps for steps in ways if steps],
        heard=heard,
        claims=lambda step: _claim(commands[id(step)], runs, lines),
        end=lines(ending.start, ending.end) if ending else None,
        use=use,
        hands_over=_hands_over(script),
        is_remote=is_remote,
        is_suspended=not is_remote
        and (
            exits.initial["errexit"]
            or any(one.name == "errexit" and one.is_on for one in exits.switches)
        ),
    )


def _closes(command: Command, script: Script) -> bool:
    """The status of the script is that of this command, or of the list that it ends."""
    last = script.body[-1] if script.body else None
    return last is not None and last.end == command.end and last in (command, *around(command))


def _hands_over(script: Script) -> bool:
    last = script.body[-1] if script.body else None
    words = [word.literal for word in last.arguments] if isinstance(last, Command) else []
    return words[:1] == ["exec"] and words[1:2] == [None]


def _claim(command: Command, runs: Runs, lines: Callable[[int, int], Lines]) -> Claim | None:
    """What the script says behind a command, or behind the function of which it is the last."""
    at = whole(command)
    if found := claim(at, lines):
        return found
    if isinstance(at.parent, Function) and at.parent.body[-1] is at:
        sites = runs.calls.get(at.parent.name, [])
        return next((found for site in sites if (found := claim(whole(site), lines))), None)
    return None


def way(
    block: Sequence[Statement], runs: Runs, wanted: frozenset[int], depth: int = 0
) -> list[Command]:
    """Those of the wanted commands that one run of a list comes by; of branches, the one with the most."""
    found: list[Command] = []
    for one in block:
        match one:
            case Function():
                continue
            case Command():
                if id(one) in wanted:
                    found.append(one)
                called = (
                    runs.functions.get(one.arguments[0].literal or "") if one.arguments else None
                )
                if called and depth < _DEEPEST:
                    found += way(called.body, runs, wanted, depth + 1)
                for word in one.words():
                    for substitution in substitutions(word):
                        found += way(substitution.body, runs, wanted, depth)
            case If():
                found += way([c for tests, _ in one.branches for c in tests], runs, wanted, depth)
                bodies = [*(body for _, body in one.branches), one.otherwise]
                found += _longest([way(body, runs, wanted, depth) for body in bodies])
            case Case():
                bodies = [body for _, body in one.items]
                found += _longest([way(body, runs, wanted, depth) for body in bodies])
            case _:
                found += way([c for inner in one.blocks() for c in inner], runs, wanted, depth)
    return found


def _longest(ways: list[list[Command]]) -> list[Command]:
    return max(ways, key=lambda found: len(found), default=[])


def whole(statement: Statement) -> Statement:
    """The pipeline around a command."""
    while isinstance(statement.parent, Pipeline):
        statement = statement.parent
    return statement


def _place(run: Run, runs: Runs) -> int:
    """Where a command first runs: of one in a function where that is called."""
    function = next((one for one in around(run.command) if isinstance(one, Function)), None)
    sites = runs.calls.get(function.name, []) if function else []
    return min((site.start for site in sites), default=run.command.start)


def _may_switch_errexit_on(run: Run) -> bool:
    """`source lib/common.sh`: such files often begin with `set -e`; those that only set variables do not."""
    if run.invocation.name not in {"source", "."} or not run.invocation.arguments:
        return False
    return _ONLY_VARIABLES.search(run.invocation.arguments[0].text) is None


def _catches_errors(run: Run) -> bool:
    words = {word.text for word in run.invocation.arguments}
    return run.invocation.name == "trap" and "ERR" in words


def _given_to_a_shell(script: Script) -> Script:
    """`sh -c '...'`: the text inside, where that is all there is."""
    only = script.body[0] if len(script.body) == 1 else None
    return only.embedded if isinstance(only, Command) and only.embedded else script


def _is_run(command: Command, runs: Runs, script: Script, use: Use) -> bool:
    """The script runs it itself; of a function that nobody calls, whoever includes the file decides."""
    for above in around(command):
        if above is script:
            return True
        if isinstance(above, Loop) and use == "build":
            return False  # it may be that for all of its turns there is but one thing
        if isinstance(above, Function) and not _is_called(above.name, runs):
            return False
        if isinstance(above, Command) or (isinstance(above, Script) and above.parent):
            return False
    return True


def _is_called(name: str, runs: Runs, seen: frozenset[str] = frozenset()) -> bool:
    """Outside functions, or in one of which that can be said: what only calls each other waits for who includes the file."""
    return any(
        all(
            function.name not in seen and _is_called(function.name, runs, seen | {name})
            for function in around(site)
            if isinstance(function, Function)
        )
        for site in runs.calls.get(name, ())
    )
