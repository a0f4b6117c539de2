"""What a function was sent, what names a piece of it, and what has been looked up with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, children, last_name
from detectors.vocabulary.names import listed, words

REQUESTS = frozenset({"request", "req"})
_PARSES = listed("""
    loads load int str float bool Decimal dict list tuple set sorted decode b64decode unquote construct_event
    model_validate model_validate_json parse_obj parse_raw validate_python from_json from_dict fromisoformat
    parse_qs unwrap enumerate len cast getattr
""")
"""Functions whose answer is what they were given, in another form."""
_IDENTIFIES = listed("""
    id ids uuid guid pk identifier ref reference nonce offset etag sequence seq number txn tx intent charge invoice
    transaction key delivery fingerprint messageid eventid orderid
""")
"""Last words of names that tell one event from another."""
_OWNERS = listed("""
    user users customer account member tenant org organization organisation team workspace client owner author sender
    recipient receiver subscriber contact lead company person profile player employee chat channel guild group room
    product price plan item sku store shop merchant vendor project repo repository app application device wallet
    phone mobile card routing secret api access public private signing template page queue topic source telegram
    discord bot tariff package level buyer seller student patient driver host role category from to currency
    region country lang locale type kind serial
""")
"""Words of names that tell whose it is or what it is about: many events have the same."""


class Leaf(NamedTuple):
    """What is read at the end of a chain: `event["data"].id` is base `event`, keys `data`, `id`."""

    base: str
    keys: tuple[str, ...]
    node: Node

    @property
    def name(self) -> str:
        return self.keys[-1] if self.keys else self.base

    @property
    def tells_apart(self) -> bool:
        """Its name says that each event has another one."""
        named = words(self.name)
        if not named or named[-1] not in _IDENTIFIES:
            return False
        before = named[:-1]
        if not before and named[-1] in {"id", "pk", "uuid"}:
            before = words(self.keys[-2] if len(self.keys) > 1 else self.base if self.keys else "")
        return not set(before) & _OWNERS


def leaves_of(program: Program, node: Node) -> Iterator[Leaf]:
    """What an expression reads; functions that it calls are left out, and what they are given is not."""
    pending: list[Node] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, nodes.Name | nodes.Attribute | nodes.Subscript) or _is_get(current):
            base, keys, inside = _chain(program, current)
            pending += inside
            if base is not None:
                yield Leaf(base, tuple(keys), current)
        elif isinstance(current, nodes.Call):
            if isinstance(current.func, nodes.Attribute):
                pending.append(current.func.value)
            pending += [argument.value for argument in current.args]
        elif not isinstance(current, nodes.Lambda):
            pending += children(current)


def _is_get(node: Node) -> bool:
    """`event.get("id")` looks up as `event["id"]` does."""
    match node:
        case nodes.Call(
            func=nodes.Attribute(attr=nodes.Name(value="get" | "pop")),
            args=[nodes.Arg(value=nodes.SimpleString(), keyword=None), *_],
        ):
            return True
    return False


def _chain(program: Program, node: Node) -> tuple[str | None, list[str], list[Node]]:
    """(name it begins with, keys from there, expressions within that are no part of the chain)."""
    keys: list[str] = []
    inside: list[Node] = []
    while True:
        match node:
            case nodes.Attribute():
                keys.append(node.attr.value)
                node = node.value
            case nodes.Subscript(slice=[nodes.SubscriptElement(slice=nodes.Index(value=index))]):
                text = program.evaluator.text(index)
                if text is not None:
                    keys.append(text)
                elif not isinstance(index, nodes.Integer):
                    inside.append(index)
                node = node.value
            case nodes.Call(func=nodes.Attribute() as func) if _is_get(node):
                keys.append(program.evaluator.text(node.args[0].value) or "")
                inside += [argument.value for argument in node.args[1:]]
                node = func.value
            case nodes.Name():
                return node.value, keys[::-1], inside
            case nodes.Subscript():
                return None, [], [*inside, *children(node)]
            case _:
                return None, [], [*inside, node]


@dataclass
class Sent:
    """The names in one function that hold what it was sent, and those of what was found with it."""

    program: Program
    names: set[str]
    """What was sent, or a part of it."""
    identities: set[str] = field(default_factory=set)
    """What is made of the identity of an event, or was looked up by it."""

    def follow(self, function: nodes.FunctionDef) -> None:
        """Adds the names of a function that are bound to something of it."""
        parts = [*self.program.tree.walk(function.body)]
        for _ in range(3):
            before = len(self.names) + len(self.identities)
            for part in parts:
                match part:
                    case nodes.Assign(targets=targets, value=value):
                        self._bind([t.target for t in targets], value)
                    case nodes.AnnAssign(target=target, value=value) if value is not None:
                        self._bind([target], value)
                    case nodes.NamedExpr(target=target, value=value):
                        self._bind([target], value)
                    case (
                        nodes.For(target=target, iter=value)
                        | nodes.CompFor(target=target, iter=value)
                    ):
                        self._bind([target], value)
            if len(self.names) + len(self.identities) == before:
                return

    def _bind(self, targets: Sequence[Node], value: Node) -> None:
        bound = {
            part.value
            for target in targets
            for part in self.program.tree.walk(target)
            if isinstance(part, nodes.Name)
        }
        if self.is_sent(value):
            self.names |= bound
        if self.knows(value):
            self.identities |= {name for name in bound if not set(words(name)) & _OWNERS}

    def is_sent(self, node: Node) -> bool:
        """An expression is what was sent, or taken from it."""
        match node:
            case nodes.Name():
                return node.value in self.names
            case nodes.Attribute() | nodes.Subscript():
                return self.is_sent(node.value)
            case nodes.Await():
                return self.is_sent(node.expression)
            case nodes.Call(func=nodes.Attribute(value=owner)) if self.is_sent(owner):
                return True
            case nodes.Call():
                name = last_name(node.func)
                is_form = name in _PARSES or name[:1].isupper()
                return is_form and any(self.is_sent(a.value) for a in node.args)
            case nodes.BooleanOperation() | nodes.BinaryOperation():
                return self.is_sent(node.left) or self.is_sent(node.right)
            case nodes.IfExp():
                return self.is_sent(node.body) or self.is_sent(node.orelse)
        return False

    def knows(self, node: Node) -> bool:
        """Something in an expression tells one event from another."""
        return any(self.identifies(leaf) for leaf in leaves_of(self.program, node))

    def identifies(self, leaf: Leaf) -> bool:
        """It tells one event from another, by its name or by what it is made of."""
        return leaf.tells_apart or (not leaf.keys and leaf.base in self.identities)

    def is_all(self, leaf: Leaf) -> bool:
        """It is the event, or a part with an identity of its own in it, as far as its name tells."""
        if leaf.base not in self.names or leaf.tells_apart:
            return leaf.base in self.names
        named = words(leaf.name)
        return not (named and (named[-1] in _PLAIN or set(named) & _OWNERS))


_PLAIN = listed("""
    amount total cents price cost currency quantity qty credits points balance email mail phone name address type kind
    status state action title subject text description url locale language country city date time created timestamp
    at count value id rate plan tier reason code signature sig secret headers content html
""")
"""Last words of what is one plain value of an event."""
