"""How parts of an answer lie to one another, told at a cost that hardly grows with how many they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]
"""From a character to the one behind the last."""


class Spans:
    """Parts that may overlap."""

    def __init__(self, parts: Iterable[Span]) -> None:
        ordered = sorted(parts)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))
        """The furthest end of each and those before it."""

    def _reach(self, place: int) -> int:
        """The furthest end of those that begin before this place."""
        count = bisect_left(self._starts, place)
        return self._ends[count - 1] if count else -1

    def meet(self, start: int, end: int) -> bool:
        """One of them has a character in common with it."""
        return self._reach(end) > start

    def hold(self, start: int, end: int) -> bool:
        """It stands within one that is longer."""
        return self._reach(start) >= end or self._reach(start + 1) > end


class Apart:
    """Parts that do not overlap, of which one more is taken only if it meets none of them."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, start)
        is_free = (not at or self._ends[at - 1] <= start) and (
            at == len(self._starts) or end <= self._starts[at]
        )
        if is_free:
            self._starts.insert(at, start)
            self._ends.insert(at, end)
        return is_free
