"""How HCL spells texts and numbers, and which parts of a text are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import HOLE


def number(written: str) -> int | float:
    return float(written) if re.search(r"[.eE]", written) else int(written)


def holes(text: str) -> str:
    """Interpolations and directives become holes; `$${` is `${`."""
    pieces: list[str] = []
    position = 0
    for start, end in _interpolations(text):
        pieces += text[position:start], HOLE
        position = end
    pieces.append(text[position:])
    joined = "".join(pieces).replace("$${", "${").replace("%%{", "%{")
    return re.sub(f"{HOLE}+", HOLE, joined)


def _interpolations(text: str) -> Iterator[tuple[int, int]]:
    """Where `${...}` and `%{...}` stand, nested braces included."""
    position = 0
    for found in re.finditer(r"(?<![$%])[$%]\{", text):
        if found.start() < position:
            continue
        depth = 0
        for brace in re.finditer(r"[{}]", text[found.start() :]):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                position = found.start() + brace.end()
                break
        else:
            position = len(text)
        yield found.start(), position


def dedented(body: str) -> str:
    lines = body.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    least = min(indents, default=0)
    return "\n".join(line[least:] for line in lines)


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), text)
