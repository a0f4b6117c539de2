"""Branches of a loop that wait because the answer was 429: `if [ "$code" = 429 ]; then sleep 5; fi`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detectors.readers.shell.control.backoffs import Backoff, Pacing, is_sleep
from detectors.readers.shell.syntax.tree import Case, Command, If, Statement, inside, loops_around

_TOO_MANY = re.compile(r"(?:=|-eq)\s*[\"']?429\b")
_OF_THE_SERVER = re.compile(r"(?i)retry.?after|ratelimit.?reset|x-rate")
"""In a script: something that knows what the server asks."""


class Wait(NamedTuple):
    """A branch, from its test to its wait, and how long that is."""

    start: int
    sleep: Command
    backoff: Backoff


def throttled(statements: Sequence[Statement], pacing: Pacing, source: str) -> Iterator[Wait]:
    """Those of a script, in the order of the source."""
    for statement in statements:
        for start, body in _branches(statement, source):
            sleep = next((one for inner in body for one in inside(inner) if is_sleep(one)), None)
            loop = next(loops_around(statement), None)
            if not isinstance(sleep, Command) or loop is None or _leaves(body):
                continue
            backoff = pacing.slept(sleep, loop).backoff
            if backoff != "retry-after" and _OF_THE_SERVER.search(source):
                backoff = "unknown"
            yield Wait(start, sleep, backoff)


def _leaves(body: list[Statement]) -> bool:
    """It gives up after all."""
    return any(
        isinstance(one, Command)
        and one.arguments
        and one.arguments[0].literal in {"exit", "break", "return"}
        for inner in body
        for one in inside(inner)
    )


def _branches(statement: Statement, source: str) -> Iterator[tuple[int, list[Statement]]]:
    """Where a test for 429 alone begins, and what runs then."""
    match statement:
        case If(branches=branches):
            for number, (condition, body) in enumerate(branches):
                if not condition:
                    continue
                text = source[condition[0].start : condition[-1].end]
                if _TOO_MANY.search(text) and "!" not in text and "||" not in text:
                    yield (condition[0].start if number else statement.start), body
        case Case(items=items):
            for pattern, body in items:
                if pattern.strip("\"' ") == "429" and body:
                    yield body[0].start, body
