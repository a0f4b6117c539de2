"""Where names live, and what they are bound to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted


@dataclass(eq=False, slots=True)
class Binding:
    """One place that gives a name, or an attribute of `self`, a value."""

    how: Literal[
        "value",
        "import",
        "parameter",
        "element",
        "item",
        "context",
        "function",
        "class",
        "annotation",
        "opaque",
    ]
    name: str
    node: Node
    """The value's expression; the parameter, the definition; for the others the target."""
    scope: Scope
    statement: Node
    detail: str = ""
    """import: the qualified name."""
    index: int = 0
    """item: its place in the tuple; parameter: its position."""
    annotation: nodes.BaseExpression | None = None
    is_foreign: bool = False
    """Bound through `global` or `nonlocal` by another function."""


@dataclass(eq=False, slots=True)
class Scope:
    """Where names live."""

    kind: Literal["module", "class", "function", "comprehension"]
    node: Node
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outside: dict[str, Scope | None] = field(default_factory=dict)
    """Names declared `global` (the module's scope) or `nonlocal` (None: an enclosing function's)."""
    attributes: dict[str, list[Binding]] = field(default_factory=dict)
    """Of a class: what its methods assign to `self`."""
    myself: str = ""
    """Of a method: the name of its first parameter, `self` or `cls`."""

    def outermost(self) -> Scope:
        """The scope of the module."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def functions(self) -> Iterator[Scope]:
        """The scopes of functions around, itself first."""
        scope: Scope | None = self
        while scope is not None:
            if scope.kind == "function":
                yield scope
            scope = scope.parent


@dataclass(eq=False, slots=True)
class Assigned:
    """`target.attribute = value` or `target[key] = value`."""

    target: nodes.BaseExpression
    attribute: str
    key: nodes.BaseExpression | None
    value: nodes.BaseExpression | None
    """None where it cannot be told: `a.b += c`, `a.b, x = f()`."""
    statement: Node


def class_of(scope: Scope, name: str) -> Scope | None:
    """The class whose object this name is inside its methods."""
    for function in scope.functions():
        if function.myself == name and function.parent is not None:
            return function.parent
        if name in function.bindings:
            return None
    return None


def owner_of(scope: Scope, target: nodes.BaseExpression) -> Scope | None:
    """The class to whose object an attribute is given: `self`, or what a method makes of its own class."""
    bindings: list[Binding] = []
    match target:
        case nodes.Name(value=name):
            owner = class_of(scope, name)
            if owner is not None:
                return owner
            bindings = scope.bindings.get(name, [])
        case nodes.Attribute(value=nodes.Name(value=holder), attr=nodes.Name(value=name)):
            owner = class_of(scope, holder)
            bindings = owner.attributes.get(name, []) if owner is not None else []
    made = (_made_by(scope, one.node) for one in bindings if one.how == "value")
    return next((owner for owner in made if owner is not None), None)


def _made_by(scope: Scope, node: Node) -> Scope | None:
    """The class around a method that makes an object of it: `cls()`, `Api(key)`, `super().__new__(cls)`."""
    match node:
        case nodes.Call(func=nodes.Name(value="cls")):
            return class_of(scope, "cls")
        case nodes.Call(func=nodes.Name(value=name)):
            classes = (function.parent for function in scope.functions())
            return next((one for one in classes if _is_called(one, name)), None)
        case nodes.Call(
            func=nodes.Attribute(attr=nodes.Name(value="__new__")),
            args=[nodes.Arg(value=nodes.Name(value="cls")), *_],
        ):
            return class_of(scope, "cls")
    return None


def _is_called(scope: Scope | None, name: str) -> bool:
    node = scope.node if scope is not None else None
    return isinstance(node, nodes.ClassDef) and node.name.value == name


def first_parameter(node: nodes.FunctionDef) -> str:
    """`self` or `cls`; empty for a static method."""
    if any(dotted(d.decorator) == "staticmethod" for d in node.decorators):
        return ""
    params = (*node.params.posonly_params, *node.params.params)
    return params[0].name.value if params else ""
