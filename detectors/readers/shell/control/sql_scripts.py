"""SQL that a script hands to `psql`, which goes on behind a statement that fails and ends with 0."""

from __future__ import annotations

import re
from itertools import pairwise

from detectors.readers.shell.exchange.output_checks import literals
from detectors.readers.shell.syntax.tree import Command, Pipeline, Substitution, Text, around

_STOPS = "ON_ERROR_STOP"
_COMMENT = re.compile(r"--[^\n]*")
_MAY_BE_THERE = re.compile(
    r"\s*(?:create\s+(?:user|role|database|extension|schema)\b|select\b|show\b|set\b|drop\b|\\|begin\b|commit\b"
    r"|[^;]*\bif\s+(?:not\s+)?exists\b|analyze\b|vacuum\b|end\b|do\b|\s*$)",
    re.IGNORECASE,
)
"""Statements that ask, or of which the failure says that what they make is there already."""
_CHANGES = re.compile(
    r"\s*(?:grant|revoke|alter|insert|update|delete|copy|create|truncate|comment)\b", re.IGNORECASE
)
_DUMPS = re.compile(r"(?:dump|backup|restore)", re.IGNORECASE)


def goes_on(command: Command, source: str, is_relied_on: bool) -> bool:
    """It is given several statements, of which a failed one leaves the status 0, and nobody reads what it says.

    A file holds what nobody sees here: it counts where the script goes by the status that it always gets.
    """
    if _STOPS in source or _is_read(command):
        return False
    words = literals(command)
    if any(word in {"-c", "--command", "-l", "--list"} or word.startswith("-c") for word in words):
        return False
    if is_relied_on and _reads_a_file(words):
        return True
    for redirect in command.redirects:
        if redirect.operator.startswith("<<") and redirect.body:
            written = "".join(p.value for p in redirect.body.parts if isinstance(p, Text))
            return _may_stop_half_way(written)
        if redirect.operator == "<" and redirect.target:
            return bool(_DUMPS.search(source[redirect.target.start : redirect.target.end]))
    return False


def _reads_a_file(words: list[str]) -> bool:
    """`-f schema.sql`, wherever that lies; not `-f -`, which is another program's text."""
    for before, word in pairwise([*words, ""]):
        if before in {"-f", "--file"}:
            return word not in {"-", "/dev/stdin"}
        if re.match(r"-f.|--file=", before):
            return not before.endswith(("-f-", "=-"))
    return False


def _may_stop_half_way(written: str) -> bool:
    statements = [one for one in _COMMENT.sub("", written).split(";") if one.strip()]
    counted = [one for one in statements if not _MAY_BE_THERE.match(one) and _CHANGES.match(one)]
    return len(counted) > 1


def _is_read(command: Command) -> bool:
    """What it says goes to somebody who looks for errors in it."""
    return any(
        isinstance(one.parent, Substitution)
        or (isinstance(one, Pipeline) and one.body[-1] is not command)
        for one in (command, *around(command))
    )
