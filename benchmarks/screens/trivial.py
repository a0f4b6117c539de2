"""The smallest Textual app that shows a word, or a text in the library's own editor: what ours is held against."""

from __future__ import annotations

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static, TextArea


class Trivial(App[None]):
    def compose(self) -> ComposeResult:
        if len(sys.argv) > 1:
            yield TextArea(Path(sys.argv[1]).read_text("utf-8"), read_only=True)
            yield Static("Ready")
        else:
            yield Static("Ready")


Trivial().run()
