"""Reads one command a line: at a terminal with editing, recall and completion, from a pipe as it comes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TextIO

SIGN = "> "
Completions = Callable[[Sequence[str]], Sequence[str]]
"""The words before the one that is being typed -> what may stand there."""


class Prompt:
    """The learner's end of a conversation."""

    def __init__(self, stdin: TextIO, stdout: TextIO, completions: Completions) -> None:
        self._stdin, self._stdout = stdin, stdout
        self.is_for_a_person = stdin.isatty()
        is_terminal = stdin is sys.stdin and stdout is sys.stdout and stdout.isatty()
        self._edits = self.is_for_a_person and is_terminal and _edit_with(completions)

    def line(self) -> str | None:
        """What was typed, without blanks around it; None at the end of the input."""
        if self._edits:
            try:
                return input(SIGN).strip()
            except EOFError:
                self._stdout.write("\n")
                return None
        if self.is_for_a_person:
            self._stdout.write(SIGN)
            self._stdout.flush()
        line = self._stdin.readline()
        return line.strip() if line else None


def _edit_with(completions: Completions) -> bool:
    """Lets `input` edit its line; False where Python was built without that."""
    try:
        import readline
    except ImportError:
        return False
    readline.set_completer_delims(" ")
    readline.set_completer(_completer(readline, completions))
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
    return True


def _completer(readline: ModuleType, completions: Completions) -> Callable[[str, int], str | None]:
    def complete(start: str, number: int) -> str | None:
        before = readline.get_line_buffer()[: readline.get_begidx()].split()
        fitting = [word for word in completions(before) if word.startswith(start)]
        return f"{fitting[number]} " if number < len(fitting) else None

    return complete
