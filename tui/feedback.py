"""Short messages to the learner, and the way to the clipboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from textual.dom import DOMNode

from trainer.history import state_folder
from trainer.neutralise import one_line
from tui.widgets.bars import KeyBar

COPIED = "copied.txt"
SECONDS = 4.0
"""How long a message stays."""


def say(node: DOMNode, text: str) -> None:
    """Shows a sentence for a few seconds, where the keys of the node's screen stand."""
    node.screen.query_one(KeyBar).say(text, SECONDS)


@contextmanager
def telling(node: DOMNode, *errors: type[Exception]) -> Iterator[None]:
    """What cannot be done now is told in a sentence, and nothing else happens."""
    try:
        yield
    except errors as error:
        say(node, str(error))


def copy(node: DOMNode, text: str, what: str) -> None:
    """Hands text to the terminal, which may or may not pass it on; says so."""
    node.app.copy_to_clipboard(text)
    where = " (tmux: set-clipboard on)" if os.environ.get("TMUX") else ""
    say(node, f"{what}: sent to the terminal's clipboard{where}")


def write(node: DOMNode, text: str, what: str) -> None:
    """Puts text into a file, which needs nobody to pass it on; says where that is."""
    file = state_folder() / COPIED
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n", "utf-8")
    except OSError as error:
        say(node, one_line(f"{file} cannot be written: {error.strerror}"))
    else:
        say(node, one_line(f"{what} is in {file}"))
