"""What a file makes clients with: read beside those that import it, which know them with all their settings then."""

from __future__ import annotations

from detectors.clients.entrances import entrances, makers
from detectors.facts import Excerpt
from detectors.readers.python.syntax.selection import makings

LONGEST = 20_000
"""Characters; a file that makes clients all over is no helper for others, and takes long to read."""


def excerpt(source: str, clients: frozenset[str]) -> Excerpt | None:
    """Those of a file's statements that make clients, change them, or are needed for that; None if it has none for others."""
    made = makers(clients)
    ranges, names = makings(source, entrances(source, clients, waits=False), made)
    text = "".join(source[start:end] for start, end in ranges)
    if not names or len(text) > LONGEST:
        return None
    return Excerpt("", text, names, clients)
