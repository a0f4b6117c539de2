"""What a function of the file gives back, and those who answer somebody with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from detectors.readers.python.naming.dataflow import key_of, reads_of, targets
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name

_DEEPEST = 2
"""Functions, and variables of each, through which what is given back is followed."""
_SHOWS = frozenset(
    {"dumps", "jsonify", "str", "dict", "list", "join", "format", "make_response", "TextContent",
     "CallToolResult", "HTTPException", "ToolError", "McpError", "ErrorData", "Content", "text"}
)  # fmt: skip
"""Calls whose answer holds what they are given."""
_PARTS = (
    *(nodes.Await, nodes.Arg, nodes.Element, nodes.List, nodes.Tuple, nodes.Dict),
    *(
        nodes.StarredDictElement,
        nodes.FormattedString,
        nodes.FormattedStringExpression,
        nodes.ConcatenatedString,
    ),
)
"""What holds an expression within another one whole."""
_OF_FAILURE = re.compile(r"(?i)err|fail|exception|\bnot\b.*(?:success|\bok\b|\"ok\"|valid|status)")
_OF_SUCCESS = re.compile(r"(?i)\bnot\b.*(?:err|fail|exception)|\bnot in\b|is None|\bnot \w+$")

Answers = Callable[[Node], bool]
"""Whether a `return` or a `raise` goes to somebody outside."""


def handed_on(
    program: Program, answers: Answers, statement: Node, keys: frozenset[str], depth: int = 0
) -> Iterator[Node]:
    """The statements that tell somebody outside what a `return` gives to the callers of its function.

    `keys` are those under which it stands in what is given back; none where it is all of that.
    """
    function = program.tree.function_of(statement)
    if not isinstance(statement, nodes.Return) or not isinstance(function, nodes.FunctionDef):
        return
    if function in program.tree.generators:
        return
    for call in program.evaluator.sites(function):
        for end in ends_of(program, call, keys):
            if answers(end):
                yield end
            elif depth < _DEEPEST:
                yield from handed_on(program, answers, end, frozenset(), depth + 1)
    if depth == 0:
        yield from _wrapped(program, answers, function)


def ends_of(program: Program, node: Node, keys: frozenset[str], depth: int = 0) -> Iterator[Node]:
    """The statements that a value, or what stands in it under one of the keys, ends in.

    `return value`, `return json.dumps({"result": value})`, `raise HTTPException(500, value["error"])`.
    """
    while True:
        parent = node.parent
        match parent:
            case nodes.Return() | nodes.Raise():
                yield parent
                return
            case nodes.Call(func=called) if called is not node:
                return
            case nodes.Arg() if not _is_shown_by(parent.parent):
                return
            case nodes.Arg():
                node = parent.parent
                continue
            case nodes.DictElement(value=value) if value is node:
                pass
            case nodes.IfExp(body=body, orelse=orelse) if node in (body, orelse):
                pass
            case nodes.BooleanOperation():
                pass
            case nodes.BinaryOperation(operator=nodes.Add() | nodes.Modulo()):
                pass
            case nodes.Subscript(value=value) if value is node and key_of(program, parent) in keys:
                pass
            case nodes.Attribute(value=value, attr=nodes.Name(value="get")) if value is node:
                asked = parent.parent
                if not _asks_for(program, asked, keys):
                    return
                node = asked
                continue
            case nodes.Assign() | nodes.AnnAssign() | nodes.NamedExpr() if depth < _DEEPEST:
                for target in targets(parent):
                    for use in reads_of(program, target):
                        if _comes_with_a_failure(program, use):
                            yield from ends_of(program, use, keys, depth + 1)
                return
            case _ if not isinstance(parent, _PARTS):
                return
        node = parent


def _is_shown_by(call: Node) -> bool:
    if not isinstance(call, nodes.Call):
        return False
    name = last_name(call.func)
    return name in _SHOWS or name[:1].isupper()  # an answer of a class of its own


def _asks_for(program: Program, call: Node, keys: frozenset[str]) -> bool:
    """`value.get("error")`."""
    if not isinstance(call, nodes.Call) or not call.args:
        return False
    return program.evaluator.text(call.args[0].value) in keys


def _comes_with_a_failure(program: Program, use: nodes.Name) -> bool:
    """A failure gets as far as this: no test of the same value keeps it from there."""
    function = program.tree.function_of(use)
    branches = program.tree.branches.get(function, ()) if function is not None else ()
    around = {*program.tree.ancestors(use)}
    at = program.span(use)[0]
    for branch in branches:
        if not _mentions(program, branch.test, use.value) or program.span(branch)[0] > at:
            continue
        said = program.code(branch.test)
        is_of_failure = bool(_OF_FAILURE.search(said)) and not _OF_SUCCESS.search(said)
        if branch.body in around:
            if not is_of_failure:
                return False
        elif branch.orelse is not None and branch.orelse in around:
            if is_of_failure:
                return False
        elif (
            use not in program.tree.walk(branch.test)
            and leaves(branch.body)
            and (is_of_failure or "isinstance" in said)
        ):
            return False
    return True


def _mentions(program: Program, test: Node, name: str) -> bool:
    return any(
        isinstance(part, nodes.Name) and part.value == name for part in program.tree.walk(test)
    )


def _wrapped(program: Program, answers: Answers, wrapper: nodes.FunctionDef) -> Iterator[Node]:
    """The functions that the decorator around a wrapper is put on, where somebody outside calls them."""
    around = next(
        (one for one in program.tree.ancestors(wrapper) if isinstance(one, nodes.FunctionDef)), None
    )
    if around is None or not any(
        isinstance(value, nodes.Name) and value.value == wrapper.name.value
        for value in program.tree.returns.get(around, ())
    ):
        return
    makers = {
        around,
        *(p for p in program.tree.ancestors(around) if isinstance(p, nodes.FunctionDef)),
    }
    for function in program.tree.functions:
        for decorator in function.decorators:
            named = decorator.decorator
            called = named.func if isinstance(named, nodes.Call) else named
            thing = program.evaluator.thing(called)
            if isinstance(thing, Function) and thing.node in makers:
                last = next(
                    (s for s in program.tree.walk(function.body) if isinstance(s, nodes.Return)),
                    None,
                )
                if last is not None and answers(last):
                    yield function
                break
