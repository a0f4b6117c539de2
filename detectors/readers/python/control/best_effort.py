"""Calls of which a comment says that their failure is no matter."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes

_BEST_EFFORT = re.compile(r"(?i)\bbest[- ]effort\b")
_NEAR = 4
"""Lines above a call that may hold a comment on it."""


def is_called_best_effort(program: Program, call: nodes.Call) -> bool:
    """A comment beside it or just above it says so."""
    lines = program.lines(call)
    beside = program.source.whole.lines[max(0, lines.first - 1 - _NEAR) : lines.last]
    return any(_BEST_EFFORT.search(line.partition("#")[2]) for line in beside)
