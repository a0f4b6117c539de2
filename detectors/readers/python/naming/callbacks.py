"""Functions that are given to helpers and decorators of the file, and where those call them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from detectors.readers.python.naming.things import Function, Partial, Thing
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding
from detectors.readers.python.syntax.traits import Node

if TYPE_CHECKING:
    from detectors.readers.python.naming.evaluate import Evaluator


class Callbacks:
    """`with_retry(lambda: fetch(url))`, `@retried def fetch(): ...` with the helper in the same file."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def of(self, function: Node) -> list[nodes.Call]:
        """The calls that run a function which a helper was given."""
        return self._calls.get(function, [])

    @cached_property
    def _calls(self) -> dict[Node, list[nodes.Call]]:
        found: dict[Node, list[nodes.Call]] = {}
        tree, names = self.evaluator.tree, self.evaluator.names
        for call in (*tree.calls, *tree.calls_beside):
            if not isinstance(call.func, nodes.Name):
                continue
            scope = tree.scopes[call.func]
            for binding in names.reaching(call.func.value, call.func, scope) or ():
                if binding.how == "parameter" and isinstance(binding.statement, nodes.FunctionDef):
                    for function in self._given_to(binding, binding.statement):
                        found.setdefault(function, []).append(call)
        return found

    def _given_to(self, binding: Binding, helper: nodes.FunctionDef) -> Iterator[Node]:
        """The functions that calls of a helper, or its use as a decorator, give to a parameter."""
        if binding.index == 0:
            yield from self._decorated.get(helper, ())
        for site in self.evaluator.sites(helper):
            node = self.evaluator.parameters.argument(binding, helper, site)
            for thing in self.evaluator.things(node) if node is not None else ():
                function = _function(thing)
                if function is not None:
                    yield function

    @cached_property
    def _decorated(self) -> dict[Node, list[Node]]:
        """Function -> the functions that it decorates, directly or through what it returns."""
        found: dict[Node, list[Node]] = {}
        for function in self.evaluator.tree.functions:
            for decorator in function.decorators:
                for thing in self.evaluator.things(decorator.decorator):
                    if isinstance(thing, Function):
                        found.setdefault(thing.node, []).append(function)
        return found


def _function(thing: Thing) -> Node | None:
    while isinstance(thing, Partial):
        thing = thing.target
    return thing.node if isinstance(thing, Function) else None
