"""What a condition says, supposing that a request has been answered with a certain status, or has failed in a certain way."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, replace
from enum import Enum
from http import HTTPStatus

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.things import Const, Items, Ref, Thing
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed, words


class Open(Enum):
    """What cannot be told of a value or a condition."""

    FAILURE = "it depends on more of the failure than is supposed"
    ELSE = "it asks for something else than the failure"


Said = bool | int | Open
"""A condition's truth, a number, or why it cannot be told."""

_STATUSES = frozenset({"status_code", "status", "code", "http_status", "status_int", "getcode"})
_DEEPEST = 8
"""Collections that are made from collections."""
_PARTS = frozenset({"response", "resp"})
"""Attributes of an error that hold the answer."""
_SORTS = listed(
    "retry retryable retriable should transient temporary permanent fatal recoverable can is worth give"
)
"""Words of a function that decides whether something is worth another attempt."""


@dataclass(frozen=True)
class Supposed:
    """A failure, and the names under which a piece of code knows of it."""

    kind: str
    """As in `Retry.covers`."""
    status: int | None = None
    library: str = ""
    """The package of the client that fails."""
    call: nodes.Call | None = None
    answers: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    told: tuple[tuple[str, Said], ...] = ()
    """Names of what is made from it."""

    @property
    def names(self) -> frozenset[str]:
        return self.answers | self.errors | {name for name, _ in self.told}

    def named(self, name: str) -> Said | None:
        return next((said for known, said in self.told if known == name), None)

    def without(self, names: set[str]) -> Supposed:
        """After these names have been bound to something else."""
        if not names & self.names:
            return self
        told = tuple(one for one in self.told if one[0] not in names)
        return replace(self, answers=self.answers - names, errors=self.errors - names, told=told)


def concerns(program: Program, node: Node, supposed: Supposed) -> bool:
    """It has to do with the failure."""
    if names_in(program.tree, node) & supposed.names:
        return True
    return supposed.call is not None and any(n is supposed.call for n in program.tree.walk(node))


def is_answer(node: Node, supposed: Supposed) -> bool:
    match node:
        case nodes.Await(expression=inner):
            return is_answer(inner, supposed)
        case nodes.Call():
            return node is supposed.call
        case nodes.Attribute(value=owner, attr=nodes.Name(value=part)) if part in _PARTS:
            return is_error(owner, supposed) or dotted(node) in supposed.answers
    return dotted(node) in supposed.answers


def is_error(node: Node, supposed: Supposed) -> bool:
    return dotted(node) in supposed.errors


def says(program: Program, test: nodes.BaseExpression, supposed: Supposed) -> Said:
    """What an expression is then worth."""
    match test:
        case nodes.UnaryOperation(operator=nodes.Not(), expression=inner):
            found = says(program, inner, supposed)
            return found if isinstance(found, Open) else not found
        case nodes.BooleanOperation(left=left, operator=operator, right=right):
            sides = [says(program, side, supposed) for side in (left, right)]
            return _joined(sides, ends=isinstance(operator, nodes.Or))
        case nodes.Comparison():
            return _compared(program, test, supposed)
        case nodes.IfExp(test=condition, body=then, orelse=otherwise):
            asked = says(program, condition, supposed)
            if isinstance(asked, Open):
                return asked
            return says(program, then if asked else otherwise, supposed)
        case nodes.Call():
            return _called(program, test, supposed)
        case nodes.BinaryOperation(left=left, operator=nodes.FloorDivide(), right=right):
            over, by = says(program, left, supposed), says(program, right, supposed)
            if isinstance(over, int) and isinstance(by, int) and by:
                return over // by
        case nodes.Attribute(attr=nodes.Name(value=name)):
            if is_answer(test, supposed):
                return Open.FAILURE
            if is_answer(test.value, supposed) or is_error(test.value, supposed):
                return _attribute(name, supposed)
    if (known := supposed.named(dotted(test))) is not None:
        return known
    if concerns(program, test, supposed):
        return Open.FAILURE
    const = program.evaluator.const(test)
    if const is not None and isinstance(const.value, int):
        return const.value
    return Open.ELSE


def _joined(sides: list[Said], *, ends: bool) -> Said:
    """`and`, or `or` where a truth ends it."""
    truths = [side if isinstance(side, Open) else bool(side) for side in sides]
    if any(side is ends for side in truths):
        return ends
    for unknown in Open:
        if unknown in truths:
            return unknown
    return not ends


def _attribute(name: str, supposed: Supposed) -> Said:
    status = supposed.status
    if status is None:
        return Open.FAILURE
    if name in _STATUSES:
        return status
    match name:
        case "ok":
            return status < 400
        case "is_success":
            return 200 <= status < 300
        case "is_error":
            return status >= 400
        case "is_client_error":
            return 400 <= status < 500
        case "is_server_error":
            return status >= 500
        case "is_redirect":
            return 300 <= status < 400
    return Open.FAILURE


def _compared(program: Program, test: nodes.Comparison, supposed: Supposed) -> Said:
    left, found = test.left, []
    for target in test.comparisons:
        found.append(_pair(program, left, target.operator, target.comparator, supposed))
        left = target.comparator
    return _joined(found, ends=False)


def _pair(
    program: Program, left: nodes.BaseExpression, operator: Node, right: nodes.BaseExpression,
    supposed: Supposed,
) -> Said:  # fmt: skip
    if isinstance(operator, nodes.Is | nodes.IsNot) and dotted(right) == "None":
        if is_answer(left, supposed) or is_error(left, supposed):
            return isinstance(operator, nodes.IsNot)
        known = says(program, left, supposed)
        return known if isinstance(known, Open) else isinstance(operator, nodes.IsNot)
    first = says(program, left, supposed)
    if isinstance(operator, nodes.In | nodes.NotIn):
        if isinstance(first, Open):
            return Open.FAILURE if concerns(program, right, supposed) else first
        among = statuses(program, right)
        if among is None:
            return Open.FAILURE
        return (first in among) is isinstance(operator, nodes.In)
    second = _number(program, right, supposed)
    for one in (first, second):
        if isinstance(one, Open):
            return Open.FAILURE if concerns(program, left, supposed) else one
    match operator:
        case nodes.Equal():
            return first == second
        case nodes.NotEqual():
            return first != second
        case nodes.LessThan():
            return first < second  # type: ignore[operator]
        case nodes.LessThanEqual():
            return first <= second  # type: ignore[operator]
        case nodes.GreaterThan():
            return first > second  # type: ignore[operator]
        case nodes.GreaterThanEqual():
            return first >= second  # type: ignore[operator]
    return Open.FAILURE


def _number(program: Program, node: nodes.BaseExpression, supposed: Supposed) -> Said:
    found = says(program, node, supposed)
    if isinstance(found, Open) and (status := _named_status(node)) is not None:
        return status
    return found


def _named_status(node: nodes.BaseExpression) -> int | None:
    """`HTTPStatus.NOT_FOUND`, `requests.codes.not_found`, `status.HTTP_404_NOT_FOUND`."""
    name = last_name(node).upper()
    if name == "OK":
        return 200
    if name.startswith("HTTP_") and name[5:8].isdigit():
        return int(name[5:8])
    return HTTPStatus[name].value if name in HTTPStatus.__members__ else None


def statuses(program: Program, node: nodes.BaseExpression, depth: int = 0) -> frozenset[int] | None:
    """The numbers that a collection holds; None if they cannot be seen."""
    if depth > _DEEPEST:
        return None
    match node:
        case nodes.Call(func=nodes.Name(value="range"), args=[first, last]):
            ends = [program.evaluator.const(one.value) for one in (first, last)]
            if all(end is not None and isinstance(end.value, int) for end in ends):
                return frozenset(range(*(end.value for end in ends if end)))
            return None
        case nodes.Call(func=nodes.Name(value="frozenset" | "set" | "tuple" | "list"), args=[one]):
            return statuses(program, one.value, depth + 1)
    return _spelled(program, program.evaluator.thing(node), depth)


def _spelled(program: Program, thing: Thing, depth: int) -> frozenset[int] | None:
    call = getattr(thing, "call", None)
    if isinstance(call, nodes.Call) and last_name(call.func) in {"frozenset", "set", "tuple"}:
        if not call.args:
            return frozenset()  # `self.statuses = statuses or set()`
        return statuses(program, call.args[0].value, depth + 1) if len(call.args) == 1 else None
    if not isinstance(thing, Items):
        return None
    found: set[int] = set()
    for element in thing.node.elements:
        const = program.evaluator.const(element.value)
        if isinstance(const, Const) and isinstance(const.value, int):
            found.add(const.value)
        elif (status := _named_status(element.value)) is not None:
            found.add(status)
        else:
            return None
    return frozenset(found)


def _called(program: Program, call: nodes.Call, supposed: Supposed) -> Said:
    name, given = last_name(call.func), [one.value for one in call.args]
    if name == "isinstance" and len(given) == 2 and is_error(given[0], supposed):
        return is_of(program, given[1], supposed)
    if name == "getattr" and len(given) > 1:
        text = program.evaluator.text(given[1])
        if is_error(given[0], supposed) or is_answer(given[0], supposed):
            return _attribute(text or "", supposed)
    if name in {"int", "bool", "str"} and len(given) == 1:
        return says(program, given[0], supposed)
    match call.func:
        case nodes.Attribute(value=whole, attr=nodes.Name(value="startswith")) if given:
            status, begins = says(program, whole, supposed), program.evaluator.text(given[0])
            if begins and isinstance(status, int):  # `str(answer.status_code).startswith("2")`
                return str(status).startswith(begins)
    if concerns(program, call, supposed) or _SORTS & {*words(name)}:
        return Open.FAILURE
    return Open.ELSE


def is_of(program: Program, kind: nodes.BaseExpression, supposed: Supposed) -> Said:
    """Whether the failure is an error of this kind."""
    things = program.evaluator.things(kind)
    elements = [e.value for t in things if isinstance(t, Items) for e in t.node.elements]
    if elements:
        return _joined([is_of(program, one, supposed) for one in elements], ends=True)
    names = [thing.name for thing in things if isinstance(thing, Ref)] or [dotted(kind)]
    return _joined([is_named(program, name, supposed) for name in names], ends=True)


def is_named(program: Program, name: str, supposed: Supposed) -> Said:
    """The same of an error by its name."""
    kinds = program.failures(Ref(name))
    if kinds is not None:
        return "any" in kinds or supposed.kind in kinds
    package = name.partition(".")[0]
    is_elsewhere = package not in {name, supposed.library} or hasattr(builtins, name)
    is_own = any(node.name.value == name for node in program.tree.classes)
    return False if is_elsewhere or is_own else Open.FAILURE
