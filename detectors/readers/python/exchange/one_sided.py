"""Checks of a status that only look for a success: after a refusal nothing happens, and nobody hears of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.places import Lines
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import LOOPS, Node, body_of, descendants, last_name

_GOOD = re.compile(r"2\d\d|OK|CREATED|ACCEPTED|NO_CONTENT|ok|HTTP_20[0-4]\w*")
_SAYS = frozenset({"ok", "is_success"})
_TALKS = frozenset({"print", "debug", "info", "log", "echo", "secho", "success"})


def looked_for_success(program: Program, checks: Sequence[Node]) -> Lines | None:
    """The `if response.status_code == 200:` that is all that comes of an answer; None where a refusal is dealt with too."""
    found = {_around(program, check) for check in checks if not _is_said(program, check)}
    branch = found.pop() if len(found) == 1 else None
    if branch is None or not _is_a_success(branch.test):
        return None
    if any(isinstance(one, nodes.Raise | nodes.Assign | nodes.AugAssign | nodes.Return | nodes.Yield
                      | nodes.Break | nodes.AnnAssign | nodes.NamedExpr)
           for one in descendants(branch)):  # fmt: skip
        return None
    if not _is_only_said(branch) or not _ends_with_it(program, branch):
        return None
    return program.lines(branch)


def _is_said(program: Program, check: Node) -> bool:
    """`echo(f"status {answer.status_code}")`"""
    statement = program.tree.statement_of(check)
    call = statement.value if isinstance(statement, nodes.Expr) else None
    return isinstance(call, nodes.Call) and last_name(call.func) in _TALKS


def _around(program: Program, check: Node) -> nodes.If | None:
    """The outermost `if` of the chain in whose test it stands."""
    child: Node = check
    found: nodes.If | None = None
    for parent in program.tree.ancestors(check):
        if isinstance(parent, nodes.If):
            if found is None and child is not parent.test:
                return None
            if found is not None and parent.orelse is not child:
                break
            found = parent
        elif found is not None or parent in program.tree.order:
            break
        child = parent
    return found


def _is_a_success(test: nodes.BaseExpression) -> bool:
    match test:
        case nodes.Attribute(attr=nodes.Name(value=name)):
            return name in _SAYS
        case nodes.Comparison(comparisons=[nodes.ComparisonTarget() as target]):
            match target.operator:
                case nodes.Equal():
                    return _is_good(target.comparator)
                case nodes.In():
                    given = target.comparator
                    return isinstance(given, nodes.List | nodes.Tuple | nodes.Set) and all(
                        _is_good(one.value) for one in given.elements
                    )
    return False


def _is_good(value: nodes.BaseExpression) -> bool:
    if isinstance(value, nodes.Integer):
        return bool(_GOOD.fullmatch(value.value))
    return bool(_GOOD.fullmatch(last_name(value)))


def _is_only_said(branch: nodes.If) -> bool:
    """Each of its branches tells of something good, and there is none for the rest."""
    while True:
        for one in body_of(branch.body):
            is_said = isinstance(one, nodes.Expr) and isinstance(one.value, nodes.Call)
            if not is_said or last_name(one.value.func) not in _TALKS:  # type: ignore[union-attr]
                return False
        if branch.orelse is None:
            return True
        if not isinstance(branch.orelse, nodes.If):
            return False
        branch = branch.orelse


def _ends_with_it(program: Program, branch: nodes.If) -> bool:
    """Nothing follows in its function, but the next turn of a loop; and the function gives nothing."""
    function = program.tree.function_of(branch)
    if not isinstance(function, nodes.FunctionDef) or program.tree.returns.get(function):
        return False
    child: Node = branch
    for parent in program.tree.ancestors(branch):
        if isinstance(parent, nodes.IndentedBlock):
            after = body_of(parent)
            if after[-1] is not child:
                return False
        elif isinstance(parent, LOOPS) and parent.orelse is not None:
            return False
        if parent is function:
            return True
        child = parent
    return False
