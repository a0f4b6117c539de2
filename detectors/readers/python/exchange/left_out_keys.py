"""Keys that an answer of AWS leaves out where there is nothing to say: no messages, no item, no public address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from detectors.readers.python.naming.dataflow import key_of, reads_of, targets
from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name

_KEYS = {
    "receive_message": {"Messages"},
    "get_item": {"Item"},
    "list_objects": {"Contents", "CommonPrefixes"},
    "list_objects_v2": {"Contents", "CommonPrefixes"},
    "list_object_versions": {"Versions", "DeleteMarkers"},
    "describe_instances": {"PublicIpAddress", "KeyName", "Tags"},
}
"""By operation: its parser makes no empty list of what has not come (botocore 1.44.8, run on answers without them)."""
_DEEPEST = 10
"""Parts of parts, and names that they are given."""


class LeftOut(NamedTuple):
    node: nodes.Subscript
    key: str
    names: frozenset[str]
    """The variables that hold what it is taken from."""


class _Part(NamedTuple):
    node: Node
    names: frozenset[str]
    is_inner: bool = False
    """It is taken from the answer, and not the answer itself."""


def keys_left_out(
    program: Program, call: nodes.Call, answers: Iterable[tuple[Node, frozenset[str]]]
) -> Iterator[LeftOut]:
    """Where they are taken from the answers of a call, or from the pages of a paginator, as if they were always there."""
    is_paged = last_name(call.func) == "paginate"
    keys = _KEYS.get(_paginated(program, call) if is_paged else last_name(call.func))
    for node, names in answers if keys else ():
        pages = _items(program, node) if is_paged else ()
        for part in [_Part(one, frozenset({one.value})) for one in pages] or [_Part(node, names)]:
            yield from _taken(program, keys or frozenset(), part, 0)


def _paginated(program: Program, call: nodes.Call) -> str:
    """The operation of `client.get_paginator("list_objects_v2").paginate(...)`."""
    paginator = (
        program.evaluator.thing(call.func.value) if isinstance(call.func, nodes.Attribute) else None
    )
    made = paginator.call if isinstance(paginator, Made) else None
    given = made.args[0].value if made is not None and made.args else None
    return (program.evaluator.text(given) or "") if given is not None else ""


def _items(program: Program, node: Node) -> Iterator[nodes.Name]:
    """What a loop over it calls each item."""
    if isinstance(node.parent, nodes.For | nodes.CompFor) and node.parent.iter is node:
        yield from reads_of(program, node.parent.target)


def _taken(program: Program, keys: Set[str], part: _Part, depth: int) -> Iterator[LeftOut]:
    if depth > _DEEPEST:
        return
    for inner in _parts(program, part):
        node = inner.node
        key = key_of(program, node) if isinstance(node, nodes.Subscript) else None
        if key is None or key not in keys:
            yield from _taken(program, keys, inner, depth + 1)
        elif isinstance(node, nodes.Subscript) and not isinstance(
            node.parent, nodes.AssignTarget | nodes.Del
        ):
            yield LeftOut(node, key, inner.names)


def _parts(program: Program, part: _Part) -> Iterator[_Part]:
    match parent := part.node.parent:
        case nodes.Subscript() if parent.value is part.node and len(parent.slice) == 1:
            yield _Part(parent, part.names, is_inner=True)
        case nodes.Assign() | nodes.AnnAssign() | nodes.NamedExpr():
            # to ask whether there are instances is not to ask whether this one has an address
            names = frozenset() if part.is_inner else part.names
            for target in targets(parent):
                for use in reads_of(program, target):
                    yield _Part(use, names | {use.value}, part.is_inner)
        case _:
            for use in _items(program, part.node):
                yield _Part(use, frozenset({use.value}), is_inner=True)
