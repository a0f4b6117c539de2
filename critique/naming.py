"""Which risk is meant by what somebody typed."""

from __future__ import annotations

from critique.cli import Refusal

OFFERED = 4


def risk_named(name: str, command: str = "") -> str:
    """Its id; Refusal that names the nearest, or those that are about the word. `command` stands before a name."""
    from detectors.catalogue import called, nearest

    if id := called(name):
        return id
    if close := nearest(name):
        hint = f"did you mean '{command}{close}'?"
    elif about := _about(name):
        hint = f"perhaps one of: {', '.join(about)}"
    else:
        hint = "'critique risks' lists them"
    raise Refusal(f"there is no risk '{name}'; {hint}")


def _about(words: str) -> list[str]:
    """Risks that are found by these words, as in the catalogue."""
    from tui.catalogue import entries
    from tui.search import search

    return [entry.id for entry in search(words, entries())[:OFFERED]] if words.strip() else []
