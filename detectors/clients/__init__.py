"""What each SDK and command does by default: data, loaded only for what a source names."""

from __future__ import annotations


def occurring(source: str, language: str) -> frozenset[str]:
    """The ids of the clients that occur in a source."""
    raise NotImplementedError
