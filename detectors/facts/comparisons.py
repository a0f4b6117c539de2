"""Two values that are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts.code import Context
from detectors.facts.fact import Fact

Origin = Literal["mac", "hash", "request", "parameter", "literal", "path", "key", "call", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A value, followed back through what leaves it as it is."""

    text: str
    """As written."""
    names: frozenset[str] = frozenset()
    """What it goes by on its way here: variables, attributes, keys, variables of the environment, helpers."""
    origins: frozenset[Origin] = frozenset()
    """mac: a hash with a key, computed here; request: a header, field or cookie of who calls; literal: spelled
    here; path: the name of a file; key: what a dictionary files something under; call: of a helper that cannot be seen."""
    hashed: frozenset[str] = frozenset()
    """Names that the input of a plain hash goes by."""


@dataclass(kw_only=True, eq=False)
class Comparison(Fact):
    """Two values that are compared: `given != expected`, `hmac.compare_digest(given, expected)`."""

    operator: Literal["==", "!=", "constant-time"]
    left: Side
    right: Side
    is_asserted: bool = False
    """It stands in an `assert`."""
    is_refused: bool = False
    """Whoever brings the wrong value is told that he may not: `if given != expected: abort(403)`."""
    context: Context
