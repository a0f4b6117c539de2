"""Answers that are collected before anybody looks at one of them: `[get(url) for url in urls]`, `await gather(*tasks)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.readers.python.naming.dataflow import DEEPEST, reads_of, targets
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name

_SAME = frozenset({"list", "tuple", "reversed"})
_SAYS_NOTHING = frozenset({"len", "print", "bool"})


@dataclass
class Collected:
    """Where what is put into a collection is met again."""

    bound: list[nodes.Name] = field(default_factory=list)
    """Names that are bound to one of its items."""
    read: list[Node] = field(default_factory=list)
    """Expressions that take one out."""
    is_out_of_sight: bool = False


def collected(program: Program, item: Node) -> Collected | None:
    """Behind the collection that an expression is put into; None if it is put into none."""
    found = Collected()
    match parent := item.parent:
        case nodes.ListComp() | nodes.SetComp() | nodes.GeneratorExp() if parent.elt is item:
            _follow(program, parent, None, found, 0)
        case nodes.Arg(star="", keyword=None, parent=nodes.Call() as call):
            if last_name(call.func) == "gather":
                _follow(program, call, _position(parent, call), found, 0)
            elif last_name(call.func) == "append" and isinstance(call.parent, nodes.Expr):
                _follow_list(program, call, found)
            else:
                return None
        case _:
            return None
    found.is_out_of_sight |= not (found.bound or found.read)
    return found


def _follow_list(program: Program, append: nodes.Call, found: Collected) -> None:
    """`tasks.append(get(url))`: wherever else its function names the list."""
    owner = append.func.value if isinstance(append.func, nodes.Attribute) else None
    if not isinstance(owner, nodes.Name):
        found.is_out_of_sight = True
        return
    function = program.tree.function_of(append)
    for name in program.reads(owner.value):
        if name is not owner and program.tree.function_of(name) is function:
            _follow(program, name, None, found, 1)


def _position(argument: nodes.Arg, call: nodes.Call) -> int | None:
    """Its place among the results; None behind others of which nobody knows how many they are."""
    before = call.args[: call.args.index(argument)]
    return None if any(one.star for one in before) else len(before)


def _follow(program: Program, node: Node, place: int | None, found: Collected, depth: int) -> None:
    """Where the items of a collection go; with a `place`, the one that stands there."""
    match parent := node.parent:
        case nodes.Await():
            _follow(program, parent, place, found, depth)
        case nodes.Arg(parent=nodes.Call() as call):
            _given(program, parent, call, place, found, depth)
        case nodes.For() | nodes.CompFor() if parent.iter is node:
            _bind(parent.target, found)
        case nodes.Subscript() if parent.value is node:
            found.read.append(parent)
        case nodes.Assign() | nodes.AnnAssign() if depth <= DEEPEST:
            for target in targets(parent):
                for one in _named(target, place):
                    if isinstance(one, nodes.Name) and one is target:
                        for use in reads_of(program, one):
                            _follow(program, use, place, found, depth + 1)
                    else:
                        _bind(one, found)
        case nodes.Attribute(attr=nodes.Name(value="append")) | nodes.If() | nodes.UnaryOperation():
            pass  # it grows, or is asked whether it is empty
        case _:
            found.is_out_of_sight = True


def _named(target: Node, place: int | None) -> Iterator[Node]:
    """`rates, users = await gather(...)`: the one that stands at its place, all where that cannot be told."""
    if not isinstance(target, nodes.Tuple):
        yield target
    elif place is None or place >= len(target.elements):
        yield from (one.value for one in target.elements)
    else:
        yield target.elements[place].value


def _given(
    program: Program,
    argument: nodes.Arg,
    call: nodes.Call,
    place: int | None,
    found: Collected,
    depth: int,
) -> None:
    name = last_name(call.func)
    if name in _SAYS_NOTHING:
        return
    if name in _SAME or (name == "gather" and argument.star == "*"):
        _follow(program, call, place, found, depth)
        return
    if name in {"enumerate", "zip"} and isinstance(call.parent, nodes.For | nodes.CompFor):
        target = call.parent.target
        index = 1 if name == "enumerate" else call.args.index(argument)
        if isinstance(target, nodes.Tuple) and index < len(target.elements):
            _bind(target.elements[index].value, found)
            return
    found.is_out_of_sight = True


def _bind(target: Node, found: Collected) -> None:
    if isinstance(target, nodes.Name):
        found.bound.append(target)
    else:
        found.is_out_of_sight = True
