"""Servers that a program starts by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.facts.effects import RouteEffect
from detectors.facts.fact import Fact
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class Listener(Fact):
    """A server that listens on every address of its machine, in a file in which nothing asks who calls."""

    routes: Sequence[RouteEffect]
    """What the file lets it answer."""
    tools: Sequence[tuple[str, Lines]] = ()
    """Functions that it offers to agents, by name."""
    has_a_key: bool = False
    """The file reads a credential with which it asks others."""
