"""What is named together with a value: the other entries of its dictionary, the other keywords of its call."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python import nodes
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import Node


def named_with(program: Program, node: Node) -> Iterator[tuple[str, nodes.BaseExpression | None]]:
    """(name, value) in order, with one pair for each item of a list; None stands for the node's own value."""
    for item in program.tree.ancestors(node):
        if isinstance(item, nodes.BaseCompoundStatement | nodes.BaseSmallStatement):
            return
        match item.parent:
            case nodes.Dict(elements=around):
                break
            case nodes.Call(args=around) if isinstance(item, nodes.Arg) and item.keyword:
                break
    else:
        return
    for other in around:
        if other is item:
            yield _name(program, other), None
        elif name := _name(program, other):
            yield from ((name, value) for value in _values(other.value))


def _name(program: Program, item: nodes.BaseDictElement | nodes.Arg) -> str:
    """The key of an entry or the name of a keyword; empty where it cannot be told."""
    if isinstance(item, nodes.Arg):
        return item.keyword.value if item.keyword else ""
    key = item.key if isinstance(item, nodes.DictElement) else None
    return (key and program.evaluator.text(key)) or ""


def _values(node: nodes.BaseExpression) -> Iterator[nodes.BaseExpression]:
    if isinstance(node, nodes.List | nodes.Tuple | nodes.Set) and node.elements:
        yield from (element.value for element in node.elements)
    else:
        yield node
