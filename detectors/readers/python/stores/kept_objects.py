"""Whole values that a function reads, changes and puts back: `job = json.loads(r.get(key)); job["at"] = now; r.set(key, ...)`.

Values of Redis, documents of MongoDB, items of DynamoDB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, given, last_name, parameters_of
from detectors.vocabulary.names import listed, words

_Store = Literal["key", "document", "item"]

_READS = frozenset({"get", "hgetall", "hget", "getex"})
_WRITES = frozenset({"set", "setex", "psetex", "hset", "hmset"})
_REPLACES = frozenset({"replace_one", "find_one_and_replace", "put_item"})
_CHANGES = listed("update append extend insert pop remove add discard clear setdefault popitem")
"""Methods that change what they are called on."""
_COPIES = frozenset({"update", "_replace", "replace", "model_copy", "copy", "evolve"})
"""Calls that make a changed copy of what they are given or called on."""
_GUARDS = re.compile(
    r"(?i)lock|serializable|version|revision|etag|semaphore|mutex|\bwatch\b|lua|register_script|\beval(?:sha)?\("
    r"|\.transaction\(|compare_and|optimistic|\bnx\s*=|\bxx\s*=|setnx"
)
"""In a function: something that may keep others out, or notice them."""
_OF_ONE = listed(
    "session cart basket draft form conversation chat history cache cached memo token user_session"
)
"""Words of keys under which one person's things are, one after the other, or what can be made again."""


class KeptObject(NamedTuple):
    """A value that is read and written back whole."""

    store: _Store
    what: str
    """Its key, or the collection or table that it is in, as written."""
    read: nodes.Call
    written: nodes.Call


class _Value(NamedTuple):
    key: str
    read: nodes.Call


def kept_objects(program: Program, function: nodes.FunctionDef) -> Iterator[KeptObject]:
    """Those of one function, each once, in the order of the source."""
    code = program.code(function)
    writes = _WRITES | _REPLACES
    if not any(f".{write}(" in code for write in writes) or _GUARDS.search(code):
        return
    held = _Held(program, function)
    seen: set[str] = set()
    for part in held.parts:
        found = held.put_back(part) if isinstance(part, nodes.Call) else None
        if found is not None and found.what not in seen:
            seen.add(found.what)
            yield found


class _Held:
    """Which names of a function hold a value of Redis, and which of these values it changes."""

    def __init__(self, program: Program, function: nodes.FunctionDef) -> None:
        self.program = program
        self.parts = [*program.tree.walk(function.body)]
        self.values: dict[str, _Value] = {}
        self.changed: set[str] = set()
        """Keys whose value is changed."""
        for _ in range(3):
            for part in self.parts:
                self._look(part)

    def _look(self, part: Node) -> None:
        if (bound := given(part)) is not None:
            self._bind(*bound)
        match part:
            case nodes.AugAssign(target=nodes.Attribute() | nodes.Subscript() as target):
                self._change(target.value)
            case nodes.Call(func=nodes.Attribute(value=on, attr=nodes.Name(value=name))):
                if name in _CHANGES:
                    self._change(on)

    def _bind(self, target: Node, value: Node) -> None:
        if isinstance(target, nodes.Attribute | nodes.Subscript):
            self._change(target.value)
            return
        if not isinstance(target, nodes.Name):
            return
        read = self._read(value)
        if read is not None:
            self.values.setdefault(target.value, read)
            return
        of = self._of(value)
        if of is not None:
            self.values.setdefault(target.value, of)
            if self._makes_another(value):
                self.changed.add(of.key)

    def _change(self, on: Node) -> None:
        value = self.values.get(dotted(on).partition(".")[0])
        if value is not None:
            self.changed.add(value.key)

    def _of(self, value: Node) -> _Value | None:
        """The value that an expression is made of."""
        if isinstance(value, nodes.Comparison | nodes.UnaryOperation):
            return None
        names = names_in(self.program.tree, value)
        return next((self.values[name] for name in sorted(names) if name in self.values), None)

    def _makes_another(self, value: Node) -> bool:
        """`{**job, "at": now}`, `job | {"at": now}`, `replace(job, at=now)`."""
        for part in self.program.tree.walk(value):
            match part:
                case nodes.Dict(elements=elements) if len(elements) > 1 and any(
                    isinstance(one, nodes.StarredDictElement) for one in elements
                ):
                    return True
                case nodes.BinaryOperation(operator=nodes.BitOr()):
                    return True
                case nodes.Call() if last_name(part.func) in _COPIES and part.args:
                    return True
        return False

    def _read(self, value: Node) -> _Value | None:
        """What a read of a store gives, whatever is made of it at once: `json.loads(await store.get(key))`."""
        if isinstance(value, nodes.Comparison | nodes.UnaryOperation):
            return None
        calls = (part for part in self.program.tree.walk(value) if isinstance(part, nodes.Call))
        return next((read for call in calls if (read := self._read_by(call)) is not None), None)

    def _read_by(self, call: nodes.Call) -> _Value | None:
        """By a method of the store, or by a function of the file that reads one key and makes something of it."""
        if last_name(call.func) in _READS and _is_of_redis(self.program, call):
            return _Value(_key(self.program, call), call)
        if last_name(call.func) in {"find_one", "get_item"} and (at := self._place(call)):
            return _Value(at, call)
        things = [t for t in self.program.evaluator.things(call.func) if isinstance(t, Function)]
        if len(things) != 1 or not isinstance(things[0].node, nodes.FunctionDef):
            return None
        key = self._key_of_helper(things[0].node, call)
        return _Value(key, call) if key is not None else None

    def _key_of_helper(self, helper: nodes.FunctionDef, call: nodes.Call) -> str | None:
        """The key that it reads, where it is handed names that it calls the same."""
        given = {one.value.value for one in call.args if isinstance(one.value, nodes.Name)}
        own = {one.name.value for one in parameters_of(helper)} - {"self", "cls"}
        reads = [
            inner
            for inner in self.program.tree.walk(helper.body)
            if isinstance(inner, nodes.Call)
            and last_name(inner.func) in _READS
            and _is_of_redis(self.program, inner)
        ]
        writes = any(f".{write}(" in self.program.code(helper) for write in _WRITES)
        if len(reads) != 1 or writes or not own or own != given:
            return None
        return _key(self.program, reads[0])

    def _place(self, call: nodes.Call) -> str:
        """The collection and the filter, or the table; empty where they cannot be told."""
        if not isinstance(call.func, nodes.Attribute):
            return ""
        owner = self.program.code(call.func.value)
        if last_name(call.func) in {"get_item", "put_item"}:
            return owner
        first = call.args[0] if call.args else None
        is_plain = first is not None and first.keyword is None and not first.star
        return f"{owner} {self.program.code(first.value)}" if first and is_plain else ""

    def put_back(self, call: nodes.Call) -> KeptObject | None:
        name = last_name(call.func)
        given = {one.keyword.value for one in call.args if one.keyword is not None}
        store: _Store = "key"
        if name in _REPLACES:
            store = "item" if name == "put_item" else "document"
            key, arguments = self._place(call), [*call.args[store == "document" :]]
            if {"ConditionExpression", "Expected"} & given or any(one.star for one in call.args):
                return None
        elif name in _WRITES and len(call.args) > 1 and _is_of_redis(self.program, call):
            key, arguments = _key(self.program, call), [*call.args[1:]]
        else:
            return None
        if key not in self.changed or _OF_ONE & {*words(key)}:
            return None
        for argument in arguments:
            of = self._of(argument.value)
            if of is not None and of.key == key and of.read is not call:
                is_before = self.program.span(of.read) < self.program.span(call)
                what = key if store == "key" else key.partition(" ")[0]
                return KeptObject(store, what, of.read, call) if is_before else None
        return None


def _key(program: Program, call: nodes.Call) -> str:
    """As it is written; of a hash its field as well, where that is given by itself."""
    plain = [one for one in call.args if one.keyword is None]
    count = 2 if last_name(call.func) == "hget" or _sets_a_field(call) else 1
    return ", ".join(program.code(one.value) for one in plain[:count])


def _sets_a_field(call: nodes.Call) -> bool:
    return last_name(call.func) == "hset" and sum(one.keyword is None for one in call.args) > 2


def _is_of_redis(program: Program, call: nodes.Call) -> bool:
    return any(one.name.startswith("redis.") for one in program.named(call))
