"""Whether a call is the last that its `try` does, so that nobody goes on as if it had come through."""

from __future__ import annotations

from detectors.readers.python.naming.dataflow import TALKS
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import listed, words

_BLOCKS = (nodes.If, nodes.Else, nodes.With)
"""Compound statements that are entered once, or not at all."""


def is_last(program: Program, call: Node) -> bool:
    """Nothing comes after it in the `try` around it but a line in a log that tells its answer,
    and nothing after that `try` is given back."""
    statement: Node | None = next(
        (p for p in program.tree.ancestors(call) if isinstance(p, nodes.SimpleStatementLine | nodes.With)),
        None,
    )  # fmt: skip
    if isinstance(statement, nodes.With) and not _only_tells(program, statement.body, call):
        return False
    while statement is not None:
        block = statement.parent
        if not isinstance(block, nodes.IndentedBlock):
            return False
        after = block.body[block.body.index(statement) + 1 :]
        if not all(_tells(program, one, call) for one in after):
            return False
        around = block.parent
        if isinstance(around, nodes.Try):
            return around.body is block and around.orelse is None and not _gives_back(around)
        statement = around if isinstance(around, _BLOCKS) else None
        if isinstance(statement, nodes.Else):
            statement = statement.parent
    return False


_ASKS_WHETHER_IT_IS_THERE = listed(
    "reachable alive up running online available connected connection connectivity internet network ping health"
    " healthy ready wait probe exists present responding responsive"
)
"""Words of functions to which any answer is a yes."""


def is_believed(program: Program, call: Node) -> bool:
    """`get(url, proxies=...); return True` in a function that asks for more than whether anybody answers."""
    line = program.tree.statement_of(call).parent
    function = program.tree.function_of(call)
    suite = line.parent if isinstance(line, nodes.SimpleStatementLine) else None
    if not isinstance(suite, nodes.IndentedBlock) or not isinstance(function, nodes.FunctionDef):
        return False
    behind = suite.body[suite.body.index(line) + 1 :]
    match behind:
        case [nodes.SimpleStatementLine(body=[nodes.Return(value=nodes.Name(value="True"))]), *_]:
            return _ASKS_WHETHER_IT_IS_THERE.isdisjoint(words(function.name.value))
    return False


def is_behind_a_failure(program: Program, call: Node) -> bool:
    """`post(f"{url}/abort"); return False`: it cleans up, and its function says that it has failed."""
    line = program.tree.statement_of(call).parent
    suite = line.parent if isinstance(line, nodes.SimpleStatementLine) else None
    if not isinstance(suite, nodes.IndentedBlock):
        return False
    match suite.body[suite.body.index(line) + 1 :]:
        case [nodes.SimpleStatementLine(body=[nodes.Raise() | nodes.Return(value=nodes.Name(value="False"))]), *_]:  # fmt: skip
            return True
    return False


def _only_tells(program: Program, suite: nodes.BaseSuite, call: Node) -> bool:
    if not isinstance(suite, nodes.IndentedBlock):
        return False
    return all(_tells(program, one, call) for one in suite.body)


def _tells(program: Program, statement: Node, call: Node) -> bool:
    """`pass`, `return`, or `log.info("answered %s", answer.status)`."""
    if not isinstance(statement, nodes.SimpleStatementLine):
        return False
    return all(
        isinstance(one, nodes.Pass)
        or (isinstance(one, nodes.Return) and one.value is None)
        or (isinstance(one, nodes.Expr) and _is_of_an_answer(program, one.value))
        or call in program.tree.walk(one)
        for one in statement.body
    )


def _is_of_an_answer(program: Program, value: Node) -> bool:
    return (
        isinstance(value, nodes.Call)
        and last_name(value.func) in TALKS
        and any(
            isinstance(part, nodes.Attribute) and part.attr.value in {"status", "status_code"}
            for part in program.tree.walk(value)
        )
    )


def _gives_back(tried: nodes.Try) -> bool:
    """Something is returned after it, or after the conditions that it stands under, whatever came of it."""
    statement: Node | None = tried
    while statement is not None:
        block = statement.parent
        if not isinstance(block, nodes.IndentedBlock):
            return False
        for after in block.body[block.body.index(statement) + 1 :]:
            if isinstance(after, nodes.SimpleStatementLine) and any(
                isinstance(small, nodes.Return) and _is_something(small.value, statement is tried)
                for small in after.body
            ):
                return True
        around = block.parent
        statement = around.parent if isinstance(around, nodes.Else) else around
        if not isinstance(statement, nodes.If):
            return False
    return False


def _is_something(value: Node | None, is_beside: bool) -> bool:
    """`return company_id`; further out nothing is made of `return None`."""
    return value is not None and (
        is_beside or not (isinstance(value, nodes.Name) and value.value == "None")
    )
