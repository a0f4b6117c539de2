"""Loops that try until something works, and end like that as well when nothing did."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.shell.control.after_failure import following, said
from detectors.readers.shell.control.loop_exits import inner_loop
from detectors.readers.shell.exchange.output_checks import SHOWS, literals
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Command,
    If,
    Loop,
    Not,
    Statement,
    Test,
    around,
    inside,
)
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import says_done, tells_of_failure

_COUNTS = re.compile(r"-l[te]\b|-g[te]\b|<|>")
_FAILED = re.compile(r"!=|-ne\b|-z\b|-g[te]\b")
_ENDS = listed("exit return die fatal abort fail panic error_exit")
_UP = listed("ready healthy up running started online reachable available alive live listening")
"""What a script says of something that it has waited for."""


def claim_of_loop(loop: Loop) -> tuple[Command, str] | None:
    """What a script says behind a loop that may have tried in vain, as if it had not: `echo "Deployed"`."""
    if not _ends_either_way(loop):
        return None
    for one in following(loop):
        if not isinstance(one, Command) or not SHOWS.fullmatch(next(iter(literals(one)), "")):
            return None
        told = words(said(one))
        if tells_of_failure(told):
            return None
        if says_done(told) or not _UP.isdisjoint(told):
            return one, said(one)
    return None


def _ends_either_way(loop: Loop) -> bool:
    """It counts its turns, waits between them, and leaves by `break` alone, when something has worked."""
    is_counted = loop.kind == "for" or any(
        isinstance(one, Test) and _COUNTS.search(one.text) for one in loop.condition
    )
    own = [one for one in _commands(loop) if inner_loop(one) is loop]
    names = [next(iter(literals(one)), "") for one in own]
    if not is_counted or "sleep" not in names or not _ENDS.isdisjoint(names):
        return False
    leaves = [one for one, name in zip(own, names, strict=True) if name == "break"]
    return bool(leaves) and all(map(_is_for_success, leaves))


def _is_for_success(leave: Command) -> bool:
    """`curl -f "$url" && break`, `if curl -f "$url"; then break; fi`, with nothing kept for a later question."""
    below: Statement = leave
    for above in around(leave):
        match above:
            case AndOr() if above.right is below:
                return above.operator == "&&" and not _is_of_failure(above.left)
            case If():
                tests, body = next((one for one in above.branches if below in one[1]), ([], []))
                keeps = any(isinstance(one, Command) and one.assignments for one in body)
                return bool(tests) and not keeps and not any(map(_is_of_failure, tests))
            case Loop():
                return False
        below = above
    return False


def _is_of_failure(test: Statement) -> bool:
    if isinstance(test, Test):
        return _FAILED.search(test.text) is not None
    return isinstance(test, Not)


def _commands(loop: Loop) -> Iterator[Command]:
    yield from (one for one in inside(loop) if isinstance(one, Command))
