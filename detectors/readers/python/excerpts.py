"""What a file makes clients and requests with: read beside those that import it, which know both then with all their settings."""

from __future__ import annotations

from collections.abc import Iterator, Set

from detectors.clients.entrances import entrances, makers
from detectors.facts import Excerpt
from detectors.readers.python.syntax.outline import Outline
from detectors.readers.python.syntax.selection import LIFECYCLE, ROUNDS, Selection, Span

LONGEST = 12_000
"""Characters; a file that makes clients all over is no helper for others, and takes long to read."""
_NO_NAMES: frozenset[str] = frozenset()


def excerpts(source: str, clients: frozenset[str]) -> tuple[Excerpt | None, Excerpt | None]:
    """Those of a file's statements that make clients, change them, or are needed for that; and those that make requests as well.

    None if it has nothing of the kind for others.
    """
    starts = entrances(source, clients, waits=False)
    if not starts:
        return None, None
    made, outline = makers(clients), Outline(source)
    making = [span for span in starts if _last_name(source[slice(*span)]) in made]
    found = _Parts(outline, made).that_make_clients(making, clients) if making else None
    return found, _Parts(outline, made).that_ask(starts, clients)


def _last_name(chain: str) -> str:
    return chain.rpartition(".")[2]


class _Parts(Selection):
    """What of a source others may use."""

    def that_make_clients(self, starts: list[Span], clients: frozenset[str]) -> Excerpt | None:
        starts = [span for span in starts if not self.outline.is_prose(span[0])]
        sources = self._numbers(start for start, _ in starts)
        if not sources:
            return None
        self._index()
        self.kept = sources | self._spread(starts) | self.heirs
        names = frozenset(self._leading_to_clients())
        if not names:
            return None
        self._add_needs({*self.kept}, with_functions=True)
        for _ in range(ROUNDS):
            if not self._add_needs(self.kept, with_functions=False):
                break
        return self._excerpt(names, clients)

    def that_ask(self, starts: list[Span], clients: frozenset[str]) -> Excerpt | None:
        """What the file asks for itself, at its left edge, does not count."""
        self.around(starts, ())
        self.kept = {n for n in self.kept if not self._is_done_at_once(n)}
        kept = [self.units[n] for n in self.kept]
        heads = [self.units[one.owner] for one in kept if one.owner is not None]
        names = {name for one in (*kept, *heads) if one.owner is None for name in one.names}
        functions = {name for one in kept if one.kind == "function" for name in one.names}
        return self._excerpt(names, clients, functions - LIFECYCLE) if functions else None

    def _is_done_at_once(self, number: int) -> bool:
        unit = self.units[number]
        return unit.kind == "statement" and unit.owner is None

    def _leading_to_clients(self) -> Iterator[str]:
        """The names at the left edge that a client is reached by: its own, a function's, a class's."""
        for number in self.kept:
            unit = self.units[number]
            if unit.owner is not None:
                yield from self.units[unit.owner].names
            elif unit.kind == "class":
                yield from unit.names
            else:
                yield from self.reached.intersection(unit.names)

    def _excerpt(
        self, names: Set[str], clients: frozenset[str], functions: Set[str] = _NO_NAMES
    ) -> Excerpt | None:
        ranges = self._ranges(with_statements=False)
        text = "".join(self.source[start:end] for start, end in ranges)
        offered = frozenset(names) - {"__all__"}
        if not offered or len(text) > LONGEST:
            return None
        return Excerpt("", text, offered, clients, frozenset(functions))
