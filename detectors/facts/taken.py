"""What a route takes out of its address."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.code import Handler
from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class Taken(Fact):
    """A parameter that a framework fills from the query of the URL: `def notified(api_key: str)` of FastAPI."""

    name: str
    handler: Handler
