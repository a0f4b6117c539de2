"""How long a loop, or a function that calls itself, waits between two attempts: constant, growing, random, as the server asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from detectors.facts import UNKNOWN, Value, Wait, known
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.things import Const, Function, Items
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.between_attempts import may_wait
from detectors.readers.python.repetition.steady_waits import stays_the_same
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

Backoff = Literal["none", "constant", "linear", "exponential", "retry-after", "unknown"]

_RANDOM = frozenset(
    {"random", "uniform", "randint", "randrange", "triangular", "expovariate", "gauss"}
)
_POOL_SIZES = frozenset({"maxconn", "max_connections", "pool_size", "maxsize", "max_size"})
_SAYS_WHEN = re.compile(
    r"(?i)retry[-_]?after([-_]?(s|ms|sec|seconds|millis))?$|(x-)?ratelimit-reset(-after)?$"
)
"""Headers, and keys of a body, that say when to come back."""
_GROWS = frozenset({"pow", "exp", "exp2"})


def backoff_of(
    program: Program, around: Node, sleeps: list[Wait]
) -> tuple[Backoff, bool | None, Value]:
    if not sleeps:
        if may_wait(program, around):
            return "unknown", None, UNKNOWN
        return "none", False, known(0)
    found: list[tuple[Backoff, bool | None, Value]] = []
    for wait in sleeps:
        call = wait.node
        given = call.args[0].value if isinstance(call, nodes.Call) and call.args else None
        if given is not None:
            found.append(_in_turns(program, wait.node, given, around))
    for kind in ("retry-after", "exponential", "linear", "unknown", "constant"):
        for one in found:
            if one[0] == kind:
                return one
    return "unknown", None, UNKNOWN


def _in_turns(
    program: Program, call: Node, given: nodes.BaseExpression, around: Node
) -> tuple[Backoff, bool | None, Value]:
    """`for _ in range(delay): sleep(1)` waits as long as the range says, and looks up in between."""
    for parent in program.tree.ancestors(call):
        if parent is around:
            break
        if isinstance(parent, nodes.While):
            return "unknown", None, UNKNOWN
        if isinstance(parent, nodes.For):
            match parent.iter:
                case nodes.Call(
                    func=nodes.Name(value="range"),
                    args=[nodes.Arg(value=nodes.BaseExpression() as turns)],
                ):
                    return _of_turns(program, turns, given, around)
            return "unknown", None, UNKNOWN
    return _of_expression(program, given, around)


def _of_turns(
    program: Program, turns: nodes.BaseExpression, given: nodes.BaseExpression, around: Node
) -> tuple[Backoff, bool | None, Value]:
    backoff, jitter, count = _of_expression(program, turns, around)
    each = program.evaluator.const(given)
    if backoff != "constant" or count.number is None or each is None:
        return backoff, jitter, UNKNOWN
    if not isinstance(each.value, int | float):
        return backoff, jitter, UNKNOWN
    return backoff, jitter, program.written(known(count.number * each.value), turns)


def _of_expression(
    program: Program, node: nodes.BaseExpression, around: Node
) -> tuple[Backoff, bool | None, Value]:
    const = program.evaluator.const(node)
    changing = counters(program, around)
    names = names_in(program.tree, node)
    spelled = [*spelled_out(program, node, around, 0)]
    jitter = any(_is_random(inner) for inner in spelled)
    if any(_is_retry_after(program, inner) for inner in spelled):
        return "retry-after", None, UNKNOWN
    if any(_grows(inner) for inner in spelled) or _multiplied(program, names, around):
        return "exponential", jitter, UNKNOWN
    if _indexed(program, spelled):
        return "unknown", jitter, UNKNOWN
    if names & changing or any(names_in(program.tree, inner) & changing for inner in spelled[:1]):
        return _by_target(program, node, around, jitter)
    if const is not None and isinstance(const.value, int | float):
        if const.value == 0:
            return "none", False, known(0)
        return "constant", jitter, program.written(known(const.value), node)
    if jitter:
        return "constant", True, UNKNOWN
    if _is_constant(program, node) or stays_the_same(program, node, around):
        return "constant", False, UNKNOWN
    return "unknown", None, UNKNOWN


def _is_constant(program: Program, node: nodes.BaseExpression) -> bool:
    """Every alternative is a number: `sleep(DELAY)` where the delay is set once or twice."""
    things = program.evaluator.things(node)
    return bool(things) and all(
        isinstance(t, Const) and isinstance(t.value, int | float) for t in things
    )


def _by_target(
    program: Program, node: nodes.BaseExpression, around: Node, jitter: bool
) -> tuple[Backoff, bool | None, Value]:
    """`for delay in (1, 2, 4)`, `sleep(attempt * 2)`."""
    if isinstance(around, nodes.For):
        thing = program.evaluator.thing(around.iter)
        is_target = isinstance(node, nodes.Name) and dotted(around.target) == node.value
        if isinstance(thing, Items) and is_target:
            values = [*_values(program, thing)]
            numbers = [value for value in values if isinstance(value, int | float)]
            if len({*numbers}) > 1:
                return "exponential", jitter, known(numbers[0])
            if UNKNOWN in values:
                return "unknown", jitter, UNKNOWN
            return "constant", jitter, known(numbers[0]) if numbers else UNKNOWN
        if not isinstance(thing, Items) and is_target and not isinstance(around.iter, nodes.Call):
            return "unknown", None, UNKNOWN
    return "linear", jitter, UNKNOWN


def _values(program: Program, items: Items) -> Iterator[object]:
    """What a tuple or list holds, those that it takes in among them: `(None, *DELAYS)`; UNKNOWN for what cannot be seen."""
    for element in items.node.elements:
        if isinstance(element, nodes.StarredElement):
            inner = program.evaluator.thing(element.value)
            if isinstance(inner, Items):
                yield from _values(program, inner)
                continue
        const = program.evaluator.const(element.value)
        yield UNKNOWN if const is None else const.value


def spelled_out(
    program: Program, node: nodes.BaseExpression, around: Node, depth: int
) -> list[Node]:
    """Everything in an expression, in what its names are set to in the loop or before, and in what functions of the file give back."""
    found = [*program.tree.walk(node)]
    if depth > 3:
        return found
    for inner in [*found]:
        if isinstance(inner, nodes.Call):
            for given in _given_back(program, inner):
                found += spelled_out(program, given, around, depth + 1)
        if isinstance(inner, nodes.Name) and inner in program.tree.scopes:
            scope = program.tree.scopes[inner]
            for binding in program.evaluator.names.reaching(inner.value, inner, scope) or ():
                value = binding.node
                if (
                    binding.how == "value"
                    and isinstance(value, nodes.BaseExpression)
                    and value is not node
                ):
                    found += spelled_out(program, value, around, depth + 1)
    return found


def _given_back(program: Program, call: nodes.Call) -> Iterator[nodes.BaseExpression]:
    """`sleep(self._delay(attempt))`: what the function returns, where there is only one that it may be."""
    match program.evaluator.things(call.func):
        case [Function(node=nodes.FunctionDef() as function)]:
            for inner in program.tree.walk(function.body):
                if isinstance(inner, nodes.Return) and inner.value is not None:
                    yield inner.value


def is_per_connection(program: Program, loop: Node) -> bool:
    """`for _ in range(pool.maxconn + 1)`: as many attempts as a pool may hold broken connections."""
    return isinstance(loop, nodes.For) and any(
        isinstance(inner, nodes.Attribute) and inner.attr.value in _POOL_SIZES
        for inner in spelled_out(program, loop.iter, loop, 0)
    )


def _is_random(node: Node) -> bool:
    return isinstance(node, nodes.Call) and last_name(node.func) in _RANDOM


def _grows(node: Node) -> bool:
    if isinstance(node, nodes.BinaryOperation):
        return isinstance(node.operator, nodes.Power | nodes.LeftShift)
    return isinstance(node, nodes.Call) and last_name(node.func) in _GROWS


def _multiplied(program: Program, names: set[str], around: Node) -> bool:
    """`delay *= 2`, `delay = min(delay * 2, 60)` in the loop."""
    tree = program.tree
    for inner in tree.walk(around):
        if isinstance(inner, nodes.AugAssign) and names_in(tree, inner.target) & names:
            if isinstance(
                inner.operator, nodes.MultiplyAssign | nodes.PowerAssign | nodes.LeftShiftAssign
            ):
                return True
        elif isinstance(inner, nodes.Assign):
            targets = {n for t in inner.targets for n in names_in(tree, t.target)}
            for part in tree.walk(inner.value):
                if (
                    isinstance(part, nodes.BinaryOperation)
                    and isinstance(part.operator, nodes.Multiply)
                    and targets & names & names_in(tree, part)
                ):
                    return True
    return False


def _indexed(program: Program, parts: list[Node]) -> bool:
    """`DELAYS[attempt]`: a list that is not looked into; `settings["delay"]` is one value."""
    return any(
        isinstance(node, nodes.Subscript)
        and not any(
            isinstance(part.slice, nodes.Index) and program.evaluator.text(part.slice.value)
            for part in node.slice
        )
        for node in parts
    )


def _is_retry_after(program: Program, node: Node) -> bool:
    if isinstance(node, nodes.SimpleString):
        text = program.evaluator.text(node)
        return text is not None and _SAYS_WHEN.match(text) is not None
    return isinstance(node, nodes.Attribute) and node.attr.value in {
        "retry_after",
        "retry_after_seconds",
    }


def counters(program: Program, loop: Node) -> set[str]:
    """Names that count in a loop: `attempt += 1`, the target of `for attempt in count()`."""
    tree = program.tree
    found: set[str] = set()
    if isinstance(loop, nodes.For):
        found |= names_in(tree, loop.target)
    for inner in tree.walk(loop):
        if isinstance(inner, nodes.AugAssign):
            found |= names_in(tree, inner.target)
        elif isinstance(inner, nodes.Assign):
            for target, value in _assigned(inner):
                if isinstance(value, nodes.BinaryOperation):
                    found |= names_in(tree, target) & names_in(tree, value)
    return found


def _assigned(node: nodes.Assign) -> Iterator[tuple[Node, nodes.BaseExpression]]:
    """What is given to what, of `tries, last = tries + 1, error` each by itself."""
    for one in node.targets:
        match one.target, node.value:
            case nodes.Tuple(elements=targets), nodes.Tuple(elements=values) if len(targets) == len(
                values
            ):
                yield from (
                    (target.value, value.value)
                    for target, value in zip(targets, values, strict=True)
                )
            case _:
                yield one.target, node.value
