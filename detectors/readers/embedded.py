"""Shell inside other files: its text goes to the shell reader, what it does comes back on their lines."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from detectors.facts import Lines
from detectors.readers import Reading
from detectors.readers.building import Builder

SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})


@dataclass(frozen=True)
class Script:
    """A text that a shell runs, and where each of its lines stands in the file around it."""

    text: str
    lines: tuple[Lines, ...]
    exits_on_error: bool = False
    pipefail: bool = False

    @classmethod
    def of_words(cls, words: list[str], lines: Lines) -> list[Script]:
        """What an argument list runs: the text that it gives to a shell, else itself as one command."""
        if not words:
            return []
        flags = shell_flags(words)
        text = words[flags + 1] if flags is not None else shlex.join(words)
        count = text.count("\n") + 1
        return [cls(text, (lines,) * count, flags is not None and "e" in words[flags])]


def shell_flags(words: list[str]) -> int | None:
    """The index of `-c` (`-ec`, `-lc`) in an argument list that gives a text to a shell."""
    for index, word in enumerate(words):
        if word.rpartition("/")[2] not in SHELLS:
            continue
        for at in range(index + 1, len(words) - 1):
            flag = words[at]
            if not flag.startswith("-") and words[at - 1] not in ("-o", "+o"):
                break
            if not flag.startswith("--") and flag.endswith("c"):
                return at
    return None


def read_scripts(scripts: Iterable[Script], builder: Builder, clients: frozenset[str]) -> Reading:
    """What the shells do, on the lines of the file around them."""
    return Reading()
