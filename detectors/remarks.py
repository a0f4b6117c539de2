"""What the comments of a configuration file say of where it runs."""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMENT = re.compile(r"\s*(?:#+|//+|;+)\s?(.*)")
_BEFORE = re.compile(r"\s*$|---|version:|name:|\{#|#!")
"""What may stand before the comments that open a file, and between them."""
_LONGEST = 60
"""Lines of the comments that open a file."""
_ONLY_HERE = re.compile(
    r"\b(?:only (?:meant |intended |used |to be used )?(?:for|in|during) (?:local(?:\b(?! dev)|ly)|(?:local )?dev(?:elopment)?\b)"
    r"|(?:local |dev(?:elopment)? )(?:use|development|testing|purposes) only"
    r"|dev(?:elopment)?[- ]only"
    r"|(?:is|are) not (?:meant |intended |suitable |secure )?for (?:use in )?production"
    r"|not (?:meant |intended )?for production(?: use)?\b"
    r"|(?:do not|don't|never) (?:use|deploy|run) (?:this|it|these)\b[^.]{0,40}\bproduction)",
    re.IGNORECASE,
)
_ON_A_LAPTOP = re.compile(
    r"\b(?:local (?:dev(?:elopment)?|testing|stack|environment)|dev(?:elopment)? (?:stack|environment|setup|server|compose|config\w*)"
    r"|reproduc(?:tion|es|er)\b|smoke[- ]test|(?:load|integration|e2e)[- ]tests?\b|benchmark)",
    re.IGNORECASE,
)
_FOR_TRYING = re.compile(
    r"\s*(?:(?:meant|intended|used) )?for (?:local )?(?:dev(?:elopment)?|testing)\b(?!.*\bprod(?:uction)?\b)",
    re.IGNORECASE,
)
"""How a comment begins that says what the file is for."""
_LIVE = re.compile(r"\bproduction\b", re.IGNORECASE)
_IMAGE_OF_TESTS = re.compile(r"^\s*image:.*\$\{TEST_", re.MULTILINE)
"""`image: mysql:${TEST_MYSQL_VERSION}`: tests choose what runs here."""
_OF_ANOTHER = re.compile(
    r"\b(?:not|non|never|before|instead|see|use|like|similar|override|unlike|than|without|when|if)\b|don't",
    re.IGNORECASE,
)


class Remarks(NamedTuple):
    """Said once at the top for the whole file, and elsewhere for the line below."""

    is_for_development: bool = False
    is_in_production: bool = False
    local: frozenset[int] = frozenset()
    """Lines that a comment above them, or behind them, calls for development only."""


SAYS_NOTHING = Remarks()


def remarks(source: str) -> Remarks:
    """What the comments say; nothing where they say nothing of it, or both."""
    lines = source.splitlines()
    opening = _opening(lines)
    title = next((line for line in opening if re.search(r"[A-Za-z]{3}", line)), "")
    laptop, live = _ON_A_LAPTOP.search(title), _LIVE.search(title)
    is_first = laptop is not None and (live is None or laptop.start() < live.start())
    is_local = is_first or any(map(_ONLY_HERE.search, opening))
    is_local |= any(map(_FOR_TRYING.match, opening))
    is_local |= _IMAGE_OF_TESTS.search(source) is not None
    is_live = live is not None and not _OF_ANOTHER.search(title)
    local = _local(lines) if _ONLY_HERE.search(source) else frozenset()
    return Remarks(is_local, is_live and not is_local, local)


def _opening(lines: list[str]) -> list[str]:
    """The comments before the first line that is none."""
    said = []
    for line in lines[:_LONGEST]:
        if comment := _COMMENT.match(line):
            said.append(comment[1])
        elif not _BEFORE.match(line):
            break
    return said


def _local(lines: list[str]) -> frozenset[int]:
    """The lines that such a comment stands behind, or directly above."""
    found = set()
    for number, line in enumerate(lines, 1):
        before, sign, comment = line.partition("#")
        if sign and _ONLY_HERE.search(comment):
            found.add(number if before.strip() else _next_line(lines, number))
    return frozenset(found)


def _next_line(lines: list[str], number: int) -> int:
    """The first one after it that is no comment."""
    while number < len(lines) and lines[number].lstrip().startswith("#"):
        number += 1
    return number + 1
