"""Names that hold what the item before has found, since the `try` that gives them has failed for this one."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import LOOPS, Node, descendants


def of_the_item_before(program: Program, caught: nodes.Try | nodes.TryStar) -> nodes.Name | None:
    """Where a loop over items goes on to read what this `try` alone gives; None if it does not."""
    loop = next((one for one in program.tree.ancestors(caught) if isinstance(one, LOOPS)), None)
    if not isinstance(loop, nodes.For):
        return None
    inside = {*descendants(caught.body)}
    given = [
        node.target.value
        for node in inside
        if isinstance(node, nodes.AssignTarget) and isinstance(node.target, nodes.Name)
    ]
    for name in _read_behind(program, caught, loop):
        scope = program.tree.scopes.get(name)
        bindings = scope.bindings.get(name.value, ()) if scope and name.value in given else ()
        if bindings and all(one.statement in inside for one in bindings):
            return name
    return None


def _read_behind(
    program: Program, caught: nodes.Try | nodes.TryStar, loop: nodes.For
) -> Iterator[nodes.Name]:
    """The names in the statements that come next in the same turn."""
    order, at = program.tree.order, program.tree.order[caught]
    within: set[Node] = {*descendants(caught)}
    for statement in descendants(loop.body):
        if order.get(statement, -1) > at and statement not in within:
            yield from (n for n in descendants(statement) if isinstance(n, nodes.Name))
