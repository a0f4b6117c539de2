"""What a program only shows to whoever runs it: `print(json.dumps(answer.json(), indent=4))`."""

from __future__ import annotations

from detectors.readers.python.naming.dataflow import reads_of
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name

_SHOWS = frozenset({"print", "pprint", "print_json", "echo", "secho", "rprint"})
"""Calls that put what they are given in front of a person."""
_SPELLS = frozenset({"dumps", "pformat", "str", "repr", "loads", "decode", "strip", "prettify"})
"""Calls that make a text of the whole of what they are given."""
_DEEPEST = 6
"""Names and calls through which a value is followed."""


def is_only_shown(program: Program, node: Node, depth: int = 0) -> bool:
    """The whole of it goes in front of a person, and nowhere else."""
    if depth > _DEEPEST:
        return False
    match parent := node.parent:
        case nodes.Await() | nodes.FormattedStringExpression() | nodes.FormattedString():
            return is_only_shown(program, parent, depth)
        case nodes.Attribute() if parent.attr.value in _SPELLS and parent.value is node:
            call = parent.parent
            return isinstance(call, nodes.Call) and is_only_shown(program, call, depth + 1)
        case nodes.Arg():
            call = parent.parent
            if not isinstance(call, nodes.Call) or parent is not call.args[0]:
                return False
            name = last_name(call.func)
            return name in _SHOWS or (name in _SPELLS and is_only_shown(program, call, depth + 1))
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name() as name)]):
            readers = [*reads_of(program, name)]
            return bool(readers) and all(is_only_shown(program, n, depth + 1) for n in readers)
    return False
