"""What a route changes although its method promises that nothing changes."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.code import Handler
from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class RouteEffect(Fact):
    """A route with the method by which it is reached; `lines` is where that method is said."""

    handler: Handler | None
    """None where only its form says that it is one: a view of Django that another file routes."""
    name: str
    """The name of its function."""
    methods: frozenset[str] = frozenset()
    """Upper case; the method itself is not asked for in its body."""
    deletes: bool = False
    """It deletes what its parameters name."""
    writes: bool = False
    """It calls something that may change a store, or sends something."""
    runs: bool = False
    """It runs code, or a program that is not written down."""
    verbs: frozenset[str] = frozenset()
    """The first words of what it calls: `delete` of `zone.delete_record(name)`."""
