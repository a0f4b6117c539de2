"""What is refused where it has not the expected shape: `if page is None: raise`, a caught `KeyError`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Function
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    body_of,
    descendants,
    dotted,
    is_none,
    last_name,
    returns_none,
)
from detectors.readers.python.syntax.tree import Tree

_REFUSES = frozenset(
    {
        "model_validate",
        "model_validate_json",
        "parse_obj",
        "parse_raw",
        "validate_python",
        "validate_json",
        "validate",
        "structure",
        "from_dict",
        "from_json",
        "from_text",
        "from_xml",
        "parse_request_body_response",
        "load_certificate",
        "load_pem_x509_certificate",
        "fromstring",
        "XML",
        "ZipFile",
        "TarFile",
    }
)
"""Calls that raise when they are given another shape than they expect."""
_REFUSERS = frozenset(
    {"Image.open", "ast.parse", "tarfile.open", "ET.parse", "etree.parse", "xmltodict.parse"}
    | {
        f"{pandas}.read_{kind}"
        for pandas in ("pd", "pandas")
        for kind in ("html", "excel", "parquet")
    }
)
_COMPLAINS = frozenset({"error", "exception", "critical", "fatal"})
"""Methods of loggers that report a failure."""
_ERROR = re.compile(r"(?i)\W*(?:[rfbu]+[\"']+)?\W*(error|failed|failure)\b")
"""How what is printed begins where it reports an error."""
_ALL = frozenset({"Exception", "BaseException"})
_SHAPE_ERRORS = frozenset({"KeyError", "IndexError", "TypeError", "LookupError"})


def refuses(call: nodes.Call) -> bool:
    """It raises when it is given something else than it expects."""
    return last_name(call.func) in _REFUSES or dotted(call.func) in _REFUSERS


def is_refused(tree: Tree, node: Node) -> bool:
    """A test of it decides whether something is raised."""
    child = node
    for parent in tree.ancestors(node):
        match parent:
            case nodes.Assert():
                return child is parent.test
            case nodes.If():
                return child is parent.test and _refuses_after(tree, parent)
            case (
                nodes.Comparison()
                | nodes.ComparisonTarget()
                | nodes.UnaryOperation()
                | nodes.BooleanOperation()
                | nodes.NamedExpr()
                | nodes.Subscript()
            ):
                child = parent
            case nodes.Arg() | nodes.Call() | nodes.Attribute():
                child = parent  # `not isinstance(body, dict)`, `body.strip() == ""`
            case _:
                return False
    return False


def _refuses_after(tree: Tree, test: nodes.If) -> bool:
    """One of its ways ends in an error: its body, its `else`, or what follows a body that leaves."""
    if _refuses_in(body_of(test.body)):
        return True
    if isinstance(test.orelse, nodes.Else) and _refuses_in(body_of(test.orelse.body)):
        return True
    if test.orelse is not None or not leaves(test.body):
        return False
    block = test.parent
    if not isinstance(block, nodes.IndentedBlock):
        return False
    following = next((b for a, b in pairwise(block.body) if a is test), None)
    return isinstance(following, nodes.SimpleStatementLine) and (
        _ends_in_raise(following.body) or _complains(following.body)
    )


def _ends_in_raise(statements: Sequence[Node]) -> bool:
    return bool(statements) and isinstance(statements[-1], nodes.Raise)


def _refuses_in(statements: Sequence[Node]) -> bool:
    return _ends_in_raise(statements) or _complains(statements)


def _complains(statements: Sequence[Node]) -> bool:
    """It reports an error: `logger.error("no such page")`, `print("ERROR: no such page")`."""
    return any(
        isinstance(inner, nodes.Call)
        and (last_name(inner.func) in _COMPLAINS or _prints_an_error(inner))
        for statement in statements
        if isinstance(statement, nodes.Expr)
        for inner in descendants(statement)
    )


def _prints_an_error(call: nodes.Call) -> bool:
    if dotted(call.func) != "print" or not call.args:
        return False
    for inner in descendants(call.args[0]):
        match inner:
            case nodes.SimpleString(value=text) | nodes.FormattedStringText(value=text):
                return _ERROR.match(text) is not None
    return False


def catches_another_shape(tree: Tree, node: Node) -> bool:
    """Somebody catches what a wrong shape raises here."""
    child = node
    for parent in tree.ancestors(node):
        if isinstance(parent, nodes.Try) and child is parent.body:
            for handler in parent.handlers:
                if _catches_shapes(handler, _is_by_key(node)):
                    return True
        if isinstance(parent, nodes.FunctionDef):
            return False
        child = parent
    return False


def _is_by_key(node: Node) -> bool:
    """`body["info"]`, which no error page has; `items[0]` may stand under a test of the items."""
    index = node.slice[0].slice if isinstance(node, nodes.Subscript) else None
    return isinstance(index, nodes.Index) and isinstance(index.value, nodes.SimpleString)


def _catches_shapes(handler: nodes.ExceptHandler, is_by_key: bool) -> bool:
    """It is for what a wrong shape raises, or for everything and fails aloud, or does not tell what it was.

    What it tells of another shape is no more than the name of a key that is not there.
    """
    if handler.type is None:
        return is_by_key
    named = _names(handler.type)
    if named & _SHAPE_ERRORS:
        return True
    if not named & _ALL:
        return False
    statements = body_of(handler.body)
    return (is_by_key and handler.name is None) or (
        _complains(statements) and _ends_in_raise(statements)
    )


def catches_everything(tree: Tree, node: Node) -> bool:
    """It stands in a `try` of its function that is for whatever may go wrong."""
    return _catch_all(tree, node) is not None


def _catch_all(tree: Tree, node: Node) -> tuple[nodes.Try, nodes.ExceptHandler] | None:
    """The nearest `try` around it that catches everything, and its clause for that."""
    child = node
    for parent in tree.ancestors(node):
        if isinstance(parent, nodes.Try) and child is parent.body:
            for handler in parent.handlers:
                if handler.type is None or _ALL & _names(handler.type):
                    return parent, handler
        if isinstance(parent, nodes.FunctionDef):
            return None
        child = parent
    return None


def is_none_as_a_failure_is(tree: Tree, call: nodes.Call) -> bool:
    """`token = None; try: token = get(...).json().get("token") except Exception: pass`, `return ...get("token")` over `return None`."""
    found = _catch_all(tree, call)
    if found is None:
        return False
    attempt, handler = found
    statements = body_of(handler.body)
    match call.parent:
        case nodes.Return():
            return bool(statements) and returns_none(statements[-1])
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]):
            given = [one for one in statements if name in _bound(one)]
            if given:
                return all(_is_none_for(one, name) for one in given)
            return _is_none_before(tree, attempt, name) and not any(
                isinstance(one, nodes.Raise | nodes.Return) for one in statements
            )
    return False


def _bound(statement: Node) -> set[str]:
    targets = statement.targets if isinstance(statement, nodes.Assign) else ()
    return {dotted(one.target) for one in targets}


def _is_none_for(statement: Node, name: str) -> bool:
    return (
        isinstance(statement, nodes.Assign)
        and name in _bound(statement)
        and is_none(statement.value)
    )


def _is_none_before(tree: Tree, attempt: nodes.Try, name: str) -> bool:
    """The last thing that is bound to the name in the block of the `try`, before it, is nothing."""
    block = attempt.parent
    if not isinstance(block, nodes.IndentedBlock | nodes.Module):
        return False
    before: list[Node] = []
    for one in block.body:
        before += one.body if isinstance(one, nodes.SimpleStatementLine) else [one]
    if attempt not in before:
        return False
    given = [one for one in before[: before.index(attempt)] if name in _bound(one)]
    return bool(given) and _is_none_for(given[-1], name)


def _names(node: Node) -> set[str]:
    return {inner.value for inner in descendants(node) if isinstance(inner, nodes.Name)}


def decides(function: Function) -> bool:
    """A function of the file that raises, or goes one way or another."""
    return _holds(function, (nodes.Raise, nodes.If))


def raises(function: Function) -> bool:
    return _holds(function, (nodes.Raise,))


def _holds(function: Function, kinds: tuple[type[Node], ...]) -> bool:
    return any(isinstance(inner, kinds) for inner in descendants(function.node.body))
