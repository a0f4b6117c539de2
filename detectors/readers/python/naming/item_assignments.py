"""Entries that a file puts into something by its name: `self.session.headers["X-Auth-Token"] = token`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted


def put_into(
    program: Program, holder: nodes.Attribute
) -> Iterator[tuple[str, nodes.BaseExpression]]:
    """(key, value) of each: of an object's own in any method, of other names only above in the same function."""
    name, around = dotted(holder), program.tree.definition_of(holder)
    for node in _statements(program, is_own=name.startswith("self."), around=around):
        if around is program.tree.definition_of(node) and not _is_above(program, node, holder):
            continue
        match node:
            case nodes.Assign():
                for target in node.targets:
                    if key := _key(program, target.target, name):
                        yield key, node.value
            case nodes.Call(func=nodes.Attribute(value=updated, attr=nodes.Name("update"))):
                if dotted(updated) == name:
                    for argument in node.args:
                        yield from _entries(program, argument.value)


def _statements(
    program: Program, *, is_own: bool, around: nodes.FunctionDef | None
) -> Iterator[Node]:
    if is_own:
        for function in program.tree.functions:
            yield from program.tree.walk(function.body)
    elif around is not None:
        yield from program.tree.walk(around.body)


def _is_above(program: Program, node: Node, holder: Node) -> bool:
    return program.lines(node).first < program.lines(holder).first


def _key(program: Program, target: nodes.BaseExpression, holder: str) -> str:
    if not isinstance(target, nodes.Subscript) or dotted(target.value) != holder:
        return ""
    index = target.slice[0].slice
    return program.evaluator.text(index.value) or "" if isinstance(index, nodes.Index) else ""


def _entries(
    program: Program, given: nodes.BaseExpression
) -> Iterator[tuple[str, nodes.BaseExpression]]:
    for element in given.elements if isinstance(given, nodes.Dict) else ():
        if isinstance(element, nodes.DictElement):
            key = program.evaluator.text(element.key)
            if key:
                yield key, element.value
