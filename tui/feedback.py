"""Short messages to the learner, and the way to the clipboard."""

from __future__ import annotations

import os
from typing import Literal

from textual.dom import DOMNode

from trainer.neutralise import one_line

SECONDS = 4.0
"""How long a message stays."""


def say(
    node: DOMNode, text: str, severity: Literal["information", "warning"] = "information"
) -> None:
    """Shows a sentence for a few seconds."""
    node.app.notify(one_line(text), severity=severity, timeout=SECONDS, markup=False)


def copy(node: DOMNode, text: str, what: str) -> None:
    """Hands text to the terminal, which may or may not pass it on; says so."""
    node.app.copy_to_clipboard(text)
    where = " (tmux needs `set-clipboard on`)" if os.environ.get("TMUX") else ""
    say(node, f"{what}: sent to the terminal's clipboard{where}")
