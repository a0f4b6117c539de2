"""Short messages to the learner, and the way to the clipboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from textual.dom import DOMNode

from trainer.history import state_folder
from trainer.neutralise import one_line
from tui.clipboard import handed_to, is_far, program
from tui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from tui.app import ScreensApp

COPIED = "copied.txt"
SECONDS = 4.0
"""How long a message stays."""


def say(node: DOMNode, text: str) -> None:
    """Shows a sentence for a few seconds, where the keys of the node's screen stand."""
    node.screen.query_one(KeyBar).say(text, SECONDS)


def zoomed(node: DOMNode, text: str) -> None:
    """Says how to go back where the node's screen has just been zoomed, and no longer where it was taken back."""
    if node.screen.has_class("-zoomed"):
        say(node, text)
    else:
        node.screen.query_one(KeyBar).hush()


@contextmanager
def telling(node: DOMNode, *errors: type[Exception]) -> Iterator[None]:
    """What cannot be done now is told in a sentence, and nothing else happens."""
    try:
        yield
    except errors as error:
        say(node, str(error))


def copy(node: DOMNode, text: str, what: str) -> None:
    """Puts text where the learner's setting wants it, and says where that is."""
    app = cast("ScreensApp", node.app)
    wanted = app.settings.clipboard
    if wanted == "file":
        write(node, text, what)
        return
    is_near = wanted == "native" or not (is_far() or app.is_web)
    command = program() if wanted in {"auto", "native"} and is_near else []
    if command and handed_to(command, text):
        say(node, f"{what} is in the clipboard ({command[0]})")
        return
    node.app.copy_to_clipboard(text)
    missed = ""
    if wanted == "native":
        missed = f"{command[0]} failed; " if command else "no program for the clipboard here; "
    where = " (tmux: set-clipboard on)" if os.environ.get("TMUX") else ""
    say(node, f"{what}: {missed}sent to the terminal's clipboard{where}")


def write(node: DOMNode, text: str, what: str, name: str = COPIED) -> None:
    """Puts text into a file, which needs nobody to pass it on; says where that is."""
    file = state_folder() / name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n", "utf-8")
    except OSError as error:
        say(node, one_line(f"{file} cannot be written: {error.strerror}"))
    else:
        say(node, one_line(f"{what} is in {file}"))
