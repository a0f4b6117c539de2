"""What a route takes out of its address."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.code import Handler
from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class Taken(Fact):
    """A parameter that a framework fills from the query of the URL, `def notified(api_key: str)` of FastAPI, or that is asked of a request."""

    name: str
    handler: Handler | None = None
    """What takes it; None for a helper, middleware or whatever else runs for many routes."""
    lets_in: bool = False
    """It is compared with a credential that the program keeps, or stands in for one that is missing from the headers."""
    is_asked_of_a_request: bool = False
    """`request.query_params.get("token")`, and no parameter."""
