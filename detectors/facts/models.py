"""Models of language that a program asks."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class AskedModel(Fact):
    """A text that says which model is asked, unless somebody says otherwise: an argument, a default, a constant.

    The names in tables of prices, in lists to choose from and in comparisons are none.
    """

    name: str
    """As written, its provider's prefix included."""
