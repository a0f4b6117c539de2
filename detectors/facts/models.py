"""Models of language that a program asks."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class AskedModel(Fact):
    """A text that says which model is asked, unless somebody says otherwise: an argument, a default, a constant.

    The names in tables of prices and in comparisons are none.
    """

    name: str
    """As written, its provider's prefix included."""
    is_offered: bool = False
    """It stands in a list to pick from, with others at `anchors`."""
    beside: int = 0
    """How many further names of that list are withdrawn."""
