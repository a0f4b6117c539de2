"""Plain text in lines of a readable width, for pipes and screen readers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from shutil import get_terminal_size
from typing import TextIO

from trainer.history import HistoryError
from trainer.neutralise import one_line

WIDTH = 78
LEAST = 20
"""Columns that a text has, however narrow the terminal says it is."""


class Printer:
    """Writes to `stdout` what its encoding can say; texts come neutralised."""

    def __init__(self, stdout: TextIO) -> None:
        self.stdout = stdout
        columns = get_terminal_size((WIDTH + 2, 24)).columns - 2
        self.width = max(LEAST, min(WIDTH, columns))
        self.encoding = stdout.encoding or "utf-8"

    def hold(self, talk: Callable[[], None], farewell: Callable[[], None]) -> int:
        """Holds a conversation: 0 at its end, 130 after Ctrl-C, 2 where the history cannot be written."""
        status = 0
        try:
            talk()
        except KeyboardInterrupt:
            self.say("")
            status = 130
        except HistoryError as error:
            self.say(one_line(str(error)))
            return 2
        farewell()
        return status

    def paragraph(self, text: str, indent: str = "", hanging: str = "") -> None:
        """`indent` before each line, `hanging` besides before all but the first."""
        self.say(
            textwrap.fill(
                text,
                self.width,
                initial_indent=indent,
                subsequent_indent=indent + hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )

    def numbered(self, lines: list[str], first: int = 1) -> None:
        width = len(str(first + len(lines) - 1))
        for number, line in enumerate(lines, first):
            self.say(f"{number:>{width}}  {line}".rstrip())

    def say(self, text: str) -> None:
        self.stdout.write(f"{self.shown(text)}\n")

    def shown(self, text: str) -> str:
        """As far as the output's encoding can say it."""
        return text.encode(self.encoding, "replace").decode(self.encoding)
