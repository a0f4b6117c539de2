"""What a program makes of one page of a listing, and whether anything beside it asks for the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import OFF, UNKNOWN, Value, known
from detectors.readers.python.naming.dataflow import DEEPEST, key_of, reads_of, targets
from detectors.readers.python.naming.things import Dictionary
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name

_WALKS = re.compile(
    r"next_?(?:token|marker|page|cursor|url|link|record|continuation)|last_?evaluated|is_?truncated|paginat|has_?more"
    r"|auto_paging|cursor|\bmarker|list_next|page_?token|starting_after|iter_pages|\.links\b|rel=|while True",
    re.IGNORECASE,
)
_TAKES_ALL = frozenset(
    {
        "len",
        "sum",
        "sorted",
        "list",
        "set",
        "map",
        "filter",
        "extend",
        "dict",
        "tuple",
        "max",
        "min",
    }
    | {
        "enumerate",
        "reversed",
        "update",
        "DataFrame",
        "dumps",
        "any",
        "all",
        "Counter",
        "frozenset",
    }
)
"""Calls that make something of all that they are given."""


def keywords(call: nodes.Call) -> Iterator[str]:
    """Those of a call and of the calls that it is a method of: `files().list(pageSize=10).execute()`."""
    yield from (given.keyword.value for given in _arguments(call) if given.keyword)


def limit(program: Program, call: nodes.Call, names: frozenset[str]) -> Value:
    """What is given under one of these keywords."""
    for argument in _arguments(call):
        if argument.keyword is not None and argument.keyword.value in names:
            const = program.evaluator.const(argument.value)
            found = UNKNOWN if const is None else known(const.value)
            return program.written(found, argument.value)
    return UNKNOWN if any(one.star == "**" for one in _arguments(call)) else OFF


def _arguments(call: nodes.Call) -> Iterator[nodes.Arg]:
    inner: Node = call
    while isinstance(inner, nodes.Call | nodes.Attribute):
        if isinstance(inner, nodes.Call):
            yield from inner.args
        inner = inner.value if isinstance(inner, nodes.Attribute) else inner.func


def is_walked(program: Program, call: nodes.Call) -> bool:
    """The function around it, or the class of that, speaks of further pages."""
    around: Node | None = program.tree.function_of(call)
    if around is None:
        around = program.tree.module_of(call)
    return program.says(_WALKS, around)


def may_say_which(program: Program, call: nodes.Call) -> bool:
    """It is given parameters of its URL that cannot be seen."""
    return any(
        argument.star
        or (
            argument.keyword is not None
            and argument.keyword.value == "params"
            and not all(
                isinstance(thing, Dictionary) for thing in program.evaluator.things(argument.value)
            )
        )
        for argument in call.args
    )


def is_whole(program: Program, page: Node, depth: int = 0) -> bool:
    """It is gone through, counted or handed back as if it were all there is."""
    if depth > DEEPEST:
        return False
    match parent := page.parent:
        case nodes.For() | nodes.CompFor():
            return parent.iter is page
        case nodes.Arg():
            call = parent.parent
            return isinstance(call, nodes.Call) and last_name(call.func) in _TAKES_ALL
        case nodes.Return():
            return True
        case nodes.BooleanOperation():
            return is_whole(program, parent, depth)
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Attribute())]):
            return True  # kept for whoever asks later
        case nodes.Assign() | nodes.AnnAssign():
            reads = [use for target in targets(parent) for use in reads_of(program, target)]
            return any(is_whole(program, use, depth + 1) for use in reads) and not any(
                isinstance(use.parent, nodes.Subscript) for use in reads
            )
    return False


def whole_keys(program: Program, body: Node, depth: int = 0) -> Iterator[str]:
    """The keys under which a body holds what is taken whole; empty for the body itself."""
    if depth == 0 and is_whole(program, body):
        yield ""
    if depth > DEEPEST:
        return
    match parent := body.parent:
        case nodes.Subscript() if parent.value is body:
            key = key_of(program, parent)
            if key and is_whole(program, parent):
                yield key
        case nodes.Attribute() if parent.attr.value == "get" and isinstance(
            parent.parent, nodes.Call
        ):
            call = parent.parent
            key = program.evaluator.text(call.args[0].value) if call.args else None
            if key and is_whole(program, call):
                yield key
        case nodes.BooleanOperation():
            yield from whole_keys(program, parent, depth + 1)
        case nodes.Assign() | nodes.AnnAssign() | nodes.NamedExpr():
            for target in targets(parent):
                for use in reads_of(program, target):
                    yield from whole_keys(program, use, depth + 1)
