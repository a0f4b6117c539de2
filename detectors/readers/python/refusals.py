"""What is refused where it has not the expected shape: `if page is None: raise`, a caught `KeyError`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from detectors.readers.python import nodes as cst
from detectors.readers.python.names import leaves
from detectors.readers.python.syntax import Node, body_of, children, dotted, last_name
from detectors.readers.python.things import Function
from detectors.readers.python.tree import Tree

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
        "load_certificate",
        "load_pem_x509_certificate",
        "fromstring",
        "XML",
        "ZipFile",
        "TarFile",
    }
)
"""Calls that raise when they are given another shape than they expect."""
_REFUSERS = frozenset({"Image.open", "ast.parse", "tarfile.open", "ET.parse", "etree.parse"})
_SHAPE_ERRORS = frozenset({"KeyError", "IndexError", "TypeError", "LookupError"})


def refuses(call: cst.Call) -> bool:
    """It raises when it is given something else than it expects."""
    return last_name(call.func) in _REFUSES or dotted(call.func) in _REFUSERS


def is_refused(tree: Tree, node: Node) -> bool:
    """A test of it decides whether something is raised."""
    child = node
    for parent in tree.ancestors(node):
        match parent:
            case cst.Assert():
                return child is parent.test
            case cst.If():
                return child is parent.test and _raises_after(tree, parent)
            case (
                cst.Comparison()
                | cst.ComparisonTarget()
                | cst.UnaryOperation()
                | cst.BooleanOperation()
                | cst.NamedExpr()
                | cst.Subscript()
            ):
                child = parent
            case cst.Arg() | cst.Call() | cst.Attribute():
                child = parent  # `not isinstance(body, dict)`, `body.strip() == ""`
            case _:
                return False
    return False


def _raises_after(tree: Tree, test: cst.If) -> bool:
    """One of its ways ends in an error: its body, its `else`, or what follows a body that leaves."""
    if _ends_in_raise(body_of(test.body)):
        return True
    if isinstance(test.orelse, cst.Else) and _ends_in_raise(body_of(test.orelse.body)):
        return True
    if test.orelse is not None or not leaves(test.body):
        return False
    block = tree.parents[test]
    if not isinstance(block, cst.IndentedBlock):
        return False
    following = next((b for a, b in pairwise(block.body) if a is test), None)
    return isinstance(following, cst.SimpleStatementLine) and _ends_in_raise(following.body)


def _ends_in_raise(statements: Sequence[Node]) -> bool:
    return bool(statements) and isinstance(statements[-1], cst.Raise)


def catches_another_shape(tree: Tree, node: Node) -> bool:
    """Somebody catches what a wrong shape raises here."""
    child = node
    for parent in tree.ancestors(node):
        if isinstance(parent, cst.Try) and child is parent.body:
            for handler in parent.handlers:
                if handler.type is not None and _names(handler.type) & _SHAPE_ERRORS:
                    return True
        if isinstance(parent, cst.FunctionDef):
            return False
        child = parent
    return False


def _names(node: Node) -> set[str]:
    found = {node.value} if isinstance(node, cst.Name) else set()
    return found.union(*(_names(child) for child in children(node)))


def decides(function: Function) -> bool:
    """A function of the file that raises, or goes one way or another."""
    return _holds(function, (cst.Raise, cst.If))


def raises(function: Function) -> bool:
    return _holds(function, (cst.Raise,))


def _holds(function: Function, kinds: tuple[type[Node], ...]) -> bool:
    waiting: list[Node] = [function.node.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kinds):
            return True
        waiting += children(node)
    return False
