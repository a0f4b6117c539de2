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


def first_parameter(node: nodes.FunctionDef) -> str:
    """`self` or `cls`; empty for a static method."""
    if any(dotted(d.decorator) == "staticmethod" for d in node.decorators):
        return ""
    params = (*node.params.posonly_params, *node.params.params)
    return params[0].name.value if params else ""
