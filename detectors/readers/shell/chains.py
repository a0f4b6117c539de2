"""Which commands of a script fail without anybody noticing, list by list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from detectors.facts import Chains, File, Lines, Process
from detectors.readers.shell.exits import Exits
from detectors.readers.shell.runs import Run, Runs
from detectors.readers.shell.syntax import Command, Function, Pipeline, Script, Statement, around

_ONLY_VARIABLES = re.compile(
    r"(?:^|[/.])(?:activate|env|environment|envrc|\w*env\.sh|os-release|lsb-release|\w*rc|\w*profile|conf|config|cfg|nvm\.sh)$"
)
"""Names of files that give a script variables, or a shell its paths."""


def chains(
    file: File, runs: Runs, exits: Exits, process: Callable[[Run], Process]
) -> Iterator[Chains]:
    """Nothing where a trap hears of every error, and nothing behind a file that may switch `set -e` on."""
    started = [run for run in runs.all if run.invocation.name]
    if any(map(_catches_errors, started)):
        return
    unheard: dict[tuple[int, int], list[Process]] = defaultdict(list)
    heard: list[Process] = []
    for run in started:
        if _may_switch_errexit_on(run):
            break
        place = _list_of(run.command, runs)
        match exits.noticed(run.command):
            case "ignored" if place:
                unheard[place].append(process(run))
            case "tested" | "aborts":
                heard.append(process(run))
    if unheard:
        yield Chains(file=file, lines=Lines(1, 1), unheard=list(unheard.values()), heard=heard)


def _may_switch_errexit_on(run: Run) -> bool:
    """`source lib/common.sh`: such files often begin with `set -e`; those that only set variables do not."""
    if run.invocation.name not in {"source", "."} or not run.invocation.arguments:
        return False
    return _ONLY_VARIABLES.search(run.invocation.arguments[0].text) is None


def _catches_errors(run: Run) -> bool:
    words = {word.text for word in run.invocation.arguments}
    return run.invocation.name == "trap" and "ERR" in words


def _list_of(command: Command, runs: Runs) -> tuple[int, int] | None:
    """The list that a command is a member of, by the statement around it; None where the script does not run it itself."""
    node: Statement = command
    for above in around(command):
        if isinstance(above, Function) and not runs.calls.get(above.name):
            return None  # whoever includes the file decides
        if isinstance(above, Command) or (isinstance(above, Script) and above.parent):
            return None
    for above in around(command):
        blocks = above.blocks()
        at = next((i for i, block in enumerate(blocks) if node in block and len(block) > 1), None)
        if at is not None and not isinstance(above, Pipeline):
            return id(above), at
        node = above
    return None
