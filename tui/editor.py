"""Hands a text to the editor that the learner has set, and takes back what they made of it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App

USUAL = ("editor", "nano", "vim", "vi", "notepad")


class EditorError(Exception):
    """There is no editor, or it failed; the text says so in a sentence."""


def edited(app: App[object], text: str, suffix: str) -> str:
    """What the editor leaves of `text`; the screens wait behind it. Raises EditorError."""
    command = editor()
    with tempfile.TemporaryDirectory(prefix="critique-") as folder:
        file = Path(folder) / f"sound{suffix}"
        file.write_text(text, "utf-8")
        try:
            with app.suspend():
                status = subprocess.run([*command, str(file)], check=False).returncode
        except SuspendNotSupported:
            raise EditorError("This terminal cannot be handed to an editor.") from None
        except OSError as error:
            why = (error.strerror or "").lower()
            raise EditorError(f"{command[0]} cannot be run: {why}; set EDITOR.") from None
        if status:
            raise EditorError(f"{command[0]} ended with {status}; nothing was changed.")
        try:
            return file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise EditorError("What the editor left is no text in UTF-8.") from None


def editor() -> list[str]:
    """The command: $VISUAL, $EDITOR, else one that is installed."""
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        if command := shlex.split(wanted):
            return command
    except ValueError:
        raise EditorError("EDITOR has a quote that is not closed.") from None
    found = next((one for one in USUAL if shutil.which(one)), None)
    if found is None:
        raise EditorError("There is no editor here; set EDITOR.")
    return [found]
