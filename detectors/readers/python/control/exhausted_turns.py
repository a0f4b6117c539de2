"""Loops over attempts, or over ways to one thing, behind which a function gives nothing, because each of them has failed."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.control.callers_of_nothing import (
    has_another_way,
    is_told_as_a_failure,
)
from detectors.readers.python.control.catches import catches_all
from detectors.readers.python.control.documented_failures import says_what_a_failure_gives
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.control.missing_answers import is_handed_over
from detectors.readers.python.control.pretended_success import is_empty
from detectors.readers.python.control.trials import Clause, Found, loop_around
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted

_CONSTANTS = (nodes.Integer, nodes.SimpleString)


def exhausted(clause: Clause) -> Found | None:
    """`for mirror in MIRRORS: try: return get(mirror).text except Exception: continue`, and then `return ""`."""
    program, function = clause.program, clause.function
    loop = loop_around(program, clause.trial)
    if function is None or loop is None or loop.orelse is not None or not clause.asks:
        return None
    if clause.is_a_generator or clause.trial.parent.parent is not loop or _leaves(clause):
        return None
    if loop.parent.parent is not function or not any(_answers(clause, loop)):
        return None
    statements = body_of(function.body)
    behind = next(iter(statements[statements.index(loop) + 1 :]), None)
    if says_what_a_failure_gives(function) or has_another_way(program, function):
        return None
    match behind:
        case nodes.Return(value=nodes.BaseExpression() as value) if is_empty(value):
            return Found("empty", program.code(value), behind)
        case None | nodes.Return(value=None | nodes.Name(value="None")):
            is_a_guess = (
                clause.said == "nothing"
                and catches_all(program, clause.handler)
                and all(one.effect == "read" for one in clause.trials.of(clause.trial))
                and not is_handed_over(program, function)
                and not is_told_as_a_failure(program, function)
            )
            return Found("absent", function.name.value, behind or loop) if is_a_guess else None
    return None


def _leaves(clause: Clause) -> bool:
    return isinstance(clause.last, nodes.Return | nodes.Break | nodes.Raise)


def _answers(clause: Clause, loop: nodes.For | nodes.While) -> Iterator[Node]:
    """What a turn that went well gives, if that is not just which of them it was."""
    own = names_in(clause.program.tree, loop.target) if isinstance(loop, nodes.For) else set()
    handled = {inner for one in clause.trial.handlers for inner in descendants(one)}
    for one in clause.program.tree.walk(loop.body):
        if not isinstance(one, nodes.Return) or one.value is None or one in handled:
            continue
        is_known = isinstance(one.value, _CONSTANTS) or dotted(one.value) in {"None", "True", "False"}  # fmt: skip
        if (
            not is_known
            and not is_empty(one.value)
            and names_in(clause.program.tree, one.value) - own
        ):
            yield one
