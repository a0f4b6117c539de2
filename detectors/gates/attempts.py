"""A first look at a Python source: where a loop may repeat something of which no client's data speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.text import places_of

_COUNTED = re.compile(r"for\s+\w*(?:retr|attempt|tries|again|reconnect)\w*\s+in\s+[\w.]*\Z")
_UNTIL = re.compile(r"while\b[^\n]*(?:retr|attempt|tries)")


def attempts(source: str, lowered: str) -> Iterator[int]:
    """Offsets of waits, and of loops that count their attempts."""
    if "except" not in lowered:
        return
    yield from places_of("sleep", lowered)
    for call in ("range", "count"):
        for place in places_of(call, lowered):
            if _COUNTED.search(lowered, max(0, place - 60), place):
                yield place
    yield from (place for place in places_of("while", lowered) if _UNTIL.match(lowered, place))
