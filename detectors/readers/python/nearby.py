"""Which statements hold something that a run looks for, besides requests."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import Node


class Nearby:
    """Statements around these offsets of the source, and those that name a constant which one of them sets."""

    def __init__(self, program: Program, places: Sequence[int]) -> None:
        self.program = program
        self.places = places
        self._known: dict[Node, bool] = {}
        names = {n for n, _, statement in program.tree.assignments if self._holds(statement)}
        words = "|".join(map(re.escape, sorted(names)))
        self._mention = re.compile(rf"\b(?:{words})\b") if names else None

    def around(self, node: Node) -> bool:
        """Whether the smallest statement around a node is one of them."""
        statement = self.program.tree.statement_of(node)
        found = self._known.get(statement)
        if found is None:
            found = self._known[statement] = self._holds(statement) or self._names(statement)
        return found

    def _holds(self, statement: Node) -> bool:
        start, end = self.program.span(statement)
        first = bisect_left(self.places, start)
        return first < len(self.places) and self.places[first] < end

    def _names(self, statement: Node) -> bool:
        return bool(self._mention and self._mention.search(self.program.code(statement)))
