"""What a loop is called where it is told of: its header, in short."""

from __future__ import annotations

import re

from detectors.readers.shell.exchange.requesting_functions import Asking
from detectors.readers.shell.syntax.tree import Loop
from detectors.text import LONGEST, in_short

_CONTINUED = re.compile(r"\\\r?\n")


def called(loop: Loop, source: str, asking: Asking) -> str:
    """`for pause in 2 4 8`; where that is long it ends behind its request's name, else at a word: `until curl ...`."""
    header = _CONTINUED.sub(" ", source[loop.start : loop.header_end])
    name = " ".join(header.split()).rstrip("; ")
    requests = [command for one in loop.condition for command in asking.requests(one)]
    if len(name) <= LONGEST or not requests or not requests[0].arguments:
        return in_short(name)
    behind = requests[0].arguments[0].end
    return in_short(f"{_CONTINUED.sub(' ', source[loop.start : behind])} ...")
