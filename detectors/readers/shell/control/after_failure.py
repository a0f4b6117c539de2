"""What a script says after a failure that it has masked: `curl ... || true; echo "uploaded"`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detectors.facts import Claim
from detectors.places import Lines
from detectors.readers.shell.exchange.output_checks import SHOWS, literals
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Command,
    If,
    Loop,
    Not,
    Pipeline,
    Statement,
    Substitution,
    Text,
    Word,
)
from detectors.vocabulary.names import words
from detectors.vocabulary.reports import says_done

_FARTHEST = 6
"""Statements after the masked one that may still speak of it."""


def claim(masked: Statement, lines: Callable[[int, int], Lines]) -> Claim | None:
    """The line with which the script says that it went well; None where it says nothing, or asks first."""
    for one in following(masked):
        if not isinstance(one, Command | Pipeline):
            return None
        if isinstance(one, Command) and _leaves(one):
            return None
        if isinstance(one, Command) and (told := said(one)) and says_done(words(told)):
            return Claim(lines(one.start, one.end), "log", told)
    return None


def given_instead(statement: AndOr) -> str:
    """The word that a substitution gives if its command fails: `$(curl ... || echo unknown)`."""
    command = statement.right
    if statement.operator != "||" or not isinstance(statement.parent, Substitution):
        return ""
    written = literals(command) if isinstance(command, Command) else []
    return written[1] if len(written) == 2 and written[0] in {"echo", "printf"} else ""


def following(masked: Statement) -> Iterator[Statement]:
    """The next statements of the same list, and those after a loop that it ends."""
    at, left = masked, _FARTHEST
    while isinstance(at.parent, Statement):
        for siblings in _lists(at.parent):
            place = next((n for n, one in enumerate(siblings) if one is at), None)
            for one in siblings[place + 1 :] if place is not None else ():
                if not left:
                    return
                left -= 1
                yield one
        if not isinstance(at.parent, Loop):
            return
        at = at.parent


def preceding(statement: Statement) -> list[Statement]:
    """The last statements before it in the same list."""
    above = statement.parent
    for siblings in _lists(above) if isinstance(above, Statement) else ():
        if statement in siblings:
            place = siblings.index(statement)
            return list(siblings[max(0, place - _FARTHEST) : place])
    return []


def _lists(around: Statement) -> Iterator[list[Statement]]:
    if isinstance(around, If):
        yield from (body for _, body in around.branches)
        yield around.otherwise
    elif not isinstance(around, AndOr | Not):
        yield getattr(around, "body", [])


def _leaves(command: Command) -> bool:
    return literals(command)[:1] in (["exit"], ["return"], ["continue"], ["break"])


def said(command: Command) -> str:
    """What it shows, without what cannot be seen."""
    if not SHOWS.search(next(iter(literals(command)), "")):
        return ""
    return " ".join(map(_plain, command.arguments[1:]))


def _plain(word: Word) -> str:
    """Its text, without what cannot be seen."""
    return "".join(part.value for part in word.parts if isinstance(part, Text))
