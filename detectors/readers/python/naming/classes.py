"""Classes of the file: their members, their bases, the object that `self` is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detectors.readers.python.naming.things import (
    UNKNOWN_THINGS,
    Class,
    Function,
    Made,
    Ref,
    Things,
    distinct,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding, Scope
from detectors.readers.python.syntax.traits import Node

if TYPE_CHECKING:
    from detectors.readers.python.naming.evaluate import Evaluator

_PROPERTIES = frozenset({"property", "functools.cached_property", "cached_property"})


class Classes:
    """Answers for one evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._selves: dict[nodes.ClassDef, Made] = {}

    def member(self, definition: nodes.ClassDef, name: str, owner: Made | None, at: Node) -> Things:
        """An attribute of a class of the file, or of an object of it."""
        for scope in self.family(definition):
            bindings = [*scope.attributes.get(name, ()), *scope.bindings.get(name, ())]
            if bindings:
                chosen = self._reaching_attributes(bindings, at)
                return distinct([t for b in chosen for t in self._as_member(b, owner)])
        base = self.base_name(definition)
        if base and owner is not None:
            return self.evaluator.named(f"{base}.{name}", owner)
        return UNKNOWN_THINGS

    def _as_member(self, binding: Binding, owner: Made | None) -> Things:
        if not isinstance(binding.node, nodes.FunctionDef):
            is_field = binding.scope.kind == "class" and binding.annotation is not None
            if is_field and owner is not None and not owner.is_visible:
                return UNKNOWN_THINGS  # a field of an object that was made elsewhere, with what it was given
            return self.evaluator.bound(binding)
        if any(self.evaluator.ref(d.decorator) in _PROPERTIES for d in binding.node.decorators):
            return self.evaluator.result(binding.node)
        return (Function(binding.node, owner),)

    def _reaching_attributes(self, bindings: Sequence[Binding], at: Node) -> Sequence[Binding]:
        """What the same function assigned just before wins; else every assignment may hold."""
        function = self.evaluator.tree.function_of(at)
        same = [b for b in bindings if b.scope.node is function and function is not None]
        if same:
            chosen = self.evaluator.names.before(same, at)
            is_sure = self.evaluator.names.is_sure(chosen, at)
            if is_sure:
                return chosen
        return bindings

    def family(self, definition: nodes.ClassDef) -> list[Scope]:
        """The scopes of a class and of its bases in the same file."""
        found: list[Scope] = []
        pending = [definition]
        while pending and len(found) < 10:
            current = pending.pop(0)
            scope = self.evaluator.tree.inner[current]
            if scope in found:
                continue
            found.append(scope)
            for base in current.bases:
                pending += [
                    t.node for t in self.evaluator.things(base.value) if isinstance(t, Class)
                ]
        return found

    def base_name(self, definition: nodes.ClassDef) -> str:
        """The known object that a class extends, as `requests.Session()`; empty if there is none."""
        for scope in self.family(definition):
            node = scope.node
            for base in node.bases if isinstance(node, nodes.ClassDef) else ():
                for thing in self.evaluator.things(base.value):
                    if isinstance(thing, Ref):
                        name = self.evaluator.lookup.canonical(f"{thing.name}()")
                        if self.evaluator.lookup.object(name):
                            return name
        return ""

    def self_of(self, definition: nodes.ClassDef) -> Made:
        """The object that `self` is in the methods of a class."""
        if definition not in self._selves:
            self._selves[definition] = Made(self.base_name(definition), definition=definition)
        return self._selves[definition]
