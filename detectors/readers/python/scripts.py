"""Programs that a person starts and answers: coroutines that `asyncio.run` runs to their end, and what only they call."""

from __future__ import annotations

from detectors.readers.python import nodes
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import Node, last_name

_RUNS = frozenset({"run", "run_until_complete"})
_DEEP = 3


def is_of_a_script(program: Program, function: nodes.FunctionDef) -> bool:
    """Nobody else is served while it waits."""
    asks = any(
        isinstance(call.func, nodes.Name) and call.func.value == "input"
        for call in program.tree.calls
    )
    return asks and _is_run(program, function, 0)


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
