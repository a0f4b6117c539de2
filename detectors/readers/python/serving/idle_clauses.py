"""Except clauses that tell a caller nothing of the program: those that nothing can reach, and those of the caller's own code."""

from __future__ import annotations

from detectors.readers.python.control.catches import deals_with_failures
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, dotted, parameters_of
from detectors.vocabulary.names import listed, words

_RUNS = frozenset({"exec", "eval", "ast.parse", "ast.literal_eval"})
_EXECUTES = listed("execute exec run eval evaluate")
_LANGUAGES = listed("code script snippet python javascript js")
_CODE = listed("code script snippet expression source")
"""Words of the functions that run what they are given, and names of what they are given."""


def is_never_reached(program: Program, clause: Node) -> bool:
    """What is tried puts texts together, and calls functions of the file that deal with whatever goes wrong in them."""
    tried = clause.parent
    if not isinstance(tried, nodes.Try | nodes.TryStar):
        return False
    return all(_cannot_fail(program, statement) for statement in body_of(tried.body))


def runs_the_callers_code(program: Program, clause: Node) -> bool:
    """`exec(code)`, `eval(expression)` of what the function is given: how that fails is the answer to it.

    So it is with a tool that hands it to somebody who runs it: `def execute_code(code): return link.send("run", code)`.
    """
    tried = clause.parent
    function = program.tree.function_of(clause)
    if not isinstance(tried, nodes.Try | nodes.TryStar) or function is None:
        return False
    given = {one.name.value for one in parameters_of(function)}
    named = {*words(function.name.value)} if isinstance(function, nodes.FunctionDef) else set()
    if named & _EXECUTES and named & _LANGUAGES and given & _CODE:
        return True
    return any(
        isinstance(inner, nodes.Call)
        and dotted(inner.func) in _RUNS
        and bool(inner.args)
        and bool(names_in(program.tree, inner.args[0].value) & given)
        for inner in program.tree.walk(tried.body)
    )


def _cannot_fail(program: Program, node: Node | None) -> bool:
    match node:
        case None | nodes.Name() | nodes.SimpleString() | nodes.Integer() | nodes.Pass():
            return True
        case nodes.Assign(targets=targets, value=value):
            is_plain = all(isinstance(one.target, nodes.Name) for one in targets)
            return is_plain and _cannot_fail(program, value)
        case nodes.Return(value=value) | nodes.Expr(value=value):
            return _cannot_fail(program, value)
        case nodes.ConcatenatedString(left=left, right=right):
            return _cannot_fail(program, left) and _cannot_fail(program, right)
        case nodes.FormattedString(parts=parts):
            return all(_cannot_fail(program, part) for part in parts)
        case nodes.FormattedStringText():
            return True
        case nodes.FormattedStringExpression(expression=expression, format_spec=None):
            return _cannot_fail(program, expression)
        case nodes.Await(expression=nodes.Call() as call):
            return _cannot_fail(program, call)
        case nodes.Call(func=func, args=args):
            functions = program.evaluator.things(func)
            return (
                bool(functions)
                and all(
                    isinstance(one, Function) and _heals(program, one.node) for one in functions
                )
                and all(_cannot_fail(program, one.value) for one in args)
            )
    return False


def _heals(program: Program, function: Node) -> bool:
    """Whatever goes wrong in it ends in one of its clauses, none of which raises."""
    if not isinstance(function, nodes.FunctionDef) or function.decorators:
        return False
    if not deals_with_failures(program, function.body):
        return False
    if any(isinstance(inner, nodes.Raise) for inner in program.tree.walk(function.body)):
        return False
    statements = body_of(function.body)
    tried = next((one for one in statements if isinstance(one, nodes.Try)), None)
    if tried is None:
        return False
    is_the_end = _ends(tried.body) and all(leaves(one.body) for one in tried.handlers)
    behind = statements[statements.index(tried) + 1 :]
    return is_the_end or not any(
        isinstance(inner, nodes.Call | nodes.Subscript)
        for one in behind
        for inner in program.tree.walk(one)
    )


def _ends(suite: nodes.BaseSuite) -> bool:
    """It is left with its last statement, through a block that is open there, too."""
    last = body_of(suite)[-1]
    return leaves(suite) or (isinstance(last, nodes.With) and _ends(last.body))
