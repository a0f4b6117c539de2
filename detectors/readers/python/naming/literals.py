"""Operators, texts and the built-in functions that make them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from detectors.readers.python.naming.things import (
    UNKNOWN_THING,
    UNKNOWN_THINGS,
    Const,
    Dictionary,
    Items,
    Made,
    Ref,
    Terms,
    Thing,
    Things,
    Unknown,
    distinct,
)
from detectors.readers.python.syntax import nodes, texts
from detectors.readers.python.syntax.traits import Node

if TYPE_CHECKING:
    from detectors.readers.python.naming.evaluate import Evaluator


class Literals:
    """Answers for one evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def either(self, node: nodes.BooleanOperation) -> Things:
        left, right = self.evaluator.things(node.left), self.evaluator.things(node.right)
        is_or = isinstance(node.operator, nodes.Or)
        kept: list[Thing] = []
        for thing in left:
            if isinstance(thing, Const):
                if bool(thing.value) == is_or:
                    kept.append(thing)
                elif thing.is_default:
                    kept.append(UNKNOWN_THING)
            elif is_or or isinstance(thing, Unknown):
                kept.append(thing)
        if is_or and kept and all(isinstance(t, Const) for t in kept) and len(kept) == len(left):
            return tuple(kept)
        return distinct([*kept, *right])

    def operation(self, node: nodes.BinaryOperation) -> Things:
        left, right = self.evaluator.things(node.left), self.evaluator.things(node.right)
        one, two = _single(left), _single(right)
        if type(node.operator) in _COMBINES and _are_made(left, right):
            return (Terms(_COMBINES[type(node.operator)], (node.left, node.right)),)
        if isinstance(node.operator, nodes.Add):
            if isinstance(one, str) or isinstance(two, str):
                return (Const(texts.add(one, two), self.beginning(node)),)
        elif isinstance(node.operator, nodes.Modulo) and isinstance(one, str):
            given, named = self._interpolation(node.right)
            return (Const(texts.interpolated(one, given, named), node),)
        elif isinstance(node.operator, nodes.Divide) and isinstance(one, str):
            return (Const(texts.add(f"{one}/", two), node),)
        elif isinstance(node.operator, nodes.BitOr):
            both = [t for t in (*left, *right) if isinstance(t, Dictionary)]
            if len(both) == len(left) + len(right):
                return (Dictionary(tuple(n for t in both for n in t.nodes)),)
        if isinstance(one, int | float) and isinstance(two, int | float):
            return _arithmetic(node, one, two)
        return UNKNOWN_THINGS

    def _interpolation(self, node: Node) -> tuple[list[object], dict[str, object]]:
        thing = self.evaluator.thing(node)
        if isinstance(thing, Items) and isinstance(thing.node, nodes.Tuple):
            return [_value(self.evaluator.const(e.value)) for e in thing.node.elements], {}
        if isinstance(thing, Dictionary):
            entries = self.evaluator.dictionaries.entries(thing)
            return [], {k: _value(self.evaluator.const(v)) for k, v in entries.items()}
        return [_value(self.evaluator.const(node))], {}

    def unary(self, node: nodes.UnaryOperation) -> Things:
        const = self.evaluator.const(node.expression)
        if const is None:
            return UNKNOWN_THINGS
        if isinstance(node.operator, nodes.Minus) and isinstance(const.value, int | float):
            return (Const(-const.value, node),)
        if isinstance(node.operator, nodes.Not):
            return (Const(not const.value, node),)
        return UNKNOWN_THINGS

    def value(
        self, node: nodes.SimpleString | nodes.ConcatenatedString | nodes.FormattedString
    ) -> object:
        if isinstance(node, nodes.SimpleString):
            return _literal(node)
        if isinstance(node, nodes.ConcatenatedString):
            left, right = self._piece(node.left), self._piece(node.right)
            if isinstance(left, bytes) and isinstance(right, bytes):
                return left + right
            return texts.add(left, right)
        return texts.shortened("".join(self._formatted(part) for part in node.parts))

    def beginning(self, node: nodes.BaseExpression) -> Node:
        """Where the address that a text begins with is written: a constant, or the text itself."""
        first: Node | None = None
        if isinstance(node, nodes.BinaryOperation):
            first = node.left
        elif isinstance(node, nodes.FormattedString) and node.parts:
            part = node.parts[0]
            first = part.expression if isinstance(part, nodes.FormattedStringExpression) else None
        const = self.evaluator.const(first) if first is not None else None
        is_text = const is not None and isinstance(const.value, str) and bool(const.value)
        return const.node if const is not None and is_text else node

    def _piece(self, node: nodes.BaseExpression) -> object:
        const = self.evaluator.const(node)
        return const.value if const else None

    def _formatted(self, part: nodes.BaseFormattedStringContent) -> str:
        if isinstance(part, nodes.FormattedStringText):
            return part.value.replace("{{", "{").replace("}}", "}")
        if isinstance(part, nodes.FormattedStringExpression):
            const = self.evaluator.const(part.expression)
            if const is not None and not part.format_spec:
                return texts.shown(const.value)
        return texts.HOLE

    def text_method(self, name: str, call: nodes.Call) -> Things:
        base = (
            self.evaluator.const(call.func.value)
            if isinstance(call.func, nodes.Attribute)
            else None
        )
        text = base.value if base else None
        if not base or not isinstance(text, str):
            return UNKNOWN_THINGS
        arguments = self.evaluator.arguments(call)
        given = [_value(self.evaluator.const(node)) for node in arguments.positional]
        if name == "format":
            named = {k: _value(self.evaluator.const(v)) for k, v in arguments.keywords.items()}
            return (Const(texts.formatted(text, given, named), call),)
        if name == "join" and given == [None]:
            return self._joined(text, arguments.positional[0], call)
        if name in texts.PLAIN_METHODS and all(isinstance(g, str) for g in given):
            try:
                return (Const(getattr(text, name)(*given), base.node),)
            except TypeError:  # not what the method takes
                return UNKNOWN_THINGS
        if name == "encode":
            return (base,)
        return UNKNOWN_THINGS

    def _joined(self, separator: str, node: Node, call: nodes.Call) -> Things:
        thing = self.evaluator.thing(node)
        if not isinstance(thing, Items):
            return UNKNOWN_THINGS
        parts = [_value(self.evaluator.const(e.value)) for e in thing.node.elements]
        text = separator.join(p if isinstance(p, str) else texts.HOLE for p in parts)
        return (Const(texts.shortened(text), call),)

    def builtin(self, name: str, call: nodes.Call) -> Things:
        if name == "dict":
            return (Dictionary((call,)),)
        arguments = self.evaluator.arguments(call)
        first = self.evaluator.const(arguments.positional[0]) if arguments.positional else None
        if name == "urllib.parse.urljoin":
            second = (
                self.evaluator.text(arguments.positional[1])
                if len(arguments.positional) > 1
                else None
            )
            base = first.value if first else None
            if first and isinstance(base, str):
                return (Const(texts.joined(base, second), first.node),)
            if second and re.match(r"[a-z][a-z0-9+.-]*://", second, re.I):
                return (Const(second, call),)
            return UNKNOWN_THINGS
        if first is None:
            return (Ref(f"{name}()"),) if name in {"range", "enumerate"} else UNKNOWN_THINGS
        value = first.value
        if name == "str" and isinstance(value, str | int | float):
            return (Const(str(value), first.node),)
        if name in {"int", "float"} and isinstance(value, int | float | str):
            try:
                return (Const(int(value) if name == "int" else float(value), first.node),)
            except (ValueError, OverflowError):
                return UNKNOWN_THINGS
        return UNKNOWN_THINGS


def _are_made(left: Things, right: Things) -> bool:
    """Two parts of a policy: `stop_after_attempt(5) | stop_after_delay(60)`."""
    both = (*left, *right)
    return bool(both) and all(isinstance(t, Made | Terms) for t in both)


def _single(things: Things) -> object:
    """The value, if it is one constant."""
    first = things[0] if len(things) == 1 else None
    return first.value if isinstance(first, Const) else None


def _value(const: Const | None) -> object:
    return const.value if const else None


def _literal(node: nodes.SimpleString) -> object:
    if not node.prefix and "\\" not in node.value:
        return node.raw_value  # most are plain, and evaluating them takes ten times as long
    try:
        return node.evaluated_value
    except (SyntaxError, ValueError):  # an escape that this Python refuses
        return node.raw_value


def _arithmetic(node: nodes.BinaryOperation, one: float, two: float) -> Things:
    try:
        match node.operator:
            case nodes.Add():
                return (Const(one + two, node),)
            case nodes.Subtract():
                return (Const(one - two, node),)
            case nodes.Multiply():
                return (Const(one * two, node),)
            case nodes.Divide():
                return (Const(one / two, node),)
    except (ZeroDivisionError, OverflowError):
        pass
    return UNKNOWN_THINGS


BUILTINS = frozenset({"dict", "str", "int", "float"})
_COMBINES: dict[type[nodes.BaseBinaryOp], Literal["any", "all", "sum"]] = {
    nodes.BitOr: "any",
    nodes.BitAnd: "all",
    nodes.Add: "sum",
}
"""How operators join the parts of a policy."""
