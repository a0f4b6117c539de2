"""Waits whose length nobody can see, and which is the same before every attempt all the same."""

from __future__ import annotations

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed, words

_LENGTHS = listed(
    "delay delays interval intervals wait sleep pause seconds secs sec ms period cooldown time timeout"
)
"""Words of an attribute that says how long: `self.retry_delay`, `settings.RETRY_INTERVAL`."""
_CHANGES = listed("current next backoff jitter jittered random adaptive dynamic calculated")
"""Words of what may be another length each time that it is asked for."""

_MAKERS = frozenset(
    {"__init__", "__post_init__", "__new__", "__attrs_post_init__", "setUp", "setup"}
)


def stays_the_same(program: Program, length: nodes.BaseExpression, around: Node) -> bool:
    """`sleep(self.retry_delay)` in a loop, or a function that calls itself, which does not set it."""
    names = [*_names(length)]
    return bool(names) and all(_is_steady(program, name, around) for name in names)


def _names(node: nodes.BaseExpression) -> list[nodes.Name | nodes.Attribute | None]:
    """What an expression is made of beside numbers; None for what may be anything."""
    match node:
        case nodes.Name() | nodes.Attribute():
            return [node]
        case nodes.Integer() | nodes.Float():
            return []
        case nodes.BinaryOperation(left=left, right=right):
            return [*_names(left), *_names(right)]
        case nodes.Subscript(
            value=value,
            slice=[nodes.SubscriptElement(slice=nodes.Index(value=nodes.SimpleString()))],
        ):
            return _names(value)
        case nodes.Call(func=nodes.Name(value="float" | "int"), args=[nodes.Arg(value=value)]):
            return _names(value)
    return [None]


def _is_steady(program: Program, node: nodes.Name | nodes.Attribute | None, around: Node) -> bool:
    if node is None or not dotted(node):
        return False
    is_length = isinstance(node, nodes.Name) or bool({*words(last_name(node))} & _LENGTHS)
    if not is_length or {*words(dotted(node))} & _CHANGES:
        return False
    if names_in(program.tree, node) & _set_in(program, around):
        return False
    if isinstance(around, nodes.FunctionDef) and _is_passed_on(program, node, around):
        return False
    if isinstance(node, nodes.Attribute) and dotted(node.value) in {"self", "cls"}:
        return not _is_set_elsewhere(program, node)
    return True


def _set_in(program: Program, around: Node) -> set[str]:
    tree = program.tree
    found: set[str] = set()
    for inner in tree.walk(around):
        match inner:
            case nodes.Assign():
                found |= {name for one in inner.targets for name in names_in(tree, one.target)}
            case nodes.AugAssign() | nodes.AnnAssign() | nodes.NamedExpr():
                found |= names_in(tree, inner.target)
            case nodes.For() if inner is not around:
                found |= names_in(tree, inner.target)
    if isinstance(around, nodes.For):
        found |= names_in(tree, around.target)
    return found


def _is_passed_on(
    program: Program, node: nodes.Name | nodes.Attribute, function: nodes.FunctionDef
) -> bool:
    """`return fetch(url, delay=delay * 2)`: it is another one in the next call."""
    named = names_in(program.tree, node)
    return any(
        isinstance(inner, nodes.Call)
        and last_name(inner.func) == function.name.value
        and any(
            not isinstance(argument.value, nodes.Name)
            and names_in(program.tree, argument.value) & named
            for argument in inner.args
        )
        for inner in program.tree.walk(function.body)
    )


def _is_set_elsewhere(program: Program, node: nodes.Attribute) -> bool:
    """Something sets the attribute while it is in use, or works it out each time."""
    name = node.attr.value
    for one in program.tree.assigned:
        function = program.tree.definition_of(one.statement)
        if one.attribute == name and function is not None and function.name.value not in _MAKERS:
            return True
    return any(function.name.value == name for function in program.tree.functions)
