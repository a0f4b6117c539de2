"""What a snippet is for, and behind it what may be counted on."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Situation(Static):
    """A few lines above the code; what they begin with matters more than what is cut."""

    DEFAULT_CSS = """
    Situation { padding: 0 1; height: auto; max-height: 4; color: $secondary; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def tell(self, scenario: str, facts: str = "") -> None:
        """`facts` may be empty; both are safe to print."""
        behind = f"  Facts: {facts}." if facts else ""
        self.update(Content.assemble(scenario.strip(), (behind, "$quiet")))
