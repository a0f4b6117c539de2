"""Flags of a row that are tested and then set, with work behind them that should be done once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import Update
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.catches import is_said
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted, last_name
from detectors.vocabulary.quantities import FLAGS

_LOCKS = re.compile(
    r"(?i)for_update|\b\w*lock\b|serializable|isolation|revision|etag|semaphore|mutex|advisory|get_or_create"
    r"|\.update\(|\.filter\([^)]*\b(?:pk|id)\b[^)]*\)\.update"
)
"""In a function: something that may keep others out, or a change that says what it expects."""
_OF_A_MAPPER = re.compile(
    r"\.objects\b|\.query\b|\bquery\(|\bselect\(|get_object_or_404|\bsession\.get\("
)
_SAVES = frozenset({"save", "asave", "commit"})


class _Flag(NamedTuple):
    row: str
    name: str
    test: Node


def flags(program: Program, contexts: Contexts) -> Iterator[Update]:
    """`if order.paid: return ... order.paid = True; order.save(); tell(order)`: two deliveries at once both get through."""
    for function in program.tree.functions:
        if not FLAGS.search(code := program.code(function)) or _LOCKS.search(code):
            continue
        found = _in(program, function)
        if found is None:
            continue
        read, flag, written = found
        first, last = program.lines(read), program.lines(written)
        yield Update(
            file=program.file,
            lines=first.through(last),
            columns=program.columns(read),
            anchors=[first, program.lines(flag.test), last],
            span=program.lines(function),
            store="row",
            what=f"{flag.row}.{flag.name}",
            read=first,
            written=last,
            handler=contexts.function(function).handler,
            is_a_flag=True,
            node=written,
        )


def _in(program: Program, function: nodes.FunctionDef) -> tuple[Node, _Flag, Node] | None:
    """Where a row is read, the test that leaves where its flag is set, and where it is set."""
    read: dict[str, Node] = {}
    tested: dict[tuple[str, str], _Flag] = {}
    written: tuple[_Flag, Node] | None = None
    is_saved = False
    for part in _in_order(function.body):
        match part:
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=nodes.Name(value=name))], value=value
            ):
                if _OF_A_MAPPER.search(program.code(value)):
                    read[name] = part
            case nodes.If(orelse=None) if _leaves(part):
                for flag in _asked(program, part.test):
                    if flag.row in read and FLAGS.search(f".{flag.name} = True"):
                        tested[flag.row, flag.name] = flag
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=nodes.Attribute(value=owner, attr=attr))],
                value=nodes.Name(value="True"),
            ):
                flag_of = tested.get((dotted(owner), attr.value))
                written = written or ((flag_of, part) if flag_of is not None else None)
            case nodes.Expr(value=nodes.Call() as call) if written is not None:
                row = written[0].row
                if last_name(call.func) in _SAVES:
                    is_saved = is_saved or dotted(call.func).rpartition(".")[0] in {
                        row,
                        "session",
                        "db.session",
                    }
                elif is_saved and not is_said(call) and _is_given(call, row):
                    return read[row], written[0], written[1]
    return None


def _in_order(suite: nodes.BaseSuite) -> Iterator[Node]:
    """The statements of a function, those of blocks that are always entered too."""
    for one in body_of(suite):
        yield one
        if isinstance(one, nodes.With | nodes.Try):
            yield from _in_order(one.body)


def _leaves(branch: nodes.If) -> bool:
    statements = body_of(branch.body)
    return bool(statements) and isinstance(statements[-1], nodes.Return | nodes.Raise)


def _asked(program: Program, test: nodes.BaseExpression) -> Iterator[_Flag]:
    """`order.paid`, `getattr(order, "paid", False)`: what leaves where it is true."""
    for part in descendants(test):
        match part:
            case nodes.UnaryOperation():
                return
            case nodes.Attribute(value=nodes.Name(value=row), attr=attr):
                yield _Flag(row, attr.value, test)
            case nodes.Call(func=nodes.Name(value="getattr"), args=[first, second, *_]):
                name = program.evaluator.text(second.value)
                if name and isinstance(first.value, nodes.Name):
                    yield _Flag(first.value.value, name, test)


def _is_given(call: nodes.Call, row: str) -> bool:
    """It is told which row it is about."""
    return any(
        isinstance(one, nodes.Name) and one.value == row
        for argument in call.args
        for one in descendants(argument.value)
    )
