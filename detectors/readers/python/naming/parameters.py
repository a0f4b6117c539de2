"""Parameters: what calls give them, what their annotations and defaults say."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detectors.readers.python.naming.things import (
    UNKNOWN_THINGS,
    Class,
    Const,
    Function,
    Made,
    Ref,
    Thing,
    Things,
    Unknown,
    distinct,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding, class_of
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of
from detectors.vocabulary.names import listed, words

if TYPE_CHECKING:
    from detectors.readers.python.naming.evaluate import Evaluator

_DOTTED = re.compile(r"[A-Za-z_][\w.]*")
_OPTIONAL = frozenset(
    {"typing.Optional", "typing.Annotated", "typing.Union", "typing.Final", "typing.ClassVar"}
)
_DEEPEST = 4
"""Helpers that hand on what they are given to helpers."""
_BARE_DECORATORS = frozenset({"staticmethod", "classmethod", "override", "abstractmethod"})
_REPEATING = listed(
    "retry retries retrying retryable backoff on_exception on_predicate ratelimit ratelimited limits throttle throttled"
    " logged timed traced trace"
)
"""Words of decorators that call a function again, later, or with a note, and with what it is given."""
_READS = frozenset(
    {"dict", "len", "str", "repr", "print", "update", "copy", "deepcopy", "dumps"}
) | {
    *("debug", "info", "warning", "error", "log", "bool", "list", "set", "sorted"),
}
"""Calls that only read a dictionary that they are given."""


class Parameters:
    """Answers for one evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._sites: dict[Node, list[nodes.Call]] = {}

    def sites(self, function: nodes.FunctionDef) -> list[nodes.Call]:
        """Where the same file calls a function; for `__init__`, where it makes objects of the class."""
        known = self._sites.get(function)
        if known is None:
            self._sites[function] = []
            known = self._sites[function] = [
                call
                for call in self.evaluator.tree.calls_by_name.get(self._called_as(function), ())
                if self._calls(call, function)
            ]
        return known

    def makings(self, definition: nodes.ClassDef) -> list[nodes.Call]:
        """Where the same file makes objects of a class."""
        calls = self.evaluator.tree.calls_by_name.get(definition.name.value, ())
        return [
            call
            for call in calls
            if any(
                isinstance(thing, Class) and thing.node is definition
                for thing in self.evaluator.things(call.func)
            )
        ]

    def _called_as(self, function: nodes.FunctionDef) -> str:
        definition = self.evaluator.tree.class_of(function)
        is_made = definition is not None and function.name.value in {"__init__", "__new__"}
        return definition.name.value if definition and is_made else function.name.value

    def _calls(self, call: nodes.Call, function: nodes.FunctionDef) -> bool:
        definition = self.evaluator.tree.class_of(function)
        for thing in self.evaluator.things(call.func):
            if isinstance(thing, Function) and thing.node is function:
                return True
            if isinstance(thing, Class) and thing.node is definition:
                return True
        return False

    def value(self, binding: Binding, param: nodes.Param) -> Things:
        function = binding.statement
        scope = binding.scope
        if isinstance(function, nodes.FunctionDef) and scope.myself == binding.name:
            owner = class_of(scope, binding.name)
            definition = owner.node if owner else None
            if isinstance(definition, nodes.ClassDef) and binding.index == 0:
                if any(dotted(d.decorator) == "classmethod" for d in function.decorators):
                    return (Class(definition),)
                return (self.evaluator.classes.self_of(definition),)
        found: list[Thing] = []
        if isinstance(function, nodes.FunctionDef):
            if binding.index == 0 and (task := self._bound_task(function)):
                return (task,)
            for site in self.sites(function):
                found += self._given(binding, param, function, site)
        annotated = (
            self.annotated(binding.annotation, param) if binding.annotation else UNKNOWN_THINGS
        )
        is_annotated = not any(isinstance(t, Unknown) for t in annotated)
        if found:
            if is_annotated:
                found = [x for t in found for x in (annotated if isinstance(t, Unknown) else (t,))]
                found = _narrowed(found, annotated) or [*annotated]
            return distinct(found)
        if is_annotated:
            return annotated
        return self._default(param)

    def _bound_task(self, function: nodes.FunctionDef) -> Made | None:
        """`@app.task(bind=True)` hands the task itself to the function."""
        for decorator in function.decorators:
            for thing in self.evaluator.things(decorator.decorator):
                if isinstance(thing, Made) and thing.call is not None:
                    bind = self.evaluator.arguments(thing.call).get(None, "bind")
                    const = self.evaluator.const(bind) if bind is not None else None
                    if const is not None and const.value is True:
                        return thing
        return None

    def argument(
        self, binding: Binding, function: nodes.FunctionDef, site: nodes.Call
    ) -> nodes.BaseExpression | None:
        """What one call writes for a parameter."""
        return self.evaluator.arguments(site).get(self._position(binding, function), binding.name)

    def leaves_out(self, rest: nodes.Param, keyword: str, depth: int = 0) -> bool:
        """`**kwargs` lacks a keyword in at least one run: a call of the same file gives none to its function."""
        function = next(self.evaluator.tree.ancestors(rest.parent), None) if rest.parent else None
        if (
            not isinstance(function, nodes.FunctionDef)
            or depth > _DEEPEST
            or not self._reaches_its_body(function)
        ):
            return False
        if self._is_given_away(function, rest.name.value):
            return False
        if keyword in {one.name.value for one in parameters_of(function)}:
            return True
        for site in self.sites(function):
            given = self.evaluator.arguments(site)
            if keyword in given.keywords or keyword in given.uncertain:
                continue
            if not given.has_unseen or (
                given.rest and all(self.leaves_out(one, keyword, depth + 1) for one in given.rest)
            ):
                return True
        return False

    def _reaches_its_body(self, function: nodes.FunctionDef) -> bool:
        """Nothing around a function can add to what its callers give."""
        return all(_hands_on(one.decorator) for one in function.decorators)

    def _is_given_away(self, function: nodes.FunctionDef, name: str) -> bool:
        """`self._add_defaults(kwargs)`: whoever is given the dictionary itself may put something into it."""
        return any(
            isinstance(call, nodes.Call)
            and last_name(call.func) not in _READS
            and any(
                not one.star and isinstance(one.value, nodes.Name) and one.value.value == name
                for one in call.args
            )
            for call in self.evaluator.tree.walk(function.body)
        )

    def _position(self, binding: Binding, function: nodes.FunctionDef) -> int | None:
        """Where a call writes it, without `self`; None for a keyword-only parameter."""
        is_method = self.evaluator.tree.class_of(function) is not None
        return (
            binding.index - (is_method and bool(binding.scope.myself))
            if binding.index >= 0
            else None
        )

    def _default(self, param: nodes.Param) -> Things:
        if param.default is None:
            handed_on = self.evaluator.handed_on(param.name.value, param)
            return (handed_on,) if handed_on else UNKNOWN_THINGS
        return tuple(
            Const(t.value, t.node, is_default=True) if isinstance(t, Const) else t
            for t in self.evaluator.things(param.default)
        )

    def _given(
        self, binding: Binding, param: nodes.Param, function: nodes.FunctionDef, site: nodes.Call
    ) -> Things:
        """What one call gives to a parameter."""
        node = self.argument(binding, function, site)
        if node is not None:
            return self.evaluator.things(node)
        arguments, position = self.evaluator.arguments(site), self._position(binding, function)
        if arguments.may_hold(position, binding.name) or param.default is None:
            return UNKNOWN_THINGS
        return tuple(
            # nothing is written for it: the call that leaves it out decides
            Const(None, site, is_relied_on=True) if isinstance(t, Const) and t.value is None else t
            for t in self.evaluator.things(param.default)
        )

    def annotated(self, node: nodes.BaseExpression, origin: Node) -> Things:
        """What an annotation says of a value; its construction cannot be seen."""
        match node:
            case nodes.BinaryOperation(left=left, operator=nodes.BitOr(), right=right):
                return self._one_of([left, right], origin)
            case nodes.Subscript(value=value, slice=[*elements]) if (
                self.evaluator.ref(value) in _OPTIONAL
            ):
                parts = [e.slice.value for e in elements if isinstance(e.slice, nodes.Index)]
                return self._one_of(
                    parts[:1] if self.evaluator.ref(value) == "typing.Annotated" else parts, origin
                )
            case nodes.SimpleString():
                return self._quoted(node, origin)
            case nodes.Name(value="None"):
                return (Const(None, node),)
        found: list[Thing] = []
        for thing in self.evaluator.things(node):
            if isinstance(thing, Ref):
                name = self.evaluator.lookup.canonical(f"{thing.name}()")
                if self.evaluator.lookup.object(name):
                    found.append(Made(name, thing.name, origin=origin))
            elif isinstance(thing, Class):
                name = self.evaluator.classes.base_name(thing.node)
                found.append(Made(name, definition=thing.node, origin=origin))
        return tuple(found) or UNKNOWN_THINGS

    def cast(self, kind: nodes.BaseExpression, value: nodes.BaseExpression) -> Things:
        """`cast(requests.Session, self._session)`: what the value is, and by its type alone where that cannot be seen."""
        found = tuple(
            thing
            for thing in self.evaluator.things(value)
            if not (isinstance(thing, Const) and thing.value is None)
        )
        return self.annotated(kind, value) if self.evaluator.is_unseen(found) else found

    def _one_of(self, written: Sequence[nodes.BaseExpression], origin: Node) -> Things:
        if any(self._is_of_elsewhere(node) for node in written):
            return UNKNOWN_THINGS
        found = [t for node in written for t in self.annotated(node, origin)]
        return tuple(t for t in found if isinstance(t, Made)) or UNKNOWN_THINGS

    def _is_of_elsewhere(self, node: nodes.BaseExpression) -> bool:
        """A class that another module defines, about which nothing is known: it may do the same in its own way."""
        things = (
            self.evaluator.things(node) if isinstance(node, nodes.Name | nodes.Attribute) else ()
        )
        for thing in things:
            root = thing.name.partition(".")[0] if isinstance(thing, Ref) else ""
            is_other = (
                isinstance(thing, Ref) and "." in thing.name and root not in sys.stdlib_module_names
            )
            if is_other and all(isinstance(t, Unknown) for t in self.annotated(node, node)):
                return True
        return False

    def _quoted(self, node: nodes.SimpleString, origin: Node) -> Things:
        """`"requests.Session"`: looked up in the module."""
        text = node.evaluated_value
        if not isinstance(text, str) or not _DOTTED.fullmatch(text):
            return UNKNOWN_THINGS
        root, _, rest = text.partition(".")
        for binding in self.evaluator.tree.module.bindings.get(root, ()):
            things = self.evaluator.bound(binding)
            for part in rest.split(".") if rest else ():
                things = distinct(
                    [t for base in things for t in self.evaluator.attribute(base, part, node)]
                )
            for thing in things:
                if isinstance(thing, Class):
                    name = self.evaluator.classes.base_name(thing.node)
                    return (Made(name, definition=thing.node, origin=origin),)
                if isinstance(thing, Ref):
                    name = self.evaluator.lookup.canonical(f"{thing.name}()")
                    if self.evaluator.lookup.object(name):
                        return (Made(name, thing.name, origin=origin),)
        return UNKNOWN_THINGS


def _hands_on(decorator: nodes.BaseExpression) -> bool:
    """`@classmethod`, `@backoff.on_exception(...)`: the function is given what its callers give."""
    named = decorator.func if isinstance(decorator, nodes.Call) else decorator
    said = {dotted(named), last_name(named), *words(dotted(named))}
    return bool(said & (_BARE_DECORATORS | _REPEATING))


def _narrowed(given: list[Thing], annotated: Things) -> list[Thing]:
    """Without what a call gives by its annotation alone, `A | B`, and the parameter's own rules out."""
    names = {thing.name for thing in annotated if isinstance(thing, Made)}
    return [
        thing
        for thing in given
        if not isinstance(thing, Made) or thing.is_visible or not names or thing.name in names
    ]
