"""How often, how long, which variables: the arithmetic that loops are written with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.shell.syntax.tree import (
    Arithmetic,
    Command,
    Loop,
    Parameter,
    Test,
    Word,
    inside,
    substitutions,
)

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(text: str) -> float | None:
    """`5`, `0.5`, `2m` in seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)([smhd]?)", text)
    if not match:
        return None
    seconds = float(match[1]) * _UNITS[match[2]]
    return int(seconds) if seconds.is_integer() else seconds


def all_names(words: list[Word]) -> Iterator[str]:
    """The variables of words, in arithmetic and substitutions too."""
    for word in words:
        for part in word.parts:
            if isinstance(part, Parameter):
                yield part.name
                yield from re.findall(r"[A-Za-z_]\w*", part.index)
                if part.operand:
                    yield from all_names([part.operand])
            elif isinstance(part, Arithmetic):
                yield from re.findall(r"[A-Za-z_]\w*", part.text)
        for substitution in substitutions(word):
            for statement in substitution.body:
                for one in inside(statement):
                    yield from all_names(list(one.words()))


def changed(loop: Loop) -> set[str]:
    """The variables that differ from turn to turn."""
    names = {loop.variable} if loop.variable else set()
    if loop.arithmetic:
        names |= set(re.findall(r"[A-Za-z_]\w*", loop.arithmetic[2]))
    for one in inside(loop):
        if isinstance(one, Command):
            names |= {assignment.name for assignment in one.assignments}
            if one.arguments and one.arguments[0].literal == "let":
                names |= set(
                    re.findall(
                        r"[A-Za-z_]\w*", " ".join(w.literal or "" for w in one.arguments[1:])
                    )
                )
            for word in one.words():
                for part in word.parts:
                    if isinstance(part, Arithmetic):
                        names |= _assigned(part.text)
        elif isinstance(one, Test):
            names |= _assigned(one.text)
    return names


def _assigned(text: str) -> set[str]:
    found = re.findall(
        r"([A-Za-z_]\w*)\s*(?:\+\+|--|[-+*/<>]*=(?!=))|(?:\+\+|--)([A-Za-z_]\w*)", text
    )
    return {one or other for one, other in found}


def braced(text: str) -> int | None:
    """How many words `{1..5}` or `a{b,c}` become; None for a pattern of files."""
    total = 1
    for match in re.finditer(r"\{([^{}]*)\}", text):
        if steps := re.fullmatch(r"(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?", match[1]):
            total *= abs(int(steps[2]) - int(steps[1])) // abs(int(steps[3] or 1) or 1) + 1
        elif re.fullmatch(r"[a-zA-Z]\.\.[a-zA-Z]", match[1]):
            total *= abs(ord(match[1][0]) - ord(match[1][-1])) + 1
        elif "," in match[1]:
            total *= match[1].count(",") + 1
    return None if re.search(r"[*?]|\[.*\]", text) else total


def sequence(texts: list[str]) -> int | None:
    """How many numbers `seq` prints."""
    numbers = [text for text in texts[1:] if not re.match(r"-[a-z]", text)]
    if not numbers or not all(re.fullmatch(r"-?\d+", number) for number in numbers):
        return None
    first, step, last = 1, 1, int(numbers[-1])
    if len(numbers) > 1:
        first = int(numbers[0])
    if len(numbers) > 2:
        step = int(numbers[1]) or 1
    return max(0, (last - first) // step + 1)
