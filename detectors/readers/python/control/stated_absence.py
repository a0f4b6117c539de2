"""Functions that give None where there is none, as their own code says, and after a failure as well, or that promise never to."""

from __future__ import annotations

import re

from detectors.readers.python.control.catches import catches_all
from detectors.readers.python.control.clauses import plain
from detectors.readers.python.control.pretended_success import gives_a_value
from detectors.readers.python.control.trials import Clause
from detectors.readers.python.naming.things import Class, Ref, Thing
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
    returns_none,
)
from detectors.vocabulary.names import listed

_NOT_THERE = re.compile(r"\w*(?:NotFound|DoesNotExist|NoSuch|NotExist)\w*")
"""Exceptions by which a service says that there is none."""


def says_there_is_none(clause: Clause) -> bool:
    """A search that comes to its end gives it, too, or a clause beside it for what is not there."""
    return _searches(clause) or _is_one_of_two(clause)


_TYPES = listed(
    "int float complex str bytes bytearray memoryview list tuple dict set frozenset range type slice"
)
"""Those that are there without an import, without `object`, which None is, and `bool`, whose no it may stand for."""
_CONTAINERS = listed(
    "list tuple dict set frozenset deque defaultdict ordereddict counter chainmap sequence mutablesequence"
    " mapping mutablemapping abstractset mutableset collection iterable iterator container"
)
"""What the modules of types have of the kind, in lower case."""
_OF_TYPES = frozenset({"typing", "collections", "collections.abc"})


def promise(clause: Clause) -> str | None:
    """`-> dict`, or nothing but values after a success: whoever calls it does not ask for None."""
    program, function = clause.program, clause.function
    if clause.said == "nothing" or not catches_all(program, clause.handler):
        return None
    if function is None or clause.is_served():
        return None
    if function.returns is None:
        is_told = clause.said == "screen" and not clause.trials.of(clause.trial)
        return "a value" if is_told and gives_a_value(program, clause.trial) else None
    stated = function.returns.annotation
    return f"`{program.code(stated)}`" if _is_a_type(program, stated) else None


def _is_a_type(program: Program, stated: Node) -> bool:
    """`dict`, `list[Row]`, a class of the file: a name from elsewhere may stand for an alias, which has room for None."""
    if isinstance(stated, nodes.Subscript):
        stated = stated.value
    things = program.evaluator.things(stated)
    return bool(things) and all(map(_has_no_room, things))


def _has_no_room(thing: Thing) -> bool:
    if isinstance(thing, Ref):
        module, _, name = thing.name.rpartition(".")
        return name in _TYPES if not module else module in _OF_TYPES and name.lower() in _CONTAINERS
    return isinstance(thing, Class)


def _searches(clause: Clause) -> bool:
    """`for row in rows: if row["id"] == wanted: return row`, and nothing behind it."""
    statements = plain(body_of(clause.trial.body))
    loop = statements[-1] if statements else None
    if not isinstance(loop, nodes.For) or clause.trial.orelse is not None:
        return False
    return any(
        isinstance(one, nodes.Return)
        and one.value is not None
        and dotted(one.value) == dotted(loop.target) != ""
        for one in descendants(loop.body)
    )


def _is_one_of_two(clause: Clause) -> bool:
    """`except NotFound: return None` beside it."""
    return any(
        one is not clause.handler
        and one.type is not None
        and _NOT_THERE.fullmatch(last_name(one.type))
        and (not (inside := plain(body_of(one.body))) or not _gives_something(inside[-1]))
        for one in clause.trial.handlers
    )


def _gives_something(statement: Node) -> bool:
    return isinstance(statement, nodes.Raise) or (
        isinstance(statement, nodes.Return) and not returns_none(statement)
    )
