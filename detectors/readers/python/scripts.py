"""Programs that a person starts and answers: coroutines that `asyncio.run` runs to their end, and what only they call."""

from __future__ import annotations

import re

from detectors.names import words
from detectors.readers.python import nodes
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import Node, dotted, last_name

_RUNS = frozenset({"run", "run_until_complete"})
_DEEP = 3
_FOR_A_PERSON = frozenset({"cli", "interactive", "interaction"})
"""In the names of functions that do what a person has asked for at a terminal."""
_OTHERS = re.compile(
    r"create_task|ensure_future|\bgather\(|TaskGroup|start_soon|as_completed|add_done_callback"
    r"|\bserve\w*\(|start_server|create_server|run_forever|\.start(_\w+)?\(|\.call_(soon|later|at)\b"
    r"|\basync for\b|websocket|[Ss]cheduler|\.(event|on)\b|add_(reader|writer)"
)
"""What brings others into a loop, at once or later."""


def is_alone(program: Program) -> bool:
    """Nothing in the file brings others into its loop."""
    return not _OTHERS.search(program.source.text.source)


def asks(program: Program) -> bool:
    """It reads what a person types."""
    return any(
        isinstance(call.func, nodes.Name) and call.func.value == "input"
        for call in program.tree.calls
    )


def is_of_a_script(program: Program, function: nodes.FunctionDef, *, is_alone: bool) -> bool:
    """Nobody else is served while it waits; `is_alone` is said of the file."""
    if set(words(function.name.value)) & _FOR_A_PERSON:
        return True
    return is_alone and _is_run(program, function, 0)


def talks_to_a_person(program: Program, function: Node | None, *, is_alone: bool) -> bool:
    """It prints what it then asks about, and nobody else is in its loop."""
    if not isinstance(function, nodes.FunctionDef) or not is_alone:
        return False
    return any(
        isinstance(inner, nodes.Call) and dotted(inner.func) in {"print", "click.echo"}
        for inner in program.tree.walk(function.body)
    )


def _is_run(program: Program, function: Node | None, depth: int) -> bool:
    if not isinstance(function, nodes.FunctionDef) or depth > _DEEP:
        return False
    sites = program.evaluator.sites(function)
    return bool(sites) and all(
        _is_given_to_run(site) or _is_run(program, program.tree.function_of(site), depth + 1)
        for site in sites
    )


def _is_given_to_run(site: nodes.Call) -> bool:
    """`asyncio.run(main())`."""
    argument = site.parent
    call = argument.parent
    return (
        isinstance(argument, nodes.Arg)
        and isinstance(call, nodes.Call)
        and last_name(call.func) in _RUNS
    )
