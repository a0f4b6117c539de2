"""Which statements hold something that a run looks for, besides requests."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_WORD = re.compile(r"[^\W\d]\w*")


class Nearby:
    """Statements around these offsets of the source, and those that name what one of them binds."""

    def __init__(self, program: Program, places: Sequence[int]) -> None:
        self.program = program
        self.places = places
        self._known: dict[Node, bool] = {}
        self._names_of_places = self._bound() if places else set()

    def around(self, node: Node) -> bool:
        """Whether the smallest statement around a node is one of them."""
        statement = self.program.tree.statement_of(node)
        found = self._known.get(statement)
        if found is None:
            found = self._known[statement] = self._holds(statement) or self._names(statement)
        return found

    def _bound(self) -> set[str]:
        """Constants, functions, parameters and attributes whose value may come from these places."""
        tree = self.program.tree
        scopes = (tree.module, *tree.inner.values())
        kinds = [s.bindings for s in scopes] + [s.attributes for s in scopes]
        bindings = (b for kind in kinds for found in kind.values() for b in found)
        return {
            b.name
            for b in bindings
            if b.how not in {"class", "import"} and self._holds(b.statement)
        }

    def _holds(self, statement: Node) -> bool:
        start, end = self.program.span(statement)
        if isinstance(statement, nodes.FunctionDef | nodes.ClassDef) and statement.decorators:
            start = min(start, self.program.span(statement.decorators[0])[0])
        first = bisect_left(self.places, start)
        return first < len(self.places) and self.places[first] < end

    def _names(self, statement: Node) -> bool:
        bound = self._names_of_places
        return bool(bound) and not bound.isdisjoint(_WORD.findall(self.program.code(statement)))
