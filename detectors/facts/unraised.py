"""Exceptions that are made and go nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class Unraised(Fact):
    """`HTTPException(status_code=400)` as a statement of its own: the `raise` before it is missing."""

    name: str
    """The exception, as written."""
